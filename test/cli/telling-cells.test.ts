/** Columns whose headings no list knows, and whose cells look as if they changed the answer: they are told first. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, ...lines: string[]): string => {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
  return join(folder, name)
}
const AS_OF = ['--as-of', '2026-11-20']

/** The sentences in front of the first table, with how often one is there. */
const leadOf = (out: string): string[] => out.split('\n\n')[0]!.split('\n').slice(1)
const telling = (out: string): string[] => leadOf(out).filter(line => line.startsWith('Nothing is read from'))

describe('of jobs', () => {
  const JOBS = 'model,resolution,duration'
  const ask = async (heading: string, cells: readonly string[]) => {
    const { out, status } = await runWith([
      'quote',
      '--from',
      write('jobs.csv', `${JOBS},${heading}`, ...cells.map(cell => `3.0,1080p,10,${cell}`)),
      ...AS_OF,
    ])
    expect(status).toBe(0)
    return telling(out)
  }

  test('small whole numbers may be how many there were', async () => {
    expect(await ask('pro Auftrag', ['3', '1', '2', '2', '4'])).toEqual([
      "Nothing is read from pro Auftrag (3, 1, 2, …), which may be count: --columns 'count=pro Auftrag' reads it, --ignore-columns 'pro Auftrag' leaves it out.",
    ])
    expect(await ask('wieviele', ['4', '4'])).toHaveLength(1)
    expect(await ask('wieviele', ['', '4'])).toHaveLength(1)
  })

  test.each([[['1,200', '15,000']], [['1 200', '900']]])(
    'larger ones that are written with separators may be, too: %j',
    async cells => {
      expect(
        (
          await ask(
            'wieviele',
            cells.map(cell => `"${cell}"`),
          )
        ).join(),
      ).toContain('which may be count')
    },
  )

  test.each([
    [['valmis', 'kesken', 'valmis'], 'valmis, kesken'],
    [['1500', '3200', '800', '90'], '1500, 3200, 800, …'],
  ])('what stands under a heading that no list knows is shown: %j', async (cells, shown) => {
    const rows = cells.map(cell => `3.0,1080p,10,${cell}`)
    const { out } = await runWith(['quote', '--from', write('kinds.csv', `${JOBS},vaihe`, ...rows), ...AS_OF])
    expect(out).toContain(`nothing is read from vaihe (${shown})`)
  })

  test.each([
    ['numbers of rows', ['1', '2', '3']],
    ['numbers of rows from another on', ['7', '8', '9']],
    ['one each', ['1', '1']],
    ['ids', ['83121', '83127']],
    ['years', ['2026', '2025', '2026']],
    ['lengths', ['1280', '720']],
    ['seconds', ['1.250', '3.125']],
    ['parts', ['0.5', '0.7']],
    ['words', ['3', 'three']],
    ['numbers with a zero in front', ['007', '003']],
    ['nothing', ['', '']],
  ])('%s are none', async (_, cells) => {
    expect(await ask('wieviele', cells)).toEqual([])
  })

  test.each([
    ['words of yes and no', ['with', 'without'], 1],
    ['yes throughout', ['ja', 'ja'], 1],
    ['1 and 0', ['1', '0'], 1],
    ['no throughout: so it is without the column', ['no', 'no'], 0],
    ['yes and anything else', ['yes', 'perhaps'], 0],
  ])('%s', async (_, cells, most) => {
    const found = await ask('ambient', cells)
    expect(found).toHaveLength(most)
    if (most === 1) expect(found[0]).toContain('--columns audio=ambient')
  })

  test('what is known to be something else is told below', async () => {
    expect(await ask('priority', ['3', '1'])).toEqual([])
  })

  test('what is read otherwise, or left out, is not asked about', async () => {
    expect(await ask('wieviele,count', ['3,1', '2,1'])).toEqual([])
    const file = write('left-out.csv', `${JOBS},wieviele`, '3.0,1080p,10,3')
    const { out } = await runWith(['quote', '--from', file, '--ignore-columns', 'wieviele', ...AS_OF])
    expect(telling(out)).toEqual([])
    const read = await runWith(['quote', '--from', file, '--columns', 'count=wieviele', '--json', ...AS_OF])
    expect(JSON.parse(read.out)).toMatchObject({ totals: { count: 3, cost: '3' } })
  })

  test('units say what a task cost whatever else was counted', async () => {
    const file = write(
      'units.csv',
      'timestamp,task_id,model,resolution,duration,final_unit_deduction,wieviele',
      '2026-11-01T10:00:00Z,a,3.0,1080p,10,8,3',
    )
    expect(telling((await runWith(['quote', '--from', file, ...AS_OF])).out)).toEqual([])
  })

  test('keys of JSON lines are looked at as cells are', async () => {
    const lines = [3, 1, 2].map(n =>
      JSON.stringify({ model: '3.0', resolution: '1080p', duration: 10, wieviele: n }),
    )
    const { out, err } = await runWith(['quote', '--from', write('jobs.jsonl', ...lines), ...AS_OF])
    expect(telling(out)).toEqual([
      'Nothing is read from wieviele (3, 1, 2), which may be count: --columns count=wieviele reads it, --ignore-columns wieviele leaves it out.',
    ])
    expect(out.split('Nothing is read from')).toHaveLength(2)
    expect(err).not.toContain('wieviele')
  })

  test('of several files each is named', async () => {
    const head = `timestamp,task_id,${JOBS},audio`
    const file = write('a.csv', `${head},wieviele`, '2026-11-01T10:00:00Z,a,3.0,1080p,10,true,3')
    const other = write('b.csv', head, '2026-11-02T10:00:00Z,b,3.0,1080p,10,true')
    const { out } = await runWith(['budget', file, other, ...AS_OF])
    expect(telling(out)[0]).toContain(`Nothing is read from wieviele (3) of ${file}, which may be count`)
  })

  test('a page and Markdown begin with it, and JSON names the column', async () => {
    const file = write('jobs.csv', `${JOBS},wieviele`, '3.0,1080p,10,3')
    const [markdown, json] = await Promise.all(
      ['markdown', 'json'].map(format => runWith(['quote', '--from', file, '--format', format, ...AS_OF])),
    )
    expect(markdown!.out).toMatch(/\*\*Nothing is read from wieviele/)
    expect(JSON.parse(json!.out)).toMatchObject({ ignored_columns: ['wieviele'] })
  })
})

