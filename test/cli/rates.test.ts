import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ran, runWith, type World } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
const home = process.cwd()
beforeAll(() => process.chdir(folder))
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

const rates = (args: string, world?: World): Promise<Ran> =>
  runWith(['rates', ...args.split(' ').filter(arg => arg !== '')], world)
const file = (name: string, text: string): string => {
  writeFileSync(name, text)
  return name
}
const CARD = `kind: rate-card
id: mine
title: A contract
vendor: me
currency: USD
billing: us-dollars
source: { document: own, title: A contract, retrieved: 2026-11-01, confidence: own }
models:
  kling-v3: { name: "3.0" }
rates:
  - capability: text-to-video
    model: kling-v3
    resolution: 720p
    duration: { min: 3, max: 15 }
    charge: { by: per-second, usd: 0.06 }
    section: a
`

describe('rates list', () => {
  test('shows the lists on one screen, and what is in each with --details', async () => {
    const { out } = await rates('list')
    expect(out.trimEnd().split('\n').length).toBeLessThanOrEqual(25)
    expect(out).toMatch(/^The models and packages of each: --details$/m)
    expect(out).not.toContain('V2.1 Master')
  })
  test('shows every card, what each model can do, and the packages', async () => {
    const { status, out, err } = await rates('list --details')
    expect([status, err]).toEqual([0, ''])
    for (const text of [
      'kling-per-second',
      'kling-units-2026',
      'kling-units-2025',
      'V2.1 Master',
      'trial-1000',
      '$0.09799',
    ])
      expect(out).toContain(text)
  })
  test('counts the cards of --rates, and says the same in every format', async () => {
    const name = file('mine.yaml', CARD)
    const json = JSON.parse((await rates(`list --rates ${name} --json`)).out)
    expect(json.schema).toBe('kling-cost/rates-list/1')
    expect(json.cards.map((card: { id: string }) => card.id)).toEqual([
      'mine',
      'kling-per-second',
      'kling-units-2026',
      'kling-units-2025',
      'venice-2026',
      'fal-2026',
      'piapi-2026',
      'replicate-2026',
      'openrouter-2026',
      'krea-2026',
    ])
    expect(
      json.packages.map((offer: Record<string, unknown>) => [offer.id, offer.effective_unit_price]),
    ).toEqual([
      ['trial-100', '0.0979'],
      ['trial-1000', '0.09799'],
      ['package-1', '0.14'],
      ['package-2', '0.126'],
      ['package-3', '0.112'],
      ['custom', null],
      ['trial-100-2026', '0.098'],
      ['trial-1000-2026', '0.098'],
      ['package-5000', '0.14'],
      ['package-15000', '0.14'],
      ['package-45000', '0.126'],
      ['package-60000', '0.126'],
    ])
    for (const format of ['csv', 'markdown', 'table'])
      expect((await rates(`list --details --rates ${name} --format ${format}`)).out).toContain(
        'mine: A contract',
      )
  })
})

describe('rates list says of every list', () => {
  test('whether it is old, which none is that is to come', async () => {
    expect((await rates('list --as-of 2026-09-19')).out).toMatch(
      /kling-packages-2025 +Kling API +packages .*\nkling-packages-2026 +Kling API +packages +2026-09-20 +not in force/,
    )
  })
  test('whose it is, from when, how old and how sure', async () => {
    const { out } = await rates('list --details --as-of 2026-11-28')
    for (const row of [
      /^kling-per-second +as published in 004 +prices +2026-04 +212 days +second-hand$/m,
      /^openrouter-2026 +OpenRouter +seller +2026-09-19 +70 days +second-hand$/m,
      /^kling-packages-2025 +Kling API +old packages +2025 +332 days +second-hand$/m,
      /^kling-packages-2026 +Kling API +packages +2026-09-20 +69 days +second-hand$/m,
    ])
      expect(out).toMatch(row)
    expect(out).toContain('5.5 % fee on top-ups in every price')
    const json = JSON.parse((await rates('list --as-of 2026-11-28 --json')).out)
    const six = json.cards.filter((card: { seller: string | null }) => card.seller !== null)
    expect(six.map((card: { seller: string }) => card.seller).sort()).toEqual([
      'Krea',
      'OpenRouter',
      'PiAPI',
      'Replicate',
      'Venice',
      'fal.ai',
    ])
    for (const card of six) expect([card.source.confidence, card.in_force]).toEqual(['second-hand', true])
    expect(
      json.package_lists.map((list: { id: string; on_sale: boolean }) => [list.id, list.on_sale]),
    ).toEqual([
      ['kling-packages-2025', false],
      ['kling-packages-2026', true],
    ])
  })
  test('at an earlier time what was in force then', async () => {
    const json = JSON.parse((await rates('list --as-of 2026-09-19 --json')).out)
    const inForce = json.cards.filter((card: { in_force: boolean }) => card.in_force)
    expect(inForce.map((card: { id: string }) => card.id)).toEqual([
      'kling-per-second',
      'kling-units-2026',
      'kling-units-2025',
      'openrouter-2026',
      'krea-2026',
    ])
    expect(json.package_lists[0].on_sale).toBe(true)
  })
})

