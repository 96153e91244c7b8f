import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Io } from '../../src/cli/io.js'
import { run } from '../../src/cli/main.js'
import { answerSchemas } from '../../src/report/schemas.js'

const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true })
const SCHEMAS = answerSchemas('strict')

/** What the schema that an answer names says against it. */
function complaintsOf(answer: { schema: string }): string[] {
  const [, name, version] = /^kling-cost\/([a-z-]+)\/(\d+)$/.exec(answer.schema) ?? []
  const schema = SCHEMAS[`${name}.${version}.schema.json`]
  if (!schema) return [`no schema for ${answer.schema}`]
  const validate =
    ajv.getSchema(answer.schema) ?? ajv.addSchema(schema, answer.schema).getSchema(answer.schema)!
  validate(answer)
  return (validate.errors ?? []).map(error => `${error.instancePath} ${error.message}`)
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kling-cost-outputs-'))
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text)
})
afterAll(() => rmSync(folder, { recursive: true }))

const minutes = (from: string, count: number, status: (minute: number) => string): string =>
  Array.from({ length: count }, (_, i) => {
    const time = new Date(Date.parse(from) + i * 60_000).toISOString()
    return `${time},${status(i)}\n`
  }).join('')

const FILES: Readonly<Record<string, string>> = {
  'jobs.csv': [
    'task_id,model,capability,mode,resolution,duration,audio,count,status',
    'a,1.6,text-to-video,pro,,10,,100,succeed',
    'b,3.0,text-to-video,,1080p,5.04,yes,2,failed',
    'c,kling-lip-sync,lip-sync,,,7,,1,processing',
    'd,1.6,text-to-video,pro,,5,,1,succeed',
    '',
  ].join('\n'),
  'bad-jobs.csv':
    'model,capability,mode,duration\n1.6,text-to-video,pro,7\nnothing,text-to-video,pro,5\n1.6,text-to-video,pro,5\n',
  'billing.json': JSON.stringify({
    code: 0,
    data: {
      result: {
        detail: [
          {
            package_id: 'p',
            product_type: 'video',
            task_id: 't',
            product_function: 'text to video',
            model_name: 'kling-v2-6',
            resolution: '720p',
            duration: '5.04',
            video_sound: 'off',
            deduction_time: '1764000000000',
            unit_before_deduction: '100',
            deduction_amount: '1.5',
            unit_after_deduction: '98.5',
          },
        ],
      },
    },
  }),
  'wrong.yaml': 'kind: rate-card\nid: mine\nid: yours\n',
  'requests.csv': `timestamp,status\n${minutes('2026-10-01T00:00:00Z', 300, i => (i % 7 === 0 ? '503' : i % 11 === 0 ? '' : '200'))}`,
  'accounts.csv':
    'timestamp,status,account\n2026-10-03T10:00:00Z,200,acme\n2026-10-03T10:00:10Z,500,acme\n2026-09-03T10:00:00Z,200,globex\n',
  'fees.csv': 'account,period,fee,voucher_fee\nacme,2026-10,1000,600\nglobex,2026-09,12.5,0\n',
  'bad-requests.csv': 'timestamp,status\n2026-10-03T10:00:00Z,200\nnever,200\n2026-10-03T10:00:00Z,abc\n',
  'empty.csv': 'timestamp,status\n',
  'downtime.csv': `timestamp,status\n${minutes('2026-10-01T00:00:00Z', 60, i => (i >= 10 && i < 20 ? '-' : '200'))}`,
  'gateways.csv': `timestamp,status,gateway\n2026-10-01T00:12:00Z,-,a\n2026-10-01T00:12:01Z,000,b\n2026-10-01T00:14:01Z,502,b\n`,
  'ledger.csv': 'id,package,purchased_at\np1,package-1,2026-11-01\np2,trial-100,2026-10-01\n',
  'usage.csv': `timestamp,model,capability,mode,duration,resolution,audio\n${Array.from({ length: 60 }, (_, i) => `${new Date(Date.parse('2026-09-15T10:00:00Z') + i * 86_400_000).toISOString()},${i % 5 === 0 ? 'O3,text-to-video,,10,1080p,yes' : 'V1.6,text-to-video,pro,10,,'}\n`).join('')}`,
  'demand.csv': 'date,pool,units\n2026-11-20,video,500\n2026-12-21,video,29000\n2026-12-22,image,10\n',
  'plan.yaml':
    'jobs:\n  - { model: "1.6", capability: text-to-video, mode: pro, duration: 10, count: 3000 }\n',
  'tiers.yaml':
    'kind: tiers\ntiers:\n  - { below: 99.99, at_least: 99.0, percent: 10 }\n  - { below: 99.0, percent: 25 }\n',
}