test('of many columns those that look like something are named first, and last what changes nothing', async () => {
  const others = Array.from({ length: 12 }, (_, i) => `col ${String.fromCharCode(97 + i)}`)
  const head = ['model', 'resolution', 'duration', 'prompt', ...others, 'amount']
  const file = write(
    'wide.csv',
    head.join(','),
    ['3.0', '1080p', '10', ...others.map(() => 'x'), 'w', 'z'].join(','),
  )
  const { out } = await runWith(['quote', '--from', file, ...AS_OF])
  const [said] = out.split('\n').filter(line => line.includes('nothing is read from'))
  expect(said).toMatch(
    /nothing is read from amount \(looks like count\), col a, .*col k and 2 more; --columns count=amount/,
  )
})

test.each([
  ['t', 'f'],
  ['WAHR', 'FALSCH'],
  ['VRAI', 'FAUX'],
  ['VERDADERO', 'FALSO'],
  ['是', '否'],
])('%s and %s are yes and no, as databases and spreadsheets write them', async (yes, no) => {
  const path = write(
    'audio.csv',
    'model,resolution,duration,audio',
    `3.0,1080p,5,${yes}`,
    `3.0,1080p,5,${no}`,
  )
  const { out, status } = await runWith(['quote', '--from', path, ...AS_OF])
  expect([status, out.split('\n')[0]]).toEqual([0, '$1.25 for 2 jobs.'])
})

test.each(['1.000', '1.000.000'])('a number of %s asks how the file writes its decimals', async count => {
  const path = write('count.csv', 'model;mode;duration;count', `3.0;pro;5;${count}`)
  const { err, status } = await runWith(['quote', '--from', path, ...AS_OF])
  expect([status, err]).toEqual([2, expect.stringContaining('--decimal . or --decimal ,')])
})

