import fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { describe, expect, test } from 'vitest'
import { type Document, textBlock } from '../../src/report/document.js'
import { escapeMarkdown, writeFacts, writeList, writeTable } from '../../src/report/markdown.js'
import { makeVisible } from '../../src/report/text.js'
import { writeMarkdown } from '../../src/report/write/markdown.js'

/** As GitHub renders it, before it makes mentions and references of the text; HTML is let through, so that it shows. */
const render = (markdown: string): string =>
  micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  })

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

/** What a reader sees. */
const textOf = (html: string): string =>
  html.replaceAll(/<[^>]*>/g, '').replaceAll(/&(\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity)

const tagsOf = (html: string): string[] =>
  [...html.matchAll(/<(\w+)/g)].map(([, name]) => name!).filter(name => name !== 'code')

/** A document that has nothing but a title and what is said here. */
const writeWhole = (document: Partial<Document>): string =>
  [
    ...writeMarkdown({
      title: 'A',
      subject: '',
      lead: [],
      warnings: [],
      sections: [],
      notes: [],
      foot: '',
      ...document,
    }),
  ].join('')

/** Every place that a text from outside can have, and the elements around it. */
const PLACES: readonly [string, (text: string) => string, (text: string) => string][] = [
  ['a paragraph', text => `${escapeMarkdown(text)}\n\n`, text => `<p>${text}</p>`],
  ['a quotation', text => `> ${escapeMarkdown(text)}\n\n`, text => `<blockquote><p>${text}</p></blockquote>`],
  [
    'a sentence in bold',
    text => writeWhole({ lead: [text] }),
    text => `<h2>A</h2><p><strong>${text}</strong></p>`,
  ],
  ['a title', text => writeWhole({ title: text }), text => `<h2>${text}</h2>`],
  [
    'a heading',
    text => writeWhole({ sections: [{ heading: text, blocks: [textBlock('b')] }] }),
    text => `<h2>A</h2><h3>${text}</h3><p>b</p>`,
  ],
  ['an item', text => writeList([text]), text => `<ul><li>${text}</li></ul>`],
  [
    'a label',
    text => writeFacts([{ label: `a ${text}`, lines: ['b'] }]),
    text => `<ul><li><strong>a ${text}</strong>: b</li></ul>`,
  ],
  [
    'a fact',
    text => writeFacts([{ label: 'a', lines: [text] }]),
    text => `<ul><li><strong>a</strong>: ${text}</li></ul>`,
  ],
  [
    'one fact of several',
    text => writeFacts([{ label: 'a', lines: ['b', text] }]),
    text => `<ul><li><strong>a</strong><ul><li>b</li><li>${text}</li></ul></li></ul>`,
  ],
  [
    'a cell',
    text => [...writeTable([{ heading: 'a' }, { heading: 'b' }], [[text, 'c']])].join(''),
    text =>
      `<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>${text}</td><td>c</td></tr></tbody></table>`,
  ],
]

/** Between elements there are blanks that nobody sees. */
const compact = (text: string): string => text.replaceAll(/\s+/g, '')

/** What a site makes more of in text that is not code: mentions, references, addresses, formulas, pictures. */
const FOUND_BY_SITES = /@\w|#\d|gh-\d|www\.|:\/\/|\$\D|\$$|:[a-z+-][\w+-]*:/i

function expectText(text: string): void {
  for (const [place, write, wrap] of PLACES) {
    const html = render(write(text))
    const context = `${place}: ${JSON.stringify(write(text))}`
    expect(tagsOf(html), context).toEqual(tagsOf(wrap('')))
    expect(compact(textOf(html)), context).toBe(
      compact(textOf(wrap('?')).replace('?', () => makeVisible(text))),
    )
    // A site looks at each piece of text by itself.
    const bare = textOf(html.replaceAll(/<code>.*?<\/code>|<[^>]*>/g, '\n'))
    expect(bare, context).not.toMatch(FOUND_BY_SITES)
  }
}

const HOSTILE = [
  '&lt;b&gt; &amp; &#64;all &copy;',
  '~gone~ ~~gone~~ ~~~',
  '# heading',
  'heading #',
  '#',
  '- item',
  '+ item',
  '* item',
  '1. item',
  '12) item',
  '-',
  '---',
  '- - -',
  '***',
  '___',
  '===',
  '```\ncode',
  '    code',
  '> quotation',
  'a  \nb',
  'a\\',
  '\\',
  '`',
  '``a``',
  '**bold** __bold__ *i* _i_',
  '<script>alert(1)</script> <!-- x --> <https://evil.example> <a@b.example>',
  '[a](javascript:alert(1)) ![a](x) [^1] [ ] [x] [a]: /b',
  'a | b |',
  '\\|',
  'a@b.example\\|c',
  '@anna',
  'team@anna',
  '@org/team, @anna!',
  'anna@example.com',
  '(anna@example.com)',
  'mailto:anna@example.com xmpp:a@b.example',
  'http://evil.example https://evil.example/a_b_c?d=e&f=g#1 ftp://evil.example',
  'see https://evil.example/a|b`c,https://evil.example;(www.evil.example)',
  'www.evil.example',
  'WWW.evil.example',
  '#1 owner/repo#12 GH-3',
  '$x$ $\\sqrt{2}$ $`x`$ $$x$$ 5$',
  ':tada: :+1: a:smile:b',
  '\u001b[31mred\u202e \u2028 \t \u0000',
  '`@a`@b`',
  '!@a!',
  'é🙂 名前',
]

describe('text from outside', () => {
  test.each(HOSTILE)('stays text: %j', expectText)

  test('stays text, whatever it is made of', () => {
    const part = fc.constantFrom(
      ...'\\`*_~<>[](){}#&|!@$:;,.+-=^"\'1 ab/\n\t',
      ...['http://', 'www.', '&lt;', '<b>', '@b.example', '    ', '```', '1.', '](x)', 'é'],
    )
    const texts = fc
      .array(part, { maxLength: 12 })
      .map(parts => parts.join(''))
      .filter(text => text.trim() !== '')
    fc.assert(fc.property(texts, expectText), { numRuns: 500 })
  })

  test('is what it was where nothing in it marks up', () => {
    for (const text of [
      '$10,920.00 for 2 packages, +$9.79 or -$1.00 (25.47 %)',
      '2026-10-05T10:20:30Z to 2026-10-06 10:20:30, -1 and 1.5',
      '--unreached ignore',
      '≈ 144.67 a day: package-1 × 2',
    ])
      expect(escapeMarkdown(text)).toBe(text)
  })

  test('is code where a site would make more of it', () => {
    expect(escapeMarkdown('of anna@example.com, and (https://a.example/b_c).')).toBe(
      'of `anna@example.com`, and (`https://a.example/b_c`).',
    )
  })
})

test('an answer ends with a blank line, so that another can follow', () => {
  const columns = [{ heading: 'a' }]
  const pieces = [
    writeWhole({ lead: ['b'] }),
    writeWhole({ sections: [{ heading: 'A', blocks: [textBlock('b')] }] }),
    writeList(['a']),
    [...writeTable(columns, [])].join(''),
  ]
  for (const piece of pieces) expect(piece.endsWith('\n\n')).toBe(true)
  expect(tagsOf(render(pieces.join('')))).toEqual(pieces.flatMap(piece => tagsOf(render(piece))))
})

test('a list of nothing is nothing', () => {
  expect([writeList([]), writeFacts([])]).toEqual(['', ''])
})