/** Runs the program on files of the folder; `files` names stand for their paths. */
async function answer(argv: readonly string[]): Promise<{ schema: string } & Record<string, unknown>> {
  let out = ''
  let err = ''
  const io: Io = {
    stdin: { stream: [] as unknown as AsyncIterable<Buffer>, isTerminal: true },
    out: text => {
      out += text
    },
    err: text => {
      err += text
    },
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 80,
    env: {},
    now: () => Date.parse('2026-11-20T09:30:00Z'),
  }
  const paths = argv.map(word =>
    word.replace(/[\w-]+\.(?:csv|json|yaml)$/, name => (name in FILES ? join(folder, name) : name)),
  )
  await run([...paths, '--json'], io)
  if (out === '') throw new Error(`no answer: ${err}`)
  return JSON.parse(out)
}

const JOB = ['3.0', '--resolution', '1080p', '--duration', '10']

const ARGVS: readonly (readonly string[])[] = [
  ['quote', ...JOB],
  ['quote', ...JOB, '--audio', '--count', '500', '--compare', '--fallback', '--explain'],
  ['quote', ...JOB, '--drafts', '3'],
  ['quote', 'kling-lip-sync', '--duration', '7'],
  [
    'quote',
    '1.6',
    '--capability',
    'text-to-video',
    '--mode',
    'pro',
    '--duration',
    '10',
    '--package',
    'trial-100',
  ],
  ['quote', '2.5 turbo', '--mode', 'pro', '--duration', '5', '--package', 'package-3', '--compare'],
  ['quote', '--capability', 'single-image-effects', '--effect', 'jelly_press'],
  ['quote', '--capability', 'image-expansion'],
  ['quote', '--from', 'jobs.csv'],
  ['quote', '--from', 'jobs.csv', '--summary'],
  ['quote', '--from', 'jobs.csv', '--compare', '--fallback', '--explain'],
  ['quote', '--from', 'bad-jobs.csv', '--bad-rows', 'skip'],
  ['quote', '--from', 'billing.json'],
  ['rates', 'list'],
  ['rates', 'show', 'kling-per-second'],
  ['rates', 'show', 'kling-units-2025'],
  ['rates', 'show', 'kling-units-2026'],
  ['rates', 'diff', 'kling-per-second', 'kling-units-2026'],
  ['rates', 'diff', 'kling-units-2025', 'kling-units-2026'],
  ['rates', 'validate', 'rates/kling/rate-card.2025.yaml', 'wrong.yaml', 'tiers.yaml'],
  ['expiry', 'ledger.csv'],
  ['budget', 'usage.csv', '--packages', 'ledger.csv', '--quantile', '0.75', '--max-spend', '1'],
  ['budget', '--units-per-day', '2000', '--explain'],
  ['budget', '--units-per-day', '2', '--pool', 'image'],
  ['budget', '--demand', 'demand.csv', '--min-concurrency', '5', '--task-time', '90s'],
  ['budget', '--plan', 'plan.yaml', '--trials-used', 'trial-100'],
  ['sla', 'requests.csv'],
  ['sla', 'requests.csv', '--fee', '1000', '--voucher-fee', '600', '--fail-under', '99.9'],
  ['sla', 'requests.csv', '--unreached', 'ignore', '--rate', 'attempts', '--calendar', 'weekdays'],
  ['sla', 'requests.csv', '--term-start', '2026-10-17', '--term-months', '3'],
  ['sla', 'accounts.csv', '--fees', 'fees.csv'],
  ['sla', 'bad-requests.csv', '--bad-rows', 'skip'],
  ['sla', 'empty.csv'],
  ['sla', 'empty.csv', '--period', '2026-10', '--fail-under', '99'],
  ['sla', 'downtime.csv', '--policy', 'kong-konnect'],
  ['sla', 'downtime.csv', '--policy', 'kong-konnect', '--tiers', 'tiers.yaml', '--fee', '600'],
  [
    'sla',
    'gateways.csv',
    '--policy',
    'kong-dedicated-cloud-gateways',
    '--networks',
    '2,1',
    '--failure',
    '5xx',
  ],
  ['sla', 'downtime.csv', '--policy', 'kong-konnect', '--with', 'kong-dedicated-cloud-gateways=gateways.csv'],
]

