/** What the file of foreign paths looks like: `kind: foreign-paths`. */
import { z } from 'zod'

const words = () => z.array(z.string()).default([])

/** Paths that are mostly none of a service's own. */
export const foreignPaths = z.strictObject({
  kind: z.literal('foreign-paths'),
  marks: z.array(
    z.strictObject({ what: z.string(), first: words(), any: words(), endings: words(), paths: words() }),
  ),
  hosts: words(),
  names: words(),
  callers: words(),
  own_answers: z.array(z.strictObject({ columns: words(), answers: words() })),
  outbound: words(),
  sides: z.strictObject({ calls: words(), answers: words() }),
  vendors: words(),
  other_times: words(),
  error_statuses: words(),
})
