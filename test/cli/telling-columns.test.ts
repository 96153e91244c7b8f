/** Headings of people's own that change an answer: read as what they say, or told before anything is answered. */
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

describe('of a ledger', () => {
  const ask = (heading: string, value: string, ...args: string[]) => {
    const ledger = write(
      'ledger.csv',
      `id,package,purchased_at,${heading}`,
      `p,package-1,2026-09-01,${value}`,
    )
    return runWith(['expiry', ledger, ...AS_OF, ...args])
  }
  test.each([
    'Available',
    'Balance',
    'Debit',
    'Credit (USD)',
    'Haben',
    'Transaction Type',
    'Guthaben',
    'Saldo',
    'Usage',
    'Consumption',
    'Spent',
    'Months',
    'Laufzeit (Tage)',
    'Voided',
    '已退',
    'Exchange rate',
    'Coupon',
    'Paid by voucher',
    'Voucher amount (USD)',
    '代金券',
    '截至',
    'Ablauf',
    'Scadenza',
    'go live',
    'Bundles',
    '个数',
    'Bestand',
    'Drawn',
    '已扣',
    '残り',
    'Discount %',
    'Volume discount',
    'Rabatt',
    '折扣',
    '赠送量',
    'Exhausted',
    'Transferred out',
    'Rolled over',
    'Reserved',
    'Extended to',
    'Duration',
    'Rebate',
  ])('"%s" is not passed over', async heading => {
    const { status, err } = await ask(heading, '1')
    expect(status).toBe(2)
    expect(err).toContain(`COLUMN_UNREAD nothing is read from the column "${heading}"`)
    expect((await ask(heading, '1', '--ignore-columns', heading)).status).toBe(0)
  })
  test.each(['Unused', 'units unused', 'Restmenge', 'verfügbar', 'non utilisé', '未使用量'])(
    '"%s" is what is left',
    async heading => {
      const { out } = await ask(heading, '300', '--json')
      expect(JSON.parse(out).packages[0].remaining).toBe('300')
    },
  )
  test.each(['Consumido', 'Utilisé', 'Consommé', 'Genutzt', '使用済み', '已消费'])(
    '"%s" is what was used',
    async heading => {
      const { out } = await ask(heading, '300', '--json')
      expect(JSON.parse(out).packages[0].remaining).toBe('29700')
    },
  )
  test.each(['Precio', 'Prezzo', '価格', 'Importe', '金額'])('"%s" is a price', async heading => {
    const { out } = await ask(heading, '4000', '--json')
    expect(JSON.parse(out).packages[0].remaining).toBe('30000')
  })
  test.each([
    ['Unverbraucht', '300'],
    ['To be used', '300'],
  ])('"%s" is what is left, though it has a word of what was used', async (heading, left) => {
    const { out } = await ask(heading, left, '--json')
    expect(JSON.parse(out).packages[0].remaining).toBe(left)
  })
  test.each([
    ['Aufgebraucht', 'package status'],
    ['Agotado', 'package status'],
    ['Aktivierung', 'effective at'],
    ['開始日', 'effective at'],
    ['Gültigkeit', 'validity days'],
    ['Validez (días)', 'validity days'],
    ['同時実行数', 'concurrency'],
    ['残り日数', 'remaining in another unit'],
    ['Restlaufzeit', 'remaining in another unit'],
  ])('"%s" looks like %s', async (heading, like) => {
    expect((await ask(heading, '1')).err).toContain(`"${heading}", which looks like ${like}`)
  })
  test.each([
    'Voucher No.',
    'voucher_id',
    'coupon code',
    'avoid',
    'Discount code',
    'VAT',
    'Gift card',
    'Version',
    'No.',
  ])('"%s" is only told', async heading => {
    expect((await ask(heading, 'x')).status).toBe(0)
  })
  test.each(['Ccy', 'Cur'])('"%s" names the currency of its row', async heading => {
    expect((await ask(heading, 'USD')).status).toBe(0)
    expect((await ask(heading, 'EUR')).err).toContain('found "EUR"; usd is allowed')
  })
  test.each(['Discount'])('"%s" is offered as no column: it is added, or taken off', async heading => {
    expect((await ask(heading, '1')).err).toMatch(/\n {2}write .* in a column \w+ or --ignore-columns/)
  })
  test.each([
    'Amount,Discount,Net,Gross',
    'Paid,Rabatt',
    'Expires,to,Vencimiento',
    'Start date,from',
    'Left,open,stock',
  ])('%s: what stands beside the column itself is only told', async headings => {
    const [first, ...others] = headings.split(',')
    const value = /Expires|Start/.test(first!) ? '2026-12-01' : '30'
    const { status, err } = await ask(headings, [value, ...others.map(() => '1')].join(','))
    expect(err).not.toContain('COLUMN_UNREAD')
    expect(status).toBe(0)
  })
  test.each(['开始日期', '启用时间', 'gültig von', 'active from', 'Début de validité'])(
    '"%s" says when it begins',
    async heading => {
      const { out } = await ask(heading, '2026-10-05', '--json')
      expect(JSON.parse(out).packages[0].effective_at).toBe('2026-10-05T00:00:00Z')
    },
  )
  test.each([
    '结束日期',
    '结束时间',
    'Verfallsdatum',
    'läuft ab',
    'Valid Through',
    'Valid till',
    'Use by',
    'Good through',
    '截止日期',
    "Valable jusqu'au",
  ])('"%s" says when it expires', async heading => {
    const { out } = await ask(heading, '2026-12-31', '--json')
    expect(JSON.parse(out).packages[0].expires_at).toBe('2027-01-01T00:00:00Z')
  })
  test.each([
    ['Packs', 'units', '60000'],
    ['份数', 'units', '60000'],
    ['Stückzahl', 'units', '60000'],
    ['Cantidad', 'units', '60000'],
    ['Units available', 'remaining', '2'],
    ['可用额度', 'remaining', '2'],
    ['实付', 'price', '2'],
    ['Max concurrent', 'concurrency', 2],
  ])('"%s" is %s', async (heading, key, value) => {
    const { out } = await ask(heading, '2', '--json')
    const packages = JSON.parse(out).packages as Record<string, unknown>[]
    const sum =
      key === 'units' ? String(packages.reduce((all, each) => all + Number(each[key]), 0)) : packages[0]![key]
    expect(sum).toBe(value)
  })
  test.each(['Expired', 'EXPIRED', 'Run out', 'runout'])(
    'a status "%s" is a word of the service',
    async word => {
      expect((await ask('Status', word)).status).toBe(0)
    },
  )
})

