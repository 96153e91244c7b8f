/** Writes a usage log of made-up tasks, the same for every run of the same size. */
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'

/** Kinds of task: the cells from `capability` to `audio`, with lengths as a log has them. */
const KINDS = [
  random => `text-to-video,V1.6,${pick(['std', 'pro'], random)},,${pick(['5.04', '10.04'], random)},`,
  random =>
    `text-to-video,3.0,,${pick(['720p', '1080p'], random)},${3 + Math.floor(random() * 12)}.04,${pick(['true', 'false'], random)}`,
  random => `image-to-video,2.6,,${pick(['720p', '1080p'], random)},${pick(['5.04', '10.04'], random)},false`,
  () => 'text-to-image,Kolors V2.1,,,,',
  random => `lip-sync,,,,${1 + Math.floor(random() * 30)},`,
]

const pick = (values, random) => values[Math.floor(random() * values.length)]

/** A small generator of numbers from 0 to 1 (mulberry32): what it makes does not depend on the machine. */
export function createRandom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Writes `rows` tasks of October 2026 to `path`. */
export function writeUsageLog(path, rows, seed = 1) {
  const random = createRandom(seed)
  const file = openSync(path, 'w')
  let text = 'timestamp,task_id,capability,model,mode,resolution,duration,audio,status,account\n'
  const month = 31 * 86_400_000
  for (let i = 0; i < rows; i++) {
    const time = new Date(Date.UTC(2026, 9, 1) + Math.floor((i * month) / rows)).toISOString()
    const id = Math.floor(random() * 1e9)
      .toString(36)
      .padStart(6, '0')
    const status = random() < 0.03 ? 'failed' : 'succeed'
    text += `${time},${800_000_000 + i}-${id},${pick(KINDS, random)(random)},${status},team-${1 + Math.floor(random() * 3)}\n`
    if (text.length > 1 << 20) {
      writeSync(file, text)
      text = ''
    }
  }
  writeSync(file, text)
  closeSync(file)
}

/** Writes a log again with each field in quotes, and the delimiter and a newline in one of them: a prompt. */
export function writeWithQuotes(from, to) {
  const [header, ...rows] = readFileSync(from, 'utf8').trimEnd().split('\n')
  const quoted = rows.map(row => `"${row.replaceAll(',', '","')}","a cat, asleep;\n""soft"" light"\n`)
  writeFileSync(to, `${header},prompt\n${quoted.join('')}`)
}
