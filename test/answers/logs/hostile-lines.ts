/** Request logs of JSON lines and in the combined format, mostly as they are and partly as they must not be. */
import type { ColumnNames } from '../../../src/read/rows.js'
import { createRandom } from '../../random.js'
import { commonLogTime, ENDPOINTS, GLOBS, type HostileLog } from './hostile-logs.js'

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu']
const FROM = Date.UTC(2026, 9, 24, 22)

/** What may stand where it must not. */
const STRAY = [
  ...['"', '\\', '{', '}', '[', ']', ',', ':', ' ', '\t', '\r', '\u0001'],
  ...['0', 'e', '-', 'é', '\u2028', '\u007f', '\ufeff'],
]

/** What is no value, though it begins like one. */
const NO_VALUES = [
  ...['01', '-', '-01', '1.', '.5', '1e', '1e+', '+1', '1.e5', '0x1', 'tru', 'truE', 'nul', 'falsy', 'NaN'],
  ...[
    '"\\]"',
    '"\\x22"',
    '"\\u12g4"',
    '"\\u123"',
    '"\\',
    '"a\tb"',
    '"a\u0000b"',
    "'a'",
    '{',
    '[1,]',
    '{"a"}',
  ],
]

type Pick = <T>(values: readonly T[]) => T

/** A key, as it is written, and values for it; null: the time. */
type Member = readonly [key: string, values: readonly string[] | null]

/** Keys of lines, each with what it may have. */
function pickMembers(
  pick: Pick,
  chance: (share: number) => boolean,
  columns: ColumnNames,
): readonly Member[] {
  const nameOf = (column: string): string => columns.get(column) ?? column
  const further: Member[] = [
    [nameOf('account'), ['"acme"', '"globex"', 'null', '7', '"ünï"', '"a\\u0062"', '" acme "', 'true']],
    ['fault', ['"provider"', '"customer"', '""', 'null', '"Network"']],
    ['excluded', ['"hacked"', 'false', '"no"', '0', '1', 'null']],
    [
      'endpoint',
      [
        ...ENDPOINTS.map(text => JSON.stringify(text.replace('ID', String(text.length * 7919)))),
        '"\\/v1\\/x"',
        'null',
        '7',
        '"null"',
        'true',
      ],
    ],
    ['request_id', ['"r2"', '"r\\u0031"', '17', '"r1"', `"${'long-'.repeat(12)}"`, 'null']],
    ['note', ['"a \\"b\\" \\u00e9 \\\\"', '"é😀"', '-1.5e+3', '0', 'true', '""', `"${'x'.repeat(33)}"`]],
    ['res', ['{"status":503,"id":"x"}', '{"status":200,"id":"y"}', '{"status":200,"id":"y"}', 'null', '{}']],
    ['tags', ['["a","b"]', '["c"]', '[]', '[{"a":1},[2]]']],
    ['inner', ['{"note":[1,null]}', '{"note":["x",0.5]}']],
    ['a key that is longer than sixteen bytes, and than twice as many', ['1', 'false']],
    ['k\\u0065y \\"quoted\\"', ['1']],
    ['STATUS', ['200']],
  ]
  const members: Member[] = [
    [nameOf('timestamp'), null],
    [nameOf('status'), ['200', '200', '200', '"200"', '503', '429', 'null', '""', '"503"', '"000"']],
    ...further.filter((_, i) => chance(i < 8 ? 0.3 : 0.08)),
  ]
  return chance(0.5) ? members : members.sort(() => pick([-1, 1]))
}

/** Further keys: of the same lines, or of others. */
function varyMembers(members: readonly Member[], pick: Pick): readonly Member[] {
  return pick([
    [...members, [pick(['res.id', 'res.status', 'status', 'note']), ['"z"', '200']]],
    members.slice(0, -1),
    [...members].reverse(),
  ])
}