describe('rates import', () => {
  const ANSWERS = join(home, 'fixtures', 'rates')
  test.each([
    ['openrouter', 4, '--seller openrouter', '1.3293'],
    ['vercel', 6, '--seller vercel', '2.52'],
    ['fal', 3, null, null],
  ])('of %s is a list that validates, and is bought from', async (feed, rows, seller, cost) => {
    const answer = join(ANSWERS, `import-${feed}`, 'answer.json')
    expect(await rates(`import ${answer} -o ${feed}.yaml --as-of 2026-11-28 --quiet`)).toMatchObject({
      status: 0,
      out: '',
      err: '',
    })
    expect((await rates(`validate ${feed}.yaml`)).out).toContain(
      `rate card ${feed}-2026-11-28 with ${rows} rows`,
    )
    if (seller === null) return
    const job =
      'quote 3.0 --capability text-to-video --resolution 720p --audio --duration 10 --as-of 2026-11-28 --json'
    const { out } = await runWith([...job.split(' '), '--rates', `${feed}.yaml`, ...seller.split(' ')])
    expect(JSON.parse(out).lines[0]).toMatchObject({ card: `${feed}-2026-11-28`, cost })
    // The newer list of a seller stands for it: no second line by the older one.
    const sellers = JSON.parse((await runWith([...job.split(' '), '--rates', `${feed}.yaml`])).out)
      .alternatives.filter((way: { kind: string }) => way.kind === 'seller')
      .map((way: { seller: string }) => way.seller)
    expect(new Set(sellers).size).toBe(sellers.length)
  })
  test('says what it leaves out', async () => {
    const { err } = await rates(
      `import ${join(ANSWERS, 'import-openrouter', 'answer.json')} --as-of 2026-11-28`,
    )
    expect(err).toContain('kwaivgi/kling-v9')
    expect(err).toContain('kwaivgi/kling-v3.0-pro reference_images')
  })
  test.each([
    ['{}', 'is not an answer that can be told by its form'],
    ['{"data":[]}', 'is not an answer that can be told by its form'],
    [
      '{"prices":[{"endpoint_id":"x","unit_price":1,"unit":"seconds","currency":"USD"}]}',
      'has no price a second of a model that is known at fal.ai',
    ],
    [
      '{"prices":[{"endpoint_id":"fal-ai/kling-video/v3/pro/text-to-video","unit_price":1e-2,"unit":"seconds","currency":"USD"}]}',
      'BAD_NUMBER found "1e-2"; expected a plain decimal number of dollars',
    ],
    [
      '{"prices":[{"endpoint_id":"fal-ai/kling-video/v3/pro/text-to-video","unit_price":1,"unit":"seconds","currency":"EUR"}]}',
      'has no price a second',
    ],
    ['[1', 'JSON_MALFORMED'],
    [
      '{"data":[{"id":"kwaivgi/kling-v3.0-std","pricing_skus":{"duration_seconds":"0.1","duration_seconds_without_audio":"0.2"}}]}',
      'RATES_OVERLAP',
    ],
  ])('refuses %s', async (text, told) => {
    const ran = await rates(`import ${file('answer.json', text)}`)
    expect([ran.status, ran.out]).toEqual([2, ''])
    expect(ran.err).toContain(told)
  })
  test('reads all pages of an answer, and refuses one that goes on', async () => {
    const page = (model: string, more: object) =>
      JSON.stringify({
        prices: [
          { endpoint_id: `fal-ai/kling-video/${model}`, unit_price: 0.1, unit: 'second', currency: 'USD' },
        ],
        ...more,
      })
    const first = (more: object) => page('v3/pro/text-to-video', more)
    const last = page('o3/pro/text-to-video', { has_more: false, next_cursor: null })
    const open = first({ has_more: true, next_cursor: 'abc' })
    for (const text of [open, first({ next_cursor: 'abc' }), `[${last},${open}]`, `${last}\n${open}\n`]) {
      const ran = await rates(`import ${file('open.json', text)}`)
      expect([ran.status, ran.out]).toEqual([2, ''])
      expect(ran.err).toMatch(
        /^open\.json: PAGES_MISSING the answer has more pages: the last one here says (?:has_more: true|next_cursor: "abc"); [12] entries were read\n {2}ask for the next page \(cursor "abc"\) until none follows, and give all pages in their order: as an array, or one a line\n$/,
      )
    }
    for (const text of [`[${open},${last}]`, `${open}\n${last}\n`]) {
      const { status, err } = await rates(`import ${file('whole.json', text)}`)
      expect(status).toBe(0)
      expect(err).toContain('rows: 2; models: 2')
    }
  })
  test('reads by a feed of your own, which --feed names', async () => {
    const shipped = readFileSync(join(home, 'rates', 'feeds', 'fal.yaml'), 'utf8')
    file('own.yaml', shipped.replace(/^id: fal$/m, 'id: own').replace(/^seller: .*$/m, 'seller: Own'))
    const answer = join(ANSWERS, 'import-fal', 'answer.json')
    const { status, out } = await rates(
      `import ${answer} --rates own.yaml --feed own --as-of 2026-11-28 --quiet`,
    )
    expect(status).toBe(0)
    expect(out).toMatch(/^id: own-2026-11-28$/m)
    expect(out).toMatch(/^seller: Own$/m)
  })
  test('writes YAML and nothing else', async () => {
    expect((await rates('import x.json --json')).err).toContain('--format and --json change nothing')
    expect((await rates(`import ${file('a.json', '{}')} --feed nope`)).err).toContain(
      'fal, openrouter or vercel is allowed',
    )
  })
})

