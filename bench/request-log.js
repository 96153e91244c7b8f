/** Writes a request log of made-up requests, the same for every run of the same size. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { createRandom } from './usage-log.js'

const PATHS = [
  '/v1/videos/text2video',
  '/v1/videos/image2video',
  '/v1/images/generations',
  '/v1/account/costs',
]
const ERRORS = new Map([
  ['200', ''],
  ['429', 'too many requests'],
  ['400', 'invalid request'],
  ['503', 'upstream unavailable'],
  ['500', 'internal error'],
  ['', 'connection reset'],
])

/** A status as a log has them: one in a thousand requests never arrives. */
function pickStatus(random) {
  const at = random()
  if (at < 0.95) return '200'
  if (at < 0.97) return '429'
  if (at < 0.98) return '400'
  if (at < 0.995) return '503'
  return at < 0.999 ? '500' : ''
}

/** Writes `rows` requests of October 2026 to `path`; `isQuoted`: with commas, quotes and newlines in fields. */
export function writeRequestLog(path, rows, isQuoted, seed = 1) {
  const random = createRandom(seed)
  const file = openSync(path, 'w')
  const hex = digits =>
    Math.floor(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0')
  const month = 31 * 86_400_000
  let text = 'timestamp,request_id,path,status,latency_ms,error\n'
  for (let i = 0; i < rows; i++) {
    const time = new Date(Date.UTC(2026, 9, 1) + Math.floor((i * month) / rows)).toISOString()
    const id = `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`
    const status = pickStatus(random)
    const plain = ERRORS.get(status)
    const quoted = plain === '' ? '"ok, ""done"""' : `"${plain}, again\nafter ""${status}"""`
    const path = PATHS[Math.floor(random() * PATHS.length)]
    text += `${time},${id},${path},${status},${Math.floor(random() * 9000)},${isQuoted ? quoted : plain}\n`
    if (text.length > 1 << 20) {
      writeSync(file, text)
      text = ''
    }
  }
  writeSync(file, text)
  closeSync(file)
}
