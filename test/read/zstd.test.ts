import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { InputError } from '../../src/core/failure.js'
import { type Compressed, unzstd, type ZstdSizes } from '../../src/read/zstd.js'
import { writeFrame, writeSkippable } from './zstd-frames.js'

// Every worker that is started, so that a test can see that it ended; the source is replaced to make it fail.
const threads = vi.hoisted(() => ({ started: [] as Worker[], areForbidden: false, source: '' }))
vi.mock('node:worker_threads', async load => {
  const real = await load<typeof import('node:worker_threads')>()
  return {
    ...real,
    Worker: class extends real.Worker {
      constructor(...[source, options]: ConstructorParameters<typeof real.Worker>) {
        if (threads.areForbidden) throw new Error('Access to this API has been restricted')
        super(threads.source || source, options)
        threads.started.push(this)
      }
    },
  }
})
afterEach(() => {
  threads.started = []
  threads.areForbidden = false
  threads.source = ''
})

const PLACE = { file: 'log.zst', line: null, column: null }
const HERE: ZstdSizes = { threads: Number.POSITIVE_INFINITY, ahead: 1 }
const THERE: ZstdSizes = { threads: 0, ahead: 100 }

/** An input that can be read once. */
const compressedOf = (blocks: AsyncIterable<Buffer>, rest: Partial<Compressed> = {}): Compressed => ({
  blocks,
  areOwn: false,
  size: null,
  readAgain: null,
  ...rest,
})

async function* giving(blocks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* blocks
}

/** Text, and how reading it ended. */
async function read(
  blocks: AsyncIterable<Buffer>,
  sizes: ZstdSizes,
  size: number | null = null,
  areOwn = false,
) {
  const pieces: Buffer[] = []
  let end = 'whole'
  try {
    for await (const piece of unzstd(compressedOf(blocks, { areOwn, size }), PLACE, sizes))
      pieces.push(Buffer.from(piece))
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    end = error.message
  }
  return { text: Buffer.concat(pieces).toString('latin1'), end }
}

const block = fc
  .record({
    start: fc.nat(255),
    length: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 1 << 17 })),
    isRepeated: fc.boolean(),
  })
  .map(({ start, length, isRepeated }) => ({
    text: Buffer.from(
      isRepeated
        ? new Uint8Array(length).fill(start)
        : Uint8Array.from({ length }, (_, i) => start + i * 31 + (i >> 8)),
    ),
    isRepeated,
  }))
const frame = fc
  .array(block, { minLength: 1, maxLength: 12 })
  .map(blocks => ({ bytes: writeFrame(blocks), text: Buffer.concat(blocks.map(({ text }) => text)) }))
const skippable = fc.nat(300).map(length => ({ bytes: writeSkippable(length), text: Buffer.alloc(0) }))
const frames = fc
  .array(fc.oneof({ weight: 4, arbitrary: frame }, skippable), { minLength: 1, maxLength: 6 })
  .map(all => ({
    bytes: Buffer.concat(all.map(({ bytes }) => bytes)),
    text: Buffer.concat(all.map(({ text }) => text)).toString('latin1'),
  }))
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 })

const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const ends = [...places.map(place => Math.floor(place * bytes.length)), bytes.length].sort((a, b) => a - b)
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end)).filter(({ length }) => length > 0)
}

const LONG = writeFrame(
  Array.from({ length: 300 }, () => ({ text: Buffer.alloc(1 << 17, 'a,b\n'), isRepeated: false })),
)