describe('in another unit', () => {
  const ask = (command: string, ...lines: string[]) => {
    write('other.csv', ...lines)
    const args = command.split(' ').map(arg => (arg.endsWith('.csv') ? join(folder, arg) : arg))
    return runWith([...args, ...AS_OF])
  }
  const refuse = async (heading: string, column: string, answer: ReturnType<typeof ask>) => {
    const { status, err } = await answer
    expect(status).toBe(2)
    expect(err).toContain(
      `COLUMN_UNREAD nothing is read from the column "${heading}", which looks like ${column} in another unit`,
    )
    // A mapping would read the wrong unit.
    expect(err).toContain('replace it with a column')
    expect(err).not.toMatch(/--columns|call it/)
  }
  test.each([
    ['Remaining (%)', 'remaining'],
    ['Left ％', 'remaining'],
    ['余量(%)', 'remaining'],
    ['remaining_percent', 'remaining'],
    ['余量百分比', 'remaining'],
    ['Balance ($)', 'remaining'],
    ['Rest (USD)', 'remaining'],
    ['Days left', 'remaining'],
    ['剩余天数', 'remaining'],
    ['Used (US$)', 'used'],
    ['Units ($)', 'units'],
    ['Units (k)', 'units'],
    ['Price (¢)', 'price'],
    ['Price (cents)', 'price'],
    ['price_micros', 'price'],
    ['Cost (‰)', 'price'],
    ['Price (HK$)', 'price'],
    ['Amount (%)', 'total price'],
    ['validity_months', 'validity days'],
    ['Months', 'validity days'],
    ['Validity (years)', 'validity days'],
    ['有效期(月)', 'validity days'],
    ['Laufzeit (Monate)', 'validity days'],
  ])('a ledger\'s "%s" is not read as %s, nor offered', async (heading, column) => {
    const lines = [`id,package,purchased_at,${heading}`, 'p,package-1,2026-09-01,50']
    await refuse(heading, column, ask('expiry other.csv', ...lines))
  })
  test.each(['Remaining (€)', 'Price (￥)', 'Amount (₫)'])(
    'a ledger\'s "%s" is other money',
    async heading => {
      const { err } = await ask(
        'expiry other.csv',
        `package,purchased_at,${heading}`,
        'package-1,2026-09-01,50',
      )
      expect(err).toContain(`the column "${heading}", which looks like other currency`)
    },
  )
  test.each(['units_each', 'units per job', '每次点数'])(
    'use of "%s" is none of units, of which a row may count more',
    async heading => {
      write('ledger.csv', 'package,purchased_at', 'package-1,2026-09-01')
      const lines = [
        `timestamp,model,mode,duration,capability,count,${heading}`,
        '2026-10-01,2.6,pro,5,t2v,100,2.5',
      ]
      await refuse(heading, 'units', ask('expiry ledger.csv --usage other.csv', ...lines))
    },
  )
  test.each(['Units ($)', 'units %', 'Units €'])('use of "%s" is none of units', async heading => {
    write('ledger.csv', 'package,purchased_at', 'package-1,2026-09-01')
    const ofTasks = ['timestamp', heading].join()
    await refuse(
      heading,
      'units',
      ask('expiry ledger.csv --usage other.csv', ofTasks, '2026-10-01T00:00:00Z,5'),
    )
    await refuse(
      heading,
      'units',
      ask('budget --demand other.csv', `date,pool,${heading}`, '2026-11-21,video,5'),
    )
  })
  test.each([
    ['Fee (€)', 'fee'],
    ['Fee EUR', 'fee'],
    ['fee (%)', 'fee'],
    ['Voucher fee (%)', 'voucher fee'],
    ['Fee excluded (¢)', 'fee excluded'],
  ])('"%s" of --fees is no %s', async (heading, column) => {
    write('log.csv', 'timestamp,status', '2026-10-01T00:00:00Z,503')
    const lines = [`account,period,${column === 'fee' ? 'x' : 'fee'},${heading}`, ',2026-10,5,5']
    await refuse(heading, column, ask('sla log.csv --fees other.csv', ...lines))
  })
  test.each(['Price, %', 'Price + %'])('"%s" is left out as the message says', async heading => {
    const lines = [`"${heading}",package,purchased_at`, '5,package-1,2026-09-01']
    const { err } = await ask('expiry other.csv', ...lines)
    const [, hint] = /--ignore-columns '(.*?)'/.exec(err)!
    const { status } = await runWith([
      'expiry',
      join(folder, 'other.csv'),
      '--ignore-columns',
      hint!,
      ...AS_OF,
    ])
    expect(status).toBe(0)
  })
  test('dollars are none', async () => {
    const lines = ['package,purchased_at,Amount paid ($)', 'package-1,2026-09-01,4000']
    const ledger = JSON.parse((await ask('expiry other.csv --json', ...lines)).out)
    expect(ledger.packages[0].price).toBe('4000')
    write('log.csv', 'timestamp,status', '2026-10-01T00:00:00Z,503')
    const fees = ['period,Fee ($),Voucher fee (USD)', '2026-10,1000,600']
    const { periods } = JSON.parse((await ask('sla log.csv --json --fees other.csv', ...fees)).out)
    expect(periods[0]).toMatchObject({ fee: '1000', voucher_fee: '600' })
  })
})

describe('of a plan', () => {
  const ask = (heading: string, value: string, ...args: string[]) => {
    const rows = [`model,capability,mode,duration,${heading}`, `2.6,text-to-video,pro,5,${value}`]
    return runWith([
      'budget',
      '--plan',
      write('plan.csv', ...rows),
      '--as-of',
      '2026-12-01',
      '--json',
      ...args,
    ])
  }
  test.each([
    ['Dec', 'count of a month'],
    ['2027-01', 'count of a month'],
    ['12月', 'count of a month'],
    ['Q1', 'count of a month'],
    ['Monthly Count', 'count'],
    ['volume', 'count'],
    ['videos per day', 'count of a day or week'],
    ['weekly jobs', 'count of a day or week'],
    ['Déc 2026', 'count of a month'],
    ['date', 'month'],
    ['Start', 'month'],
    ['end_date', 'month'],
    ['quarter', 'month'],
    ['week', 'month'],
    ['timestamp', 'month'],
    ['Zeitraum', 'month'],
    ['期間', 'month'],
  ])('"%s" is not passed over: it is %s', async (heading, column) => {
    const { status, err } = await ask(heading, '100')
    expect(status).toBe(2)
    expect(err).toContain(`nothing is read from the column "${heading}", which looks like ${column}\n`)
    // A mapping would read the number of one month, or of a day, as that of each month.
    expect(err.includes('--columns')).toBe(!column.startsWith('count of'))
    expect((await ask(heading, '100', '--ignore-columns', heading)).status).toBe(0)
  })
  test.each(['月份', 'Monat', 'mois', 'mes'])('"%s" is its month', async heading => {
    const said = JSON.parse((await ask(heading, '2027-01')).out)
    const { out } = await ask('month', '2027-01')
    expect(said.totals).toEqual(JSON.parse(out).totals)
    expect(said.notes.join()).toContain(`month is read from "${heading}"`)
  })
  test('what is read as the message says counts once', async () => {
    const asked = await ask('date,count', '2026-12-05,100', '--columns', 'month=date')
    expect(JSON.parse(asked.out).demand.video.total).toBe('250')
    const counted = await ask('Monthly Count', '100', '--columns', 'count=Monthly Count', '--horizon', '90d')
    expect(JSON.parse(counted.out).demand.video.total).toBe('750')
  })
  test.each([
    ['Owner,count', 'x,1'],
    ['start_frame,count', 'x,1'],
    ['End image,count', 'x,1'],
    ['décor,count', 'x,1'],
    ['market,count', 'x,1'],
    ['junior,count', 'x,1'],
    ['Launch video,count', 'x,1'],
    ['daily theme,count', 'x,1'],
    ['Notes', 'x'],
    ['shot', '7'],
    ['Seed', '123'],
    ['fps', '30'],
    ['start_frame', 'x'],
    ['No.', '1'],
    ['timestamp,month,count', '2026-10-01,12,1'],
    ['task_id,month,count', '1,12,1'],
  ])('"%s" is only told', async (heading, value) => {
    const { out } = await ask(heading, value)
    expect(JSON.parse(out).ignored_columns).toEqual([heading.split(',')[0]])
  })
  test('of units as they are given, those of a second column are not passed over', async () => {
    const days = write('days.csv', 'date,units,image units', '2026-12-05,100,5')
    const used = await runWith(['budget', days, '--as-of', '2026-12-08'])
    expect(used.err).toContain('write a row for each pool, with the columns pool and units')
    const planned = await runWith(['budget', '--demand', days, '--as-of', '2026-12-01'])
    for (const { err } of [used, planned])
      expect(err).toContain('nothing is read from the column "image units", which looks like units')
  })
  test.each([
    ['Quantity', 'count'],
    ['n', 'count'],
    ['until', 'repetition'],
    ['No. of days', 'repetition'],
    ['Repeat every', 'repetition'],
    ['approval_status', 'status'],
    ['cancelled', 'status'],
    ['version', 'scenario'],
    ['percentile', 'scenario'],
  ])('of units as they are given, "%s" is not passed over: it is %s', async (heading, column) => {
    const demand = write('demand.csv', `date,pool,units,${heading}`, '2026-12-05,video,100,3')
    const ask = (...args: string[]) =>
      runWith(['budget', '--demand', demand, '--as-of', '2026-12-01', ...args])
    const { status, err } = await ask()
    expect(status).toBe(2)
    expect(err).toContain(`nothing is read from the column "${heading}", which looks like ${column}\n`)
    expect((await ask('--ignore-columns', heading)).status).toBe(0)
  })
  test.each(['campaign', 'Notes', 'account', 'endpoint'])(
    'of units as they are given, "%s" is only told',
    async heading => {
      const demand = write('demand.csv', `date,pool,units,${heading}`, '2026-12-05,video,100,x')
      const { out } = await runWith(['budget', '--demand', demand, '--as-of', '2026-12-01', '--json'])
      expect(JSON.parse(out).ignored_columns).toEqual([heading])
    },
  )
  test('of units as they are given, what they are of is not passed over', async () => {
    const demand = write('demand.csv', 'date,pool,units,unit', '2026-12-05,video,100,seconds')
    expect((await runWith(['budget', '--demand', demand, '--as-of', '2026-12-01'])).err).toContain(
      'nothing is read from the column "unit", which looks like unit of quantity',
    )
  })
})

test('what is a column of other files is not taken for a misspelt one', async () => {
  const days = write('days.csv', 'date,units,count', '2026-11-19,5,2')
  const { out } = await runWith(['budget', days, ...AS_OF, '--json'])
  expect(JSON.parse(out)).toMatchObject({ ignored_columns: ['count'] })
  expect(JSON.parse(out).notes.join()).not.toContain('looks like account')
})

