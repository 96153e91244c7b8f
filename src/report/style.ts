/** Emphasis for a terminal. Meaning never rests on it: every output reads the same without colour. */

/** How a piece of text can stand out. */
export interface Style {
  strong(text: string): string
  good(text: string): string
  bad(text: string): string
}

const same = (text: string): string => text

export const PLAIN: Style = { strong: same, good: same, bad: same }

/** Emphasis by chalk, its one importer, which is loaded only for a terminal with colour. */
export async function loadStyle(): Promise<Style> {
  const { Chalk } = await import('chalk')
  const chalk = new Chalk({ level: 1 })
  return { strong: chalk.bold, good: chalk.green, bad: chalk.red }
}
