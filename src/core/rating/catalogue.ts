/** All price lists that are loaded, and what the names in them mean. */
import { type Issue, inFile, listChoices, type Place } from '../failure.js'
import { type Instant, startOfDay } from '../instant.js'
import { guessName } from '../nearest-name.js'
import { dateOf } from '../source.js'
import type { Model, RateCard } from './rate-card.js'

/** The rate cards, the one that counts first when several price a job in front (`sortByPrecedence`). */
export interface Catalogue {
  readonly cards: readonly RateCard[]
  /** Canonical model ids by normalised name. */
  readonly modelIds: ReadonlyMap<string, string>
  /** Canonical capabilities by normalised name. */
  readonly capabilities: ReadonlyMap<string, string>
}

/** A name as it is compared: case makes no difference, and blanks and underscores are hyphens. */
export const normaliseName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '-')

/**
 * Cards in the order in which they are asked for a price (rules §0): the user's, then those in dollars, then those in
 * units, the newest first. Sellers' lists come last: none of them prices a job unless it is asked for.
 */
function sortByPrecedence(cards: Iterable<RateCard>): RateCard[] {
  const dated = Array.from(cards, card => ({ card, date: dateOf(card) }))
  dated.sort(({ card: a, date: older }, { card: b, date: newer }) => {
    for (const rank of [isSellers, isNotUsers, isNotInDollars])
      if (rank(a) !== rank(b)) return rank(a) ? 1 : -1
    return newer === older ? 0 : newer < older ? -1 : 1
  })
  return dated.map(({ card }) => card)
}

export const isSellers = ({ seller }: RateCard): boolean => seller !== null
const isNotUsers = ({ isUsers }: RateCard): boolean => !isUsers
const isNotInDollars = ({ billing }: RateCard): boolean => billing !== 'us-dollars'

/**
 * Puts cards together; of two with one id the later takes the earlier's place. Reports a name that stands
 * for two models.
 */
export function buildCatalogue(cards: readonly RateCard[]): { catalogue: Catalogue; issues: Issue[] } {
  const byId = new Map(cards.map(card => [card.id, card]))
  const ordered = sortByPrecedence(byId.values())
  const modelIds = new Map<string, string>()
  const issues: Issue[] = []
  // Lists repeat each other's names: of each what it means is worked out once.
  const done = new Set<string>()
  for (const card of ordered) {
    for (const model of card.models.values()) {
      const key = [card.brand, model.id, model.name, ...model.aliases].join('\n')
      if (done.has(key)) continue
      done.add(key)
      for (const name of namesOf(model, card.brand)) {
        const known = modelIds.get(name)
        if (known !== undefined && known !== model.id) {
          issues.push({
            code: 'NAME_CLASH',
            message: `"${name}" names ${known} already and cannot name ${model.id} too`,
            place: inFile(card.file),
          })
        }
        modelIds.set(name, known ?? model.id)
      }
    }
  }
  const named = new Set<string>()
  for (const { rates } of ordered)
    for (const rate of rates) for (const capability of rate.capabilities) named.add(capability)
  const capabilities = new Map([...named].map(name => [normaliseName(name), name]))
  for (const card of ordered)
    for (const [alias, name] of card.capabilityAliases) capabilities.set(alias, name)
  return { catalogue: { cards: ordered, modelIds, capabilities }, issues }
}

/** Every name of a model, with and without the brand in front. */
function namesOf(model: Model, brand: string | null): string[] {
  const names = [model.id, model.name, ...model.aliases].map(normaliseName)
  if (brand === null) return [...new Set(names)]
  const prefix = `${normaliseName(brand)}-`
  const short = names.map(name => (name.startsWith(prefix) ? name.slice(prefix.length) : name))
  return [...new Set([...names, ...short, ...short.map(name => prefix + name)])]
}

/** The canonical id of a model as people type it, or the issue that says what was meant instead. */
export const findModel = (catalogue: Catalogue, name: string, place: Place): string | Issue =>
  catalogue.modelIds.get(normaliseName(name)) ??
  unknown(
    'UNKNOWN_MODEL',
    'model',
    name,
    [...catalogue.modelIds.keys()],
    place,
    '`kling-cost rates list --details` shows all',
  )

