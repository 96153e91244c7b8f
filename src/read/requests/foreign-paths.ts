/** Paths that are mostly none of a service's own (`formats/paths/foreign.yaml`). */
import { z } from 'zod'
import { assert } from '../../core/failure.js'
import type { ForeignMark } from '../../core/sla/foreign-endpoints.js'
import { parseYaml } from '../rates/yaml.js'

const words = () => z.array(z.string()).default([])
const form = z.strictObject({
  kind: z.literal('foreign-paths'),
  marks: z.array(z.strictObject({ what: z.string(), first: words(), any: words(), endings: words() })),
})

/** The marks that a file holds. Part of the build: it throws for whatever is wrong. */
export function readForeignMarks(text: string, file: string): ForeignMark[] {
  const { issues, value } = parseYaml(text, file)
  assert(issues.length === 0, `${file} is no YAML`)
  return form.parse(value).marks
}