describe('rates show', () => {
  test('shows the packages of a list, in every format', async () => {
    const show = async (...args: string[]) =>
      (await runWith(['rates', 'show', 'kling-packages-2026', '--as-of', '2026-11-21', ...args])).out
    expect(await show()).toMatch(/^package-5000 +\$700\.00 +5,000 /m)
    expect(await show('--format', 'csv')).toContain('package-5000')
    const { packages, cards } = JSON.parse(await show('--json'))
    expect(cards).toEqual([])
    expect(new Set(packages.map((each: { list: string }) => each.list))).toEqual(
      new Set(['kling-packages-2026']),
    )
  })
  test('has a line for each row, with the line of its file', async () => {
    const { out } = await rates('show kling-per-second')
    expect(out).toContain('3.0 · text-to-video · 1080p · audio')
    expect(out).toContain('0.15 a second')
    expect(out).toContain('0.556 for 5 s, 1.111 for 10 s')
    const json = JSON.parse((await rates('show kling-per-second --json')).out)
    expect([json.schema, json.rates.length]).toEqual(['kling-cost/rates-show/1', 13])
    const lines = readFileSync(join(home, json.card.file), 'utf8').split('\n')
    for (const rate of json.rates as { row: string; capabilities: string[] }[]) {
      const line = Number(rate.row.split(':')[1])
      expect(lines[line - 1]).toContain(`- capability: ${rate.capabilities[0]}`)
    }
  })
  test('of a card that is not there says what was meant', async () => {
    expect(await rates('show kling-per-secnd')).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringContaining(
        'UNKNOWN_CARD no rate card is called "kling-per-secnd"; did you mean "kling-per-second"?',
      ),
    })
  })
})

describe('rates validate', () => {
  test('is 0 for files that are right, and says what they hold', async () => {
    const { status, out } = await rates(`validate ${file('mine.yaml', CARD)}`)
    expect([status, out]).toEqual([0, 'mine.yaml: ok, rate card mine with 1 row and 0 assertions\n'])
  })
  test('is 2 for files that are not, and tells every problem of every file on standard output', async () => {
    file('bad.yaml', CARD.replace('usd: 0.06', 'usd: 1e3').replace('title:', 'tittle:'))
    file('mine.yaml', CARD)
    const { status, out, err } = await rates('validate bad.yaml mine.yaml none.yaml')
    expect([status, err]).toEqual([2, ''])
    expect(out).toMatch(/^bad\.yaml:\d+:\d+: /)
    for (const text of [
      'KEY_UNKNOWN unknown key "tittle" (did you mean "title"?)',
      'bad.yaml:15:',
      'mine.yaml: ok',
      'none.yaml: FILE_UNREADABLE',
    ])
      expect(out).toContain(text)
    const json = JSON.parse((await rates('validate bad.yaml mine.yaml --json')).out)
    expect(json.files.map((each: { valid: boolean }) => each.valid)).toEqual([false, true])
  })
  test('reads standard input for -', async () => {
    expect(await rates('validate -', { stdin: CARD })).toMatchObject({
      status: 0,
      out: expect.stringContaining('stdin: ok, rate card mine'),
    })
  })
  test('shows escapes of a file and does not send them', async () => {
    const { out } = await rates(`validate ${file('evil.yaml', CARD.replace('A contract', '"\\u001b[31m"'))}`)
    expect(out).toContain('\\u001b[31m')
    expect(out).not.toContain('\u001b')
  })
})

