/**
 * What a plan is worth to somebody who follows it: `npm run bench:plan-value [SEEDS] [OPTIONS OF budget…]`. Accounts of
 * several shapes of use live for a year: whoever runs one asks the tool every week, buys what it says for the week, and
 * asks again when units do not last. Beside it stand rules of thumb that see each morning what the day will use, and
 * perfect foresight. Money is per unit used; what is left at the end counts as what it saves in the long run. Nobody has
 * trials. Answers are kept in bench/data, so that only what changed is computed again.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { budget } from '../dist/index.js'
import { KNOWN_DAYS, LIVED_DAYS, liveJobs, SHAPES, UNITS_PER_JOB } from './lives.js'

const PACKAGES = [
  { id: 'package-1', price: 4200, units: 30_000 },
  { id: 'package-2', price: 5670, units: 45_000 },
  { id: 'package-3', price: 6720, units: 60_000 },
]
const VALID_DAYS = 90
const TRIALS = ['trial-100', 'trial-1000']
const WEEK = 7
const START = Date.UTC(2026, 0, 5)
const dateOf = day => new Date(START + day * 86_400_000).toISOString().slice(0, 10)
const cache = join(import.meta.dirname, 'data', 'plan-value')
mkdirSync(cache, { recursive: true })

/** The dearest and the cheapest of lots are used up first to expire first, as the tool does. */
class Stock {
  lots = []
  bought = []
  buy(day, pack) {
    this.lots.push({ pack, until: day + VALID_DAYS, units: pack.units })
    this.bought.push({ day, pack })
  }
  units(day) {
    return this.lots.filter(lot => lot.until > day).reduce((sum, lot) => sum + lot.units, 0)
  }
  use(day, units) {
    let open = units
    for (const lot of this.lots) {
      if (lot.until <= day) continue
      const paid = Math.min(open, lot.units)
      lot.units -= paid
      open -= paid
    }
  }
  get paid() {
    return this.bought.reduce((sum, { pack }) => sum + pack.price, 0)
  }
  /** Units that expired by a day, and the units that can still be used at a rate. */
  lost(day) {
    return this.lots.filter(lot => lot.until <= day).reduce((sum, lot) => sum + lot.units, 0)
  }
  usable(day, rate) {
    return this.lots
      .filter(lot => lot.until > day)
      .reduce((sum, lot) => Math.min(sum + lot.units, Math.max(sum, rate * (lot.until - day))), 0)
  }
}

const mean = numbers => numbers.reduce((sum, n) => sum + n, 0) / Math.max(1, numbers.length)
const longRunPrice = rate =>
  Math.min(...PACKAGES.map(({ price, units }) => price / Math.min(units, rate * VALID_DAYS)))

/** What the tool says on a day of a life, kept in a file. */
async function ask(jobs, day, stock, options) {
  const known = jobs.slice(0, KNOWN_DAYS + day)
  // A day without use has a task that failed: so the log shows that the day is over.
  const usage = known.map(
    (count, i) =>
      `${dateOf(i - KNOWN_DAYS)}T12:00:00Z,text-to-video,kling-v2-6,720p,5,${count || 1},${count ? 'succeed' : 'failed'}`,
  )
  const log = `timestamp,capability,model,resolution,duration,count,status\n${usage.join('\n')}\n`
  const ledger = `id,package,purchased_at\n${stock.bought.map(({ day: on, pack }, i) => `b${i},${pack.id},${dateOf(on)}T00:00:00Z`).join('\n')}\n`
  const request = {
    asOf: dateOf(day),
    usage: log,
    ...(stock.bought.length > 0 ? { packages: ledger } : {}),
    trialsUsed: TRIALS,
    emptyDays: 'zero',
    ...options,
  }
  const version = process.env.PLAN_VALUE_VERSION ?? ''
  const key = createHash('sha256')
    .update(JSON.stringify([version, request]))
    .digest('hex')
    .slice(0, 24)
  const file = join(cache, `${key}.json`)
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'))
  const answer = (await budget(request)).plan.purchases.map(p => ({ date: p.date, package: p.package }))
  writeFileSync(file, JSON.stringify(answer))
  return answer
}

