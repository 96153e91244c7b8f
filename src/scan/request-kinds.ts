/**
 * What is done with the lines of access logs. Their scanner decides nothing but that a line is well formed and where its
 * fields lie. What it has not met (class-cache.ts) is read by the exact reader, and so is every line that is not plain.
 */
import type { Instant } from '../core/instant.js'
import type { RowEndpoints } from './row-endpoints.js'

/** What is done with the lines; `Slot` is whatever lines of one kind are counted under. */
export interface RequestLineHandler<Slot> {
  /** What a line counts as; null when something is wrong with it. It must depend on the counting fields only. */
  readSlot(text: string, line: number): Slot | null
  /** Counts a line whose path is of a kind. */
  count(slot: Slot, at: Instant, path: number): void
  /** Kinds of paths; what a line says whose path is left out is not read. */
  readonly endpoints: RowEndpoints
  /** Takes a line whose path is of a kind that is left out. */
  leaveOut(path: number): void
  /** Takes a line by the exact reader, blank or bad though it may be. */
  takeLine(text: string, line: number): void
}

const ZERO = 0x30

/** Two digits as a number; below zero when one of them is none. */
export function readTwoDigits(bytes: Buffer, at: number): number {
  const tens = bytes[at]! - ZERO
  const ones = bytes[at + 1]! - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : -1
}

const RETURN = 0x0d

/** The text of a line of which `newline` is the end. */
export const textOfLine = (bytes: Buffer, start: number, newline: number): string =>
  bytes.toString('utf8', start, newline > start && bytes[newline - 1] === RETURN ? newline - 1 : newline)
