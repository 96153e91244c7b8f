import { describe, expect, test } from 'vitest'
import { html, prose } from '../../../src/report/html/markup.js'

describe('html', () => {
  test('escapes every text that is put into it, in elements and in attributes', () => {
    const evil = `<script>"it's" & so on</script>`
    expect(html`<p title="${evil}">${evil}</p>`.text).toBe(
      '<p title="&lt;script&gt;&quot;it&#39;s&quot; &amp; so on&lt;/script&gt;">&lt;script&gt;&quot;it&#39;s&quot; &amp; so on&lt;/script&gt;</p>',
    )
  })
  test('shows what turns the direction of text or steers a terminal', () => {
    expect(html`${'\u202ea\u0000\u001b[2J\u2066'}`.text).toBe('\\u202ea\\u0000\\u001b[2J\\u2066')
  })
  test('takes what it made itself as it is, one by one and in lists, and nothing for null', () => {
    const item = html`<li>${'a & b'}</li>`
    expect(html`<ul>${[item, item]}</ul>${null}${7}`.text).toBe(
      '<ul><li>a &amp; b</li>\n<li>a &amp; b</li></ul>7',
    )
  })
  test('takes no object for HTML that only looks like it', () => {
    const fake = { text: '<script>' } as never
    expect(() => html`${fake}`.text).toThrow()
  })
})

describe('prose', () => {
  test('keeps times, amounts with their unit and options in one piece', () => {
    const keep = (text: string) => `<span class="fixed">${text}</span>`
    expect(prose('by 2026-12-31').text).toBe(`by ${keep('2026-12-31')}`)
    expect(prose('2026-10-14 09:05 to 10:00').text).toBe(
      `${keep('2026-10-14 09:05')} to ${keep('10')}:${keep('00')}`,
    )
    expect(prose('below 99.90 %: claim ≈ $1,200.50, --tiers FILE').text).toBe(
      `below ${keep('99.90 %')}: claim ${keep('≈ $1,200.50')}, ${keep('--tiers')} FILE`,
    )
  })
  test('escapes what it keeps and what stands between', () => {
    expect(prose('<b>12 %</b>').text).toBe('&lt;b&gt;<span class="fixed">12 %</span>&lt;/b&gt;')
  })
})
