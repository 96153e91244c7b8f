/** A saved answer of a seller's price feed, as the YAML of a price list. Nothing is asked of any network. */
import { patternOfGlob } from '../../core/escape-pattern.js'
import { fail, inFile, listChoices } from '../../core/failure.js'
import { type Day, formatDay } from '../../core/instant.js'
import { format, isPlainDecimal, usd } from '../../core/quantity.js'
import type { FEED_FORMS, PriceFeedText } from '../../schema/price-feed.js'
import { type JsonValue, memberOf } from '../json-value.js'
import { inQuotes } from '../values.js'
import { readRateFile } from './rate-file.js'
import { writeYaml } from './yaml.js'

/** One price of an answer, as far as it says what it is for. */
interface FeedPrice {
  /** The seller's id of what is sold. */
  readonly id: string
  readonly resolution: string | null
  readonly audio: boolean | null
  readonly usd: string
}

/** What an answer holds: prices, and what of it was not read. */
interface FeedContent {
  /** Every id in the answer, with a price or without. */
  readonly ids: readonly string[]
  readonly prices: readonly FeedPrice[]
  /** Prices of another kind than those a list can hold, such as by token. */
  readonly unread: readonly { readonly id: string; readonly what: string }[]
}

type Form = (typeof FEED_FORMS)[number]

const itemsOf = (root: JsonValue, name: string): readonly JsonValue[] => {
  const list = memberOf(root, name)
  return list?.kind === 'array' ? list.items : []
}
const textOf = (value: JsonValue, name: string): string => memberOf(value, name)?.text ?? ''

/** A parser for each shape; a file that has none of its ids is not of the shape. */
const PARSERS: Readonly<Record<Form, (root: JsonValue) => FeedContent>> = {
  // data[].pricing_skus: { duration_seconds_with_audio_720p: "0.126" }
  'sku-map': root =>
    contentOf(
      itemsOf(root, 'data').filter(item => memberOf(item, 'pricing_skus') !== undefined),
      'id',
      item =>
        (memberOf(item, 'pricing_skus')?.members ?? []).map(([name, price]) => {
          const match = SKU.exec(name)
          if (!match) return name
          return {
            audio: match[1] === undefined ? null : match[1] === 'with',
            resolution: match[2]?.toLowerCase() ?? null,
            usd: priceOf(price),
          }
        }),
    ),
  // data[].pricing.video_duration_pricing[]: { resolution, mode, audio, cost_per_second }
  'rate-table': root =>
    contentOf(
      itemsOf(root, 'data').filter(item => memberOf(item, 'pricing')?.kind === 'object'),
      'id',
      item => {
        const pricing = memberOf(item, 'pricing')!
        const others = pricing.members.map(([name]) => name).filter(name => name !== 'video_duration_pricing')
        const prices = itemsOf(pricing, 'video_duration_pricing').map(row => ({
          resolution: (textOf(row, 'resolution') || textOf(row, 'mode')).toLowerCase() || null,
          audio: memberOf(row, 'audio') === undefined ? null : textOf(row, 'audio') === 'true',
          usd: priceOf(memberOf(row, 'cost_per_second') ?? row),
        }))
        return [...prices, ...others]
      },
    ),
  // prices[]: { endpoint_id, unit_price, unit, currency }
  'endpoint-prices': root =>
    contentOf(
      itemsOf(root, 'prices').filter(item => memberOf(item, 'endpoint_id') !== undefined),
      'endpoint_id',
      item => {
        const [unit, currency] = [textOf(item, 'unit'), textOf(item, 'currency')]
        const isRead = /^(video_)?seconds?$/i.test(unit) && /^usd$/i.test(currency)
        if (!isRead) return [`${currency} a ${unit}`]
        return [{ resolution: null, audio: null, usd: priceOf(memberOf(item, 'unit_price') ?? item) }]
      },
    ),
}

/** The content of a list of `items`, by the prices of each, and by the names of those that are not read. */
function contentOf(
  items: readonly JsonValue[],
  idKey: string,
  listPrices: (item: JsonValue) => readonly (Omit<FeedPrice, 'id'> | string)[],
): FeedContent {
  const found = items.flatMap(item => listPrices(item).map(price => ({ id: textOf(item, idKey), price })))
  return {
    ids: items.map(item => textOf(item, idKey)),
    prices: found.flatMap(({ id, price }) => (typeof price === 'string' ? [] : [{ id, ...price }])),
    unread: found.flatMap(({ id, price }) => (typeof price === 'string' ? [{ id, what: price }] : [])),
  }
}

const SKU = /^duration_seconds(?:_(with|without)_audio)?(?:_(\d+p|\dk))?$/i

function priceOf(value: JsonValue): string {
  const { text = '' } = value
  if (isPlainDecimal(text)) return text
  return fail(
    'BAD_NUMBER',
    `found ${inQuotes(text === '' ? value.raw : text)}; expected a plain decimal number of dollars`,
    value.place,
  )
}

/** The feeds whose shape the answer has. */
const matching = (pages: readonly JsonValue[], feeds: readonly PriceFeedText[]): PriceFeedText[] =>
  feeds.filter(feed => readPages(pages, feed).ids.length > 0)

/** What all pages hold. */
function readPages(pages: readonly JsonValue[], { form }: PriceFeedText): FeedContent {
  const contents = pages.map(PARSERS[form])
  return {
    ids: contents.flatMap(({ ids }) => ids),
    prices: contents.flatMap(({ prices }) => prices),
    unread: contents.flatMap(({ unread }) => unread),
  }
}

