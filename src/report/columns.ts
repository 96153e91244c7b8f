/** What an answer says of columns that were not read, or read under another name. */
import { compact } from '../core/compact.js'
import { listChoices, quoteArgument, quoteName } from '../core/failure.js'
import type { AliasedWord, FileColumns, IgnoredColumn } from '../core/file-columns.js'
import { groupBy } from '../core/group-by.js'
import { listSome } from './text.js'

/** How many columns are named one by one. */
const MAX_NAMED = 12

/** One sentence for all columns of a file that nothing was read from and whose cells look like the same: it comes first. */
export const describeTelling = (files: readonly FileColumns[]): string[] =>
  files.flatMap(({ file, ignored }) => {
    const told = ignored.filter(({ cells }) => cells !== undefined)
    return [...groupBy(told, ({ like }) => like!)].map(([like, columns]) => {
      const names = columns.map(({ name }) => quoteName(name))
      const shown = columns.slice(0, MAX_NAMED).map(({ name, cells }) => `${name} (${cells})`)
      const of = files.length > 1 ? ` of ${file}` : ''
      const isOne = columns.length === 1
      const means = [like, ...(columns[0]!.orLike ?? [])]
      const ways = means.map(column => quoteArgument(`${column}=${isOne ? names[0] : 'NAME'}`))
      const reads = `--columns ${listChoices(ways)} reads it${ways.length > 1 ? ' as that' : ''}`
      const leavesOut = `--ignore-columns ${quoteArgument(names.join(','))} leaves ${isOne ? 'it' : 'them'} out`
      return `Nothing is read from ${listChoices(shown, 'and')}${of}${isOne ? ', which' : '; one'} may be ${listChoices(means)}: ${reads}, ${leavesOut}.`
    })
  })

/** Of more than are named, what looks like something goes first, and last what is known to change nothing. */
const weightOf = ({ like, isHarmless }: IgnoredColumn): number => (like !== null ? 0 : isHarmless ? 2 : 1)

/** One line for each file with other columns that nothing was read from, the likeliest meaning behind each name. */
export const describeIgnored = (files: readonly FileColumns[]): string[] =>
  files
    .map(each => ({ ...each, ignored: each.ignored.filter(({ cells }) => cells === undefined) }))
    .filter(({ ignored, isExpected }) => ignored.length > 0 && !isExpected)
    .map(({ file, ignored }) => {
      const ordered =
        ignored.length > MAX_NAMED ? ignored.toSorted((a, b) => weightOf(a) - weightOf(b)) : ignored
      const names = ordered.map(({ name, like, words }) => {
        const said = compact([like !== null && `looks like ${like}`, words])
        return said.length === 0 ? name : `${name} (${said.join(': ')})`
      })
      const [guess] = ignored.filter(({ like }) => like !== null)
      const how = guess
        ? `; --columns ${quoteArgument(`${guess.like}=${quoteName(guess.name)}`)} reads it`
        : ''
      return `${file}: nothing is read from ${listSome(names, MAX_NAMED)}${how}`
    })

/** One sentence for each file without accounts in which a column looks like one: whose a row was decides what its account has. */
export const describeUnreadAccounts = (files: readonly FileColumns[]): string[] =>
  files.flatMap(({ file, ignored, isExpected }) => {
    const [found] = isExpected ? [] : ignored.filter(({ like }) => like === 'account')
    if (found === undefined) return []
    const how = `--columns ${quoteArgument(`account=${quoteName(found.name)}`)}`
    return [`${file}: all requests count as those of one account; if ${found.name} names accounts: ${how}`]
  })

/** What was made of each file: columns and words that were read under another name than ours, sheets, rows that are none. */
export const describeAliased = (files: readonly FileColumns[]): string[] =>
  files.flatMap(({ file, aliased, words = [], remarks = [] }) => {
    const said = compact([
      ...aliased.map(
        ({ column, name, clock }) =>
          `${column} is read from "${name}"${clock === undefined ? '' : `, by the clock of ${clock}`}`,
      ),
      ...words.slice(0, MAX_NAMED).map(describeWord),
      words.length > MAX_NAMED && `and ${words.length - MAX_NAMED} more words`,
    ])
    return compact([said.length > 0 && said.join(', '), ...remarks]).map(text => `${file}: ${text}`)
  })

/** `status "completed" is succeed`, `mode "4k" is resolution 4k`. */
function describeWord({ column, word, meant }: AliasedWord): string {
  const means = meant.map(({ column: other, means }) => (other === column ? means : `${other} ${means}`))
  return `${column} "${word}" ${means.length === 0 ? 'says nothing of it' : `is ${means.join(' and ')}`}`
}
