/** Rate files: YAML of any kind, checked whole, into plain data. Every problem is reported at once. */
import { assert, failOnAny, type Issue, listChoices, unreachable } from '../../core/failure.js'
import {
  type Agreement,
  type AgreementFault,
  findAgreementFaults,
  findTierFaults,
} from '../../core/sla/agreement.js'
import { findFailedAssertions } from '../../core/sla/assertions.js'
import { toAgreement, toTiers } from '../../schema/agreement.js'
import { type CheckedForm, checkForm } from '../../schema/check-form.js'
import { FILE_FORMS, type FileKind } from '../../schema/index.js'
import type { PriceFeedText } from '../../schema/price-feed.js'
import { inQuotes } from '../values.js'
import { checkAssertions } from './check-assertions.js'
import { createReport, describeFaults, guess, type Report } from './form.js'
import { checkRateCard } from './rate-card-file.js'
import { type RateFileData, toRateCard, type Written } from './rate-data.js'
import { checkResourcePackages } from './resource-packages-file.js'
import { parseYaml, type Yaml, type YamlValue } from './yaml.js'

/**
 * The plain data of a rate file; `file` is its name in places. Throws one `InputError` with everything that
 * is wrong with the YAML, its form and its figures, in order of place.
 */
export function readRateFile(text: string, file: string): RateFileData {
  const yaml = parseYaml(text, file)
  const report = createReport(yaml)
  const data = yaml.value === null ? null : readKind(yaml, file, report)
  failOnAny(sortByPlace(report.issues))
  assert(data !== null, 'a rate file without data and without issues')
  return data
}

/** Reads the file as what its `kind` says it is; null when something is wrong, which is in `report`. */
function readKind(yaml: Yaml, file: string, report: Report): RateFileData | null {
  const kind = kindOf(yaml, report)
  const told = <Text>(form: CheckedForm<Text>): CheckedForm<Text> => {
    report.issues.push(...describeFaults(form.faults, yaml))
    return form
  }
  switch (kind) {
    case 'rate-card': {
      const form = told(checkForm(FILE_FORMS[kind], yaml.value))
      checkRateCard(form, yaml, report)
      if (form.whole === null || report.issues.length > 0) return null
      const card = asWritten(form.whole, yaml, file, ['rates', 'assertions'])
      // The card is right in itself; now it proves that its rows give its document's own figures.
      report.issues.push(...checkAssertions(toRateCard(card, { isUsers: true })))
      return { kind, card }
    }
    case 'resource-packages': {
      const form = told(checkForm(FILE_FORMS[kind], yaml.value))
      checkResourcePackages(form, yaml, report)
      return form.whole && { kind, list: asWritten(form.whole, yaml, file, ['packages']) }
    }
    case 'agreement': {
      const { whole } = told(checkForm(FILE_FORMS[kind], yaml.value))
      if (whole === null) return null
      const agreement = toAgreement(whole)
      checkAgreement(agreement, report)
      return { kind, agreement }
    }
    case 'tiers': {
      const { whole } = told(checkForm(FILE_FORMS[kind], yaml.value))
      if (whole === null) return null
      const tiers = toTiers(whole.tiers)
      reportFaults(findTierFaults(tiers, null), report)
      return { kind, tiers }
    }
    case 'price-feed': {
      const form = told(checkForm(FILE_FORMS[kind], yaml.value))
      checkPriceFeed(form, report)
      return form.whole && { kind, feed: form.whole }
    }
    case 'names': {
      const { whole } = told(checkForm(FILE_FORMS[kind], yaml.value))
      if (whole === null) return null
      const { columns = {}, harmless = {}, values = {}, totals = [], units = [], packages = {} } = whole
      const { all = [], negations = [] } = whole
      const { patterns = [], fillers = [] } = packages
      return {
        kind,
        names: { columns, harmless, values, totals, all, units, negations, packages: { patterns, fillers } },
      }
    }
    case null:
      return null
    default:
      return unreachable(kind)
  }
}

/** A file of prices with the places of what it lists. */
const asWritten = <Key extends string, Text extends { readonly [K in Key]?: readonly unknown[] | undefined }>(
  text: Text,
  yaml: Yaml,
  file: string,
  lists: readonly Key[],
): Written<Text> => ({
  text,
  places: lists.flatMap(key =>
    (text[key] ?? []).map((_, i) => {
      const { line, column } = yaml.placeOf([key, i])
      return [line!, column!] as const
    }),
  ),
  file,
})

/** What the file says it is; null when that is wrong or missing, which is in `issues`. */
function kindOf(yaml: Yaml, report: Report): FileKind | null {
  const kinds = Object.keys(FILE_FORMS)
  if (typeof yaml.value !== 'object' || yaml.value === null || Array.isArray(yaml.value)) {
    report.atValue('BAD_VALUE', [], `found no keys with values; kind (${listChoices(kinds)}) comes first`)
  } else {
    const { kind } = yaml.value as { kind?: YamlValue }
    if (typeof kind === 'string' && Object.hasOwn(FILE_FORMS, kind)) return kind as FileKind
    if (kind === undefined) {
      report.atValue('KEY_MISSING', [], `the file lacks kind (what it is: ${listChoices(kinds)})`)
    } else {
      const found = typeof kind === 'string' ? `${inQuotes(kind)}${guess(kind, kinds)}` : 'no text'
      report.atValue('BAD_VALUE', ['kind'], `kind: found ${found}; ${listChoices(kinds)} is allowed`)
    }
  }
  return null
}

const sortByPlace = (issues: readonly Issue[]): Issue[] =>
  issues.toSorted(
    (a, b) => (a.place.line ?? 0) - (b.place.line ?? 0) || (a.place.column ?? 0) - (b.place.column ?? 0),
  )

/** Entries of a price feed name models that are declared. */
function checkPriceFeed({ sound }: CheckedForm<PriceFeedText>, report: Report): void {
  const declared = Object.keys(sound.models ?? {})
  for (const [id, entry] of Object.entries(sound.entries ?? {})) {
    const model = entry?.model
    if (model === undefined || declared.includes(model)) continue
    const message = `models has no ${inQuotes(model)}${guess(model, declared)}`
    report.atValue('UNKNOWN_MODEL', ['entries', id, 'model'], message, `declared: ${declared.join(', ')}`)
  }
}

/** What is wrong with an agreement's figures; when nothing is, the document's own examples that they miss. */
function checkAgreement(agreement: Agreement, report: Report): void {
  const faults = findAgreementFaults(agreement)
  reportFaults(faults, report)
  if (faults.length > 0) return
  for (const { index, expected, actual } of findFailedAssertions(agreement)) {
    const message = `the document says ${expected}; the figures of this file give ${actual}`
    report.atValue('ASSERTION_FAILED', ['assertions', index], message)
  }
}

function reportFaults(faults: readonly AgreementFault[], report: Report): void {
  for (const { path, message } of faults)
    report.atValue(path[0] === 'effective_to' ? 'BAD_TIME' : 'BAD_VALUE', path, message)
}