describe('of deductions', () => {
  const ask = (heading: string, ...args: string[]) => {
    const ledger = write('ledger.csv', 'package,purchased_at', 'package-1,2026-09-01')
    const lines = [
      `timestamp,${heading}`,
      '2026-10-05T10:00:00Z,3.5,deduct',
      '2026-10-06T10:00:00Z,3.5,refund',
    ]
    return runWith(['expiry', ledger, '--usage', write('moves.csv', ...lines), ...AS_OF, ...args])
  }
  test.each([
    'type',
    'operation',
    'Transaction Type',
    'transaction',
    'event_type',
    'flow',
    'is_reversed',
    'change_type',
    '类型',
    '变动类型',
    '变动原因',
    '业务类型',
    '구분',
    '유형',
    '종류',
    '거래유형',
    '種別',
    '区分',
    '取引種別',
    'tipo',
    'Tipo de transação',
  ])('what tells refunds from them, "%s", is not passed over', async name => {
    const { status, err } = await ask(`units,${name}`)
    expect(status).toBe(2)
    expect(err).toContain(`nothing is read from the column "${name}", which looks like deduction or refund`)
    expect(err).toContain(
      'name it in --columns as capability or pool if it says what the units were for; else take rows that give units back out of the file',
    )
    expect((await ask(`units,${name}`, '--ignore-columns', name)).status).toBe(0)
  })
  test('a column of the export of money stops the command, whatever its currency', async () => {
    const path = write(
      'cash.csv',
      'task_id,deduction_time,deduction_amount,cash_type',
      'a,1793527205000,0.35,recharge',
    )
    const { status, err } = await runWith(['budget', path, ...AS_OF])
    expect([status, err]).toEqual([
      2,
      `${path}:1: COLUMN_UNREAD nothing is read from the column "cash_type", which looks like deduction of money\n` +
        '  give the export of units (POST /account/billing/package): money is never added to units or --ignore-columns cash_type leaves it out, if it changes nothing\n',
    ])
  })
  test('so does what the balance paid, in the API’s answers made a table', async () => {
    const path = write(
      'balance.csv',
      'task_id,created_at,final_unit_deduction,final_balance_deduction.quota',
      'a,1793527205000,3.5,0',
    )
    const { status, err } = await runWith(['budget', path, ...AS_OF])
    expect([status, err]).toEqual([
      2,
      expect.stringContaining(
        'the column "final_balance_deduction.quota", which looks like money of the balance',
      ),
    ])
  })
  describe('a column of pools tells whose units they were by its words', () => {
    const ledger = write('pools-ledger.csv', 'id,package,purchased_at', 'A,package-1,2026-10-03')
    const use = (...pools: string[]) =>
      write('pools.csv', 'date,category,units', ...pools.map((each, i) => `2026-11-0${i + 1},${each},10`))
    const ask = (...pools: string[]) => runWith(['expiry', ledger, '--usage', use(...pools), ...AS_OF])
    test.each([
      [['video', 'image']],
      [['Image', '']],
      [['try-on', 'images']],
      [['영상', '이미지']],
      [['動画', '画像']],
      [['Video', 'Bild']],
      [['vídeo', 'imagen']],
      [['vídeo', 'imagem']],
      [['vidéo', 'image']],
      [['가상 피팅', '동영상']],
    ])('%s', async pools => {
      const { status, err } = await ask(...pools)
      expect(status).toBe(2)
      expect(err).toContain(
        'nothing is read from the column "category", which looks like pool\n  --columns pool=category reads it',
      )
    })
    test.each([
      [['video', 'video']],
      [['video', 'posters']],
      [['動画', '動画']],
      [['Bild von Ann', 'Video']],
      [['', '']],
    ])('and none as %s', async pools => {
      expect((await ask(...pools)).status).toBe(0)
    })
  })
  describe('a column of what jobs do tells whose units they were', () => {
    const ledger = write('what-ledger.csv', 'id,package,purchased_at', 'A,package-1,2026-10-03')
    const ask = (heading: string, cells: readonly string[], ...args: string[]) => {
      const rows = cells.map((each, i) => `2026-11-0${i + 1}T10:00:00Z,t${i},"${each}",10`)
      const use = write('what.csv', `timestamp,task_id,${heading},units`, ...rows)
      return runWith(['expiry', ledger, '--usage', use, ...AS_OF, ...args])
    }
    test.each([
      ['feature', ['text-to-video', 'text-to-image']],
      ['Was', ['Text to Video', 'Text to Image', '']],
      ['what', ['text2video', 'text2image']],
      ['what', ['t2v', 'virtual-try-on']],
      ['功能名', ['文生视频', '文生图']],
      ['api', ['/v1/videos/text2video', '/v1/images/generations']],
      ['api', ['POST /v1/videos/text2video', 'POST /v1/images/omni-image']],
      [
        'url',
        [
          'POST https://api.klingai.com/v1/videos/text2video',
          'POST https://api.klingai.com/v1/images/generations',
        ],
      ],
    ])('%s of %j', async (heading, cells) => {
      const { status, err } = await ask(heading, cells)
      expect(status).toBe(2)
      expect(err).toContain(
        `nothing is read from the column "${heading}", which looks like capability\n  --columns `,
      )
      const read = JSON.parse((await ask(heading, cells, '--columns', `capability=${heading}`, '--json')).out)
      expect([read.totals.drawn, read.unfunded[0].units]).toEqual([cells.includes('') ? '20' : '10', '10'])
    })
    test('one with names of pools as well looks like one of pools', async () => {
      const { err } = await ask('what', ['video', 'text-to-image'])
      expect(err).toContain('the column "what", which looks like pool')
    })
    test('of days it asks for a row for each pool', async () => {
      const use = write('days.csv', 'date,what,units', '2026-11-01,text2video,10', '2026-11-02,text2image,10')
      const { status, err } = await runWith(['expiry', ledger, '--usage', use, ...AS_OF])
      expect([status, err]).toEqual([
        2,
        expect.stringContaining('which looks like capability\n  write a row for each pool, with the columns'),
      ])
    })
    test.each([
      ['feature', ['text-to-video', 'image-to-video']],
      ['feature', ['text-to-video', 'poster']],
      ['api', ['/v1/videos/text2video', '/v1/videos/image2video']],
      ['api', ['/v1/videos/text2video', '/v1/account/costs']],
      ['prompt', ['a text to image of a cat', 'text to video']],
    ])('and none as %s of %j', async (heading, cells) => {
      expect((await ask(heading, cells)).status).toBe(0)
    })
  })
  describe('a column of vendors tells use of others by its words', () => {
    const HINT =
      '  take the rows of other vendors out of the file or --ignore-columns provider leaves it out, if it changes nothing\n'
    const jobs = (name: string, ...vendors: string[]) =>
      write(name, 'model,resolution,duration,provider', ...vendors.map(each => `3.0,1080p,5,${each}`))
    const days = (name: string, ...vendors: string[]) =>
      write(name, 'date,provider,units', ...vendors.map((each, i) => `2026-11-0${i + 1},${each},10`))
    test.each([
      ['quote --from', jobs('jobs.csv', 'kling', 'veo')],
      ['budget', days('use.csv', 'Kling AI', 'runway')],
    ])('%s', async (command, path) => {
      const { status, err } = await runWith([...command.split(' '), path, ...AS_OF])
      expect([status, err]).toEqual([
        2,
        `${path}:1: COLUMN_UNREAD nothing is read from the column "provider", which looks like vendor\n${HINT}`,
      ])
    })
    test.each([
      ['one vendor', ['kling', 'kling']],
      ['others alone, as sellers are', ['fal', 'replicate']],
      ['nothing beside', ['kling', '']],
      ['what only begins so', ['kling promo', 'spring']],
    ])('and none where it names %s', async (_, vendors) => {
      const { status } = await runWith(['quote', '--from', jobs('jobs.csv', ...vendors), ...AS_OF])
      expect(status).toBe(0)
    })
  })

  describe('a column under any other name tells what is no use by its words', () => {
    const askOf = (form: string, word: string, many = 1, heading = 'Remark', ...args: string[]) => {
      const ledger = write('ledger.csv', 'package,purchased_at', 'package-1,2026-09-01')
      const time = form === 'date' ? '2026-10-05' : '2026-10-05T10:00:00Z'
      const rows = [...new Array<string>(many).fill('clip of a cat'), word].map(cell => `${time},3.5,${cell}`)
      const moves = write('moves.csv', `${form},units,${heading}`, ...rows)
      return runWith(['expiry', ledger, '--usage', moves, ...AS_OF, ...args])
    }
    test.each([
      ['timestamp', 'Refund'],
      ['timestamp', 'top-up'],
      ['timestamp', '退款'],
      ['timestamp', '充值'],
      ['timestamp', 'Rückerstattung'],
      ['timestamp', 'Manual Adjustment'],
      ['date', 'refunded'],
      ['timestamp', 'units.refunded'],
      ['timestamp', 'UNITS_REFUNDED'],
      ['date', 'failed - refunded'],
      ['timestamp', 'unit return'],
      ['timestamp', 'auto-return'],
      ['timestamp', 'Returned by system'],
      ['timestamp', 'auto-recharge'],
      ['timestamp', 'Teilstorno'],
      ['timestamp', 'storniert'],
      ['timestamp', 'estorno'],
      ['timestamp', 'recarga'],
      ['timestamp', 'rimborso'],
      ['timestamp', 'ricarica'],
      ['timestamp', '返還'],
      ['timestamp', 'ポイント返還'],
      ['timestamp', '返金処理'],
      ['timestamp', '환불'],
      ['timestamp', '작업 실패 환불'],
      ['timestamp', '자동환불'],
      ['timestamp', '반환'],
      ['timestamp', '충전'],
      ['timestamp', '포인트 충전'],
      ['timestamp', '구매'],
      ['timestamp', '积分返还'],
      ['timestamp', '任务失败退回'],
      ['timestamp', '生成失败，积分已返还'],
      ['timestamp', '退回积分'],
      ['timestamp', '账户充值'],
      ['timestamp', '积分过期'],
    ])('%s: "%s"', async (form, word) => {
      const { status, err } = await askOf(form, word)
      expect(status).toBe(2)
      expect(err).toContain('nothing is read from the column "Remark", which looks like deduction or refund')
      expect((await askOf(form, word, 1, 'Remark', '--ignore-columns', 'Remark')).status).toBe(0)
    })
    test('behind a thousand rows of use, and in a column that is harmless elsewhere', async () => {
      const { err } = await askOf('timestamp', 'refund', 1000, 'event')
      expect(err).toContain('nothing is read from the column "event", which looks like deduction or refund')
    })
    test.each([
      ['Remark', 'a film on how to refund'],
      ['Remark', 'not refunded'],
      ['Remark', 'non-refundable'],
      ['Remark', 'return home'],
      ['Remark', 'she returned'],
      ['Remark', 'reversed clip'],
      ['Remark', '不退款'],
      ['Remark', '无需退款'],
      ['Remark', '他退回房间'],
      ['Remark', '购买鲜花的女孩'],
      ['Remark', '镜头调整'],
      ['Remark', '휴대폰 충전'],
      ['Remark', '返金不可'],
      ['Remark', 'Berichterstattung'],
      ['source', '充值积分'],
      ['source', 'bonus'],
      ['user', 'Grant'],
    ])('%s "%s" is none', async (heading, word) => {
      expect((await askOf('timestamp', word, 1, heading)).status).toBe(0)
    })
  })
  test('what a job is called beside its model is none', async () => {
    const [job, refund] = [
      { model: '2.6', mode: 'pro', duration: 5, capability: 'text-to-video', type: 'video' },
      { units: 3, type: 'refund' },
    ].map(row => JSON.stringify({ timestamp: '2026-10-05T10:00:00Z', ...row }))
    expect((await runWith(['quote', '--from', write('jobs.jsonl', job!), ...AS_OF])).status).toBe(0)
    expect((await runWith(['budget', write('jobs.jsonl', job!, refund!), ...AS_OF])).err).toContain(
      'jobs.jsonl:2:1: COLUMN_UNREAD nothing is read from the column "type"',
    )
  })
})

