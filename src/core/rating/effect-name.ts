/** An effect's name as it is compared, in lower_snake: case does not count, and `-` or a blank is `_`. */
export const normaliseEffect = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '_')