/** Throws PAGES_MISSING when the last page says that others follow: what they price would look like what is not sold. */
function failOnOpenAnswer(last: JsonValue, entries: number): void {
  const [more, cursor] = [textOf(last, 'has_more'), textOf(last, 'next_cursor')]
  if (more !== 'true' && (more === 'false' || cursor === '')) return
  const next = cursor === '' ? 'the next page' : `the next page (cursor ${inQuotes(cursor)})`
  fail(
    'PAGES_MISSING',
    `the answer has more pages: the last one here says ${more === 'true' ? 'has_more: true' : `next_cursor: ${inQuotes(cursor)}`}; ${entries} entries were read`,
    inFile(last.place.file),
    `ask for ${next} until none follows, and give all pages in their order: as an array, or one a line`,
  )
}

/**
 * The list that a saved answer holds, by the feed named or the one whose shape it has. Throws InputError when it holds
 * no price of the vendor's models, and for prices that make no list.
 */
export function importFeed(
  pages: readonly JsonValue[],
  feeds: readonly PriceFeedText[],
  chosen: PriceFeedText | null,
  day: Day,
) {
  const root = pages[0]!
  const [feed, ...others] = chosen ? [chosen] : matching(pages, feeds)
  const allowed = `rates import reads a saved answer of ${listChoices(feeds.map(({ id }) => id))}; --feed says which`
  if (!feed || others.length > 0)
    return fail('BAD_VALUE', 'is not an answer that can be told by its form', root.place, allowed)
  const { ids, prices, unread } = readPages(pages, feed)
  failOnOpenAnswer(pages.at(-1)!, ids.length)
  const ours = new RegExp(patternOfGlob(feed.ours), 'i')
  const isOurs = (id: string) => Object.hasOwn(feed.entries, id) || ours.test(id)
  const rows = prices
    .filter(({ id }) => Object.hasOwn(feed.entries, id))
    .map(price => toRow(price, prices, feed))
  if (rows.length === 0)
    return fail(
      'BAD_VALUE',
      `has no price a second of a model that is known at ${feed.seller}; it names ${ids.length === 1 ? '1 model' : `${ids.length} models`}`,
      root.place,
      allowed,
    )
  const yaml = writeYaml(toList(feed, rows, formatDay(day)))
  // What is wrong with the list is wrong with the answer: two prices of one job, say.
  readRateFile(yaml, root.place.file ?? feed.id)
  const strange = [
    ...new Set(
      ids.filter(
        id => isOurs(id) && !prices.some(price => price.id === id && Object.hasOwn(feed.entries, id)),
      ),
    ),
  ]
  const lost = unread.filter(({ id }) => Object.hasOwn(feed.entries, id))
  return {
    yaml,
    notes: [
      `rows: ${rows.length}; models: ${new Set(rows.map(({ model }) => model)).size}; entries of other vendors, left out: ${ids.filter(id => !isOurs(id)).length}`,
      ...(strange.length > 0
        ? [`left out, as nothing says which model they are or what a second costs: ${strange.join(', ')}`]
        : []),
      ...(lost.length > 0
        ? [
            `prices that a list by the second cannot hold: ${lost.map(({ id, what }) => `${id} ${what}`).join(', ')}`,
          ]
        : []),
    ],
  }
}

const RESOLUTION_OF_MODE: Readonly<Record<string, string>> = { std: '720p', pro: '1080p' }

function toRow(price: FeedPrice, all: readonly FeedPrice[], feed: PriceFeedText) {
  const { model, capability, resolution, audio } = feed.entries[price.id]!
  const said = price.resolution ?? resolution ?? null
  // A price that does not speak of sound is one without where the same is sold with sound for another.
  const hasSound = all.some(
    other => other.id === price.id && other.resolution === price.resolution && other.audio === true,
  )
  const isWith = price.audio ?? (hasSound ? false : audio === 'true')
  return {
    capability,
    model,
    ...(said === null ? {} : { resolution: RESOLUTION_OF_MODE[said] ?? said }),
    ...(isWith ? { audio: 'true' } : {}),
    duration: feed.models[model]!.duration,
    charge: { by: 'per-second', usd: trim(price.usd) },
    section: price.id,
  }
}

/** Digits as a person writes them. */
const trim = (text: string): string => format(usd(text))

function toList(feed: PriceFeedText, rows: readonly { readonly model: string }[], day: string) {
  const used = new Set(rows.map(({ model }) => model))
  return {
    kind: 'rate-card',
    id: `${feed.id}-${day}`,
    title: `${feed.title}, saved ${day}`,
    vendor: feed.seller,
    seller: feed.seller,
    ...(feed.brand === undefined ? {} : { brand: feed.brand }),
    currency: 'USD',
    billing: 'us-dollars',
    ...(feed.top_up_fee === undefined ? {} : { top_up_fee: feed.top_up_fee }),
    source: {
      document: feed.source.document,
      title: feed.title,
      ...(feed.source.url === undefined ? {} : { url: feed.source.url }),
      published: day,
      retrieved: day,
      // The seller's own answer.
      confidence: 'vendor',
      ...(feed.source.remark === undefined ? {} : { remark: feed.source.remark }),
    },
    effective_from: day,
    resolution_of_mode: RESOLUTION_OF_MODE,
    models: Object.fromEntries(
      Object.entries(feed.models)
        .filter(([id]) => used.has(id))
        .map(([id, { name, aliases }]) => [id, { name, ...(aliases === undefined ? {} : { aliases }) }]),
    ),
    rates: rows,
  }
}
