/** What an answer says of columns that were not read, or read under another name. */
import type { FileColumns } from '../core/file-columns.js'

/** How many columns are named one by one. */
const MAX_NAMED = 12

/** One line for each file with columns that nothing was read from, the likeliest meaning behind each name. */
export const describeIgnored = (files: readonly FileColumns[]): string[] =>
  files
    .filter(({ ignored, isExpected }) => ignored.length > 0 && !isExpected)
    .map(({ file, ignored }) => {
      const names = ignored
        .slice(0, MAX_NAMED)
        .map(({ name, like }) => (like === null ? name : `${name} (looks like ${like})`))
      const more = ignored.length > MAX_NAMED ? ` and ${ignored.length - MAX_NAMED} more` : ''
      const [guess] = ignored.filter(({ like }) => like !== null)
      const how = guess ? `; --columns ${guess.like}=${guess.name} reads it` : ''
      return `${file}: nothing is read from ${names.join(', ')}${more}${how}`
    })

/** One line for each file with columns that were read under another name than ours. */
export const describeAliased = (files: readonly FileColumns[]): string[] =>
  files
    .filter(({ aliased }) => aliased.length > 0)
    .map(
      ({ file, aliased }) =>
        `${file}: ${aliased.map(({ column, name }) => `${column} is read from "${name}"`).join(', ')}`,
    )