describe('of jobs', () => {
  const JOB = '3.0,text-to-video,720p,5,no'
  const ask = (heading: string, value: string, more = '', its = '') => {
    const header = `model,capability,resolution,duration,audio,${heading}${more && `,${more}`}`
    return runWith([
      'quote',
      '--from',
      write('jobs.csv', header, `${JOB},${value}${its && `,${its}`}`),
      ...AS_OF,
      '--json',
    ])
  }
  test.each([
    ['success', 'status'],
    ['is_failed', 'status'],
    ['result', 'status'],
    ['code', 'status'],
    ['http_code', 'status'],
    ['error_code', 'status'],
    ['result code', 'status'],
    ['refunded', 'status'],
    ['batch_size', 'count'],
    ['num_outputs', 'count'],
    ['credits_used', 'units'],
    ['points', 'units'],
    ['video_list', 'reference'],
    ['refer_type', 'reference'],
    ['ref_video', 'reference'],
    ['has_video', 'reference'],
    ['参考视频', 'reference'],
    ['base_video_url', 'reference'],
    ['voice_list', 'voice control'],
    ['voice_ids', 'voice control'],
    ['unit', 'unit of quantity'],
    ['Billing Unit', 'unit of quantity'],
    ['count(*)', 'count'],
    ['count_star()', 'count'],
    ['Count of task_id', 'count'],
    ['Sum of jobs', 'count'],
    ['cnt', 'count'],
    ['f0_', 'count'],
    ['tasks', 'count'],
    ['job_count', 'count'],
    ['请求数', 'count'],
    ['_col2', 'count'],
    ['(No column name)', 'count'],
    ['Number of Records', 'count'],
    ['Value #A', 'count'],
    ['记录数', 'count'],
    ['fail_reason', 'status'],
    ['err_msg', 'status'],
    ['is_free', 'status'],
    ['是否成功', 'status'],
    ['积分', 'units'],
    ['本次扣除', 'units'],
    ['使用积分', 'units'],
    ['consume', 'units'],
    ['usage', 'units'],
    ['n_videos', 'count'],
    ['video_num', 'count'],
    ['Qty (monthly)', 'count'],
    ['多少条', 'count'],
    ['cancelled', 'status'],
    ['is_charged', 'status'],
    ['failure_reason', 'status'],
    ['Zustand', 'status'],
    ['ステータス', 'status'],
    ['상태', 'status'],
    ['Resultado', 'status'],
    ['错误', 'status'],
  ])('"%s" is not passed over where %s is missing', async (heading, column) => {
    const { status, err } = await ask(heading, '1')
    expect(status).toBe(2)
    expect(err).toContain(
      `COLUMN_UNREAD nothing is read from the column "${heading}", which looks like ${column}`,
    )
  })
  test.each([
    'consumer',
    'value_usd',
    'consumer_id',
    'consume_time_ms',
    '积分余额',
    '扣除前余额',
    '扣减后余额',
    'frame_count',
    'batch_id',
    'cancel_url',
    'version',
    'model_provider',
    'tone',
    // What the service answers, and what lip-sync and extensions have.
    'video_url',
    'source_video',
  ])('"%s" says nothing of units or counts', async heading => {
    expect(JSON.parse((await ask(heading, '1')).out).ignored_columns).toEqual([heading])
  })
  test.each([
    ['success', 'status', 'succeed'],
    ['code', 'status', 'succeed'],
    ['batch_size', 'count', '1'],
    ['credits_used', 'units', '3'],
    ['video_list', 'reference', 'none'],
  ])('"%s" says no more than %s does', async (heading, column, value) => {
    expect((await ask(heading, '1', column, value)).status).toBe(0)
  })
  test('what a video input is used for is read as one, as the message says, and what becomes of its sound says nothing', async () => {
    const file = (...last: string[]) =>
      write(
        'inputs.csv',
        'model,capability,mode,duration,video_url,refer_type,keep_original_sound',
        ...last.map(row => `kling-v3-omni,omni-video,pro,5,https://in/x.mp4,${row}`),
      )
    const ask = (...args: string[]) =>
      runWith([
        'quote',
        '--from',
        file('base,yes', 'feature,no', ','),
        ...AS_OF,
        '--card',
        'kling-units-2026',
        '--json',
        ...args,
      ])
    const [, told] = /--columns (\S+) reads it/.exec((await ask()).err)!
    expect(told).toBe('reference=refer_type')
    const { out } = await ask('--columns', told!)
    expect(JSON.parse(out).totals.units).toEqual({ video: '16' })
    expect(JSON.parse(out).ignored_columns).toEqual(['video_url', 'keep_original_sound'])
  })
  describe('that are lists in JSON', () => {
    const ask = (rows: readonly object[], ...args: string[]) =>
      runWith([
        'quote',
        '--from',
        write(
          'lists.jsonl',
          ...rows.map(row => JSON.stringify({ model: '2.6', mode: 'pro', duration: 10, ...row })),
        ),
        ...AS_OF,
        '--json',
        ...args,
      ])
    const unitsOf = ({ out }: { out: string }) => JSON.parse(out).totals.units
    const [VIDEO, IMAGE] = [
      { model: 'kling-video-o1', capability: 'image-to-video', duration: 5 },
      { model: 'kolors-v2-1', capability: 'text-to-image', mode: null, duration: null },
    ]
    test.each([
      [{ voice_list: [{ voice_id: 'v' }], sound: 'on' }, 'voice_control', 'video', '12', '10'],
      [{ ...VIDEO, video_list: [{ refer_type: 'base' }] }, 'reference', 'video', '6', '4'],
      [{ ...IMAGE, images: [{ index: 0 }, { index: 1 }] }, 'count', 'image', '8', '4'],
    ])('%j is refused, and read as the message says', async (row, column, pool, units, without) => {
      const refused = await ask([row])
      const [, told] = /--columns (\S+) reads it/.exec(refused.err)!
      expect(told).toMatch(`${column}=`)
      expect(unitsOf(await ask([row], '--columns', told!))).toEqual({ [pool]: units })
      // A list of nothing, as clients send it, says nothing, whether it is read or not.
      const name = told!.split('=')[1]!
      for (const empty of [[], null]) {
        const rows = [{ ...row, [name]: empty }]
        expect(unitsOf(await ask(rows))).toEqual({ [pool]: without })
        expect(unitsOf(await ask(rows, '--columns', told!))).toEqual({ [pool]: without })
        expect((await ask([...rows, row])).status).toBe(2)
      }
    })
    test('a list of images is no video', async () => {
      const row = { ...VIDEO, reference_images: ['u'] }
      expect(unitsOf(await ask([row], '--columns', 'reference=reference_images'))).toEqual({ video: '4' })
      const other = await ask([{ ...VIDEO, elements: ['u'] }], '--columns', 'reference=elements')
      expect(other.err).toContain('elements: expected a text, number or boolean; got an array')
    })
  })
  test('in JSON lines are asked for in each row', async () => {
    const row = { model: '3.0', capability: 'text-to-video', resolution: '720p', duration: 5, audio: false }
    const [told, silent] = [
      { ...row, status: 'succeed', success: true },
      { ...row, success: false },
    ]
    const ask = (...rows: object[]) =>
      runWith(['quote', '--from', write('jobs.jsonl', ...rows.map(each => JSON.stringify(each))), ...AS_OF])
    expect((await ask(told)).status).toBe(0)
    for (const rows of [[silent], [silent, told], [told, silent]]) expect((await ask(...rows)).status).toBe(2)
  })
  describe('within an object that others are read from', () => {
    const columns = ['model', 'mode', 'duration'].map(name => `${name}=body.${name}`).join()
    const ask = (body: object, ...args: string[]) => {
      const row = { capability: 'text-to-video', body: { model: '2.6', mode: 'pro', duration: 5, ...body } }
      const log = write('nested.jsonl', JSON.stringify(row))
      return runWith(['quote', '--from', log, ...AS_OF, '--json', '--columns', columns, ...args])
    }
    const askTable = (heading: string) => {
      const header = `capability,body.model,body.mode,body.duration,body.${heading}`
      const table = write('nested.csv', header, 'text-to-video,2.6,pro,5,1')
      return runWith(['quote', '--from', table, ...AS_OF, '--columns', columns])
    }
    test.each([
      ['sound', 'audio'],
      ['n', 'count'],
      ['count', 'count'],
      ['state', 'status'],
      ['success', 'status'],
    ])('"%s" is not passed over', async (key, column) => {
      for (const { status, err } of [await ask({ [key]: 1 }), await askTable(key)]) {
        expect(status).toBe(2)
        expect(err).toContain(
          `COLUMN_UNREAD nothing is read from the column "body.${key}", which looks like ${column}\n  --columns ${column}=body.${key}`,
        )
      }
      expect((await ask({ [key]: 1 }, '--ignore-columns', `body.${key}`)).status).toBe(0)
    })
    test('all others are told, and what is an object that nothing is read from as that', async () => {
      const { out } = await ask({ prompt: 'x', foo: 1, camera: { x: 2 } })
      expect(JSON.parse(out).ignored_columns).toEqual(['body.prompt', 'body.foo', 'body.camera'])
    })
    test('a name that another is read as is offered for nothing', async () => {
      const row = {
        timestamp: '2026-11-01T00:00:00Z',
        units: 3,
        status: 'x',
        state: 'succeed',
        task_info: {},
      }
      for (const said of [{}, { status: { code: 'x' } }]) {
        const log = write('mapped.jsonl', JSON.stringify({ ...row, ...said }))
        const { err } = await runWith(['budget', log, '--columns', 'status=state', ...AS_OF])
        const offered =
          'code' in (Object(said.status) as object) ? '--columns status=status.code reads it instead or ' : ''
        expect(err).toContain(`the column "status"\n  ${offered}--ignore-columns status leaves it out`)
      }
      const table = write('mapped.csv', 'timestamp,units,status,state', '2026-11-01,3,x,succeed')
      const { err } = await runWith(['budget', table, '--columns', 'status=state', ...AS_OF])
      expect(err).toContain('the column "status"\n  --ignore-columns status leaves it out')
    })
    test('is asked for no more where another is read as it', async () => {
      const row = { model: '2.6', mode: 'pro', duration: 5, state: 'ok', body: { state: 1, kind: 't2v' } }
      const log = write('nested.jsonl', JSON.stringify(row))
      const args = ['--columns', 'capability=body.kind']
      expect((await runWith(['quote', '--from', log, ...AS_OF, ...args])).status).toBe(0)
    })
    test('a key of a request log is no other', async () => {
      const log = write('nested-log.jsonl', '{"ts":"2026-10-01T00:00:00Z","res":{"status":200,"count":5}}')
      expect((await runWith(['sla', log, '--columns', 'status=res.status'])).err).toContain(
        'nothing is read from the column "res.count", which looks like number of requests',
      )
    })
  })
  describe('within an object that nothing is read from', () => {
    const ask = (more: object, ...args: string[]) => {
      const row = { model: '3.0', capability: 'text-to-video', resolution: '720p', duration: 5, ...more }
      return runWith([
        'quote',
        '--from',
        write('nested.jsonl', JSON.stringify(row)),
        ...AS_OF,
        '--json',
        ...args,
      ])
    }
    test.each([
      [{ request: { sound: 'on' } }, 'request.sound', 'audio'],
      [{ requestBody: { more: { count: 2 } } }, 'requestBody.more.count', 'count'],
      [{ output: { videos: [{}, {}] } }, 'output.videos', 'count'],
      [{ response: { data: { task_status: 'failed' } } }, 'response.data.task_status', 'status'],
      [{ model: undefined, request: { model_name: '2.6' } }, 'request.model_name', 'model'],
      [{ model: undefined, params: { kling: { model: 'of-tomorrow' } } }, 'params.kling.model', 'model'],
      [{ model: undefined, request: { version: '2.6' } }, 'request.version', 'model'],
      [{ resolution: undefined, request: { mode: 'pro' } }, 'request.mode', 'mode'],
      [{ capability: undefined, body: { task_type: 'i2v' } }, 'body.task_type', 'capability'],
      [{ duration: undefined, input: { duration: 5 } }, 'input.duration', 'duration'],
    ])('%j is not passed over', async (more, name, column) => {
      const { err } = await ask(more)
      expect(err).toContain(
        `nothing is read from the column "${name}", which looks like ${column}\n  --columns ${column}=${name}`,
      )
      for (const left of [name, Object.keys(more)[0]!]) {
        const { out } = await ask(more, '--ignore-columns', left)
        if (out !== '') expect(JSON.parse(out).ignored_columns).toContain(name.split('.')[0])
      }
    })
    test.each([
      { status: 'succeed', response: { data: { task_status: 'submitted' } } },
      { count: 2, request: { n: 2 } },
      { audio: false, request: { sound: 'on' } },
      { request: { n: 1 } },
      { http: { status: 200 } },
      { user: { status: 'active', videos: 12 } },
      { callback: { status: 'delivered' } },
      { response: { data: { task_status: 'succeed' } } },
      { metrics: { requests: 5, unit: 'ms' } },
      { locale: { timezone: 'UTC' } },
      { job: { status: 'reviewed' } },
      { cart: { count: 3 }, feature_flags: { audio: true }, retry: { count: 2 } },
      { request: { audio_url: 'https://x', sound: 'off', user: { videos: 3 } } },
      { output: { videos: [{ id: 'v' }], status: 'ok' } },
      { request: { model_name: '2.6', duration: 5 } },
      { request: { mode: 'async', endpoint: '/health' } },
      { model: undefined, resolution: '1080p', api: { version: '1' }, config: { engine: 'ffmpeg' } },
      {
        model: 'kolors-v2-1',
        capability: 'text-to-image',
        resolution: undefined,
        duration: undefined,
        response: { duration: 345 },
      },
    ])('%j says nothing of the row that it lacks', async more => {
      const { err, out } = await ask(more)
      expect(err).not.toContain('COLUMN_UNREAD')
      expect(JSON.parse(out).ignored_columns).toEqual(
        Object.entries(more).flatMap(([key, value]) => (typeof value === 'object' ? [key] : [])),
      )
    })
    test('several are told at once', async () => {
      const { err } = await ask({ request: { sound: 'on', more: { n: 2 } } })
      expect(err).toMatch(/"request.sound".*\n.*\n.*"request.more.n"/)
    })
    test('what a seller charged is no units, whatever it stands in', async () => {
      const { out, status } = await ask({ usage: { cost: 0.7, is_byok: false } })
      expect([status, JSON.parse(out).ignored_columns]).toEqual([0, ['usage']])
      expect((await ask({ usage: { credits: 7 } })).err).toContain('--columns units=usage.credits')
    })
    test('other names, and lists of nothing, are only told by that of the object', async () => {
      const others = Object.fromEntries(Array.from({ length: 1100 }, (_, i) => [`x${i}`, i]))
      const more = { units: 3, status: 'ok', request: { type: 'x', prompt: 'y', time: 1, n: null, others } }
      expect(JSON.parse((await ask(more)).out).ignored_columns).toEqual(['request'])
      expect((await ask({ request: { ...others, n: 3 } })).err).toContain('"request.n"')
    })
  })
  describe('the model', () => {
    const ask = (heading: string, model: string, ...args: string[]) => {
      const rows = ['text-to-video,10,1080p', 'image-to-video,5,1080p'].map(row => `${model},${row}`)
      const jobs = write('models.csv', `${heading},capability,duration,resolution`, ...rows)
      return runWith(['quote', '--from', jobs, ...AS_OF, '--json', ...args])
    }
    test.each(['kling_model', 'AI Model', 'Model (API)', 'Modell', 'Modèle', 'Modelo', '模型', 'モデル'])(
      '"%s" is read',
      async heading => {
        expect(JSON.parse((await ask(heading, '2.6')).out).totals.cost).toBe('1.05')
      },
    )
    test.each(['model_key', 'Model type', 'modelId', 'models', 'Engine', 'Version', 'request.model'])(
      '"%s" is not passed over, as another would be inferred',
      async heading => {
        const { status, err } = await ask(heading, '2.6')
        expect(status).toBe(2)
        expect(err).toContain(`nothing is read from the column "${heading}", which looks like model\n`)
        const { out } = await ask(heading, '2.6', '--columns', `model=${heading}`)
        expect(JSON.parse(out).totals.cost).toBe('1.05')
      },
    )
    test('is whatever holds nothing but names of models', async () => {
      expect((await ask('tool', 'kling-v2-6')).err).toContain('the column "tool", which looks like model\n')
      expect((await ask('tool', '"kling-v2-6"')).status).toBe(2)
      expect((await ask('tool', 'kling-v2-6', '--ignore-columns', 'tool')).err).not.toContain('COLUMN_UNREAD')
      // A number may be anything, and other words are no names of models.
      for (const cell of ['2.6', 'ffmpeg', ''])
        expect((await ask('tool', cell)).err).not.toContain('COLUMN_UNREAD')
      expect((await ask('tool,model', 'kling-v2-6,2.6')).status).toBe(0)
      const feature = write('feature.csv', 'feature,capability,duration', 'Lip-Sync,lip-sync,10')
      expect((await runWith(['quote', '--from', feature, ...AS_OF])).status).toBe(0)
    })
  })
  test.each([
    ['outcome_txt', ['failed', 'SUCCEED'], 'status'],
    ['pixels', ['1080p', '720p'], 'resolution'],
    ['kind of clip', ['image2video', 'Text to Video'], 'capability'],
    ['type', ['i2v', 'motion control'], 'capability'],
  ])('"%s" is told by its words, %j: %s', async (heading, [word, other], column) => {
    const own = { model: '2.6', duration: '10', capability: 'text-to-video', resolution: '1080p' }
    const rest = Object.entries(own).filter(([name]) => name !== column)
    const ask = (...cells: string[]) => {
      const rows = cells.map(cell => [cell, ...rest.map(([, value]) => value)].join(','))
      const jobs = write('words.csv', [heading, ...rest.map(([name]) => name)].join(','), ...rows)
      return runWith(['quote', '--from', jobs, ...AS_OF])
    }
    const { status, err } = await ask(word!, other!)
    expect(status).toBe(2)
    expect(err).toContain(`nothing is read from the column "${heading}", which looks like ${column}\n`)
    expect((await ask(word!, 'as planned')).err).not.toContain('COLUMN_UNREAD')
  })
  test('a request with an image is no text-to-video, which alone some lists have', async () => {
    const row = { model_name: 'kling-v3', image: 'https://x/1.png', mode: 'pro', duration: '5' }
    const quote = (...rows: object[]) => {
      const lines = rows.map(each => JSON.stringify(each))
      return runWith(['quote', '--from', write('request.jsonl', ...lines), '--json', ...AS_OF])
    }
    const { status, err } = await quote(row)
    expect(status).toBe(2)
    expect(err).toContain('nothing is read from the column "image", which looks like input image\n')
    expect(err).toContain('say in a column capability which jobs are text-to-video, and which image-to-video')
    for (const own of [
      { ...row, capability: 'image-to-video' },
      { ...row, image: null },
    ])
      expect((await quote(own)).status).toBe(0)
  })
  test('are those of requests: how many images a series has, and what a character is turned by', async () => {
    const quote = (row: object) =>
      runWith(['quote', '--from', write('request.jsonl', JSON.stringify(row)), ...AS_OF])
    const series = {
      model_name: 'kling-v3-omni',
      capability: 'text-to-image',
      resolution: '2k',
      series_amount: 4,
    }
    expect((await quote(series)).err).toContain('"series_amount", which looks like count')
    const motion = { model_name: 'kling-v2-6', capability: 'motion-control', mode: 'pro', duration: 20 }
    expect((await quote({ ...motion, character_orientation: 'video' })).status).toBe(0)
    expect((await quote({ ...motion, character_orientation: 'image' })).err).toContain('image was given')
  })
  test.each(['Ton', 'avec son', '音频', 'has_voice'])('"%s" is sound', async heading => {
    const jobs = write('sound.csv', `model,capability,mode,duration,${heading}`, '2.6,text-to-video,pro,10,1')
    expect((await runWith(['quote', '--from', jobs, ...AS_OF])).err).toContain(
      `"${heading}", which looks like audio\n  --columns `,
    )
  })
  test.each(['Done', 'Fertig', '完成'])('"%s" is no sound but a state', async heading => {
    const jobs = write(
      'ticked.csv',
      `capability,model,resolution,duration,${heading}`,
      'text-to-video,3.0,1080p,10,TRUE',
      'text-to-video,3.0,1080p,10,FALSE',
    )
    expect((await runWith(['quote', '--from', jobs, ...AS_OF])).err).toContain(
      `"${heading}", which looks like status`,
    )
  })
  test.each(['failed', 'blocked', 'Fail'])(
    '"%s" is no status where it says yes and no, even if it is named',
    async heading => {
      const jobs = write(
        'turned-status.csv',
        `capability,model,resolution,duration,${heading}`,
        'text-to-video,3.0,1080p,10,TRUE',
        'text-to-video,3.0,1080p,10,FALSE',
      )
      const asked = ['quote', '--from', jobs, ...AS_OF]
      expect((await runWith(asked)).err).toContain('which looks like status, turned around')
      expect((await runWith([...asked, '--columns', `status=${heading}`])).err).toBe(
        `${jobs}: BAD_VALUE the column "${heading}" says the contrary of status: its TRUE would be read the wrong way round\n  replace it with a column status\n`,
      )
    },
  )
  test.each([
    '无音频',
    '没有声音',
    'noaudio',
    'senza audio',
    'silent',
    'is_muted',
    'ohne Ton',
    '静音',
    'no_audio',
    'audio_disabled',
    'mute_audio',
    'without audio',
  ])('%s is never offered as audio, of which it says the contrary', async heading => {
    const jobs = write(
      'turned.csv',
      `capability,model,resolution,duration,${heading}`,
      'text-to-video,3.0,1080p,10,false',
    )
    const { status, err } = await runWith(['quote', '--from', jobs, ...AS_OF])
    expect(status).toBe(2)
    expect(err).toContain(
      `nothing is read from the column "${heading}", which looks like audio, turned around\n  replace it with a column audio or`,
    )
  })
  test.each(['No. of videos', '# of videos', 'Nb videos', 'total videos', 'copies', '份数'])(
    '%s is how many there are',
    async heading => {
      const jobs = write('many.csv', `capability,model,mode,duration,${heading}`, 'text-to-video,2.6,std,5,3')
      const { err } = await runWith(['quote', '--from', jobs, ...AS_OF])
      expect(err).toContain(`"${heading}", which looks like count\n  --columns `)
    },
  )
  test.each(['currencyCode', 'billingCurrency'])('%s is a currency', async heading => {
    expect((await ask(heading, 'CNY')).err).toContain('which looks like currency')
  })
  test('concurrency is no currency', async () => {
    const jobs = write(
      'at-once.csv',
      'capability,model,mode,duration,max_concurrency',
      'text-to-video,2.6,std,5,3',
    )
    expect((await runWith(['quote', '--from', jobs, ...AS_OF])).status).toBe(0)
  })
  test('behind a hundred others are not passed over', async () => {
    const others = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`x${i}`, i]))
    const row = {
      model: '3.0',
      capability: 'text-to-video',
      resolution: '720p',
      duration: 5,
      ...others,
      n: 3,
    }
    const { err } = await runWith(['quote', '--from', write('many.jsonl', JSON.stringify(row)), ...AS_OF])
    expect(err).toContain('nothing is read from the column "n", which looks like count')
  })
  test.each([
    ['失败', '0'],
    ['成功', '0.375'],
  ])('状态 %s costs %s', async (word, cost) => {
    expect(JSON.parse((await ask('状态', word)).out).totals.cost).toBe(cost)
  })
})

