/** From a job to dollars: the lists are asked in turn, the job rated by one of them, its units priced. */
import { listChoices } from '../failure.js'
import { type Day, formatDay, type Instant, startOfDay } from '../instant.js'
import { toRatio, type Units } from '../quantity.js'
import { addRatios, compareRatios, formatRatio, multiplyRatios, ONE, type Ratio } from '../ratio.js'
import { isInForce } from '../source.js'
import { type Catalogue, createEras, isSellers } from './catalogue.js'
import { ANY_JOB, type Job, keyOfJob } from './job.js'
import type { RateCard } from './rate-card.js'
import { isOfNoSize, type RatedJob, rateJob, type UnratedJob } from './rate-job.js'

/** What a unit of a pool costs instead of the list price: a resource package's effective unit price. */
export interface PackagePrice {
  readonly packageId: string
  readonly pool: string
  /** Dollars a unit. */
  readonly unitPrice: Ratio
  /** Whether it can be bought at the time of the quote. */
  readonly isOnSale: boolean
  /** The units that an account can have at this price, where the package is sold once; null: any number. */
  readonly mostUnits: Units | null
}

/** On what terms jobs are priced. */
export interface Terms {
  readonly catalogue: Catalogue
  /** When a job without a time of its own takes place. */
  readonly asOf: Instant
  /** The card asked for; null: the one that rules §0 choose. */
  readonly card: RateCard | null
  /** The seller asked for, whose lists alone price jobs; left out: no seller's list does. */
  readonly seller?: string | null
  readonly packagePrice: PackagePrice | null
  /**
   * Whether a price list in units comes before one in dollars, which then prices only what no list in units has:
   * what is drawn from packages is asked, not what a job costs at the least. Left out: rules §0.
   */
  readonly prefersUnits?: boolean
  /** Whether packages pay, so that lists in dollars price nothing. Left out: where the price of one is asked for. */
  readonly isPaidInUnits?: boolean
}

/** Whether lists in units alone price jobs: units are what packages pay with. */
const asksUnits = ({ packagePrice, isPaidInUnits = packagePrice !== null }: Terms): boolean => isPaidInUnits

/** A rated job in dollars. */
export interface PricedJob {
  readonly kind: 'priced'
  readonly rated: RatedJob
  /** When it takes place: the lists in force and the models retired by then are those of this moment. */
  readonly at: Instant
  /** Lists that come first and know its model, but have no row for it. */
  readonly passedOver: readonly RateCard[]
  /** Null on a dollar card. */
  readonly unitsEach: Units | null
  /** Dollars a unit; null on a dollar card. */
  readonly unitPrice: Ratio | null
  /** Dollars a call, exact. */
  readonly priceEach: Ratio
}

/** The model of a job; several that cost the same are all named. Null where it has none. */
export const modelOf = ({ rated: { job, models } }: PricedJob): string | null =>
  job.model ?? (models.join(' or ') || null)

/** Prices a job at an instant (null: as of the terms'). */
export type PriceJob = (job: Job, at: Instant | null) => PricedJob | UnratedJob

/** How many distinct jobs a pricer remembers before it starts afresh, so that memory stays flat. */
const MAX_REMEMBERED = 50_000

/** A function that prices jobs on these terms and rates each distinct one once. */
export function createPricer(terms: Terms): PriceJob {
  const remembered = new Map<string, PricedJob | UnratedJob>()
  const eraOf = createEras(terms.catalogue)
  return (job, given) => {
    const at = given ?? terms.asOf
    const key = `${eraOf(at).from}\n${keyOfJob(job)}`
    const known = remembered.get(key)
    if (known) return known
    const priced = priceJob(job, at, terms)
    if (remembered.size >= MAX_REMEMBERED) remembered.clear()
    remembered.set(key, priced)
    return priced
  }
}

function priceJob(job: Job, at: Instant, terms: Terms): PricedJob | UnratedJob {
  if (terms.prefersUnits && terms.card === null) {
    const ofUnits = { ...terms, catalogue: onlyUnits(terms.catalogue), prefersUnits: false }
    const inUnits = priceJob(job, at, ofUnits)
    // Where lists in units have several prices for it, dollars would be a way out and not an answer.
    const isUndecided = inUnits.kind !== 'priced' && inUnits.code === 'JOB_AMBIGUOUS'
    if (inUnits.kind === 'priced' || isUndecided) return inUnits
    if (listsInForce(at, ofUnits).some(card => isOfNoSize(job, card))) return inUnits
  }
  if (keyOfJob(job) === keyOfJob(ANY_JOB)) {
    const reason = 'nothing says what the job is; a model or a capability is needed'
    return { kind: 'unrated', code: 'JOB_AMBIGUOUS', reason }
  }
  const lists = terms.card ? [terms.card] : listsInForce(at, terms)
  // Settings alone must not choose among price lists: a price is never guessed.
  if (job.model === null && job.capability === null && lists.length > 1)
    return priceBySettings(job, lists, at, terms)

  const refusals: { readonly card: RateCard; readonly unrated: UnratedJob }[] = []
  for (const card of terms.card ? lists : inOrderOf(job, lists)) {
    const rated = rateJob(job, card)
    if (rated.kind === 'rated') {
      if (isOfAnotherKind(rated, refusals)) continue
      return priceRated(
        rated,
        terms.packagePrice,
        at,
        refusals.map(refusal => refusal.card),
      )
    }
    // What was left out decides the price: another list would only decide it by chance.
    if (rated.code === 'JOB_AMBIGUOUS') return { ...rated, reason: `${rated.reason} (${card.id})` }
    refusals.push({ card, unrated: rated })
  }
  return refuse(job, at, terms, refusals)
}

