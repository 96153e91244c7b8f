/** The values that are there, in their order: `condition && value` leaves one out. */
export const compact = <T>(values: readonly (T | false | null | undefined)[]): T[] =>
  values.filter(value => value !== false && value !== null && value !== undefined) as T[]
