/** The licence texts of what is bundled. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The licence text of every package below `root` that a bundle of `inputs` holds. Throws where one holds none. */
export function listLicences(root, inputs) {
  // A package within another's folder is named by the last of the folders.
  const packages = new Set(
    inputs.flatMap(input => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0] ?? []),
  )
  return `${[...packages]
    .sort()
    .map(path => describeLicence(join(root, path), path))
    .join('\n\n')}\n`
}

function describeLicence(folder, path) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find(each => /^licen[cs]e\b(?!.*\.[cm]?[jt]s$)/i.test(each))
  if (file === undefined)
    throw new Error(`${path}: expected a licence text of what is bundled; got a package without one`)
  return `## ${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}`
}
