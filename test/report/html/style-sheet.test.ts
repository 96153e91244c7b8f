import { describe, expect, test } from 'vitest'
import { DARK, LIGHT } from '../../../src/report/html/style-sheet.js'

/** The relative luminance of a colour such as `#1b1f24` (WCAG 2.2). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map(i => {
    const part = Number.parseInt(colour.slice(i, i + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light! + 0.05) / (dark! + 0.05)
}

test('black on white has a contrast of 21 to 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
})

const TEXTS = ['text', 'soft', 'good', 'bad', 'mark']
/** One scale from the ground of a map to its worst: each step is seen beside the one before it. */
const SCALE = ['clean', 'fail-1', 'fail-2', 'fail-3', 'fail-4', 'fail-5']
/** Marks that mean something, and what they are drawn on. */
const MARKS: readonly (readonly [string, string])[] = [
  ['fail-4', 'clean'],
  ['fail-5', 'clean'],
  ...['hatch', 'used', 'left', 'risk', 'lost', 'mark', 'bad'].map(mark => [mark, 'page'] as const),
  ['mark', 'band'],
  ['mark', 'fill'],
  ['text', 'band'],
  ['bad', 'fill'],
  ['text', 'clean'],
]

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
])('the %s scheme', (_, scheme) => {
  const colours = new Map(
    [...scheme.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value!]),
  )
  const between = (mark: string, ground: string) => contrast(colours.get(mark)!, colours.get(ground)!)
  test('names every colour that the other does', () => {
    const names = (text: string) => [...text.matchAll(/--([a-z0-9-]+):/g)].map(([, name]) => name)
    expect(names(LIGHT)).toEqual(names(DARK))
    expect(colours.size).toBeGreaterThan(18)
  })
  test.each(TEXTS)('%s can be read', name => expect(between(name, 'page')).toBeGreaterThanOrEqual(4.5))
  test.each(SCALE.slice(1).map((mark, i) => [mark, SCALE[i]!] as const))(
    '%s is told from %s',
    (mark, ground) => expect(between(mark, ground)).toBeGreaterThan(1.2),
  )
  test.each(MARKS)('%s can be seen on %s', (mark, ground) =>
    expect(between(mark, ground)).toBeGreaterThanOrEqual(3),
  )
})
