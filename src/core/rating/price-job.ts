/** From a job to dollars: the card is chosen, the job rated by it, its units priced. */
import { listChoices } from '../failure.js'
import type { Instant } from '../instant.js'
import { toRatio, type Units, type Usd } from '../quantity.js'
import { multiplyRatios, type Ratio } from '../ratio.js'
import { type Catalogue, chooseCard } from './catalogue.js'
import { ANY_JOB, type Job, keyOfJob } from './job.js'
import { isInForce, type RateCard } from './rate-card.js'
import { type RatedJob, rateJob, type UnratedJob } from './rate-job.js'

/** What a unit of a pool costs instead of the list price: a resource package's effective unit price. */
export interface PackagePrice {
  readonly packageId: string
  readonly pool: string
  /** Dollars a unit. */
  readonly unitPrice: Ratio
}

/** On what terms jobs are priced. */
export interface Terms {
  readonly catalogue: Catalogue
  /** When a job without a time of its own takes place. */
  readonly asOf: Instant
  /** The card asked for; null: the one that rules §1 choose. */
  readonly card: RateCard | null
  readonly packagePrice: PackagePrice | null
  /**
   * Whether a price list in units comes before one in dollars, which then prices only what no list in units has:
   * what is drawn from packages is asked, not what a job costs at the least. Left out: rules §1.
   */
  readonly prefersUnits?: boolean
}

/** A rated job in dollars. */
export interface PricedJob {
  readonly kind: 'priced'
  readonly rated: RatedJob
  /** Null on a dollar card. */
  readonly unitsEach: Units | null
  /** Dollars a unit; null on a dollar card. */
  readonly unitPrice: Ratio | null
  /** Dollars a call, exact. */
  readonly priceEach: Ratio
}

/** Prices a job at an instant (null: as of the terms'). */
export type PriceJob = (job: Job, at: Instant | null) => PricedJob | UnratedJob

/** How many distinct jobs a pricer remembers before it starts afresh, so that memory stays flat. */
const MOST_REMEMBERED = 50_000

/** A function that prices jobs on these terms and rates each distinct one once. */
export function createPricer(terms: Terms): PriceJob {
  const remembered = new Map<string, PricedJob | UnratedJob>()
  return (job, at) => {
    const key = `${eraOf(terms.catalogue, at ?? terms.asOf)}\n${keyOfJob(job)}`
    const known = remembered.get(key)
    if (known) return known
    const priced = priceJob(job, at ?? terms.asOf, terms)
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(key, priced)
    return priced
  }
}

/** Which cards are in force, as text: two instants with the same answer price every job alike. */
export const eraOf = (catalogue: Catalogue, at: Instant): string =>
  catalogue.cards.map(card => (isInForce(card, at) ? '1' : '0')).join('')

/** Whether any card begins or ends, so that the time of a job can matter. */
export const dependsOnTime = (catalogue: Catalogue): boolean =>
  catalogue.cards.some(card => card.effectiveFrom !== null || card.effectiveTo !== null)

function priceJob(job: Job, at: Instant, terms: Terms): PricedJob | UnratedJob {
  if (terms.prefersUnits && terms.card === null) {
    const inUnits = priceJob(job, at, {
      ...terms,
      catalogue: onlyUnits(terms.catalogue),
      prefersUnits: false,
    })
    // Where lists in units have several prices for it, dollars would be a way out and not an answer.
    if (inUnits.kind === 'priced' || inUnits.code === 'JOB_AMBIGUOUS') return inUnits
  }
  if (keyOfJob(job) === keyOfJob(ANY_JOB)) {
    const reason = 'nothing says what the job is; a model or a capability is needed'
    return { kind: 'unrated', code: 'JOB_AMBIGUOUS', reason }
  }
  const cards = cardsToTry(job, at, terms)
  if (cards.length === 0) {
    return {
      kind: 'unrated',
      code: 'JOB_UNRATED',
      reason: 'no rate card in force prices this model or capability',
    }
  }
  const attempts = cards.map(card => rateJob(job, card))
  // Settings alone must not choose among price lists: a price is never guessed.
  const possible = attempts.filter(attempt => attempt.kind === 'rated' || attempt.code === 'JOB_AMBIGUOUS')
  if (possible.length > 1) {
    const reason = 'neither model nor capability was given, and several price lists have a price for the rest'
    return { kind: 'unrated', code: 'JOB_AMBIGUOUS', reason }
  }
  const rated = attempts.find(attempt => attempt.kind === 'rated') ?? attempts[0]!
  if (rated.kind === 'rated') return priceRated(rated, terms.packagePrice)
  const hint = payableBy(terms)
    .cards.filter(card => !cards.includes(card) && isInForce(card, at))
    .map(card => rateJob(job, card))
    .filter(other => other.kind === 'rated')
    .map(({ card, capabilities, isCapabilityInferred }) => {
      const how = isCapabilityInferred ? `, as ${listChoices(capabilities)}` : ''
      return `--card ${card.id} has a price for it${how}`
    })
    .join('; ')
  return { ...rated, reason: `${rated.reason} (${cards[0]!.id})`, ...(hint === '' ? {} : { hint }) }
}

/** The one card that prices the job; several only when the job names neither model nor capability. */
function cardsToTry(job: Job, at: Instant, terms: Terms): readonly RateCard[] {
  if (terms.card) return [terms.card]
  const catalogue = payableBy(terms)
  if (job.model === null && job.capability === null)
    return catalogue.cards.filter(card => isInForce(card, at))
  const chosen = chooseCard(catalogue, job, at)
  return chosen ? [chosen] : []
}

/** Units are what a package pays with, so a package asked for leaves only the cards in units. */
const payableBy = ({ catalogue, packagePrice }: Terms): Catalogue =>
  packagePrice === null ? catalogue : onlyUnits(catalogue)

/** The price lists in units; names are known from all. */
export const onlyUnits = (catalogue: Catalogue): Catalogue => ({
  ...catalogue,
  cards: catalogue.cards.filter(card => card.billing === 'prepaid-units'),
})

/** The dollars of a rated job: units at the package's price where it is of their pool, else at list price. */
export function priceRated(rated: RatedJob, packagePrice: PackagePrice | null): PricedJob {
  if (rated.rate.pool === null) {
    const priceEach = toRatio(rated.each as Usd)
    return { kind: 'priced', rated, unitsEach: null, unitPrice: null, priceEach }
  }
  const unitsEach = rated.each as Units
  const unitPrice =
    packagePrice?.pool === rated.rate.pool
      ? packagePrice.unitPrice
      : toRatio(rated.card.pools.get(rated.rate.pool)!.listUnitPrice)
  return {
    kind: 'priced',
    rated,
    unitsEach,
    unitPrice,
    priceEach: multiplyRatios(toRatio(unitsEach), unitPrice),
  }
}
