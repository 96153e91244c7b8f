/** A case of `fixtures/`: a folder with arguments, inputs, and what a run in it must leave. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Ran, runWith } from './cli/fake-io.js'

export const FIXTURES = join(import.meta.dirname, '..', 'fixtures')

/** With UPDATE_GOLDEN=1 what a run leaves becomes what it must leave. Look at the difference before you commit it. */
const UPDATES = process.env.UPDATE_GOLDEN === '1'

/** The names of the folders in a folder, in order; none when it is not there. */
export const listFolders = (path: string): string[] =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .filter(entry => entry.isDirectory())
        .map(entry => entry.name)
        .sort()
    : []

const readIfThere = (path: string): string | null => (existsSync(path) ? readFileSync(path, 'utf8') : null)

/** The file that holds what standard output must be; null when a case does not look at it. */
const answerFile = (folder: string): string | null =>
  ['expected.json', 'expected.txt', 'expected.csv', 'expected.md'].find(name =>
    existsSync(join(folder, name)),
  ) ?? null

/** What the files of a case say that a run must leave; null is what they do not say. */
interface Expected {
  readonly status: number
  readonly out: string | null
  readonly err: string | null
  /** What options such as `--html page.html` must write, by the file that holds it. */
  readonly written: Files
  /** What `--claim claim` must write: each file of it. */
  readonly claim: Files | null
}

/** The texts of files by their paths. */
type Files = Readonly<Record<string, string>>

/** Where a case with an `expected-claim` has its dossier written; it is gone after the run. */
const CLAIM = 'claim'

/** Every file below a folder; null when it is not there. */
export function readFolder(folder: string): Files | null {
  if (!existsSync(folder)) return null
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
  return Object.fromEntries(paths.map(path => [path, readFileSync(join(folder, path), 'utf8')]))
}

/** Files that a case has written, by the one that holds what each must be; they are gone after the run. */
const WRITTEN = {
  'expected.html': 'page.html',
  'expected-trace.csv': 'trace.csv',
  'expected-trace.json': 'trace.json',
}

/** Of files those that are there. */
const readThose = (names: readonly (readonly [key: string, path: string])[]): Files =>
  Object.fromEntries(
    names.flatMap(([key, path]) => {
      const text = readIfThere(path)
      return text === null ? [] : [[key, text]]
    }),
  )

/** The command line of a case, a word a line. */
export const readArguments = (folder: string): string[] =>
  readFileSync(join(folder, 'argv'), 'utf8').replace(/\n$/, '').split('\n')

/** What a case hands in on standard input, where it does. */
export const readInput = (folder: string): { stdin?: Buffer } =>
  existsSync(join(folder, 'stdin')) ? { stdin: readFileSync(join(folder, 'stdin')) } : {}

/** Runs the case with its folder as the working directory: places in messages are those of a person there. */
export async function runCase(
  folder: string,
): Promise<{ ran: Ran & Pick<Expected, 'written' | 'claim'>; expected: Expected }> {
  const argv = readArguments(folder)
  const input = readInput(folder)
  // Without the file `columns` the answer goes to a pipe, which has no width.
  const columns = Number(readIfThere(join(folder, 'columns')) ?? Number.POSITIVE_INFINITY)
  const home = process.cwd()
  process.chdir(folder)
  let ran: Ran
  try {
    ran = await runWith(argv, { columns, ...input })
  } finally {
    process.chdir(home)
  }
  const written = readThose(Object.entries(WRITTEN).map(([key, name]) => [key, join(folder, name)]))
  for (const name of Object.values(WRITTEN)) rmSync(join(folder, name), { force: true })
  const claim = readFolder(join(folder, CLAIM))
  const answer = answerFile(folder)
  const errors = readIfThere(join(folder, 'expected.stderr'))
  if (UPDATES) {
    if (answer !== null) writeFileSync(join(folder, answer), ran.out)
    if (errors !== null || ran.err !== '') writeFileSync(join(folder, 'expected.stderr'), ran.err)
    if (claim !== null) {
      rmSync(join(folder, `expected-${CLAIM}`), { recursive: true, force: true })
      renameSync(join(folder, CLAIM), join(folder, `expected-${CLAIM}`))
    }
    for (const [name, text] of Object.entries(written)) writeFileSync(join(folder, name), text)
    if (ran.status !== 0 || existsSync(join(folder, 'expected.exit')))
      writeFileSync(join(folder, 'expected.exit'), `${ran.status}\n`)
  }
  rmSync(join(folder, CLAIM), { recursive: true, force: true })
  const expected = {
    status: Number(readIfThere(join(folder, 'expected.exit')) ?? 0),
    out: answer === null ? null : readFileSync(join(folder, answer), 'utf8'),
    err: readIfThere(join(folder, 'expected.stderr')),
    written: readThose(Object.keys(WRITTEN).map(name => [name, join(folder, name)])),
    claim: readFolder(join(folder, `expected-${CLAIM}`)),
  }
  return { ran: { ...ran, written, claim }, expected }
}
