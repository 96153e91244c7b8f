/** JSON lines by the platform: each line by readline and JSON.parse, its slice by Date.parse. Prints the sums. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

const slices = new Map()
let [requests, valid, errors] = [0, 0, 0]
for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
  const { timestamp, status } = JSON.parse(line)
  const slice = Math.floor(Date.parse(timestamp) / 300_000)
  slices.set(slice, (slices.get(slice) ?? 0) + 1)
  requests++
  if (status !== null) valid++
  if (status >= 500) errors++
}
console.log([requests, valid, errors, slices.size].join(' '))
