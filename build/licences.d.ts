export function listLicences(root: string, inputs: readonly string[]): string