/** The model that the vendor's API calls `apiName` in the billing of a pool, or null when none has such a name of its own. */
export const findApiModel = (catalogue: Catalogue, apiName: string, pool: string): string | null => {
  for (const card of catalogue.cards) {
    for (const model of card.models.values()) {
      if (model.apiName !== apiName) continue
      if (card.rates.some(rate => rate.pool === pool && rate.models.includes(model.id))) return model.id
    }
  }
  return null
}

/**
 * The model that the vendor's API calls `apiName` for a capability, where the model of that name has none of it: an API
 * may call its image models by the names of its video models. Null when there is no such model.
 */
export function findApiModelFor(catalogue: Catalogue, apiName: string, capability: string): string | null {
  const canDo = (id: string): boolean =>
    catalogue.cards.some(({ rates }) =>
      rates.some(rate => rate.models.includes(id) && rate.capabilities.includes(capability)),
    )
  const own = catalogue.modelIds.get(normaliseName(apiName))
  if (own !== undefined && canDo(own)) return null
  const models = catalogue.cards.flatMap(card => [...card.models.values()])
  const found = models.find(model => model.apiName === normaliseName(apiName) && canDo(model.id))
  return found?.id ?? null
}

/** The canonical name of a capability, or the issue that says what was meant instead. */
export const findCapability = (catalogue: Catalogue, name: string, place: Place): string | Issue =>
  catalogue.capabilities.get(normaliseName(name)) ??
  unknown(
    'UNKNOWN_CAPABILITY',
    'capability',
    name,
    [...catalogue.capabilities.keys()],
    place,
    `allowed: ${listChoices([...new Set(catalogue.capabilities.values())].sort())}`,
  )

/** The card of that id, or the issue that says what was meant instead. */
export const findCard = (catalogue: Catalogue, id: string, place: Place): RateCard | Issue =>
  catalogue.cards.find(card => card.id === id) ??
  unknown(
    'UNKNOWN_CARD',
    'rate card',
    id,
    catalogue.cards.map(card => card.id),
    place,
  )

function unknown(
  code: 'UNKNOWN_MODEL' | 'UNKNOWN_CAPABILITY' | 'UNKNOWN_CARD' | 'BAD_VALUE',
  what: string,
  given: string,
  known: readonly string[],
  place: Place,
  hint = `allowed: ${listChoices(known)}`,
): Issue {
  return {
    code,
    message: `no ${what} is called "${given}"${guessName(normaliseName(given), known)}`,
    place,
    hint,
  }
}

/** The lists of a seller, told by name however it is written, or the issue that says which sellers there are. */
export function findSeller(catalogue: Catalogue, name: string, place: Place): string | Issue {
  const sellers = [...new Set(catalogue.cards.flatMap(card => card.seller ?? []))]
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  const given = plain(name)
  const found =
    sellers.find(seller => plain(seller) === given) ??
    // The first word of a name is enough, as "acme" for acme.ai.
    sellers.find(seller => plain(seller.split(/[ .]/)[0]!) === given)
  if (found !== undefined) return found
  return unknown('BAD_VALUE', 'seller', name, sellers, place)
}

/** A span of time, `[from, to)`, over which every list stays in force or out of it: its jobs are priced alike. */
export interface Era {
  readonly from: number
  readonly to: number
}

/** A function that gives the era of an instant, one object for each. */
export function createEras({ cards }: Catalogue): (at: Instant) => Era {
  const edges = cards
    .flatMap(({ effectiveFrom, effectiveTo, retired }) => [effectiveFrom, effectiveTo, retired?.on ?? null])
    .flatMap(day => (day === null ? [] : [startOfDay(day)]))
    .sort((a, b) => a - b)
  const eras = [Number.NEGATIVE_INFINITY, ...edges].map(
    (from, i): Era => ({ from, to: edges[i] ?? Number.POSITIVE_INFINITY }),
  )
  return at => eras[edges.findLastIndex(edge => edge <= at) + 1]!
}