/** A life in which what the tool says is bought. */
async function follow(jobs, options) {
  const stock = new Stock()
  let plan = []
  let [dryDays, dryUnits] = [0, 0]
  const buyDated = day => {
    for (const { package: id } of plan.filter(({ date }) => date === dateOf(day)))
      stock.buy(
        day,
        PACKAGES.find(pack => pack.id === id),
      )
    plan = plan.filter(({ date }) => date > dateOf(day))
  }
  for (let day = 0; day < LIVED_DAYS; day++) {
    const use = jobs[KNOWN_DAYS + day] * UNITS_PER_JOB
    if (day % WEEK === 0) {
      // Nothing is due while what is left lasts twice the busiest fortnight.
      const busiest =
        Math.max(...jobs.slice(Math.max(0, KNOWN_DAYS + day - 28), KNOWN_DAYS + day)) * UNITS_PER_JOB
      const lasts = stock.lots.filter(lot => lot.until > day + 15).reduce((sum, lot) => sum + lot.units, 0)
      plan = lasts > 15 * busiest ? [] : await ask(jobs, day, stock, options)
    }
    buyDated(day)
    if (stock.units(day) < use) {
      if (day > 0) {
        dryDays++
        dryUnits += use - stock.units(day)
      }
      plan = await ask(jobs, day, stock, options)
      buyDated(day)
      while (stock.units(day) < use) {
        const [next] = plan.splice(0, 1)
        stock.buy(day, PACKAGES.find(pack => pack.id === next?.package) ?? PACKAGES[0])
      }
    }
    stock.use(day, use)
  }
  return { stock, dryDays, dryUnits }
}

/** A life by a rule that sees what the day uses. */
function obey(jobs, choose) {
  const stock = new Stock()
  for (let day = 0; day < LIVED_DAYS; day++) {
    const use = jobs[KNOWN_DAYS + day] * UNITS_PER_JOB
    while (stock.units(day) < use) stock.buy(day, choose(day))
    stock.use(day, use)
  }
  return { stock, dryDays: 0, dryUnits: 0 }
}

async function foresee(jobs, rate) {
  const rows = jobs.slice(KNOWN_DAYS).map((count, day) => `${dateOf(day)},video,${count * UNITS_PER_JOB}`)
  const { plan } = await budget({
    asOf: dateOf(0),
    demand: `date,pool,units\n${rows.join('\n')}\n`,
    horizon: `${LIVED_DAYS}d`,
    trialsUsed: TRIALS,
    afterwards: rate > 0 ? 'continue' : 'stop',
  })
  return { net: Number(plan.cost) - Number(plan.value_left), isProven: plan.proven_optimal }
}

const seeds = Number(process.argv[2] ?? 5)
const METHODS = (process.argv[3] ?? 'default,0.5,0.7,0.9').split(',')
const only = process.argv[4]
const total = new Map()
for (const shape of Object.keys(SHAPES).filter(name => !only || name.includes(only))) {
  const rows = new Map()
  const note = (name, entry) => rows.set(name, [...(rows.get(name) ?? []), entry])
  for (let seed = 1; seed <= (shape.startsWith('steady') ? 1 : seeds); seed++) {
    const jobs = liveJobs(shape, seed)
    const lived = jobs.slice(KNOWN_DAYS)
    const used = lived.reduce((sum, count) => sum + count * UNITS_PER_JOB, 0)
    const rate = mean(lived.slice(-28)) * UNITS_PER_JOB
    const score = ({ stock, dryDays, dryUnits }) => ({
      price: (stock.paid - (rate > 0 ? longRunPrice(rate) * stock.usable(LIVED_DAYS, rate) : 0)) / used,
      lost: stock.lost(LIVED_DAYS),
      dryDays,
      dryUnits,
    })
    const best = await foresee(jobs, rate)
    if (!best.isProven) console.error(`${shape}, seed ${seed}: perfect foresight is not proven`)
    note('perfect foresight', { price: best.net / used, lost: 0, dryDays: 0, dryUnits: 0 })
    for (const method of METHODS)
      note(`tool, ${method}`, score(await follow(jobs, method === 'default' ? {} : { quantile: method })))
    for (const pack of PACKAGES) note(`always ${pack.id}`, score(obey(jobs, () => pack)))
    const greedy = day => {
      const recent = mean(jobs.slice(KNOWN_DAYS + day - 28, KNOWN_DAYS + day)) * UNITS_PER_JOB
      return PACKAGES.toSorted(
        (a, b) =>
          a.price / Math.min(a.units, recent * VALID_DAYS) - b.price / Math.min(b.units, recent * VALID_DAYS),
      )[0]
    }
    note('greedy by 28 days', score(obey(jobs, greedy)))
  }
  const base = mean(rows.get('perfect foresight').map(({ price }) => price))
  console.log(`\n${shape}`)
  for (const [name, entries] of rows) {
    const of = key => mean(entries.map(entry => entry[key]))
    const above = (of('price') / base - 1) * 100
    total.set(name, [...(total.get(name) ?? []), above])
    console.log(
      `  ${name.padEnd(20)} $${of('price').toFixed(5)} a unit ${above.toFixed(1).padStart(6)} %  lost ${of('lost').toFixed(0).padStart(6)}  dry ${of('dryDays').toFixed(1)} days, ${of('dryUnits').toFixed(0)} units`,
    )
  }
}
console.log('\nabove perfect foresight, mean over shapes')
for (const [name, list] of total) console.log(`  ${name.padEnd(20)} ${mean(list).toFixed(2)} %`)
