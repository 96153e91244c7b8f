import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ISSUE_CODES } from '../src/core/failure.js'
import { FIXTURES, listFolders, runCase } from './fixture.js'

const GALLERY = join(FIXTURES, 'errors')
/** A code with one input has it in its folder; one with several has a folder for each. */
const CASES = listFolders(GALLERY).flatMap(code =>
  existsSync(join(GALLERY, code, 'argv'))
    ? [code]
    : listFolders(join(GALLERY, code)).map(name => join(code, name)),
)

describe('the error gallery', () => {
  test('has an input for every kind of error that there is, and for no other', () => {
    expect(listFolders(GALLERY)).toEqual([...ISSUE_CODES].sort())
  })
  test.each(CASES)('%s is told as it should be', async name => {
    const { ran, expected } = await runCase(join(GALLERY, name))
    const told = ran.err + ran.out
    expect(told).toContain(`${name.split('/')[0]} `)
    expect(ran.err).toBe(expected.err ?? '')
    expect(ran.out).toBe(expected.out ?? '')
    expect(ran.status).toBe(expected.status)
    expect(expected.status).toBe(2)
  })
})
