/** The `source` block of rate files and agreements as plain data. */
import type { SourceText } from '../../schema/scalar.js'
import type { SourceData } from './rate-data.js'

export const toSourceData = (source: SourceText): SourceData => ({
  document: source.document.trim(),
  title: source.title.trim(),
  url: source.url ?? null,
  published: source.published ?? null,
  retrieved: source.retrieved,
  confidence: source.confidence,
  remark: source.remark?.trim() ?? null,
})
