/** The libraries as they come: csv-parse for the rows, decimal.js for every sum. */
import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import { Decimal } from 'decimal.js'
import { MICROS, priceInMicros } from './prices.js'

let total = new Decimal(0)
let isHeader = true
for await (const cells of createReadStream(process.argv[2]).pipe(parse())) {
  if (!isHeader) total = total.plus(new Decimal(priceInMicros(cells).toString()).div(MICROS.toString()))
  isHeader = false
}
console.log(total.toFixed())
