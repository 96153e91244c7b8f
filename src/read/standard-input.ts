/** Where `-` reads from. */
export interface StandardInput {
  readonly stream: AsyncIterable<Buffer | string>
  readonly isTerminal: boolean
}
