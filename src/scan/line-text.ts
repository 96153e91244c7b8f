const RETURN = 0x0d

/** The text of a line of which `newline` is the end. */
export const textOfLine = (bytes: Buffer, start: number, newline: number): string =>
  bytes.toString('utf8', start, newline > start && bytes[newline - 1] === RETURN ? newline - 1 : newline)