test.each([
  'Sum of hits',
  'f0_',
  'tasks',
  'job_count',
  'cnt_requests',
  'itemCount',
  'item_count',
  '_sample_interval',
  'SampleRate',
  '_sample_rate',
  'total',
  'hits_count',
  'SampleCount',
  'EXPR$0',
  'EXPR$2',
  'How many requests',
  '件数',
  '요청수',
  'requêtes',
  'リクエスト数',
  'Anz.',
  'appels',
])('of a log whose rows stand for many, "%s" stops the command', async heading => {
  const log = write('sample.csv', `timestamp,status,${heading}`, '2026-10-01T00:00:00Z,503,10')
  const { status, err } = await runWith(['sla', log, ...AS_OF])
  expect(status).toBe(2)
  expect(err).toContain(`nothing is read from the column "${heading}", which looks like number of requests`)
})

test.each([
  ['Responsible party', 'fault'],
  ['责任方', 'fault'],
  ['planned', 'excluded'],
  ['Wartungsfenster', 'excluded'],
])(
  'of a log that has nothing else for it, "%s" stops the command, which looks like %s',
  async (heading, column) => {
    const log = write('whose.csv', `timestamp,status,${heading}`, '2026-10-01T00:00:00Z,503,customer')
    const { status, err } = await runWith(['sla', log, ...AS_OF])
    expect(status).toBe(2)
    expect(err).toContain(`nothing is read from the column "${heading}", which looks like ${column}`)
    const own = write(
      'whose.csv',
      `timestamp,status,${heading},${column}`,
      '2026-10-01T00:00:00Z,503,customer,',
    )
    expect((await runWith(['sla', own, ...AS_OF])).status).toBe(0)
  },
)

