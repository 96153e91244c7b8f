/** Rate card files: what is wrong with one beyond its form, and what is right as plain data. */
import { listChoices } from '../../core/failure.js'
import { format, NO_USD } from '../../core/quantity.js'
import { normaliseName } from '../../core/rating/catalogue.js'
import { findOverlaps } from '../../core/rating/find-overlaps.js'
import { describeSettings } from '../../core/rating/job.js'
import type { Rate } from '../../core/rating/rate-card.js'
import type { CheckedForm, Path } from '../../schema/check-form.js'
import type { RateCardText } from '../../schema/rate-card.js'
import { inQuotes } from '../values.js'
import { checkDates, guess, type Report } from './form.js'
import {
  AMOUNT_KEY,
  eachOf,
  listOf,
  MATCHED_BY,
  type SoundRow,
  toCharge,
  toMatched,
} from './rate-card-values.js'
import type { Yaml, YamlValue } from './yaml.js'

type Form = CheckedForm<RateCardText>

/**
 * What is wrong with a rate card beyond its form. Parts whose form is wrong are left out of it, so that
 * the rest is checked all the same and one mistake is not reported twice.
 */
export function checkRateCard(form: Form, yaml: Yaml, report: Report): void {
  const card = form.sound
  checkDates(card, 'card', report)
  checkPaidFrom(
    form,
    'prepaid-units',
    'pools',
    'The stocks of prepaid units that its rows are paid from',
    report,
  )
  checkPaidFrom(form, 'credits', 'credits', 'What so many of them cost', report)
  checkNames(card, yaml, report)
  checkApiNames(card, yaml, report)
  card.rates?.forEach((row, i) => {
    if (row) checkRow(row, ['rates', i], form, yaml, report)
  })
  card.assertions?.forEach((assertion, i) => {
    if (card.billing !== undefined && card.billing !== 'prepaid-units' && assertion?.units !== undefined)
      report.atKey(
        'BAD_VALUE',
        ['assertions', i, 'units'],
        `units: a card that bills ${card.billing} has none`,
      )
  })
  for (const overlap of findOverlaps(rowsToCompare(form, yaml))) {
    const { job, first, second } = overlap
    const what = [job.capability, job.model, ...describeSettings(job, job.duration && format(job.duration))]
      .filter(part => part !== null)
      .join(' · ')
    report.issues.push({
      code: 'RATES_OVERLAP',
      message: `the row matches the same job as the row in line ${first.place.line}: ${what}`,
      place: second.place,
      hint: 'a job must match one row only: narrow one of the two, or leave it out',
    })
  }
}

/** A key that a card has if and only if it bills in some way. */
function checkPaidFrom(
  form: Form,
  wanted: Form['sound']['billing'],
  key: 'pools' | 'credits',
  purpose: string,
  report: Report,
): void {
  const { billing, [key]: found } = form.sound
  if (billing !== undefined && billing !== wanted && found !== undefined)
    report.atKey('BAD_VALUE', [key], `${key}: a card that bills ${billing} has none`)
  if (billing === wanted && found === undefined && form.isSound([key]))
    report.atValue('KEY_MISSING', [], `the file lacks ${key} (${purpose})`)
}

/** Names of models and capabilities: each stands for one thing. */
function checkNames(card: Form['sound'], yaml: Yaml, report: Report): void {
  const models = Object.entries(card.models ?? {}).map(([id, model]): Named => {
    const at: Path = ['models', id]
    const aliases = (model?.aliases ?? []).map((alias, i): Name => [alias, [...at, 'aliases', i]])
    return { id, names: [[id, at], [model?.name, [...at, 'name']], ...aliases] }
  })
  reportClashes(models, yaml, report)

  const priced = new Set((card.rates ?? []).flatMap(row => listOf(row?.capability)))
  const named = Object.entries(card.capabilities ?? {}).map(([id, capability]): Named => {
    const at: Path = ['capabilities', id]
    if (!priced.has(id)) {
      const hint = `priced here: ${[...priced].join(', ')}`
      report.atKey(
        'UNKNOWN_CAPABILITY',
        at,
        `no row prices the capability ${inQuotes(id)}${guess(id, priced)}`,
        hint,
      )
    }
    return { id, names: (capability?.aliases ?? []).map((alias, i): Name => [alias, [...at, 'aliases', i]]) }
  })
  const own = [...priced].map((id): Named => ({ id, names: [[id, ['capabilities', id]]] }))
  reportClashes([...own, ...named], yaml, report)
}

