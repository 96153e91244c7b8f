/** `kling-cost config show`: every option that a file or the environment sets, and where. */
import type { Command } from 'commander'
import { renderTable } from '../../report/table.js'
import { makeVisible, writeJson } from '../../report/text.js'
import { EXIT, type ExitStatus } from '../exit.js'
import { CONFIG_NAME } from '../find-config.js'
import type { Io } from '../io.js'
import { applySettings, isConfigurable, type Origin, readConfig, type Setting } from '../settings.js'

/** Shows the settings of each command of the tree under `root`. Throws InputError for what is wrong in the file. */
export async function runConfigShow(root: Command, isJson: boolean, io: Io): Promise<ExitStatus> {
  const config = await readConfig(undefined, io)
  const rows = root.commands
    .filter(isConfigurable)
    .flatMap(command =>
      applySettings(command, config, io).map(setting => ({ command: command.name(), setting })),
    )
  if (isJson) {
    const settings = rows.map(({ command, setting }) => ({
      command,
      option: setting.name,
      values: setting.texts,
      from: viewOrigin(setting.origin),
    }))
    const view = { schema: 'kling-cost/config/1', file: config?.path ?? null, settings }
    io.out(`${writeJson(view, 2)}\n`)
    return EXIT.answered
  }
  const found = config ? config.path : `no ${CONFIG_NAME} in this folder or above`
  const table = renderTable(
    [
      { heading: 'Command' },
      { heading: 'Option' },
      { heading: 'Value', isWrapped: true },
      { heading: 'From' },
    ],
    rows.map(({ command, setting }) => [
      command,
      setting.name,
      showValue(setting),
      describeOrigin(setting.origin),
    ]),
    { width: io.columns },
  )
  io.out(`${makeVisible(found)}\n${rows.length === 0 ? 'nothing is set' : `\n${table}`}\n`)
  return EXIT.answered
}

const showValue = ({ texts }: Setting): string => makeVisible(texts.join(', '))

function viewOrigin(origin: Origin) {
  return origin.kind === 'file'
    ? { kind: origin.kind, file: origin.place.file, line: origin.place.line }
    : origin
}

const describeOrigin = (origin: Origin): string =>
  origin.kind === 'file'
    ? `line ${origin.place.line}`
    : origin.kind === 'environment'
      ? origin.variable
      : 'command line'
