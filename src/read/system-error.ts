/** An operating system's refusal in plain words. */
export function describeSystemError(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'permission is denied'
  if (code === 'EISDIR') return 'is a directory; a file is needed'
  if (code === 'ENOSPC') return 'no space is left'
  if (code === 'ENOTDIR') return 'a part of the path is not a directory'
  if (code === 'ENAMETOOLONG') return 'the name is too long'
  if (code === 'ELOOP') return 'its links lead round in a circle'
  return `cannot be used (${code ?? String(error)})`
}
