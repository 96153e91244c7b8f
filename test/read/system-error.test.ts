import { expect, test } from 'vitest'
import { describeSystemError } from '../../src/read/system-error.js'

test.each([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'permission is denied'],
  ['EPERM', 'permission is denied'],
  ['EISDIR', 'is a directory; a file is needed'],
  ['ENOSPC', 'no space is left'],
  ['ENOTDIR', 'a part of the path is not a directory'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['ELOOP', 'its links lead round in a circle'],
  ['EIO', 'cannot be used (EIO)'],
])('%s: %s', (code, words) => {
  expect(describeSystemError(Object.assign(new Error('no'), { code }))).toBe(words)
})
test('what has no code is told as it is', () => {
  expect(describeSystemError(new Error('odd'))).toBe('cannot be used (Error: odd)')
})