describe('of remarks in a ledger', () => {
  const ask = async (...remarks: string[]) => {
    const rows = remarks.map((each, i) => `${i},package-1,2026-10-0${i + 1},${each}`)
    return telling(
      (await runWith(['expiry', write('l.csv', 'id,package,purchased_at,Notes', ...rows), ...AS_OF])).out,
    )
  }
  test.each(['refunded 20 Oct', 'Cancelled by Ann', 'quote only', '已退款'])(
    '"%s" may be a purchase that holds nothing',
    async remark => {
      expect(await ask('for the launch', remark)).toEqual([
        `Nothing is read from Notes (${remark}), which may be package_status: --columns package_status=Notes reads it, --ignore-columns Notes leaves it out.`,
      ])
    },
  )
  test.each([
    'used up on 12 Nov',
    'all units used',
    'aufgebraucht',
    'NOT PAID YET',
    'not activated yet',
    'activates on first use',
    'extended by Kling to 2027-03-31',
    'moved to account B',
    'remaining 12000 (20 Nov)',
    '+3000 bonus units',
    '已用完',
    '退款',
    '11月20日剩余12000',
    'Storno',
    'Stornierung',
    'Gutschrift 4711',
    'Rückerstattung',
    'cancellation',
    'reversed',
    'reversal by bank',
    'chargeback',
    'credit note CN-7',
    'returned',
    'Returned 20 Oct',
    'order returned',
    'declined',
    'payment failed',
    '撤销',
    '已冲销',
    '红冲',
    '退货',
    '已退回',
    '订单20261002退回',
    '支付失败',
    'キャンセル済み',
    '返金済み',
    '払い戻し',
    '취소',
    '취소됨',
    '환불 완료',
    '반환됨',
    'cancelado',
    'anulado',
    'reembolsado',
    'devuelto',
    'estornado',
    'annullato',
    'rimborsato',
  ])('"%s" may say that it holds other units, or none any more', async remark => {
    expect(await ask('for the launch', remark)).toEqual([
      `Nothing is read from Notes (${remark}), which may be package_status: --columns package_status=Notes reads it, --ignore-columns Notes leaves it out.`,
    ])
    expect(await ask(remark)).toHaveLength(1)
  })
  test('a column of kinds of documents says it as well', async () => {
    const rows = ['Rechnung', 'Storno'].map((kind, i) => `${i},package-1,2026-10-0${i + 1},${kind}`)
    const path = write('l.csv', 'id,package,purchased_at,Vorgang', ...rows)
    expect(telling((await runWith(['expiry', path, ...AS_OF])).out)).toEqual([
      'Nothing is read from Vorgang (Storno), which may be package_status: --columns package_status=Vorgang reads it, --ignore-columns Vorgang leaves it out.',
    ])
  })
  test('a column for it is named as what it looks like', async () => {
    const path = write('l.csv', 'id,package,purchased_at,Received', 'A,package-1,2026-10-03,no')
    const { err, out } = await runWith(['expiry', path, ...AS_OF])
    expect(out + err).toContain('Received (looks like package_status)')
  })
  test('others say nothing', async () => {
    expect(await ask('for the launch', 'by Ann', 'used by the film team', '活动用')).toEqual([])
    expect(
      await ask(
        'Rechnung',
        'order returned to budget holder',
        'Ann returned from leave',
        'for the reversed clips',
        'free cancellation until 1 Dec',
        'nicht storniert',
        '不可退款',
        '发票退回重开',
        '退回订单2026100212345678901234567890123456重开',
        '환불 불가',
      ),
    ).toEqual([])
  })
})

describe('of a ledger whose headings look like others that are read', () => {
  test.each(['Packages', 'package no', 'Lots'])('%s may be a quantity', async heading => {
    const path = write(
      'l.csv',
      `id,package,purchased_at,${heading}`,
      'A,package-1,2026-10-03,3',
      'B,package-1,2026-10-04,2',
    )
    const { out } = await runWith(['expiry', path, ...AS_OF])
    expect(telling(out)[0]).toContain(`Nothing is read from ${heading} (3, 2), which may be quantity`)
  })
})

