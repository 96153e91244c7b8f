/** csv-parse and a map: counts per five minutes, and their sums. */
import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'

const slices = new Map()
for await (const { timestamp, status } of createReadStream(process.argv[2]).pipe(parse({ columns: true }))) {
  const slice = Math.floor(Date.parse(timestamp) / 300_000)
  const counts = slices.get(slice) ?? [0, 0, 0]
  slices.set(slice, counts)
  counts[0]++
  if (status !== '') counts[1]++
  if (status >= '500') counts[2]++
}
const sums = [...slices.values()].reduce((sum, counts) => sum.map((value, i) => value + counts[i]), [0, 0, 0])
console.log([...sums, slices.size].join(' '))
