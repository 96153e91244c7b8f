import { describe, expect, it } from 'vitest'
import { units } from '../../../src/core/quantity.js'
import { drawBurnDown } from '../../../src/report/budget/burn-down.js'

const all = (...amounts: number[]) => amounts.map(amount => units(String(amount)))
const draw = (closing: number[], expiring: Record<number, number>, purchaseDays: number[], width = 80) =>
  drawBurnDown(
    { closing: all(...closing), expiring: all(...closing.map((_, day) => expiring[day] ?? 0)), purchaseDays },
    width,
    8,
  )

describe('the picture of units left', () => {
  it('has a column a day, its height in eighths, with purchases and losses below', () => {
    expect(draw([80, 60, 40, 20, 0, 80], { 4: 3 }, [0, 5])).toEqual([
      '80 |#    #',
      '   |#    #',
      '   |##   #',
      '   |##   #',
      '   |###  #',
      '   |###  #',
      '   |#### #',
      '   |#### #',
      ' 0 +B---xB',
    ])
  })
  it('shows a little as one row, never as nothing', () => {
    expect(draw([1000, 1, 0], {}, [0])!.at(-2)).toBe('      |##')
  })
  it('puts a loss under a purchase of the same column in a row of its own', () => {
    expect(draw([5, 5], { 0: 1 }, [0])!.slice(-2)).toEqual(['0 +B-', '   x'])
  })
  it('stands for several days a column where the screen is narrow, and loses no purchase', () => {
    const days = Array.from({ length: 365 }, (_, day) => 365 - day)
    const lines = draw(days, { 364: 1 }, [0, 100, 101, 200], 40)!
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(40)
    expect(lines[8]!.match(/B/g)).toHaveLength(3)
    expect(lines[8]!.endsWith('x')).toBe(true)
  })
  it('is none when nothing is ever left', () => {
    expect(draw([0, 0], {}, [])).toBe(null)
  })
})
