/**
 * The JSON Schema of `kling-cost.yaml`, for editors, made at build from the tables of options. It says which keys there
 * are and what form their values have; what a value means is for its option to say.
 */
import { TABLES } from '../requests/flags/commands.js'
import { describeFlag, type Flag, flagsOf, syntaxOf } from '../requests/flags/flag.js'
import { CONFIG_NAME } from './find-config.js'
import { COMMON, listSections } from './settings.js'

/** A JSON Schema, or a part of one. */
type Schema = Record<string, unknown>

// Every scalar is taken as the text it is written as, whatever YAML makes of it.
const TEXT: Schema = { type: ['string', 'number', 'boolean'] }
const FLAG: Schema = { enum: [true, false, 'true', 'false'] }

/** The schema (draft 2020-12) of a config file. */
export function configSchema(): Schema {
  const sections = [...listSections()].map(([section, keys]): [string, Schema] => {
    const table = TABLES.find(({ name }) => name === section) ?? TABLES[0]!
    const properties = Object.fromEntries(
      [...keys].sort().map(key => [key, formOf(key, flagsOf(table)[key])]),
    )
    const description =
      section === COMMON ? 'Defaults for every command that has the option.' : table.description
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

function formOf(key: string, flag: Flag | undefined): Schema {
  // The only arguments that a file may give are paths.
  if (!flag) return { description: 'The file that is read.', ...formOfValue(TEXT, 1) }
  const description = `${syntaxOf(key, flag)}: ${describeFlag(flag)}`
  return {
    description,
    ...(flag.repeats ? formOfValue(TEXT, null) : formOfValue(flag.value ? TEXT : FLAG, 1)),
  }
}

/** One value, or a list of at most `most` of them. */
const formOfValue = (value: Schema, most: number | null): Schema => ({
  anyOf: [value, { type: 'array', items: value, minItems: 1, ...(most === null ? {} : { maxItems: most }) }],
})