describe('of a log in JSON lines, keys that only later rows have', () => {
  const START = '{"timestamp":"2026-10-01T00:00:00Z","status":503'
  const ask = (last: string, many = 150) =>
    runWith([
      'sla',
      write('late.jsonl', ...new Array(many).fill(`${START},"path":"/v1"}`), `${START},${last}}`),
      ...AS_OF,
      '--json',
    ])
  test.each([150, 20_000])('stop the command where they tell, behind %i rows', async many => {
    const { status, err } = await ask('"count":50', many)
    expect(status).toBe(2)
    expect(err).toContain('nothing is read from the column "count", which looks like number of requests')
  })
  test.each([
    ['"url":"/healthz"', ['url']],
    // With an escape only the exact reader takes it apart.
    ['"u\\u0072l":"/healthz"', ['url']],
    ['"fault":"provider","excluded":"no"', []],
  ])('are told: %s', async (last, ignored) => {
    expect(JSON.parse((await ask(last)).out).ignored_columns).toEqual(ignored)
  })
})

describe('beside a log', () => {
  const log = write('log.csv', 'timestamp,status', '2026-10-01T00:00:00Z,503')
  test.each([
    ['--fees', 'account,period,fee,vouchers', ',2026-10,1000,600', 'vouchers', 'call it voucher_fee'],
    ['--fees', 'account,period,fee,excluded', ',2026-10,1000,600', 'excluded', 'call it fee_excluded'],
    ['--fees', 'account,period,fee,Discount %', ',2026-10,1000,10', 'Discount %', '--ignore-columns'],
    [
      '--maintenance',
      'start,end,reason,account',
      '2026-10-01,2026-10-02,x,a',
      'account',
      '--ignore-columns account',
    ],
    [
      '--maintenance',
      'start,end,reason,cancelled',
      '2026-10-01,2026-10-02,x,yes',
      'cancelled',
      '--ignore-columns cancelled',
    ],
    [
      '--maintenance',
      'start,end,reason,endpoint',
      '2026-10-01,2026-10-02,x,/v1/images/*',
      'endpoint',
      '--ignore-columns endpoint',
    ],
    ...['service', 'product', 'Scope', 'affected_systems', 'type', 'planned', 'impact', 'confirmed'].map(
      column => [
        '--maintenance',
        `start,end,reason,${column}`,
        '2026-10-01,2026-10-02,Billing portal,console',
        column,
        `--ignore-columns ${column}`,
      ],
    ),
    ['--fees', 'account,period,fee,status', ',2026-10,1000,refunded', 'status', '--ignore-columns status'],
    ['--fees', 'account,period,fee,type', ',2026-10,1000,estimate', 'type', '--ignore-columns type'],
  ])('%s with %s stops the command', async (option, header, row, column, hint) => {
    const { status, err } = await runWith(['sla', log, option, write('side.csv', header, row), ...AS_OF])
    expect(status).toBe(2)
    expect(err).toContain(`COLUMN_UNREAD nothing is read from the column "${column}"`)
    expect(err).toContain(hint)
  })
  test.each([
    ['--maintenance', 'start,end,reason,affects', '2026-10-01,2026-10-02,x,console', 'affects'],
    ['--fees', 'account,period,fee,incl VAT', ',2026-10,1000,yes', 'incl VAT'],
  ])('%s with %s is told beside the answer', async (option, header, row, column) => {
    const { status, out } = await runWith(['sla', log, option, write('side.csv', header, row), ...AS_OF])
    expect(status).toBe(0)
    expect(out).toMatch(new RegExp(`^! .*side.csv: nothing is read from ${column}$`, 'm'))
  })
  test('what is known to change nothing is not', async () => {
    const side = write('side.csv', 'start,end,reason,ticket', '2026-10-01,2026-10-02,x,KL-1')
    const { out } = await runWith(['sla', log, '--maintenance', side, ...AS_OF])
    expect(out).not.toContain('ticket')
  })
  test('of a ledger that fees are taken from neither', async () => {
    const ledger = write(
      'ledger.csv',
      'id,package,purchased_at,source',
      'a,package-2,2026-09-30,from_partner',
    )
    const usage = write('usage.csv', 'date,units', '2026-10-01,100')
    const { out } = await runWith(['sla', log, '--packages', ledger, '--usage', usage, ...AS_OF])
    expect(out).toMatch(/^! .*ledger.csv: nothing is read from source$/m)
  })
  test('of a log, what may be its status is told, and nothing else', async () => {
    const two = write('two.csv', 'timestamp,status,http_status,bytes', '2026-10-01T00:00:00Z,200,503,17')
    const { out } = await runWith(['sla', two, ...AS_OF])
    expect(out).toMatch(
      /^! .*two.csv: nothing is read from http_status \(looks like status\); --columns status=http_status reads it$/m,
    )
    expect(out).not.toContain('bytes')
  })
})

