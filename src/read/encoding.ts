/** Texts that are not UTF-8: UTF-16 is read, what other encodings may be is told. */
import { fail, inFile } from '../core/failure.js'
import { startsWith } from './peek.js'

/** The byte order marks of UTF-16, with the names by which decoders know it. */
const UTF16_MARKS = [
  { encoding: 'utf-16le', mark: [0xff, 0xfe] },
  { encoding: 'utf-16be', mark: [0xfe, 0xff] },
] as const

/** The UTF-16 that a text begins as, which spreadsheets save as "Unicode text"; null for any other. */
export const utf16Of = (head: Buffer): string | null =>
  UTF16_MARKS.find(({ mark }) => startsWith(head, mark))?.encoding ?? null

/** UTF-16 as UTF-8 without its mark. Throws FILE_NOT_TEXT for half a character. */
export async function* decodeUtf16(
  chunks: AsyncIterable<Buffer>,
  encoding: string,
  file: string,
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  const decode = (chunk?: Buffer): Buffer => {
    try {
      return Buffer.from(chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode())
    } catch {
      const place = inFile(file)
      return fail('FILE_NOT_TEXT', 'begins as UTF-16 and is not UTF-16 throughout', place, 'save it as UTF-8')
    }
  }
  for await (const chunk of chunks) {
    const text = decode(chunk)
    if (text.length > 0) yield text
  }
  const rest = decode()
  if (rest.length > 0) yield rest
}

/**
 * What to do about bytes that are not UTF-8: how a line of them reads in the encoding in which spreadsheets save CSV
 * where nobody chooses. Accents stand alone between plain letters, Chinese characters take two bytes each.
 */
export function explainEncoding(line: Buffer): string {
  const isChinese = /[\x80-\xff]{4}/.test(line.toString('latin1'))
  const encoding = isChinese ? 'GB18030' : 'windows-1252'
  const whole = new TextDecoder(encoding).decode(line).trim()
  const foreign = whole.search(/[^\p{ASCII}]/u)
  const text = whole.slice(Math.max(0, foreign - 20), foreign + 40)
  if (/[\ufffd\p{Cc}]/u.test(text.replaceAll('\t', ' '))) return 'save it as "CSV UTF-8"'
  return `in ${encoding} it reads "${text}"; if that is right, save it as "CSV UTF-8", or convert it: iconv -f ${encoding} -t UTF-8`
}