describe('a worker', () => {
  test('says what one thread says, of frames that are whole, cut, damaged or followed by more', async () => {
    await fc.assert(
      fc.asyncProperty(
        frames,
        cuts,
        fc.constantFrom('whole', 'cut', 'damaged', 'followed'),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.constantFrom(1, 5000, 1 << 20),
        async ({ bytes, text }, places, how, at, ahead) => {
          const given = Buffer.from(how === 'cut' ? bytes.subarray(0, Math.ceil(at * bytes.length)) : bytes)
          const place = Math.floor(at * given.length)
          if (how === 'damaged') given[place] = given[place]! ^ 0x55
          const all = cut(
            how === 'followed' ? Buffer.concat([given, Buffer.from('and more')]) : given,
            places,
          )
          const here = await read(giving(all), HERE)
          expect(await read(giving(all), { threads: 0, ahead })).toEqual(here)
          if (how === 'whole') expect(here).toEqual({ text, end: 'whole' })
          if (how === 'followed') expect(here.end).toContain('FILE_TRUNCATED')
        },
      ),
      { seed: 29, numRuns: 120 },
    )
    expect(threads.started).toHaveLength(120)
  })
  test('says what one thread says of data that is compressed', async () => {
    // 9000 rows by `zstd -19`, and once more by `zstd -1`; both frames have checksums. Node 20 cannot compress so.
    const bytes = readFileSync(join(import.meta.dirname, 'log.csv.zst'))
    const here = await read(giving([bytes]), HERE)
    expect(here.end).toBe('whole')
    expect(here.text.split('\n')).toHaveLength(18_002)
    for (const step of [700, 1 << 16]) {
      const all = cut(
        bytes,
        Array.from({ length: bytes.length / step }, (_, i) => (i * step) / bytes.length),
      )
      expect(await read(giving(all), THERE)).toEqual(here)
    }
    for (let at = 10; at < bytes.length; at += 1500) {
      const damaged = Buffer.from(bytes)
      damaged[at] = damaged[at]! ^ 0x10
      expect(await read(giving([damaged]), THERE)).toEqual(await read(giving([damaged]), HERE))
    }
  })
  test('is started only when there is enough to do', async () => {
    const bytes = writeFrame([{ text: Buffer.from('abc'), isRepeated: false }])
    const halves = [bytes.subarray(0, 5), bytes.subarray(5)]
    const sizes = { threads: bytes.length + 1, ahead: 100 }
    expect(await read(giving(halves), sizes)).toEqual({ text: 'abc', end: 'whole' })
    expect(await read(giving(halves), sizes, bytes.length)).toEqual({ text: 'abc', end: 'whole' })
    expect(threads.started).toHaveLength(0)
    for (const size of [null, bytes.length])
      expect(await read(giving(halves), { ...sizes, threads: bytes.length }, size)).toEqual({
        text: 'abc',
        end: 'whole',
      })
    expect(threads.started).toHaveLength(2)
  })
  test('leaves the memory around a block where it is', async () => {
    const pool = Buffer.concat([Buffer.from('before'), LONG.subarray(0, 1 << 18), Buffer.from('behind')])
    const { length } = pool
    await read(giving([pool.subarray(6, -6)]), THERE)
    expect(pool).toHaveLength(length)
    expect(pool.toString('latin1', length - 6)).toBe('behind')
  })
  test("takes the memory of blocks that are nobody else's", async () => {
    const blocks = [0, 1, 2].map(i => Buffer.from(new Uint8Array(LONG.subarray(i << 18, (i + 1) << 18))))
    const part = Buffer.concat([...blocks, LONG.subarray(3 << 18)])
    const { text } = await read(giving([part]), THERE)
    const lent = [...blocks, part.subarray(3 << 18)]
    expect((await read(giving(lent), THERE, null, true)).text === text).toBe(true)
    expect(lent.map(({ length }) => length)).toEqual([0, 0, 0, LONG.length - (3 << 18)])
  })
  test('gives pieces that are gone when the next ones have been asked for', async () => {
    const pieces = unzstd(compressedOf(giving([LONG])), PLACE, THERE)
    const given: Buffer[] = []
    let total = 0
    for await (const piece of pieces) {
      given.push(piece)
      total += piece.length
    }
    expect(total).toBe(300 << 17)
    expect(new Set(given.map(({ length }) => length))).toEqual(new Set([0]))
  })
  test('that cannot be started is done without', async () => {
    threads.areForbidden = true
    const all = cut(LONG, [0.2, 0.7])
    const text = 'a,b\n'.repeat(300 << 15)
    expect((await read(giving(all), THERE)).text === text).toBe(true)
    const compressed = compressedOf(giving(all), { size: LONG.length, readAgain: () => [LONG] })
    const again = unzstd(compressed, PLACE, THERE)
    const pieces: Buffer[] = []
    for await (const piece of again) pieces.push(piece)
    expect(Buffer.concat(pieces).toString() === text).toBe(true)
  })
  test.each([
    ['fails', 'throw new Error("out of order")', 'out of order'],
    ['ends without a word', 'process.exit(0)', 'the thread that decompresses has ended'],
  ])('that %s is an error', async (_, source, message) => {
    threads.source = source
    await expect(read(giving([LONG]), THERE)).rejects.toThrow(message)
  })
  test('that waits for an input that fails is an error', async () => {
    const failing = (async function* () {
      yield LONG.subarray(0, 1000)
      throw new Error('the disk is gone')
    })()
    await expect(read(failing, THERE)).rejects.toThrow('the disk is gone')
  })
  test('ends when the reader leaves, even while the input gives nothing', async () => {
    let isLeft = false
    const endless = (async function* () {
      try {
        yield LONG
        await new Promise(() => {})
      } finally {
        isLeft = true
      }
    })()
    for await (const piece of unzstd(compressedOf(endless), PLACE, THERE)) {
      expect(piece.length).toBeGreaterThan(0)
      break
    }
    expect(threads.started.map(({ threadId }) => threadId)).toEqual([-1])
    expect(isLeft).toBe(false)
  })
  test('never runs far ahead of the reader', async () => {
    let given = 0
    const blocks = (async function* () {
      for (let i = 0; i < LONG.length; i += 100_000) {
        given++
        yield LONG.subarray(i, i + 100_000)
      }
    })()
    const pieces = unzstd(compressedOf(blocks), PLACE, { threads: 0, ahead: 200_000 })
    await pieces.next()
    await new Promise(resolve => setTimeout(resolve, 300))
    // Of 394: what a few messages of 1 MiB hold, and what was sent ahead.
    expect(given).toBeLessThan(100)
    await pieces.return(undefined)
    expect(threads.started.map(({ threadId }) => threadId)).toEqual([-1])
  })
})