/** A log of lines that are alike, but for a few. */
export function makeAlikeLines(seed: number): HostileLog {
  const random = createRandom(seed)
  const chance = (share: number): boolean => random() < share
  const pick: Pick = values => values[Math.floor(random() * values.length)]!
  const columns = new Map(
    chance(0.7)
      ? []
      : pick<[string, string][]>([
          [['status', 'res.status']],
          [['account', 'res.id']],
          [['account', 'status']],
          [['timestamp', 'At']],
          [['account', 'misspelt']],
          [['account', 'key "quoted"']],
        ]),
  )
  const first = pickMembers(pick, chance, columns)
  const shapes = pick([
    [first],
    [first],
    [first, pickMembers(pick, chance, columns)],
    [first, varyMembers(first, pick), varyMembers(first, pick)],
  ])
  const blank = pick(['', '', '', ' '])
  const lead = pick(['', '', '', ' ', '\t'])
  const step = pick([500, 20_000, 400_000])
  const moment = FROM + Math.floor(random() * 3_600_000)
  const form = pick(['iso', 'iso', 'iso', 'seconds', 'millis', 'nanos', 'naive', 'offset', 'named'])
  const timeOf = (line: number): string => {
    const at = moment + line * step
    const iso = new Date(at).toISOString()
    switch (chance(0.98) ? form : pick(['iso', 'seconds', 'bad'])) {
      case 'seconds':
        return String(Math.floor(at / 1000))
      case 'millis':
        return `"${at}"`
      case 'nanos':
        return `${at}000123`
      case 'named':
        return `"${commonLogTime(at, '', pick(['+0000', '+0200']))}"`
      case 'naive':
        return `"${iso.slice(0, 19).replace('T', ' ')}"`
      case 'offset':
        return `"${iso.slice(0, 23)}+02:00"`
      case 'bad':
        return pick([
          'null',
          '""',
          '"never"',
          '"2026-10-25T01:00:60Z"',
          '"2026-10-01T00:00:00\\u005a"',
          '1e9',
        ])
      default:
        return `"${iso}"`
    }
  }
  const wrong = pick([0, 0.005, 0.03])
  const write = (members: readonly Member[], line: number): string => {
    const pickValue = (values: readonly string[] | null): string => {
      if (chance(wrong / 4)) return pick(NO_VALUES)
      return values === null ? timeOf(line) : pick(values)
    }
    const texts = members.map(([key, values]) => `"${key}"${blank}:${blank}${pickValue(values)}`)
    return `${lead}{${blank}${texts.join(`,${blank}`)}${blank}}`
  }
  const count = pick([1, 5, 40, 150])
  const end = pick(['\n', '\n', '\r\n'])
  let text = chance(0.1) ? '\ufeff' : ''
  for (let line = 0; line < count; line++) {
    const whole = write(pick(shapes), line)
    const cut = Math.floor(random() * whole.length)
    const put = chance(wrong) ? pick([...STRAY, '}', '"a":1,', '\\u0041', '\n']) : null
    text += put === null ? whole : whole.slice(0, cut) + put + whole.slice(cut + pick([0, 1]))
    text += chance(0.01) ? pick(['\n', '\r\n', '\n\n', '\r\r\n', ' \n']) : end
  }
  if (chance(0.2)) text = text.slice(0, -pick([1, 1, 2, 9]))
  const bytes = Buffer.from(text)
  const isBroken = chance(0.02) && bytes.length > 0
  if (isBroken) bytes[Math.floor(random() * bytes.length)] = 0xff
  return {
    form: 'jsonl',
    columns,
    bytes,
    zone: pick(ZONES),
    // Which of two errors comes first may depend on how much is read at once when one of them is of the bytes.
    badRows: isBroken || chance(0.7) ? 'skip' : 'stop',
    windows: chance(0.3) ? [[moment + 600_000, moment + 1_500_500]] : [],
    sliceMinutes: pick([[5], [1], [5, 1]]),
    times: pick([1, 1, 2]),
    filter: {
      include: chance(0.2) ? [pick(GLOBS)] : [],
      exclude: chance(0.3) ? [pick(GLOBS), pick(GLOBS)] : [],
    },
  }
}

