/** `kling-cost help [TOPIC]`: the help of a command, a topic, or the list of both; `--json`: the tables of options. */
import type { Command } from 'commander'
import { failWithHint, listChoices } from '../../core/failure.js'
import { guessName } from '../../core/nearest-name.js'
import { TABLES } from '../../requests/flags/commands.js'
import { EXIT, type ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { renderTopic, TOPICS } from '../topics.js'

/** Shows the help that `words` name. Throws BAD_VALUE for a name that is neither a command nor a topic. */
export function runHelp(words: readonly string[], root: Command, io: Io): ExitStatus {
  const [name] = words
  if (name === undefined) {
    root.outputHelp()
    return EXIT.answered
  }
  const command = findCommand(root, words)
  const topic = TOPICS.find(each => each.name === name.toLowerCase())
  if (command) command.outputHelp()
  else if (topic) io.out(renderTopic(topic, io.columns))
  else {
    const known = [...root.commands.map(each => each.name()), ...TOPICS.map(each => each.name)]
    failWithHint(
      'BAD_VALUE',
      `no command or topic is called "${words.join(' ')}"${guessName(name, known)}`,
      `allowed: ${listChoices(known)}`,
    )
  }
  return EXIT.answered
}

/** Writes the options of one command or of all as JSON, as docs/scripts.md describes it. Throws BAD_VALUE. */
export function writeHelpJson(words: readonly string[], io: Io): ExitStatus {
  const tables = words.length === 0 ? TABLES : TABLES.filter(({ name }) => name === words.join(' '))
  if (tables.length === 0)
    failWithHint(
      'BAD_VALUE',
      `help --json: no command that answers is called "${words.join(' ')}"`,
      `allowed: ${listChoices(TABLES.map(({ name }) => name))}`,
    )
  const commands = tables.map(({ groups, ...table }) => ({
    ...table,
    options: Object.entries(groups).flatMap(([group, flags]) =>
      Object.entries(flags).map(([name, flag]) => ({ name, group: group.replace(/:$/, ''), ...flag })),
    ),
  }))
  io.out(`${JSON.stringify({ schema: 'kling-cost/help/1', commands }, null, 1)}\n`)
  return EXIT.answered
}

/** The command of these names, one below the other. */
function findCommand(root: Command, words: readonly string[]): Command | undefined {
  let command: Command | undefined = root
  for (const word of words) command = command?.commands.find(each => each.name() === word)
  return command
}
