/** A text as it stands for itself in a regular expression, in any dialect that readers and SQL engines have. */
export const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A pattern in which `*` stands for anything, as a regular expression of the whole text. */
export const patternOfGlob = (glob: string): string => `^${glob.split('*').map(escapePattern).join('.*')}$`
