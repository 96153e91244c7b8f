import { describe, expect, test } from 'vitest'
import { nearestName } from '../../src/core/nearest-name.js'

describe('nearestName', () => {
  test('finds the name that a slip of the keyboard meant, whatever the case', () => {
    expect(nearestName('resolutoin', ['mode', 'resolution'])).toBe('resolution')
    expect(nearestName('KLING-V16', ['kling-v1-5', 'kling-v1-6'])).toBe('kling-v1-6')
  })
  test('allows two wrong letters in five, and no fewer than one', () => {
    expect(nearestName('o2', ['o1'])).toBe('o1')
    expect(nearestName('modle', ['mode'])).toBe('mode')
    expect(nearestName('vidoe', ['video'])).toBe('video')
    expect(nearestName('abcdef', ['abcxyf'])).toBe('abcxyf')
    expect(nearestName('abcdef', ['abxyzf'])).toBeNull()
    expect(nearestName('ab', ['cd'])).toBeNull()
    expect(nearestName('abcd', ['abxy'])).toBeNull()
  })
  test('allows one wrong letter in three of a longer name, and three at most', () => {
    expect(nearestName('imagen-4', ['image-v3'])).toBeNull()
    expect(nearestName('gen4-turbo', ['3.0-turbo'])).toBeNull()
    expect(nearestName('kling-master', ['kling-v2-master'])).toBe('kling-v2-master')
    expect(nearestName('kling-masters-x', ['kling-v2-master'])).toBeNull()
  })
  test('says nothing when nothing is near', () => {
    expect(nearestName('x', ['y'])).toBeNull()
    expect(nearestName('', ['a'])).toBeNull()
    expect(nearestName('sora', ['kling-v3', 'O1'])).toBeNull()
    expect(nearestName('a', [])).toBeNull()
  })
  test('takes the first of equally near names', () => {
    expect(nearestName('v3', ['v1', 'v2'])).toBe('v1')
  })
  test('does not compare what is too long to be a name', () => {
    expect(nearestName('a'.repeat(81), ['a'.repeat(81)])).toBeNull()
  })
})