describe('rates diff', () => {
  test('groups jobs by what the change does to them', async () => {
    const name = file('mine.yaml', CARD)
    const { status, out } = await rates(`diff kling-per-second mine --rates ${name}`)
    expect(status).toBe(0)
    expect(out).toMatch(/Cheaper by mine than by kling-per-second: 2 jobs\n/)
    expect(out).toMatch(/3\.0 · text-to-video · 720p · 5 s +\$0\.375 +\$0\.30 +-20 %/)
    expect(out).toMatch(/Only by kling-per-second: \d+ jobs\n/)
    const json = JSON.parse((await rates(`diff kling-per-second mine --rates ${name} --json`)).out)
    expect([json.schema, json.before, json.after]).toEqual([
      'kling-cost/rates-diff/1',
      'kling-per-second',
      'mine',
    ])
    expect(
      json.jobs.find(
        (job: { change: string; duration: string }) => job.change === 'cheaper' && job.duration === '10',
      ),
    ).toMatchObject({
      model: 'kling-v3',
      before: { price_each: '0.75', units_each: null },
      after: { price_each: '0.6' },
    })
  })
  test('of a card with itself changes nothing', async () => {
    for (const card of ['kling-per-second', 'kling-units-2026', 'kling-units-2025']) {
      const json = JSON.parse((await rates(`diff ${card} ${card} --json`)).out)
      expect(json.jobs.length).toBeGreaterThan(10)
      expect(json.jobs.every((job: { change: string }) => job.change === 'same')).toBe(true)
    }
  })
  test('of per-second and units at list price is what the tables say', async () => {
    const { out } = await rates('diff kling-per-second kling-units-2026')
    // 004: 10 s of 3.0 at 1080p with audio are $1.50; rules §7: 12 units × $0.14.
    expect(out).toMatch(/3\.0 · text-to-video · 1080p · audio · 10 s +\$1\.50 +\$1\.68 +\+12 %/)
  })
})

describe('rates diff of any two lists', () => {
  test('reads well: jobs of one alone are summed up by model', async () => {
    for (const [a, b] of [
      ['kling-units-2025', 'kling-units-2026'],
      ['kling-per-second', 'fal-2026'],
      ['venice-2026', 'piapi-2026'],
      ['krea-2026', 'kling-units-2025'],
    ]) {
      const { status, out } = await rates(`diff ${a} ${b}`, { columns: 80 })
      expect(status).toBe(0)
      for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
    }
    const { out } = await rates('diff kling-per-second fal-2026')
    expect(out).toMatch(/^Dearer by fal-2026 than by kling-per-second: 16 jobs$/m)
    expect(out).toMatch(/^4\.0 +text-to-video +8 +\$0\.785 +\$2\.82$/m)
  })
  test('compares modes with the resolutions that they mean', async () => {
    const { out } = await rates('diff kling-units-2025 krea-2026')
    expect(out).toMatch(/V1\.0 · text-to-video or image-to-video · std · 10 s +\$0\.28 +\$0\.221 +-21\.1 %/)
  })
  test('of packages shows each offer with its successor', async () => {
    const { out } = await rates('diff kling-packages-2025 kling-packages-2026')
    expect(out).toMatch(/package-3 +before +\$6,720\.00.*\npackage-60000 +after +\$7,560\.00/)
    const json = JSON.parse((await rates('diff kling-packages-2025 kling-packages-2026 --json')).out)
    expect(json.packages.length).toBe(8)
    expect((await rates('diff kling-packages-2025 kling-per-second')).err).toContain('two of a kind compare')
  })
})

test('what is not asked rightly is refused with the way to help', async () => {
  for (const args of [
    '',
    'shwo',
    'show',
    'validate',
    'diff kling-per-second',
    'list more',
    'list --card x',
  ]) {
    const { status, out, err } = await rates(args)
    expect([args, status, out]).toEqual([args, 2, ''])
    expect(err).not.toBe('')
  }
})

describe('an agreement as OpenSLO', () => {
  const show = (path: string) => rates(`show langfuse-cloud --format openslo -o ${path}`)
  test('is in its file when the command ends', async () => {
    const path = join(folder, 'langfuse.yaml')
    expect((await show(path)).status).toBe(0)
    expect(readFileSync(path, 'utf8')).toMatch(/^apiVersion: openslo\/v1\n/)
  })
  test('that cannot be written is an error', async () => {
    const path = join(folder, 'nowhere', 'langfuse.yaml')
    const { status, err } = await show(path)
    expect(status).toBe(2)
    expect(err).toBe(`${path}: FILE_UNWRITABLE there is no such folder\n`)
  })
})