describe('the schema of an answer accepts what is written by', () => {
  test.each(ARGVS.map(argv => [argv.join(' '), argv] as const))('%s', async (_, argv) => {
    expect(complaintsOf(await answer(argv))).toEqual([])
  })
  test('runs that together write every form', async () => {
    const written = new Set((await Promise.all(ARGVS.map(answer))).map(({ schema }) => schema))
    const named = Object.keys(SCHEMAS).map(
      name => `kling-cost/${name.replace('.schema.json', '').replace('.', '/')}`,
    )
    expect([...written].sort()).toEqual(named.sort())
  })
})

/** The object that `path` leads to, such as `lines/0`. */
function find(root: Record<string, unknown>, path: string): Record<string, unknown> {
  return path
    .split('/')
    .filter(key => key !== '')
    .reduce((node, key) => node[key] as Record<string, unknown>, root)
}

describe('the schema of an answer refuses', () => {
  const QUOTE = ARGVS[0]!
  const SLA = ['sla', 'requests.csv', '--fee', '1000']
  test.each([
    ['a key that it does not know', QUOTE, '', { extra: 1 }],
    ['a key that it does not know, deep down', QUOTE, 'lines/0', { extra: 1 }],
    ['a count below 0', QUOTE, 'totals', { count: -1 }],
    ['an amount as a number', QUOTE, 'totals', { cost: 1.5 }],
    ['an amount with an exponent', QUOTE, 'totals', { cost: '1e3' }],
    ['an amount with zeros at its end', QUOTE, 'totals', { cost: '1.50' }],
    ['an amount with a point at its end', QUOTE, 'totals', { cost: '1.' }],
    ['an amount with a sign', QUOTE, 'totals', { cost: '-1' }],
    ['an amount with a zero in front', QUOTE, 'totals', { cost: '01' }],
    ['a count as text', QUOTE, 'totals', { count: '1' }],
    ['a count with a fraction', QUOTE, 'totals', { count: 1.5 }],
    ['units of a pool as a number', QUOTE, 'totals', { units: { video: 7 } }],
    ['a time without zone', QUOTE, '', { as_of: '2026-11-20T09:30:00' }],
    ['another currency', QUOTE, '', { currency: 'CNY' }],
    ['a word that is none', QUOTE, 'lines/0', { billing: 'maybe' }],
    ['a key left out', QUOTE, '', { notes: undefined }],
    ['an availability as a number', SLA, 'periods/0', { availability: 99.9 }],
    ['a verdict that is none', SLA, 'periods/0', { verdict: 'fine' }],
    ['a day that is a time', SLA, 'periods/0', { start: '2026-10-01T00:00:00Z' }],
    ['a period of both methods', SLA, 'periods/0', { uptime: '99' }],
    ['a key that it does not know in a period', SLA, 'periods/0/claim', { extra: 1 }],
  ] as const)('%s', async (_, argv, path, change) => {
    const broken = await answer(argv)
    Object.assign(find(broken, path), change)
    expect(complaintsOf(JSON.parse(JSON.stringify(broken)))).not.toEqual([])
  })
})
