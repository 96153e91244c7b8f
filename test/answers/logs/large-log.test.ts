import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isLargeLog, LARGE_LOG } from '../../../src/answers/logs/large-log.js'

const folder = mkdtempSync(join(tmpdir(), 'large-log-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A file of a size that begins so; the rest of it takes no room on a disk. */
const fileOf = (beginning: Buffer | string, size: number): string => {
  const path = join(folder, 'log')
  writeFileSync(path, beginning)
  truncateSync(path, size)
  return path
}

describe('a second thread is launched', () => {
  it.each(['timestamp,status\n', '"time"\tstatus\n', '\ufefftimestamp;status\n', '{"timestamp":1}\n'])(
    'for a large log in CSV or JSON lines: %j',
    text => {
      expect(isLargeLog(fileOf(text, LARGE_LOG))).toBe(true)
      expect(isLargeLog(fileOf(text, LARGE_LOG - 1))).toBe(false)
    },
  )
  it.each([
    ['gzip', Buffer.of(0x1f, 0x8b, 0x08, 0)],
    ['zstd', Buffer.of(0x28, 0xb5, 0x2f, 0xfd)],
    ['zstd behind a frame that is skipped', Buffer.of(0x50, 0x2a, 0x4d, 0x18)],
  ])('not for %s, which one thread reads', (_, beginning) => {
    expect(isLargeLog(fileOf(beginning, LARGE_LOG))).toBe(false)
  })
  it('not for what is no file, nor waits for a pipe', () => {
    expect(isLargeLog(join(folder, 'missing'))).toBe(false)
    expect(isLargeLog(folder)).toBe(false)
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(isLargeLog(pipe)).toBe(false)
  })
})