/** The lists that know the job's model, in their order; where it names none, those that know its capability. */
const inOrderOf = (job: Job, lists: readonly RateCard[]): readonly RateCard[] =>
  lists.filter(card => hasRowFor(card, job.model === null ? job : { model: job.model, capability: null }))

/**
 * Whether a list prices the job only as something else than a list before it would have: 20 s of a model whose clips
 * end at 15 s must not become another service because that goes on to 30 s.
 */
function isOfAnotherKind(rated: RatedJob, refusals: readonly { readonly card: RateCard }[]): boolean {
  const [first] = refusals
  if (!first || !rated.isCapabilityInferred) return false
  const meant = new Set(
    first.card.rates
      .filter(rate => rate.models.some(model => rated.models.includes(model)))
      .flatMap(rate => rate.capabilities),
  )
  return !rated.capabilities.some(capability => meant.has(capability))
}

/** A job that names neither model nor capability: one list at most may have a price for the rest. */
function priceBySettings(
  job: Job,
  lists: readonly RateCard[],
  at: Instant,
  terms: Terms,
): PricedJob | UnratedJob {
  const attempts = lists.map(card => rateJob(job, card))
  const possible = attempts.filter(attempt => attempt.kind === 'rated' || attempt.code === 'JOB_AMBIGUOUS')
  if (possible.length > 1) {
    const reason = 'neither model nor capability was given, and several price lists have a price for the rest'
    return { kind: 'unrated', code: 'JOB_AMBIGUOUS', reason }
  }
  const [only] = possible
  if (only?.kind === 'rated') return priceRated(only, terms.packagePrice, at)
  const i = Math.max(attempts.indexOf(only!), 0)
  const { code, reason } = attempts[i] as UnratedJob
  return { kind: 'unrated', code, reason: `${reason} (${lists[i]!.id})` }
}

/** Why no list asked has a row for the job, and who has one. */
function refuse(
  job: Job,
  at: Instant,
  terms: Terms,
  refusals: readonly { readonly card: RateCard; readonly unrated: UnratedJob }[],
): UnratedJob {
  const asked = refusals.map(({ card }) => card)
  const others = listsInForce(at, { ...terms, card: null, seller: null }).filter(
    card => !asked.includes(card),
  )
  const hints = [
    ...others.flatMap(card => {
      const rated = rateJob(job, card)
      if (rated.kind !== 'rated' || isOfAnotherKind(rated, refusals)) return []
      const how = rated.isCapabilityInferred ? `, as ${listChoices(rated.capabilities)}` : ''
      return [`--card ${card.id} has a price for it${how}`]
    }),
    ...(asksUnits(terms) ? [] : describeSellers(job, at, terms, asked)),
  ]
  const name = job.model === null ? null : nameOfModel(terms.catalogue, job.model)
  const first = terms.seller && name !== null ? firstDayOf(terms.seller, job, terms.catalogue) : null
  const isEarly = first !== null && at < startOfDay(first)
  if (isEarly)
    hints.unshift('--ignore-columns with the column of the times prices the jobs by the lists of today')
  const hint = hints.length === 0 ? {} : { hint: hints.join('; ') }
  const said = refusals.find(({ card }) => hasRowFor(card, job)) ?? refusals[0]
  if (said) return { ...said.unrated, reason: `${said.unrated.reason} (${said.card.id})`, ...hint }
  if (asksUnits(terms)) {
    const inDollars = priceJob(job, at, { ...terms, packagePrice: null, isPaidInUnits: false })
    if (inDollars.kind === 'priced') return refuseDollars(inDollars, name ?? 'this capability', at, terms)
  }
  const reason =
    name === null
      ? 'no rate card in force prices this capability'
      : terms.seller
        ? isEarly
          ? `the job took place before the first list of ${terms.seller} with a price for ${name}, which is in force from ${formatDay(first)}`
          : `${terms.seller} has no list in force with a price for ${name}`
        : `${name} is unrated: the vendor's lists in force give it no price`
  return { kind: 'unrated', code: 'JOB_UNRATED', reason, ...hint }
}

