/** How long one quote takes beside Node doing nothing: `npm run bench:start-up`. */
import { join } from 'node:path'
import { printRatios, timeInTurn } from './rounds.js'

const program = join(import.meta.dirname, '..', 'bin', 'kling-cost.js')
const quote = 'quote 3.0 --resolution 1080p --audio --duration 10 --count 500'.split(' ')

printRatios(
  'start-up, median of 15',
  timeInTurn(
    [
      { name: 'node -e 0', argv: [process.execPath, '-e', '0'] },
      { name: 'kling-cost quote, table', argv: [process.execPath, program, ...quote] },
      { name: 'kling-cost quote, JSON', argv: [process.execPath, program, ...quote, '--json'] },
      { name: 'kling-cost --help', argv: [process.execPath, program, '--help'] },
    ],
    15,
  ),
)
