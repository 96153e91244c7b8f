/** The man page, made at build from the command tree and the topics: kling-cost(1). */
import type { Command } from 'commander'
import { createTree } from './program.js'
import { TOPICS } from './topics.js'

const NAME = escapeRoff('kling-cost')

/** The page in roff (man macros), the same for every build of a version. */
export function writeManPage(version: string): string {
  const root = createTree()
  const commands = root.commands.filter(command => command.name() !== 'help')
  return `${[
    `.TH ${NAME.toUpperCase()} 1 "" "${NAME} ${version}" "User Commands"`,
    '.SH NAME',
    `${NAME} \\- ${escapeRoff(lowerFirst(root.description()).replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    ...commands.flatMap(command => [
      `.B ${NAME} ${escapeRoff(command.name())}`,
      escapeRoff(command.usage()),
      '.br',
    ]),
    '.SH DESCRIPTION',
    escapeRoff(root.description()),
    '.SH COMMANDS',
    ...commands.flatMap(command => writeCommand(command, [])),
    ...TOPICS.flatMap(topic => [
      `.SH ${escapeRoff(topic.name.replaceAll('-', ' ').toUpperCase())}`,
      ...topic.parts.flatMap(part =>
        typeof part === 'string'
          ? ['.PP', escapeRoff(part)]
          : part.flatMap(([term, meaning]) => ['.TP', `.B ${escapeRoff(term)}`, escapeRoff(meaning)]),
      ),
    ]),
  ].join('\n')}\n`
}

function writeCommand(command: Command, path: readonly string[]): string[] {
  const name = [...path, command.name()]
  const options = command.options.flatMap(option => [
    '.TP',
    `.B ${escapeRoff(option.flags)}`,
    escapeRoff(option.description),
  ])
  return [
    `.SS ${escapeRoff(`${name.join(' ')} ${command.usage()}`)}`,
    escapeRoff(command.description().replaceAll('\n', ' ')),
    ...options,
    ...command.commands.flatMap(each => writeCommand(each, name)),
  ]
}

/** A line beginning with a dot or quote is a request to roff; hyphens and backslashes are marked. */
function escapeRoff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('≈', '\\(~=')
    .replaceAll('×', '\\(mu')
    .replaceAll('’', '\\(cq')
    .replaceAll('…', '...')
    .replace(/^([.'])/, '\\&$1')
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