/** Why a job has no price in units that has one in dollars, and what it is called in units. */
function refuseDollars({ rated }: PricedJob, name: string, at: Instant, terms: Terms): UnratedJob {
  const { card, job } = rated
  const reason = `${name} is priced in dollars alone (${card.id}), and no package pays for that`
  const isOfModel = card.rates.some(
    ({ models, capabilities }) =>
      models.includes(job.model!) && capabilities.some(each => each !== job.capability),
  )
  // A model that does one thing alone is called by it; where models do it beside others, it is a capability of theirs.
  const models = isOfModel
    ? []
    : listsInForce(at, terms).flatMap(list =>
        [...list.models].flatMap(([id, { name }]) =>
          rateJob({ ...job, model: id }, list).kind === 'rated' ? [name] : [],
        ),
      )
  const unrated = { kind: 'unrated', code: 'JOB_UNRATED', reason } as const
  if (models.length === 0) return unrated
  return {
    ...unrated,
    hint: `in units it is the model ${listChoices([...new Set(models)])} with the capability ${job.capability}`,
  }
}

const hasRowFor = (card: RateCard, { model, capability }: Pick<Job, 'model' | 'capability'>): boolean =>
  card.rates.some(
    rate =>
      (model === null || rate.models.includes(model)) &&
      (capability === null || rate.capabilities.includes(capability)),
  )

const nameOfModel = ({ cards }: Catalogue, id: string): string =>
  cards.map(card => card.models.get(id)?.name).find(name => name !== undefined) ?? id

/** From when on a seller has a price for the model of a job; null: it has none with a date. */
function firstDayOf(seller: string, { model }: Job, { cards }: Catalogue): Day | null {
  const starts = cards
    .filter(card => card.seller === seller && card.rates.some(({ models }) => models.includes(model!)))
    .flatMap(({ effectiveFrom }) => effectiveFrom ?? [])
  return starts.length === 0 ? null : starts.reduce((a, b) => (b < a ? b : a))
}

/** The seller that has a price for the job at the least, and how many more have one. */
function describeSellers(job: Job, at: Instant, { catalogue }: Terms, asked: readonly RateCard[]): string[] {
  const lists = catalogue.cards.filter(
    card => isSellers(card) && isInForce(card, at) && !asked.includes(card),
  )
  const find = (wanted: Job) =>
    lists
      .map(card => rateJob(wanted, card))
      .filter(rated => rated.kind === 'rated')
      .map(rated => priceRated(rated, null, at))
      .sort((a, b) => compareRatios(a.priceEach, b.priceEach))
  const asGiven = find(job)
  // Newer models have sound and no price without it.
  const found = asGiven.length > 0 || job.audio ? asGiven : find({ ...job, audio: true })
  const [nearest, ...more] = found
  if (!nearest) return []
  const { card } = nearest.rated
  const withAudio = nearest.rated.job.audio === job.audio ? '' : ' with --audio'
  const rest = more.length === 0 ? '' : `, and ${more.length} more`
  return [
    `--seller ${card.seller} has it${withAudio} for $${formatRatio(nearest.priceEach, 6)} each (${card.id})${rest}`,
  ]
}

/** The lists that may price a job, in their order. */
export function listsInForce(at: Instant, terms: Terms): readonly RateCard[] {
  const { catalogue, seller } = terms
  const inUnits = asksUnits(terms)
  const lists = catalogue.cards.filter(card => (seller ? card.seller === seller : !isSellers(card)))
  return lists.filter(card => isInForce(card, at) && (!inUnits || card.billing === 'prepaid-units'))
}

/** The vendor's and the user's price lists in units; names are known from all. */
export const onlyUnits = (catalogue: Catalogue): Catalogue => ({
  ...catalogue,
  cards: catalogue.cards.filter(card => card.billing === 'prepaid-units' && !isSellers(card)),
})

/** The dollars of a rated job: units at the package's price where it is of their pool, else at list price. */
export function priceRated(
  rated: RatedJob,
  packagePrice: PackagePrice | null,
  at: Instant,
  passedOver: readonly RateCard[] = [],
): PricedJob {
  const { card, rate } = rated
  const each = toRatio(rated.each)
  if (rate.pool === null) {
    const dollars = card.creditPrice === null ? each : multiplyRatios(each, card.creditPrice)
    const priceEach =
      card.topUpFee === null ? dollars : multiplyRatios(dollars, addRatios(ONE, card.topUpFee))
    return { kind: 'priced', rated, at, passedOver, unitsEach: null, unitPrice: null, priceEach }
  }
  const unitPrice =
    packagePrice?.pool === rate.pool
      ? packagePrice.unitPrice
      : toRatio(card.pools.get(rate.pool)!.listUnitPrice)
  return {
    kind: 'priced',
    rated,
    at,
    passedOver,
    unitsEach: rated.each as Units,
    unitPrice,
    priceEach: multiplyRatios(each, unitPrice),
  }
}
