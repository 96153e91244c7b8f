/** A text as it stands for itself in a regular expression, in any dialect that readers and SQL engines have. */
export const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
