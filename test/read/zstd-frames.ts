/** Zstandard frames of which nothing is compressed, since Node 20 cannot compress. */

/** Little-endian. */
const bytesOf = (value: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length)
  bytes.writeUIntLE(value, 0, length)
  return bytes
}

/** A block as RFC 8878 has it: stored as it is, or one byte repeated. */
export interface Block {
  readonly text: Buffer
  readonly isRepeated: boolean
}

const writeBlock = ({ text, isRepeated }: Block, isLast: boolean): Buffer =>
  Buffer.concat([
    bytesOf((text.length << 3) | (isRepeated ? 2 : 0) | (isLast ? 1 : 0), 3),
    isRepeated ? text.subarray(0, 1) : text,
  ])

/** A frame with a window of 1 MiB and no checksum. Node 20 cannot compress, so that none of it is compressed. */
export const writeFrame = (blocks: readonly Block[]): Buffer =>
  Buffer.concat([
    bytesOf(0xfd2fb528, 4),
    Buffer.from([0x00, 0x50]),
    ...blocks.map((block, i) => writeBlock(block, i === blocks.length - 1)),
  ])

export const writeSkippable = (length: number): Buffer =>
  Buffer.concat([bytesOf(0x184d2a50, 4), bytesOf(length, 4), Buffer.alloc(length, 'x')])

/** A text as one frame, in blocks as long as they may be. */
export function frameOf(text: Buffer): Buffer {
  const length = 1 << 17
  const count = Math.max(1, Math.ceil(text.length / length))
  return writeFrame(
    Array.from({ length: count }, (_, i) => ({
      text: text.subarray(i * length, (i + 1) * length),
      isRepeated: false,
    })),
  )
}
