/** How far a long reading has come, on a terminal. */
import type { Input } from '../read/source.js'
import { groupDigits } from '../report/text.js'
import type { Progress } from '../requests/context.js'
import type { Io } from './io.js'

const INTERVAL_MILLIS = 250
/** A reading that is over by then shows nothing. */
const FIRST_AFTER_MILLIS = 700

/** Shows bytes, rows, rate and time left on standard error when it is a terminal and nobody asked for quiet. */
export function showProgress(input: Input, isQuiet: boolean, io: Io): Progress {
  if (isQuiet || !io.errIsTerminal || io.env.CI) return { onRows() {}, clear() {} }
  const start = io.now()
  let next = start + FIRST_AFTER_MILLIS
  let isShown = false
  return {
    onRows(rows) {
      const now = io.now()
      if (now < next) return
      next = now + INTERVAL_MILLIS
      isShown = true
      io.err(`\r\u001b[K${describeProgress(input, rows, (now - start) / 1000)}`)
    },
    clear() {
      if (isShown) io.err('\r\u001b[K')
    },
  }
}

function describeProgress({ name, size, bytesRead }: Input, rows: number, elapsed: number): string {
  const read = bytesRead()
  const megabytes = (bytes: number) => `${groupDigits((bytes / 1e6).toFixed(0))} MB`
  const rate = `${groupDigits(Math.round(rows / elapsed).toString())} rows/s`
  const parts = [name, `${groupDigits(String(rows))} rows`, rate]
  if (size === null || read === 0) return [...parts, megabytes(read)].join(' · ')
  const left = Math.ceil((elapsed * (size - read)) / read)
  return [...parts, `${megabytes(read)} of ${megabytes(size)}`, `${left} s left`].join(' · ')
}
