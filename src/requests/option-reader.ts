/** Options as texts, read into values: a bad one does not hide the next. */
import { failOnAny, type Issue, isIssue, NOWHERE } from '../core/failure.js'
import { type Problems, type ReadValue, readChoice } from '../read/values.js'

/** Reads options and collects what is wrong with them. */
export class OptionReader {
  readonly problems: Problems = { place: NOWHERE, issues: [] as Issue[] }

  /** Reads an option that may be left out. An empty value is a wrong one, never no value. */
  read<T>(text: string | undefined, name: string, parse: ReadValue<T>): T | null {
    return text === undefined ? null : parse(text, name, this.problems)
  }

  choice<C extends string>(text: string | undefined, name: string, choices: readonly C[]): C | null {
    return this.read(text, name, (found, label, problems) => readChoice(found, label, choices, problems))
  }

  /** Takes what a look-up finds of the text of an option; an issue is recorded and gives null. */
  find<T extends object>(text: string | undefined, lookUp: (text: string) => T | Issue): T | null {
    if (text === undefined) return null
    const found = lookUp(text)
    if (!isIssue(found)) return found
    this.problems.issues.push(found)
    return null
  }

  /** Records a combination of options that cannot be. */
  refuse(message: string): void {
    this.problems.issues.push({ code: 'BAD_USAGE', message, place: NOWHERE })
  }

  /** Throws InputError with all that was wrong. */
  finish(): void {
    failOnAny(this.problems.issues)
  }
}
