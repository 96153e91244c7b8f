import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FIXTURES } from '../fixture.js'
import { runWith } from './fake-io.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kling-cost-html-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const input = (path: string): string => join(FIXTURES, path)
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  sla: ['sla', input('sla/several-accounts/a.csv'), '--account-column', 'team'],
  budget: ['budget', '--units-per-day', '400'],
  expiry: ['expiry', input('expiry/table/ledger.csv'), '--usage', input('expiry/table/usage.csv')],
  quote: ['quote', '3.0', '--resolution', '1080p', '--duration', '10', '--drafts', '3', '--compare'],
}

describe.each(Object.entries(COMMANDS))('%s --html', (name, argv) => {
  test('writes a page beside the answer, which stays as it is, and the same each time', async () => {
    const [one, two] = [join(folder, `${name}-1.html`), join(folder, `${name}-2.html`)]
    const plain = await runWith([...argv, '--json'])
    expect(await runWith([...argv, '--json', '--html', one])).toEqual(plain)
    await runWith([...argv, '--html', two])
    const page = readFileSync(one, 'utf8')
    expect(page).toMatch(/^<!DOCTYPE html>\n<html lang="en">/)
    expect(page).toMatch(/<\/html>\n$/)
    expect(readFileSync(two, 'utf8')).toBe(page)
  })
  test('holds no address of another file or machine', async () => {
    const path = join(folder, `${name}.html`)
    await runWith([...argv, '--html', path])
    expect(readFileSync(path, 'utf8')).not.toMatch(
      /(?:src|srcset|@import|xlink:href)\s*[=(]|https?:|url\((?!#)/,
    )
  })
  test('leaves nothing behind when it cannot be written', async () => {
    const before = readdirSync(folder)
    const ran = await runWith([...argv, '--html', join(folder, 'nowhere', 'a.html')])
    expect(ran.status).toBe(2)
    expect(ran.err).toContain('FILE_UNWRITABLE')
    expect(ran.out).toBe('')
    expect(readdirSync(folder)).toEqual(before)
  })
  test('takes a file of its own', async () => {
    const path = join(folder, `${name.replace(/\.html$/, '')}-twice`)
    const twice = await runWith([...argv, '--html', path, '-o', path])
    expect(twice).toMatchObject({ status: 2, out: '' })
    expect(twice.err).toContain('BAD_USAGE --output and --html: one file cannot take two answers')
    const dash = await runWith([...argv, '--html', '-'])
    expect(dash.status).toBe(2)
    expect(dash.err).toContain('BAD_USAGE --html: standard output carries the answer itself; name a file')
    expect(existsSync('-')).toBe(false)
  })
})
