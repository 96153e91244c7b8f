/** Where `-` reads from, and whatever else is no file. */
export interface StandardInput {
  readonly stream: AsyncIterable<Buffer | string>
  readonly isTerminal: boolean
  /** The number by which the system knows it; left out where it is no stream of the process. */
  readonly descriptor?: number
  /** The file that standard input is, when it is a whole one, as after `<`. */
  readonly file?: { readonly descriptor: number; readonly size: number } | null
  /** Inputs that are no files, by the names that stand for their paths: what the library was handed. */
  readonly memory?: ReadonlyMap<string, MemoryInput>
  /** Told of each input of a run, and of each workbook among them; left out: nobody asks. */
  noteInput?(what: 'any' | 'workbook'): void
}

/** An input that a program handed over. */
export interface MemoryInput extends AsyncIterable<Buffer> {
  /** Whether it gives the same when it is read again, as a stream does not. */
  readonly isRepeatable: boolean
  /** Whether it is CSV that was made of rows; known when the first chunk is there. */
  readonly isOfRows: boolean
}
