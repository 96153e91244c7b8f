/** The name of a pool, in any file. */
import { inQuotes, listChoices } from '../core/failure.js'
import type { AliasedWord } from '../core/file-columns.js'
import { guessName } from '../core/nearest-name.js'
import { type Names, normaliseColumn } from './names.js'
import { addIssue, type Problems } from './values.js'

/** What names of pools are read with. */
export interface PoolWords {
  /** The pools that there are; left out: any. */
  readonly pools?: readonly string[]
  readonly names: Names
  /** Told of each word that was read as another one. */
  readonly noteWord?: (word: AliasedWord) => void
}

/** The pool that a word stands for: by its own name, or another that is known for it. */
export function findPool(word: string, pools: readonly string[] | undefined, names: Names): string | null {
  const same = (a: string, b: string): boolean => plain(a) === plain(b)
  const own = pools?.find(pool => same(pool, word))
  if (own !== undefined) return own
  const meaning = names.meaningOf('pool', word)
  return typeof meaning === 'string' && (pools?.includes(meaning) ?? true) ? meaning : null
}

const plain = (text: string): string => normaliseColumn(text).replaceAll(' ', '')

/** A pool that is known, or any name where nobody knows the pools; null when none is named. Issue: BAD_VALUE. */
export function readPoolName(
  text: string,
  name: string,
  { pools, names, noteWord }: PoolWords,
  problems: Problems,
): string | null {
  const word = text.toLowerCase()
  if (word === '') return null
  if (pools?.includes(word)) return word
  const pool = findPool(word, pools, names)
  if (pool !== null) {
    noteWord?.({ column: 'pool', word: text, meant: [{ column: 'pool', means: pool }] })
    return pool
  }
  if (!pools) return word
  return addIssue(
    problems,
    'BAD_VALUE',
    name,
    `found ${inQuotes(text)}; ${listChoices(pools)} is allowed${guessName(word, pools)}`,
  )
}
