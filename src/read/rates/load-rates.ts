/** All rates of a run: the shipped ones and those handed in with `--rates`. */
import { failOnAny, failWithHint, InputError, type Issue } from '../../core/failure.js'
import type { PackageList } from '../../core/ledger/package-list.js'
import type { ResourcePackage } from '../../core/ledger/resource-package.js'
import { buildCatalogue, type Catalogue } from '../../core/rating/catalogue.js'
import type { RateCard } from '../../core/rating/rate-card.js'
import type { Agreement } from '../../core/sla/agreement.js'
import type { PriceFeedText } from '../../schema/price-feed.js'
import { mergeNames, type Names, type NamesData } from '../names.js'
import type { StandardInput } from '../standard-input.js'
import { type RateFile, toRateFile } from './rate-data.js'
import { shippedAgreements, shippedFeeds, shippedNames, shippedPrices } from './shipped-rates.js'

/** What the rate files hold. Of two things with one id the later file's counts. */
export interface Rates {
  readonly catalogue: Catalogue
  readonly packageLists: readonly PackageList[]
  /** The offers of all lists, by whose names ledgers call what was bought. */
  readonly packages: readonly ResourcePackage[]
  readonly agreements: readonly Agreement[]
  /** How sellers' price feeds are read. */
  readonly feeds: readonly PriceFeedText[]
  /** Other words for columns and values; put together when they are first asked for. */
  readonly names: Names
  /** What the user's files did to the shipped ones, to be told. */
  readonly notes: readonly { readonly text: string }[]
}

/** Reads the user's rate files on top of the shipped ones. Throws InputError with all that is wrong in any. */
export async function loadRates(paths: readonly string[], stdin: StandardInput): Promise<Rates> {
  const files: RateFile[] = shippedPrices().map(data => toRateFile(data, { isUsers: false }))
  const issues: Issue[] = []
  for (const path of paths) {
    try {
      files.push(await readUserFile(path, stdin))
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      issues.push(...error.issues)
    }
  }
  failOnAny(issues)
  const cards: RateCard[] = []
  const packageLists = new Map<string, PackageList>()
  const packages = new Map<string, ResourcePackage>()
  const agreements: Agreement[] = []
  const names: NamesData[] = []
  const feeds: PriceFeedText[] = []
  const notes: { text: string }[] = []
  const replace = (what: string, id: string, file: string | null, isKnown: boolean) => {
    if (isKnown) notes.push({ text: `${file} replaces the ${what} ${id}` })
  }
  for (const file of files) {
    if (file.kind === 'rate-card') {
      replace(
        'price list',
        file.card.id,
        file.card.file,
        cards.some(card => card.id === file.card.id),
      )
      cards.push(file.card)
    } else if (file.kind === 'resource-packages') {
      packageLists.set(file.list.id, file.list)
      for (const offer of file.list.packages) {
        replace('package', offer.id, offer.place.file, packages.has(offer.id))
        packages.set(offer.id, offer)
      }
    } else if (file.kind === 'agreement') agreements.push(file.agreement)
    else if (file.kind === 'names') names.push(file.names)
    else if (file.kind === 'price-feed') feeds.push(file.feed)
    else failWithHint('BAD_USAGE', 'a table of tiers was given with --rates', '--tiers takes it')
  }
  const { catalogue, issues: clashes } = buildCatalogue(cards)
  failOnAny(clashes)
  return {
    catalogue,
    packageLists: [...packageLists.values()],
    packages: [...packages.values()],
    notes,
    get agreements() {
      return [...shippedAgreements(), ...agreements]
    },
    get feeds() {
      // The user's own reading of a feed takes the place of the shipped one.
      const own = new Set(feeds.map(({ id }) => id))
      return [...shippedFeeds().filter(({ id }) => !own.has(id)), ...feeds]
    },
    names: mergeNames(() => [...shippedNames(), ...names]),
  }
}

/** A rate file of the user's, checked. YAML and schemas are loaded here, and only here. */
export async function readUserFile(path: string, stdin: StandardInput): Promise<RateFile> {
  const [{ readRateFile }, { openInput, readText }] = await Promise.all([
    import('./rate-file.js'),
    import('../source.js'),
  ])
  const input = await openInput(path, stdin)
  return toRateFile(readRateFile(await readText(input), input.name), { isUsers: true })
}
