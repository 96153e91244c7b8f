/**
 * What a name says of a package. A name may be the catalogue's (`package-2`, `Package 2`), or state what the package
 * holds (`Trial-Image-1000Units-9Con-1Months`); how such names are built is data.
 */
import { escapePattern } from '../../core/escape-pattern.js'
import { type Issue, inQuotes, listChoices, type Place } from '../../core/failure.js'
import { findPackage, type ResourcePackage } from '../../core/ledger/resource-package.js'
import { compare, format, type Units, units } from '../../core/quantity.js'
import { type Names, normaliseColumn } from '../names.js'
import { findPool } from '../pool-name.js'

/** What a name states, as far as it does. */
export interface NamedFacts {
  readonly pool: string | null
  readonly units: Units | null
  readonly concurrency: number | null
  readonly months: number | null
}

/** What is looked up in. */
export interface NameContext {
  readonly packages: readonly ResourcePackage[]
  readonly pools: readonly string[]
  readonly names: Names
}

const NUMBER = '(\\d[\\d,]*)'
/** What the places of a pattern stand for. */
const PLACES = { pool: '(.+?)', units: NUMBER, concurrency: NUMBER, months: NUMBER } as const
type PlaceName = keyof typeof PLACES

const PARTS = /\{(\w+)\}|\*/g

/** What a name states by the first of the patterns that it follows; null when it follows none. */
export function readNamedFacts(name: string, { pools, names }: NameContext): NamedFacts | null {
  for (const pattern of names.packages().patterns) {
    const places = [...pattern.matchAll(PARTS)].flatMap(([, place]) => place ?? []) as PlaceName[]
    const literals = pattern.split(/\{\w+\}|\*/)
    const parts = [...pattern.matchAll(PARTS)].map(([, place]) =>
      place ? PLACES[place as PlaceName] : '.*?',
    )
    const source = literals.map((text, i) => escapePattern(text) + (parts[i] ?? '')).join('')
    const match = new RegExp(`^${source}$`, 'iu').exec(name.normalize('NFKC').trim())
    if (!match) continue
    const said = new Map(places.map((place, i) => [place, match[i + 1]!]))
    const poolWord = said.get('pool')
    const pool = poolWord === undefined ? null : findPool(poolWord, pools, names)
    // A word that is no pool means that the name only looks like the pattern.
    if (poolWord !== undefined && pool === null) continue
    return toFacts(pool, place => said.get(place))
  }
  return null
}

function toFacts(pool: string | null, textOf: (place: PlaceName) => string | undefined): NamedFacts {
  const numberOf = (place: PlaceName): string | null => textOf(place)?.replaceAll(',', '') ?? null
  const [size, concurrency, months] = [numberOf('units'), numberOf('concurrency'), numberOf('months')]
  return {
    pool,
    units: size === null ? null : units(size.replace(/^0+(?=\d)/, '')),
    concurrency: concurrency === null ? null : Number(concurrency),
    months: months === null ? null : Number(months),
  }
}

/** In front of a whole number, and of none of a version: not in `V2`, `3.0` or `30 000`. */
const NO_VERSION = '(?<![.\\d]|\\d\\s|(?<!\\p{L})v)'
/** A word, or a character of a script that has no blanks between words. */
const WORD = /\p{Lu}?\p{Ll}+|\p{Lu}+|\p{Lo}/gu
const MOST_WORDS = 4

/**
 * What a name states that follows no pattern, as the service may build its names otherwise one day: the one pool that it
 * names, and the numbers in front of words that stand behind numbers in a pattern. Null for a name without a pool, or
 * with several.
 */
export function readFactsWithin(name: string, { pools, names }: NameContext): NamedFacts | null {
  const text = name.normalize('NFKC')
  const words = [...text.matchAll(WORD)].map(([word]) => word)
  const runs = words.flatMap((_, start) =>
    Array.from({ length: MOST_WORDS }, (_, more) => words.slice(start, start + more + 1)),
  )
  const [pool, ...others] = new Set(
    runs.flatMap(run => [' ', ''].flatMap(gap => findPool(run.join(gap), pools, names) ?? [])),
  )
  if (pool === undefined || others.length > 0) return null
  const numbers = new Map<string, string>()
  for (const pattern of names.packages().patterns) {
    for (const [, place, word] of pattern.matchAll(/\{(units|concurrency|months)\}\s*(\p{L}+)/gu)) {
      const one = word!.replace(/s$/, '')
      const found = new RegExp(`${NO_VERSION}${NUMBER}[\\s_-]*${one}s?(?!\\p{L})`, 'iu').exec(text)
      if (found && !numbers.has(place!)) numbers.set(place!, found[1]!)
    }
  }
  return toFacts(pool, place => numbers.get(place))
}

/**
 * The package of the catalogue that a name means: by its id, or as people write it, with the service's name in front
 * (`Kling API - Package 2`) or its size and validity behind (`Trial 1,000 units`). The issue of an unknown name says
 * what it may be instead; of several that fit, none is chosen.
 */
export function findNamedPackage(
  name: string,
  { packages, names }: NameContext,
  place: Place,
): ResourcePackage | Issue {
  const exact = findPackage(packages, name, place)
  if (!('code' in exact)) return exact
  const meaning = names.meaningOf('package', name)
  if (typeof meaning === 'string') return findPackage(packages, meaning, place)
  const fillers = names.packages().fillers
  const words = wordsOf(name, fillers)
  const fitting = packages
    .map(offer => ({ offer, own: wordsOf(offer.id, []) }))
    .filter(
      ({ offer, own }) =>
        own.every((word, i) => words[i] === word) && isOnlyMore(words.slice(own.length), offer),
    )
  const longest = Math.max(...fitting.map(({ own }) => own.length))
  const found = fitting.filter(({ own }) => own.length === longest).map(({ offer }) => offer)
  if (found.length === 1) return found[0]!
  if (found.length === 0) return exact
  const ids = found.map(({ id }) => id)
  const message = `${inQuotes(name)} can be ${listChoices(ids)}`
  return { code: 'UNKNOWN_PACKAGE', message, place, hint: 'write the one that it is' }
}

/** The words of a name, without thousands signs in its numbers. */
function wordsOf(name: string, fillers: readonly string[]): string[] {
  const joined = name.normalize('NFKC').replaceAll(/(?<=\d)[,.'’\s](?=\d{3}(?!\d))/g, '')
  const words = ` ${normaliseColumn(joined)} `
  return fillers
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, filler) => rest.replaceAll(` ${filler} `, ' '), words)
    .trim()
    .split(' ')
}

const MEASURES: ReadonlySet<string> = new Set(['unit', 'units', 'day', 'days'])

/** Whether words behind a package's name say no more than its size and validity. */
const isOnlyMore = (words: readonly string[], { units: size, validityDays }: ResourcePackage): boolean =>
  words.every(
    word => MEASURES.has(word) || (size !== null && word === format(size)) || word === String(validityDays),
  )

/** The packages of the catalogue with what is known of one that was bought. */
export const listFitting = (
  packages: readonly ResourcePackage[],
  {
    pool,
    size,
    isValidFor,
  }: { pool: string | null; size: Units; isValidFor: (offer: ResourcePackage) => boolean },
): ResourcePackage[] =>
  packages.filter(
    offer =>
      (pool === null || offer.pool === pool) &&
      offer.units !== null &&
      compare(offer.units, size) === 0 &&
      isValidFor(offer),
  )
