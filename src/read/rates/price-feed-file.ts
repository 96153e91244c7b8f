/** Declarations of price feeds: what is wrong with one beyond its form. */
import type { Issue } from '../../core/failure.js'
import type { CheckedForm } from '../../schema/check-form.js'
import type { PriceFeedText } from '../../schema/price-feed.js'
import { inQuotes } from '../values.js'
import { createReport, guess } from './form.js'
import type { Yaml } from './yaml.js'

/** Entries name models that are declared. */
export function checkPriceFeed({ sound }: CheckedForm<PriceFeedText>, yaml: Yaml): Issue[] {
  const report = createReport(yaml)
  const declared = Object.keys(sound.models ?? {})
  for (const [id, entry] of Object.entries(sound.entries ?? {})) {
    const model = entry?.model
    if (model === undefined || declared.includes(model)) continue
    const message = `models has no ${inQuotes(model)}${guess(model, declared)}`
    report.atValue('UNKNOWN_MODEL', ['entries', id, 'model'], message, `declared: ${declared.join(', ')}`)
  }
  return report.issues
}
