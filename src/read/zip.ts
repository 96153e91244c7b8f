/** What a zip archive says that it holds, and one file of it. */
import { inflateRawSync } from 'node:zlib'

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string
  /** Bytes when unpacked; 0 for an empty one and for one that does not say. */
  readonly size: number
  readonly packedSize: number
  /** Whether it is packed; otherwise it lies there as it is. */
  readonly isPacked: boolean
  /** Where it begins, with a header of its own. */
  readonly offset: number
}

const LOCAL_ENTRY = 0x04034b50
const CENTRAL_ENTRY = 0x02014b50
const END = 0x06054b50
const END_SIZE = 22
/** A comment behind the end may have so many bytes. */
const LONGEST_COMMENT = 0xffff

/** Whether bytes begin as a zip archive does. */
export const isZip = (head: Buffer): boolean => head.length >= 4 && head.readUInt32LE(0) === LOCAL_ENTRY

/** The files of an archive by its own table of contents; null when that cannot be followed. */
export function listZipEntries(archive: Buffer): ZipEntry[] | null {
  let end = archive.length - END_SIZE
  const last = Math.max(0, end - LONGEST_COMMENT)
  while (end >= last && archive.readUInt32LE(end) !== END) end--
  if (end < last) return null
  const entries: ZipEntry[] = []
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== CENTRAL_ENTRY) return null
    const nameEnd = at + 46 + archive.readUInt16LE(at + 28)
    entries.push({
      name: archive.toString('utf8', at + 46, nameEnd),
      packedSize: archive.readUInt32LE(at + 20),
      size: archive.readUInt32LE(at + 24),
      isPacked: archive.readUInt16LE(at + 10) !== 0,
      offset: archive.readUInt32LE(at + 42),
    })
    at = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  return entries
}

/** The bytes of one file of an archive. Throws where they are damaged, or more than it says. */
export function readZipEntry(archive: Buffer, { offset, size, packedSize, isPacked }: ZipEntry): Buffer {
  const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28)
  const bytes = archive.subarray(start, start + packedSize)
  return isPacked ? inflateRawSync(bytes, { maxOutputLength: Math.max(size, 1) }) : bytes
}
