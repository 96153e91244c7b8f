/**
 * The JSON Schema of `kling-cost.yaml`, for editors, made at build from the command tree. It says which keys there
 * are and what form their values have; what a value means is for its option to say.
 */
import type { Command, Option } from 'commander'
import { createTree } from './program.js'
import { COMMON, CONFIG_NAME, isFlag, isRepeatable, listSections, listSettable } from './settings.js'

/** A JSON Schema, or a part of one. */
type Schema = Record<string, unknown>

// Every scalar is taken as the text it is written as, whatever YAML makes of it.
const TEXT: Schema = { type: ['string', 'number', 'boolean'] }
const FLAG: Schema = { enum: [true, false, 'true', 'false'] }

/** The schema (draft 2020-12) of a config file. */
export function configSchema(): Schema {
  const root = createTree()
  const sections = [...listSections(root)].map(([section, keys]): [string, Schema] => {
    const commands =
      section === COMMON ? root.commands : root.commands.filter(each => each.name() === section)
    const properties = Object.fromEntries([...keys].sort().map(key => [key, formOf(key, commands)]))
    const description =
      section === COMMON ? 'Defaults for every command that has the option.' : commands[0]!.description()
    return [section, { description, ...formOfMap(properties) }]
  })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: CONFIG_NAME,
    description:
      'Defaults for the options of kling-cost. The command line and the environment win over them.',
    ...formOfMap(Object.fromEntries(sections)),
  }
}

/** Keys and values, or nothing at all. */
const formOfMap = (properties: Schema): Schema => ({
  type: ['object', 'null'],
  additionalProperties: false,
  properties,
})

function formOf(key: string, commands: readonly Command[]): Schema {
  const option = commands.flatMap(listSettable).find(each => each.name() === key)
  // The only arguments that a file may give are paths.
  if (!option) return { description: 'The file that is read.', ...formOfValue(TEXT, 1) }
  return { description: describe(option), ...formOfOption(option) }
}

function formOfOption(option: Option): Schema {
  if (isRepeatable(option)) return formOfValue(TEXT, null)
  return formOfValue(isFlag(option) ? FLAG : TEXT, 1)
}

/** One value, or a list of at most `most` of them. */
const formOfValue = (value: Schema, most: number | null): Schema => ({
  anyOf: [value, { type: 'array', items: value, minItems: 1, ...(most === null ? {} : { maxItems: most }) }],
})

const describe = ({ flags, description }: Option): string => `${flags}: ${description}`