describe('of a ledger', () => {
  const ask = async (heading: string, cells: readonly string[], package_ = 'package-5000') => {
    const rows = cells.map((cell, i) => `${package_},2026-10-0${i + 1},"${cell}"`)
    const { out, status } = await runWith([
      'expiry',
      write('ledger.csv', `package,purchased_at,${heading}`, ...rows),
      ...AS_OF,
    ])
    expect(status).toBe(0)
    return telling(out)
  }

  test.each([
    ['Endet', ['2026-12-15', '2027-01-10'], 'expires_at'],
    ['Endet', ['2026-12-15', ''], 'expires_at'],
    ['wieviele', ['2', '1'], 'quantity, validity_days or concurrency'],
    ['Stand heute', ['3200', '100'], 'remaining, used or price'],
    ['Stand heute', ['3,200', '0'], 'remaining, used or price'],
    ['Stand heute', ['3200.5', '118,25'], 'remaining, used or price'],
    ['Geld', ['USD', 'EUR'], 'currency'],
  ])('%s of %j may be %s', async (heading, cells, column) => {
    const [found, ...more] = await ask(heading, cells)
    expect(found).toContain(`which may be ${column}: --columns`)
    expect(more).toEqual([])
  })

  test.each([
    ['Geld', ['USD', 'USD']],
    ['Land', ['USA', 'CAN']],
    ['Gebucht', ['2026-10-01', '2026-10-05']],
    ['Bezahlt', ['2026-10-20', '2026-10-28']],
    ['Endet', ['2026-12-15', 'nie']],
    ['Beleg', ['20261001', '20261002']],
    ['Beleg', ['RE-200', 'RE-201']],
    ['Zeile', ['1', '2']],
    ['Stand heute', ['60000', '100']],
    ['Stand heute', ['99', '100']],
    // A zero in front makes it no whole number with a separator.
    ['Anteil', ['0.267', '0,733']],
    ['Kostenstelle', ['0815', '007']],
    ['Beleg', ['1234567890123456789012345678', '9876543210987654321098765432.5']],
  ])('%s of %j is something else', async (heading, cells) => {
    expect((await ask(heading, cells)).filter(text => !text.includes('may be quantity'))).toEqual([])
  })

  test('several that look like the same are told in one sentence', async () => {
    expect(await ask('Leute,VAT,Tische', ['2","19","3', '4","19","1'])).toEqual([
      'Nothing is read from Leute (2, 4) and Tische (3, 1); one may be quantity, validity_days or concurrency: --columns quantity=NAME, validity_days=NAME or concurrency=NAME reads it as that, --ignore-columns Leute,Tische leaves them out.',
    ])
  })

  test('what a plan expects, as a budget writes it, says nothing of today', async () => {
    const head = 'id,at,package,purchased_at,used,forfeited,left,Stand heute'
    const plan = write('plan.csv', head, 'a,2026-10-01,package-5000,2026-10-01,1000,0,4000,4000')
    const [found, ...more] = telling((await runWith(['expiry', plan, ...AS_OF])).out)
    expect(found).toContain('Stand heute (4000)')
    expect(more).toEqual([])
  })

  test('what is read otherwise is not asked about', async () => {
    expect(await ask('remaining,Stand heute', ['3200","3200'])).toEqual([])
    expect(await ask('used,Stand heute', ['3200","1800'])).toEqual([])
    expect(await ask('validity_days,Endet', ['90","2026-12-30'])).toEqual([])
  })

  test('a budget that knows the packages tells it as well', async () => {
    const ledger = write('ledger.csv', 'package,purchased_at,Stand heute', 'package-5000,2026-10-01,3200')
    const usage = write('usage.csv', 'date,units', '2026-11-01,100')
    const { out } = await runWith(['budget', usage, '--packages', ledger, ...AS_OF])
    expect(telling(out)).toHaveLength(1)
  })
})
