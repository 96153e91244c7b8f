/** Mutants that change nothing anyone could notice: where, the line as it stands, what stands there instead, and why. */
export const EQUIVALENT = []
