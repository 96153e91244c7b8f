/** How help is laid out: what a command is for, its usage, what most people need, examples, and then all the rest. */
import type { Command, Help } from 'commander'
import { widthOf } from '../report/width.js'

/** The heading of the options that most people need. */
export const MOST_USED = 'Most used:'

/** What examples follow; the first of these that there is. */
const BEFORE_EXAMPLES = [MOST_USED, 'Commands:', 'Arguments:', 'Usage:']

/** Settings for a command and those below it, each of which shows its own of the examples. */
export const helpLayout = (examples: readonly string[]) => ({
  // commander does not wrap where fewer columns than 40 are left, which is so on 60.
  minWidthToWrap: 20,
  // It stands above the usage.
  commandDescription: () => '',
  formatHelp(command: Command, helper: Help): string {
    const width = helper.helpWidth ?? 80
    const description = helper.boxWrap(command.description().replaceAll('\n', ' '), width)
    const sections = layOutByDefault(command, helper).trimEnd().split('\n\n')
    const own = examples.filter(example => example.includes(pathOf(command)))
    const shown = own.map(example => wrapExample(example, width))
    const heading = BEFORE_EXAMPLES.find(each => sections.some(section => section.startsWith(each)))!
    const at = sections.findIndex(section => section.startsWith(heading)) + 1
    return `${[
      description,
      ...sections.slice(0, at),
      ...(shown.length > 0 ? [`Examples:\n${shown.join('\n')}`] : []),
      ...sections.slice(at),
    ].join('\n\n')}\n`
  },
})

/** As commander lays help out, which this hides from its own helper. */
const layOutByDefault = (command: Command, helper: Help): string =>
  (Object.getPrototypeOf(helper) as Help).formatHelp.call(helper, command, helper)

/** `kling-cost rates show` */
export const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()

const INDENT = '  '
/** What tells a shell that the command goes on. */
const GOES_ON = ' \\'

/** A command over as many lines as it needs, each whole in a shell; an option stays with its value. */
function wrapExample(example: string, width: number): string {
  const lines: string[] = []
  for (const part of example.split(/ (?=-|\||>|#)/)) {
    const line = lines.at(-1)
    const longer = line === undefined ? `${INDENT}${part}` : `${line} ${part}`
    if (line === undefined || widthOf(longer) + GOES_ON.length <= width)
      lines[Math.max(0, lines.length - 1)] = longer
    else lines.push(`${INDENT.repeat(3)}${part}`)
  }
  return lines.join(`${GOES_ON}\n`)
}
