import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile as writeLater } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InputError } from '../../src/core/failure.js'
import { LARGEST_DOCUMENT, openInput, readText } from '../../src/read/source.js'
import { LONGEST_LINE } from '../../src/read/whole-lines.js'

const TEXT = 'model,resolution,duration\n3.0,720p,5\nO3,1080p,10\n'
// What `zstd` makes of TEXT, checksum included. Node 20 cannot compress so itself.
const ZSTD = Buffer.from(
  'KLUv/SQxiQEAbW9kZWwscmVzb2x1dGlvbixkdXJhdGlvbgozLjAsNzIwcCw1Ck8zLDEwODBwLDEwCtvfnQI=',
  'base64',
)

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const NO_STDIN = { stream: (async function* () {})(), isTerminal: true }
const stdinOf = (...chunks: (Buffer | string)[]) => ({
  stream: (async function* () {
    yield* chunks
  })(),
  isTerminal: false,
})

/** The text of an input, or what is wrong with it. */
async function read(path: string, stdin = NO_STDIN as Parameters<typeof openInput>[1]): Promise<string> {
  try {
    return await readText(await openInput(path, stdin))
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.message.replaceAll(`${folder}/`, '')
  }
}
function readFile(name: string, content: Buffer | string): Promise<string> {
  writeFileSync(join(folder, name), content)
  return read(join(folder, name))
}
const readStdin = (...chunks: (Buffer | string)[]) => read('-', stdinOf(...chunks))

describe('an input', () => {
  test('is a file or standard input, plain or compressed, told by its first bytes and not by its name', async () => {
    expect(await readFile('a.csv', TEXT)).toBe(TEXT)
    expect(await readFile('b.csv', gzipSync(TEXT))).toBe(TEXT)
    expect(await readFile('c.csv', ZSTD)).toBe(TEXT)
    expect(await readFile('d.gz', TEXT)).toBe(TEXT)
    expect(await readStdin(TEXT)).toBe(TEXT)
    expect(await readStdin(gzipSync(TEXT))).toBe(TEXT)
    expect(await readStdin(ZSTD)).toBe(TEXT)
  })
  test('may be UTF-16 with a mark, as spreadsheets save "Unicode text", however it comes in chunks', async () => {
    const text = `${TEXT}é€😀,资源包,\n`
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le')
    for (const wide of [little, Buffer.from(little).swap16()]) {
      expect(await readFile('wide', wide)).toBe(text)
      expect(await readFile('wide.gz', gzipSync(wide))).toBe(text)
      expect(await readStdin(...[...wide].map(byte => Buffer.from([byte])))).toBe(text)
      expect(await readFile('cut', wide.subarray(0, -1))).toBe(
        'cut: FILE_NOT_TEXT begins as UTF-16 and is not UTF-16 throughout\n  save it as UTF-8',
      )
    }
    expect(await readFile('bare', Buffer.from(TEXT, 'utf16le'))).toBe(
      'bare: FILE_NOT_TEXT is binary data, not text',
    )
  })
  test.each([
    ['is compressed by xz', 'xzcat', 'fd377a585a000004'],
    ['is compressed by bzip2', 'bzcat', '425a6839314159260000'],
    ['is compressed by lz4', 'lz4cat', '04224d186440a700'],
    ['is compressed by 7-Zip', '7z e -so', '377abcaf271c0004'],
    ['is a tar archive', 'tar -xOf', `${'61'.repeat(20)}${'00'.repeat(237)}7573746172`],
  ])('that %s is told how to be unpacked', async (what, unpack, hex) => {
    const content = Buffer.from(hex, 'hex')
    const told = `: FILE_NOT_TEXT ${what}\n  unpack it: ${unpack} `
    expect(await readFile('packed', content)).toBe(`packed${told}FILE | kling-cost COMMAND -`)
    expect(await readFile('packed.gz', gzipSync(content))).toContain(told)
  })
  test('may have several compressed members', async () => {
    expect(await readFile('a', Buffer.concat([gzipSync(TEXT), gzipSync(TEXT)]))).toBe(TEXT + TEXT)
    expect(await readFile('b', Buffer.concat([ZSTD, ZSTD]))).toBe(TEXT + TEXT)
    expect(await readStdin(gzipSync(TEXT), gzipSync(TEXT))).toBe(TEXT + TEXT)
  })
  test('may come in chunks cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(Buffer.from(`\uFEFF${TEXT}é€😀`), gzipSync(TEXT), ZSTD),
        fc.array(fc.nat(80), { maxLength: 5 }),
        async (bytes, cuts) => {
          const ends = [...cuts.map(cut => Math.min(cut, bytes.length)), bytes.length].sort((a, b) => a - b)
          const chunks = ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end))
          expect(await readStdin(...chunks)).toBe(await readStdin(bytes))
        },
      ),
      { seed: 11, numRuns: 200 },
    )
  })
  test('compressed by gzip may be padded with zeros to its end', async () => {
    const zipped = gzipSync(TEXT)
    expect(await readFile('padded', Buffer.concat([zipped, Buffer.alloc(700)]))).toBe(TEXT)
    expect(await readStdin(zipped, Buffer.alloc(3), Buffer.alloc(3))).toBe(TEXT)
  })
  test('compressed by zstd may begin with frames to be skipped', async () => {
    for (const first of [0x50, 0x5f]) {
      const skipped = Buffer.from([first, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
      expect(await readFile('skip', Buffer.concat([skipped, ZSTD]))).toBe(TEXT)
      expect(await readStdin(skipped, ZSTD, skipped)).toBe(TEXT)
    }
    expect(await readStdin('P,b\n1,2\n')).toBe('P,b\n1,2\n')
  })
  test.skipIf(process.platform === 'win32')('compressed may come through a named pipe', async () => {
    for (const [format, bytes] of [
      ['gzip', gzipSync(TEXT)],
      ['zstd', ZSTD],
    ] as const) {
      const pipe = join(folder, `pipe.${format}`)
      execFileSync('mkfifo', [pipe])
      const [text] = await Promise.all([read(pipe), writeLater(pipe, bytes)])
      expect(text).toBe(TEXT)
    }
  })
  test('comes in chunks of whole lines', async () => {
    const input = await openInput('-', stdinOf('ab', 'c\nd', 'e', '\r\n', 'f\ng'))
    const chunks: string[] = []
    for await (const chunk of input.chunks) chunks.push(chunk.toString())
    expect(chunks).toEqual(['abc\n', 'de\r\n', 'f\n', 'g'])
  })
  test('loses a byte order mark, and the CR of a last line that was cut in front of its LF', async () => {
    expect(await readStdin(`\uFEFF${TEXT}`)).toBe(TEXT)
    expect(await readStdin('a\r\nb\r')).toBe('a\r\nb')
    expect(await readStdin('a\r')).toBe('a')
  })
  test('knows its size and how much of it was read', async () => {
    writeFileSync(join(folder, 'size'), TEXT)
    const input = await openInput(join(folder, 'size'), NO_STDIN)
    await readText(input)
    expect([input.size, input.bytesRead()]).toEqual([TEXT.length, TEXT.length])
    expect((await openInput('-', stdinOf(TEXT))).size).toBeNull()
    // More than is read at once: skipped frames count, too.
    const skipped = Buffer.concat([
      Buffer.from([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0x30, 0]),
      Buffer.alloc(3 << 20),
    ])
    writeFileSync(join(folder, 'size.zst'), Buffer.concat([ZSTD, skipped]))
    const compressed = await openInput(join(folder, 'size.zst'), NO_STDIN)
    await readText(compressed)
    expect(compressed.bytesRead()).toBe(compressed.size)
  })
})

