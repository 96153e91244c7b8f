/** What one writes first: the file as text, split into lines and cells, whole numbers. */
import { readFileSync } from 'node:fs'
import { formatMicros, priceInMicros } from './prices.js'

let total = 0n
const [, ...lines] = readFileSync(process.argv[2], 'utf8').split('\n')
for (const line of lines) if (line !== '') total += priceInMicros(line.split(','))
console.log(formatMicros(total))