/** A name with its place; undefined where its form is wrong. */
type Name = readonly [name: string | undefined, path: Path]
interface Named {
  readonly id: string
  readonly names: readonly Name[]
}

function reportClashes(things: readonly Named[], yaml: Yaml, report: Report): void {
  const owners = new Map<string, { id: string; path: Path }>()
  for (const { id, names } of things) {
    for (const [name, path] of names) {
      if (name === undefined) continue
      const key = normaliseName(name)
      const owner = owners.get(key)
      if (owner === undefined) owners.set(key, { id, path })
      else if (owner.id !== id) {
        const line = yaml.placeOfKey(owner.path).line
        const message = `${inQuotes(name)} names ${owner.id} already (line ${line}) and cannot name ${id} too`
        report.atKey('NAME_CLASH', path, message, 'case, blanks, "-" and "_" make no difference')
      }
    }
  }
}

/** A billing export names a model by the API's name and the pool: together they must mean one model. */
function checkApiNames(card: Form['sound'], yaml: Yaml, report: Report): void {
  const owners = new Map<string, string>()
  const clashing = new Set<string>()
  for (const row of card.rates ?? []) {
    if (row?.pool === undefined && card.billing === 'prepaid-units') continue
    for (const id of listOf(row?.model)) {
      const model = card.models && Object.hasOwn(card.models, id) ? card.models[id] : undefined
      if (model === undefined) continue
      const apiName = model.api_name ?? id
      const key = `${apiName} ${row?.pool ?? ''}`
      const owner = owners.get(key) ?? id
      owners.set(key, owner)
      if (owner === id || clashing.has(`${owner} ${id}`)) continue
      clashing.add(`${owner} ${id}`)
      const line = yaml.placeOfKey(['models', owner]).line
      const pool = row?.pool === undefined ? '' : ` in the pool ${row.pool}`
      const message = `the API's name ${inQuotes(apiName)} means ${owner}${pool} already (line ${line}) and cannot mean ${id} too`
      report.atValue('NAME_CLASH', ['models', id, 'api_name'], message)
    }
  }
}

/** What is wrong with one row by itself and with what the card declares. */
function checkRow(row: SoundRow, path: Path, form: Form, yaml: Yaml, report: Report): void {
  const declared = keysOf(yaml, 'models')
  eachOf(row.model, (model, at) => {
    if (declared.includes(model)) return
    const hint = declared.length === 0 ? 'the card declares no models' : `declared: ${declared.join(', ')}`
    const message = `models has no ${inQuotes(model)}${guess(model, declared)}`
    report.atValue('UNKNOWN_MODEL', [...path, 'model', ...at], message, hint)
  })
  eachOf(row.mode, (mode, at) => {
    const words = form.sound.resolution_of_mode ?? {}
    if (!Object.hasOwn(words, mode)) return
    const message = `mode: ${mode} is another word for ${words[mode]} here (resolution_of_mode); resolution: ${words[mode]} is allowed`
    report.atValue('BAD_VALUE', [...path, 'mode', ...at], message)
  })
  checkPool(row, path, form, yaml, report)
  checkDuration(row, path, form, report)
  checkCharge(row.charge, [...path, 'charge'], form, report)
}