describe('what is no text that can be read whole and right is refused', () => {
  test('a file that is missing, a folder, or below a file', async () => {
    mkdirSync(join(folder, 'dir'))
    writeFileSync(join(folder, 'file'), TEXT)
    expect(await read(join(folder, 'none.csv'))).toBe('none.csv: FILE_UNREADABLE there is no such file')
    expect(await read(join(folder, 'dir'))).toBe('dir: FILE_UNREADABLE is a directory; a file is needed')
    expect(await read(join(folder, 'file/x'))).toBe(
      'file/x: FILE_UNREADABLE a part of the path is not a directory',
    )
  })
  test('a file without a byte, compressed or not', async () => {
    expect(await readFile('empty', '')).toMatch(/^empty: FILE_EMPTY is empty$/m)
    expect(await readFile('empty.gz', gzipSync(''))).toMatch(/^empty\.gz: FILE_EMPTY is empty$/m)
    expect(await readStdin()).toMatch(/^stdin: FILE_EMPTY is empty$/m)
  })
  test('binary data, however it comes in chunks', async () => {
    expect(await readStdin('a,b\n', 'c\0d\n')).toBe('stdin: FILE_NOT_TEXT is binary data, not text')
    expect(await readStdin(`${'x'.repeat(65_535)}\0`)).toBe('stdin: FILE_NOT_TEXT is binary data, not text')
  })
  test('bytes that are not UTF-8, with the place of the line', async () => {
    const latin = Buffer.from('a,b\ncafé,1\n', 'latin1')
    expect(await readFile('latin', latin)).toBe(
      'latin: FILE_NOT_TEXT is not valid UTF-8 in the line at byte 4: "caf\uFFFD,1"\n  in windows-1252 it reads "café,1"; if that is right, save it as "CSV UTF-8", or convert it: iconv -f windows-1252 -t UTF-8',
    )
    const chinese = Buffer.from([0xd7, 0xca, 0xd4, 0xb4, 0xb0, 0xfc, 0x49, 0x44, 0x0a])
    expect(await readFile('chinese', chinese)).toContain('in GB18030 it reads "资源包ID"')
    expect(await readStdin('a,b\n', Buffer.from([0xc3]), '\n')).toContain('the line at byte 4')
    expect(await readStdin('a\n', Buffer.from([0xe2, 0x82]))).toContain('not valid UTF-8')
    // Surrogates and overlong forms are no UTF-8 either.
    for (const bytes of [[0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xff]])
      expect(await readStdin('a\n', Buffer.from(bytes))).toContain('FILE_NOT_TEXT is not valid UTF-8')
  })
  test.each([
    ['gzip', gzipSync(TEXT)],
    ['zstd', ZSTD],
  ])('%s that ends early, wherever it ends', async (format, bytes) => {
    for (let length = 4; length < bytes.length; length++) {
      const told = await readFile('cut', bytes.subarray(0, length))
      expect(told).toMatch(
        new RegExp(`^cut: FILE_TRUNCATED the ${format} data is damaged or ends too early \\(`),
      )
    }
    expect(await readStdin(bytes.subarray(0, bytes.length - 1))).toContain('stdin: FILE_TRUNCATED')
  })
  test.each([
    ['gzip', gzipSync(TEXT)],
    ['zstd', ZSTD],
  ])('%s with a wrong checksum', async (_, bytes) => {
    const damaged = Buffer.from(bytes)
    const at = bytes.length - (bytes === ZSTD ? 1 : 5)
    damaged[at] = damaged[at]! ^ 1
    expect(await readFile('damaged', damaged)).toContain('damaged: FILE_TRUNCATED')
  })
  test.each([
    ['gzip', gzipSync(TEXT)],
    ['zstd', ZSTD],
  ])('%s with something else behind it', async (_, bytes) => {
    const told = await readFile('more', Buffer.concat([bytes, Buffer.from('and more')]))
    expect(told).toContain('more: FILE_TRUNCATED')
  })
  test('gzip whose members are parted by zeros, however it comes in chunks', async () => {
    const zipped = gzipSync(TEXT)
    const told = 'FILE_TRUNCATED the gzip data ends in zero bytes, and something else stands behind them'
    for (const zeros of [1, 512]) {
      for (const more of [zipped, Buffer.from('and more')]) {
        const bytes = Buffer.concat([zipped, Buffer.alloc(zeros), more])
        expect(await readFile('parted', bytes)).toBe(`parted: ${told}`)
        for (let cut = zipped.length - 1; cut < zipped.length + 3; cut++)
          expect(await readStdin(bytes.subarray(0, cut), bytes.subarray(cut))).toBe(`stdin: ${told}`)
      }
    }
  })
  test('a line that is longer than any', async () => {
    const longest = 'x'.repeat(LONGEST_LINE)
    const told =
      'stdin: FILE_UNREADABLE the line at byte 4 is longer than 16 MiB, the most that is read\n' +
      '  is it a text of lines? each ends with a line feed'
    expect(await readStdin('a,b\n', longest, '\n', 'c')).toBe(`a,b\n${longest}\nc`)
    expect(await readStdin('a,b\n', longest, 'x\n', 'c')).toBe(told)
    expect(await readStdin('a,b\nx', longest, 'c')).toBe(told)
    expect(await readStdin('a,b\n', ...Array.from({ length: 17 }, () => longest.slice(0, 1 << 20)))).toBe(
      told,
    )
  })
  test('a JSON document that is larger than any, and a log of JSON lines without line ends', async () => {
    const piece = Buffer.from(`[${' '.repeat(LONGEST_LINE)}`)
    expect((await readStdin(piece, ']')).length).toBe(piece.length + 1)
    expect(await read('-', stdinOf(...Array.from({ length: 17 }, () => piece)))).toContain(
      `longer than ${LARGEST_DOCUMENT >> 20} MiB`,
    )
    expect(
      await read(
        '-',
        stdinOf(...Array.from({ length: 17 }, () => Buffer.concat([piece, Buffer.from('\n')]))),
      ),
    ).toContain('stdin: FILE_UNREADABLE is larger than 256 MiB, the most that is read as one document')
    const log = await openInput('-', stdinOf(piece, piece), { largestDocument: LONGEST_LINE })
    await expect(readText(log)).rejects.toThrow('longer than 16 MiB')
  })
  test('a terminal', async () => {
    expect(await read('-')).toBe(
      'stdin: NO_INPUT standard input is a terminal, not data\n  pipe a file in, or name one',
    )
  })
})