test('a comma in a number of seconds is asked about where it may separate thousands', async () => {
  const quote = (length: string, ...args: string[]) => {
    const jobs = write('comma.csv', 'model;mode;duration;capability', `V1.6;std;${length};text-to-video`)
    return runWith(['quote', '--from', jobs, ...AS_OF, ...args])
  }
  expect((await quote('5,040')).err).toContain('say which sign separates the decimals of the whole file')
  for (const ran of [await quote('5,040', '--decimal', ','), await quote('5,04')])
    expect(ran).toMatchObject({ status: 0, out: expect.stringContaining('for 1 job') })
})

describe('of a length', () => {
  const ask = (file: string, ...lines: string[]) =>
    runWith(['quote', '--from', write(file, ...lines), ...AS_OF])
  test.each(['duration_sec', 'Duration (sec)', 'durationSeconds', '时长(秒)', 'video length', 'Dauer'])(
    '"%s" is read',
    async heading => {
      const { out } = await ask('d.csv', `model,mode,capability,${heading}`, '2.6,pro,text-to-video,5')
      expect(out).toContain('$0.35 for 1 job')
    },
  )
  test('in another unit is named where the job has none, in a table as in JSON', async () => {
    const said =
      'a column of that name says which; --columns maps one that is called otherwise; nothing is read from "duration_ms"'
    expect(
      (await ask('d.csv', 'model,mode,capability,duration_ms', '2.6,pro,text-to-video,5000')).err,
    ).toContain(said)
    const job = '{"model":"2.6","mode":"pro","capability":"text-to-video","duration_ms":5000}'
    expect((await ask('d.jsonl', job)).err).toContain(said)
  })
})