function checkPool(row: SoundRow, path: Path, form: Form, yaml: Yaml, report: Report): void {
  const { billing } = form.sound
  const at = [...path, 'pool']
  if (billing !== undefined && billing !== 'prepaid-units' && row.pool !== undefined)
    report.atKey('BAD_VALUE', at, `pool: a card that bills ${billing} has none`)
  const pools = keysOf(yaml, 'pools')
  if (billing !== 'prepaid-units' || pools.length === 0 || !form.isSound(at)) return
  if (row.pool === undefined) {
    report.atValue(
      'KEY_MISSING',
      path,
      `item ${Number(path[1]) + 1} of rates lacks pool (${listChoices(pools)})`,
    )
  } else if (!pools.includes(row.pool)) {
    const message = `pool: found ${inQuotes(row.pool)}${guess(row.pool, pools)}; ${listChoices(pools)} is allowed`
    report.atValue('BAD_VALUE', at, message)
  }
}

function checkDuration({ duration, charge }: SoundRow, path: Path, form: Form, report: Report): void {
  if (duration === undefined) return
  const at = [...path, 'duration']
  const { min, max, only } = duration
  if (charge?.by === 'fixed-duration') {
    report.atKey(
      'BAD_VALUE',
      at,
      'duration: a fixed-duration charge lists its lengths itself; leave this key out',
    )
  } else if (only !== undefined && (min !== undefined || max !== undefined)) {
    report.atValue(
      'BAD_VALUE',
      at,
      'duration: found only together with min or max; the one or the other is allowed',
    )
  } else if (Object.keys(duration).length === 0 && form.isSound(at)) {
    report.atValue('KEY_MISSING', at, 'duration lacks min, max or only (lengths in seconds)')
  } else if (min !== undefined && max !== undefined && Number(min) > Number(max)) {
    report.atValue('BAD_NUMBER', [...at, 'max'], `max: found "${max}"; ${min} (min) or more is allowed`)
  }
}

/** What the amounts of a card stand under. */
function checkCharge(charge: SoundRow['charge'], path: Path, form: Form, report: Report): void {
  const { billing } = form.sound
  // Where `by` or `billing` is wrong it is not known what belongs here.
  if (charge?.by === undefined || billing === undefined) return
  const wanted = AMOUNT_KEY[billing]
  const other = Object.values(AMOUNT_KEY).find(
    key => key !== wanted && (charge[key] !== undefined || !form.isSound([...path, key])),
  )
  if (other !== undefined) {
    report.atKey(
      'BAD_VALUE',
      [...path, other],
      `${other}: a card that bills ${billing} has its amounts in ${wanted}`,
    )
  } else if (charge[wanted] === undefined && form.isSound([...path, wanted])) {
    report.atValue('KEY_MISSING', path, `charge lacks ${wanted} (the amount, ${charge.by})`)
  }
}

/** The keys that stand under a key of the file, whether or not what is under them is right. */
function keysOf(yaml: Yaml, key: string): string[] {
  const here = (yaml.value as Record<string, YamlValue>)[key]
  return typeof here === 'object' && !Array.isArray(here) ? Object.keys(here) : []
}

/** Rows whose properties are sound enough to compare; amounts do not matter to what a row matches. */
function rowsToCompare(form: Form, yaml: Yaml): Rate[] {
  // A row with an unknown key may have a property misspelt: without it, it would match too much.
  const misspelt = new Set(
    form.faults.flatMap(({ kind, path }) =>
      kind === 'unknown-key' && path[0] === 'rates' && path.length === 3 ? [path[1]] : [],
    ),
  )
  return (form.sound.rates ?? []).flatMap((row, i) => {
    if (row?.charge?.by === undefined || misspelt.has(i)) return []
    if (!MATCHED_BY.every(key => form.isSound(['rates', i, key]))) return []
    if (row.charge.by === 'fixed-duration' && !form.isSound(['rates', i, 'charge'])) return []
    const { pool, section, place } = { pool: null, section: '', place: yaml.placeOf(['rates', i]) }
    return [{ ...toMatched(row), charge: toCharge(row.charge, () => NO_USD), pool, section, place }]
  })
}
