import { describe, expect, test } from 'vitest'
import { ratio } from '../../src/core/ratio.js'
import type { Document } from '../../src/report/document.js'
import { html } from '../../src/report/html/markup.js'
import { PLAIN } from '../../src/report/style.js'
import { writeMarkdown } from '../../src/report/write/markdown.js'
import { writeDocumentPage } from '../../src/report/write/page.js'
import { writeScreen } from '../../src/report/write/screen.js'

const DOCUMENT: Document = {
  title: 'Quote',
  subject: 'jobs.csv',
  lead: ['$30.00 for 3 clips.'],
  warnings: ['One column was ignored.'],
  sections: [
    {
      heading: '',
      blocks: [
        {
          kind: 'table',
          table: {
            caption: 'The dearest first',
            columns: [
              { heading: 'Model' },
              { heading: 'Clips', isAmount: true, spare: 1 },
              { heading: 'Price list', spare: 0 },
              { heading: 'Cost', isAmount: true },
            ],
            rows: [
              [
                '3.0',
                '2',
                'a-long-name-of-a-list',
                { text: '$20.00', bar: { part: ratio(2n), whole: ratio(2n) } },
              ],
              [
                'O3',
                '1',
                'another',
                { text: '$10.00', bar: { part: ratio(1n), whole: ratio(2n) }, tone: 'bad' },
              ],
            ],
          },
        },
        {
          kind: 'picture',
          picture: {
            caption: 'use',
            lines: width => [`${'#'.repeat(3)} of ${width}`],
            draw: () => html`<svg></svg>`,
          },
        },
      ],
    },
    {
      heading: 'Why',
      blocks: [
        { kind: 'facts', facts: [{ label: 'price', lines: ['10\u00a0s × $1.00', 'row 7'] }], isDetail: true },
        { kind: 'text', text: 'for pages', only: ['page'] },
      ],
    },
  ],
  notes: ['Prices are second-hand.'],
  foot: 'Written by a test.',
}

const show = (width: number, showsDetails = false): string =>
  writeScreen(DOCUMENT, { screen: { width }, style: PLAIN, showsDetails })

describe('a document on a screen', () => {
  test('begins with the answer, and keeps details back', () => {
    expect(show(80)).toBe(`$30.00 for 3 clips.

Model  Clips  Price list               Cost
-------------------------------------------------------
3.0        2  a-long-name-of-a-list  $20.00  ██████████
O3         1  another                $10.00  █████
  ### of 78

! One column was ignored.

More: --details`)
  })
  test('shows them on request, a number and its unit on one line', () => {
    expect(show(80, true)).toContain('Why\n  price         10 s × $1.00\n                row 7')
    expect(show(80, true)).toMatch(/\n\n- Prices are second-hand\.$/)
  })
  test('leaves out spare columns where it is narrow, the bar first, and never the others', () => {
    expect(show(50)).toContain('Model  Clips  Price list               Cost\n')
    expect(show(30)).toContain('Model  Clips    Cost\n')
    expect(show(14)).toContain('Model    Cost\n')
  })
})

test('a label that would touch its text stands above it', () => {
  const block = { kind: 'facts', facts: [{ label: 'Use all spare-time', lines: ['3 units a day'] }] } as const
  const document = { ...DOCUMENT, sections: [{ heading: '', blocks: [block] }] }
  expect(writeScreen(document, { screen: { width: 80 }, style: PLAIN, showsDetails: false })).toContain(
    '  Use all spare-time\n                3 units a day',
  )
})

describe('a document in Markdown', () => {
  test('holds everything but what is for pages', () => {
    expect([...writeMarkdown(DOCUMENT)].join('')).toBe(`## Quote: jobs.csv

**$30.00 for 3 clips.**

> One column was ignored.

| Model | Clips | Price list | Cost |
| --- | ---: | --- | ---: |
| 3.0 | 2 | a-long-name-of-a-list | $20.00 |
| O3 | 1 | another | $10.00 |

    ### of 92

<details>
<summary>Why</summary>

- **price**
  - 10\u00a0s × $1.00
  - row 7

</details>

### Notes

- Prices are second-hand.

`)
  })
})

describe('a document as a page', () => {
  const page = [...writeDocumentPage(DOCUMENT)].join('')
  test('draws bars and pictures, and folds details', () => {
    expect(page).toMatch(/<details>\s*<summary>Details<\/summary>\s*<dl class="said">/)
    expect(page).toContain('<svg></svg>')
    expect(page.match(/<svg class="bar"/g)).toHaveLength(2)
    expect(page).toContain('<p>for pages</p>')
  })
})
