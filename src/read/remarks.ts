/** What was made of an input stands in the errors about it too: the wrong sheet is why a column is missing. */
import { InputError } from '../core/failure.js'
import type { Input } from './source.js'

/** Runs `read`; an InputError that it throws is told with the remarks about the input. */
export async function withRemarks<T>({ remarks = [] }: Input, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof InputError) || remarks.length === 0) throw error
    const [first, ...others] = error.issues
    const hint = [...(first.hint === undefined ? [] : [first.hint]), ...remarks].join('\n  ')
    throw new InputError([{ ...first, hint }, ...others])
  }
}
