/** `--log-format`: a form that every log may have, a format that comes with the program, or a file that describes one. */
import { listChoices } from '../../core/failure.js'
import { guessName } from '../../core/nearest-name.js'
import type { LogQuestion } from '../../read/requests/recognise-log.js'
import type { StandardInput } from '../../read/standard-input.js'
import { addIssue, inQuotes } from '../../read/values.js'
import type { OptionReader } from '../option-reader.js'

/** Forms that are no program's own. */
const PLAIN_FORMS = ['auto', 'csv', 'jsonl', 'combined'] as const
type PlainForm = (typeof PLAIN_FORMS)[number]

const isPlain = (name: string): name is PlainForm => (PLAIN_FORMS as readonly string[]).includes(name)

/** Reads the option; what is wrong with it is in `reader`. Throws InputError for what is wrong with a file. */
export async function readLogFormat(
  text: string | undefined,
  reader: OptionReader,
  stdin: StandardInput,
): Promise<LogQuestion['asked']> {
  const name = text?.trim().toLowerCase() ?? 'auto'
  if (isPlain(name)) return name
  if (/[./\\]/.test(name)) {
    const [{ readLogFormat: readFormat }, { openInput, readText }] = await Promise.all([
      import('../../read/requests/log-format-file.js'),
      import('../../read/source.js'),
    ])
    const input = await openInput(text!.trim(), stdin)
    return readFormat(await readText(input), input.name)
  }
  const { shippedLogFormats } = await import('../../read/requests/shipped-log-formats.js')
  const formats = shippedLogFormats()
  const found = formats.find(({ id }) => id === name)
  if (found) return found
  const names = [...PLAIN_FORMS, ...formats.map(({ id }) => id)]
  const allowed = `expected ${listChoices(names)}, or the path of a file that describes one`
  addIssue(
    reader.problems,
    'BAD_VALUE',
    '--log-format',
    `${allowed}; got ${inQuotes(text!)}${guessName(name, names)}`,
  )
  return 'auto'
}
