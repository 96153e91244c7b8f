/** Tables in ASCII, for terminals that show nothing else: each sign of ours has one that is as wide. */
import { showDataBy } from './text.js'

const PLAIN_SIGNS: ReadonlyMap<string, string> = new Map([
  ['≈', '~'],
  ['−', '-'],
  ['–', '-'],
  ['×', 'x'],
  ['÷', '/'],
  ['·', '-'],
  ['…', '.'],
  ['→', '>'],
  ['§', 'S'],
  // Of a strip of days: the more, the darker.
  ['░', '-'],
  ['▒', '+'],
  ['▓', 'x'],
  ['█', '#'],
  // Of a line of use: the levels by their numbers.
  ['▁', '1'],
  ['▂', '2'],
  ['▃', '3'],
  ['▄', '4'],
  ['▅', '5'],
  ['▆', '6'],
  ['▇', '7'],
])

const SIGNS = [...PLAIN_SIGNS.keys()]
const ANY_SIGN = new RegExp(`[${SIGNS.join('')}]`, 'g')

// The same signs in data, such as an account named `A × B`, stay what they are: while a table is made each stands as
// one of the code points that Unicode keeps out of all text, for a program's own use, and which are as wide.
const FIRST_STAND_IN = 0xfdd0
const STAND_INS = SIGNS.map((_, i) => String.fromCharCode(FIRST_STAND_IN + i))
const ANY_STAND_IN = new RegExp(`[${STAND_INS[0]}-${STAND_INS.at(-1)}]`, 'g')

const standIn = (data: string): string => data.replace(ANY_SIGN, sign => STAND_INS[SIGNS.indexOf(sign)]!)

const finish = (table: string): string =>
  table
    .replace(ANY_SIGN, sign => PLAIN_SIGNS.get(sign)!)
    .replace(ANY_STAND_IN, character => SIGNS[character.charCodeAt(0) - FIRST_STAND_IN]!)

/** What `render` gives, our signs in it in ASCII; what is data, such as a name in Chinese, stays what it is. */
export async function renderInAscii(render: () => string | Promise<string>): Promise<string> {
  const release = showDataBy(standIn)
  try {
    return finish(await render())
  } finally {
    release()
  }
}