/** The log of a seed. */
export function makeLines(seed: number): HostileLog {
  const random = createRandom(seed)
  const chance = (share: number): boolean => random() < share
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!
  const form = seed % 2 === 0 ? 'jsonl' : 'combined'
  const isNaive = chance(0.3)
  const timeOf = (line: number): string => {
    const at = new Date(FROM + line * Math.floor(random() * 200_000))
    const iso = at.toISOString()
    if (chance(0.9)) return isNaive ? iso.slice(0, 23) : iso
    return pick([
      iso.replace('Z', '+05:30'),
      iso.slice(0, 19),
      iso.replace('T', ' '),
      String(at.getTime()),
      String(Math.floor(at.getTime() / 1000)),
      (at.getTime() / 1000).toFixed(3),
      iso.slice(0, 10),
      '2026-02-30T00:00:00Z',
      '2026-10-25T02:30:00',
      '0999-01-01T00:00:00Z',
      ' ',
      '',
      'never',
    ])
  }
  const names = chance(0.15) ? new Map([['status', pick(['res.status', 'code', 'http_status'])]]) : null
  const statusName = names?.get('status') ?? 'status'
  const wrong = chance(0.5) ? 0 : 0.06

  const jsonLine = (line: number): string => {
    const time = timeOf(line)
    const status = chance(1 - wrong)
      ? pick(['200', '200', '200', '"200"', '503', '"503"', '429', 'null', '""', '"-"', '"000"', '0'])
      : pick([
          '2e2',
          '200.0',
          '-1',
          '99',
          '"ok"',
          'true',
          '{"a":1}',
          '[200]',
          '" 503 "',
          '"2\\u003000"',
          '"50\\"3"',
          '01',
        ])
    const members = [
      `"timestamp":${/^\d+(\.\d+)?$/.test(time) && chance(0.5) ? time : JSON.stringify(time)}`,
      ...(statusName === 'res.status' && chance(0.7)
        ? [`"res":{"status":${status}}`]
        : [`"${statusName}":${status}`]),
      ...(chance(0.6) ? [`"request_id":"r${line}"`] : []),
      ...(chance(0.3)
        ? [`"account":${pick(['"acme"', '"globex"', 'null', '7', '"ünï"', '"a\\u0062"', '"a\\nb"', '""'])}`]
        : []),
      ...(chance(0.2)
        ? [`"fault":${pick(['"provider"', '"customer"', '"network"', '""', '"Network"', 'null'])}`]
        : []),
      ...(chance(0.2)
        ? [`"excluded":${pick(['"hacked"', 'false', 'true', '"no"', '0', '1', 'null', '"FALSE"'])}`]
        : []),
      ...(chance(0.4)
        ? [
            `"extra":${pick(['1.5e+3', '-0', '[1,{"status":500}]', '{"a":[],"b":{}}', '"\\\\ \\" \\/ \\t"', '"\\u00e9"', 'true', '[ ]', '1E5', '[[[[1]]]]'])}`,
          ]
        : []),
      ...(chance(0.03)
        ? [
            pick([
              '"Status":500',
              '"status" : 500',
              '" status ":1',
              '"st\\u0061tus":500',
              '"timestamp":"x"',
              '"a":01',
              '"a":1.',
              '"a":+1',
              '"a":tru',
              '"a"',
              '"__proto__":1',
            ]),
          ]
        : []),
    ]
    if (chance(0.1)) members.reverse()
    const blank = chance(0.1) ? pick([' ', '\t', '  ']) : ''
    return `${blank}{${blank}${members.join(`,${blank}`)}${blank}}${blank}`
  }
  const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  const combinedLine = (line: number): string => {
    const at = new Date(FROM + line * Math.floor(random() * 200_000))
    const two = (value: number): string => String(value).padStart(2, '0')
    const time = `${two(at.getUTCDate())}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`
    const user = chance(0.9) ? '-' : pick(['ann', 'a [b] c', '[01/Oct/2026:00:00:00 +0000]', 'a b'])
    const request = chance(0.9)
      ? 'POST /v1/videos HTTP/1.1'
      : pick(['', '-', 'GET /a\\"b', '\\\\', 'x [y] "', '\\x16\\x03', 'é \\é'])
    const status = chance(1 - wrong)
      ? pick(['200', '200', '503', '429', '-', '000', '0'])
      : pick(['99', '600', '20', '2000', '', 'ok'])
    const tail = pick([
      ' "-" "curl/8"',
      ' "-" "curl/8"',
      '',
      ' "https://a/?q=\\"" "x" 0.123',
      ' extra',
      ' "-',
      ' "-" "a" "b" "c"',
    ])
    const zone = chance(0.95) ? '+0000' : pick(['-0330', '+0530', '+2400', '0000', '+00:0'])
    return `10.0.0.${line % 256} - ${user} [${chance(0.98) ? time : pick(['32/Oct/2026:00:00:00', '01/Okt/2026:00:00:00', '01/Oct/2026:24:00:00', '01/oct/2026:00:00:00', '01/Oct/0999:00:00:00'])} ${zone}] "${request}" ${status} ${pick(['12', '0', '-', '12'])}${tail}`
  }

  /** A line with a byte less, more, or another one. */
  const spoil = (text: string): string => {
    const at = Math.floor(random() * (text.length + 1))
    const byte = pick(STRAY)
    return chance(0.4)
      ? text.slice(0, at) + text.slice(at + 1)
      : text.slice(0, at) + byte + text.slice(chance(0.5) ? at : at + 1)
  }
  const count = Math.floor(random() * 60)
  const lines = Array.from({ length: count }, (_, line) => {
    if (chance(0.02))
      return pick(['', ' ', '\t', '[]', 'null', '"a"', '{}', '{ }', '\u00a0', '{"a":1} x', '{'])
    const text = form === 'jsonl' ? jsonLine(line) : combinedLine(line)
    return chance(wrong) ? spoil(text) : text
  })
  const newline = chance(0.8) ? '\n' : '\r\n'
  const text = `${chance(0.05) ? '\ufeff' : ''}${lines.join(newline)}${chance(0.8) ? newline : ''}`
  const bytes = Buffer.from(text)
  // Somewhere a byte that UTF-8 does not have.
  const isBroken = chance(0.03) && bytes.length > 0
  if (isBroken) bytes[Math.floor(random() * bytes.length)] = 0xff
  return {
    form,
    ...(form === 'jsonl' && names ? { columns: names } : {}),
    bytes,
    zone: pick(ZONES),
    badRows: isBroken || chance(0.5) ? 'skip' : 'stop',
    windows: chance(0.3) ? [[FROM + 600_000, FROM + 1_500_500]] : [],
    sliceMinutes: pick([[5], [1], [5, 1]]),
    times: pick([1, 1, 2]),
    filter: {
      include: chance(0.2) ? [pick(GLOBS)] : [],
      exclude: chance(0.3) ? [pick(GLOBS), pick(GLOBS)] : [],
    },
  }
}
