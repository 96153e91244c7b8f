/** Paths that are mostly none of a service's own (`formats/paths/foreign.yaml`). */
import { assert } from '../../core/failure.js'
import type { ForeignMark } from '../../core/sla/foreign-endpoints.js'
import { foreignPaths } from '../../schema/foreign-paths.js'
import { parseYaml } from '../rates/yaml.js'

/** The marks that a file holds. Part of the build: it throws for whatever is wrong. */
export function readForeignMarks(text: string, file: string): ForeignMark[] {
  const { issues, value } = parseYaml(text, file)
  assert(issues.length === 0, `${file} is no YAML`)
  return foreignPaths.parse(value).marks
}
