/**
 * The plan of `budget --demand FILE --trials-used …` by a general solver of mixed integer programs, in floating point:
 * lots by day, and what each pays on each day. Prints the least cost, or after a minute the best that was found.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import loadSolver from 'highs'
import { parse } from 'yaml'

const demand = readFileSync(process.argv[2], 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map(line => Number(line.split(',')[2]))
const days = demand.length
const rates = join(import.meta.dirname, '..', '..', 'rates', 'kling', 'resource-packages.2025.yaml')
const offers = parse(readFileSync(rates, 'utf8')).packages.filter(
  ({ price, once_per_account: isTrial }) => price !== undefined && !isTrial,
)
const lots = offers.flatMap((offer, k) =>
  Array.from({ length: days }, (_, day) => ({ name: `b${k}_${day}`, offer, day })),
)
const daysOf = ({ offer, day }) =>
  Array.from({ length: Math.min(days, day + offer.validity_days) - day }, (_, i) => day + i)
const rules = [
  ...Array.from({ length: days }, (_, day) => {
    const payers = lots.filter(lot => lot.day <= day && day < lot.day + lot.offer.validity_days)
    return `${payers.map(({ name }) => `${name}_on${day}`).join(' + ')} >= ${demand[day]}`
  }),
  ...lots.map(lot => {
    const paid = daysOf(lot).map(day => `${lot.name}_on${day}`)
    return `${paid.join(' + ')} - ${lot.offer.units} ${lot.name} <= 0`
  }),
]
const program = [
  'Minimize',
  ` cost: ${lots.map(({ name, offer }) => `${offer.price} ${name}`).join(' + ')}`,
  'Subject To',
  ...rules.map((rule, i) => ` r${i}: ${rule}`),
  'General',
  ` ${lots.map(({ name }) => name).join(' ')}`,
  'End',
].join('\n')
const { Status, ObjectiveValue } = (await loadSolver()).solve(program, { time_limit: 60 })
console.log(JSON.stringify({ status: Status, cost: ObjectiveValue.toFixed(2) }))