describe('two columns that both mean one of ours', () => {
  const ROW = {
    model: '2.6',
    capability: 'text-to-video',
    mode: 'pro',
    duration: '10',
    status: 'succeed',
  }
  const ask = (row: Record<string, string>, ...args: string[]) => {
    const cells = { ...ROW, ...row }
    const jobs = write(
      'twice.csv',
      Object.keys(cells).join(','),
      Object.values(ROW)
        .concat(Object.keys(row).map(() => ''))
        .join(','),
      Object.values(cells).join(','),
    )
    return runWith(['quote', '--from', jobs, ...AS_OF, ...args])
  }
  const UNLIKE: readonly (readonly [column: string, name: string, value: string])[] = [
    ['duration', 'video_duration', '5'],
    ['duration', 'seconds', '5s'],
    ['duration', 'length', '42'],
    ['model', 'model_name', 'kling-v2-5-turbo'],
    ['status', 'state', 'failed'],
    ['capability', 'endpoint', '/v1/videos/image2video'],
    ['capability', 'task_type', 'lip-sync'],
  ]
  test.each(UNLIKE)('stop the command where they say two things: %s and %s', async (column, name, value) => {
    const { status, err } = await ask({ [name]: value })
    expect(status).toBe(2)
    expect(err.replaceAll(/\S*twice/g, 'twice')).toBe(
      `twice.csv:1: COLUMN_UNREAD nothing is read from the column "${name}", which looks like ${column}, and says otherwise in line 3\n` +
        `  --columns ${column}=${name} reads it instead, or --ignore-columns ${name} leaves it out\n`,
    )
    for (const given of [`${column}=${column}`, `${column}=${name}`])
      expect((await ask({ [name]: value }, '--columns', given)).err).not.toContain('says otherwise')
    expect((await ask({ [name]: value }, '--ignore-columns', name)).status).toBe(0)
  })
  test('that are none of ours by name do so too', async () => {
    const jobs = write(
      'twice.csv',
      'model,capability,mode,duration,qty,anzahl,output_resolution,video_resolution',
      '2.6,text-to-video,pro,10,2,3,1080p,720p',
    )
    const { err } = await runWith(['quote', '--from', jobs, ...AS_OF])
    expect(err).toContain('"anzahl", which looks like count, and says otherwise in line 2')
    expect(err).toContain('"video_resolution", which looks like resolution, and says otherwise in line 2')
  })
  test.each([
    ['video_duration', '10.04'],
    ['seconds', '10 s'],
    ['video_duration', 'n/a'],
    ['model_name', 'kling-v2-6'],
    ['model_name', 'my own'],
    ['state', 'completed'],
    ['state', 'Bavaria'],
    ['endpoint', '/v1/videos/text2video'],
    ['endpoint', '/v1/videos/omni-video'],
    ['endpoint', '/graphql'],
    ['taskId', 'another'],
    ['created_at', '2026-10-02T00:00:00Z'],
  ])('are told as before where they agree, or nobody knows: %s %s', async (name, value) => {
    const own =
      name === 'taskId' ? { task_id: 'a' } : name === 'created_at' ? { timestamp: '2026-10-01' } : {}
    const { status, out } = await ask({ ...own, [name]: value }, '--json')
    expect(status).toBe(0)
    expect(JSON.parse(out).ignored_columns).toEqual([name])
  })
  test('are times of a task where one is that of its deduction', async () => {
    const use = write(
      'use.csv',
      'created_at,deduction_time,task_id,model,capability,mode,duration',
      '1793527900000,1793527938000,1,2.6,text-to-video,pro,10',
    )
    const ledger = write('ledger.csv', 'id,package,purchased_at', 'p,package-1,2026-09-01')
    const { out, err } = await runWith(['expiry', ledger, '--usage', use, ...AS_OF, '--json'])
    expect(JSON.parse(out).totals.drawn).toBe('5')
    expect(err).not.toContain('looks like units')
    const told = await runWith([
      ...['expiry', ledger, '--usage'],
      write('use.csv', 'timestamp,task_id,deducted_on_invoice,model', '2026-10-01,1,5,2.6'),
      ...AS_OF,
    ])
    expect(told.err).toContain('COLUMN_UNREAD')
  })
})

describe('in the writing of programs', () => {
  test.each([
    ['quote --from camel.csv', 'modelName,capability,mode,duration,batchSize', 'batchSize', 'count'],
    [
      'expiry camel.csv',
      'package,purchasedAt,periodStart,expiryState,usedUnits,creditsLeft',
      'creditsLeft',
      '',
    ],
    ['sla camel.csv', 'timestamp,status,totalRequests', 'totalRequests', 'number of requests'],
    ['sla camel.csv', 'timestamp,status,utcOffset', 'utcOffset', 'time zone'],
  ])('%s stops at %s by what %s is in words', async (command, header, name, column) => {
    const cells = header.split(',').map(() => '1')
    const file = write('camel.csv', header, cells.join(','))
    const { status, err } = await runWith([...command.replace('camel.csv', file).split(' '), ...AS_OF])
    expect(status).toBe(2)
    expect(err).toContain(`the column "${name}", which looks like ${column}`)
  })
  test('columns are read in small letters alone, as some databases write them', async () => {
    const rows = [
      'taskid,createdat,model,capability,mode,durationseconds',
      '1,2026-10-01,2.6,text-to-video,pro,10',
    ]
    const jobs = write('camel.csv', ...rows, rows[1]!)
    const { totals, repeated_tasks } = JSON.parse(
      (await runWith(['quote', '--from', jobs, ...AS_OF, '--json'])).out,
    )
    expect([totals.cost, repeated_tasks]).toEqual(['0.7', 1])
  })
  test('columns are read as with blanks', async () => {
    const rows = [
      'taskId,createdAt,modelName,capability,resolution,duration',
      '1,2026-10-01,2.6,text-to-video,1080p,10',
    ]
    const { out } = await runWith(['quote', '--from', write('camel.csv', ...rows), ...AS_OF, '--json'])
    expect(JSON.parse(out).totals.cost).toBe('0.7')
    const log = write(
      'camel.csv',
      'timestamp,status,requestId',
      ...['a', 'a'].map(id => `2026-10-01T00:00:00Z,503,${id}`),
    )
    const { periods } = JSON.parse((await runWith(['sla', log, ...AS_OF, '--json'])).out)
    expect(periods[0].requests).toBe(1)
    const ledger = write('camel.csv', 'package,purchasedAt,endDate', 'package-1,2026-10-01,2026-12-01')
    const { packages } = JSON.parse((await runWith(['expiry', ledger, ...AS_OF, '--json'])).out)
    expect(packages[0].expires_at).toBe('2026-12-02T00:00:00Z')
  })
})

test.each(['engine', 'version', 'kling mode', 'job type'])(
  'of days and deductions, which state their units, "%s" is only told',
  async heading => {
    const ledger = write('priced.csv', 'package,purchased_at', 'package-1,2026-09-01')
    for (const header of [`date,units,${heading}`, `timestamp,task_id,units,${heading}`]) {
      const row = header.split(',').map(name => ({ units: '5', task_id: 't' })[name] ?? '2026-10-01')
      const use = write('stated.csv', header, row.join(','))
      const { out } = await runWith(['expiry', ledger, '--usage', use, ...AS_OF, '--json'])
      expect(JSON.parse(out)).toMatchObject({ ignored_columns: [heading], totals: { drawn: '5' } })
    }
  },
)
