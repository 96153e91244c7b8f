/**
 * The rows that the log of usage-log.js needs, written out by hand, so that the peers owe nothing to the
 * program that they are compared with. Prices are dollars, times 10^6 as whole numbers.
 */
export const MICROS = 1_000_000n

/** The price of one task in millionths of a dollar, by the cells of its row. */
export function priceInMicros([, , capability, model, mode, resolution, duration, audio, status]) {
  if (status !== 'succeed') return 0n
  const seconds = BigInt(Math.floor(Number(duration) + 0.5))
  if (capability === 'text-to-image') return 4n * 3_500n
  if (capability === 'lip-sync') return ((seconds + 4n) / 5n) * 70_000n
  if (model === 'V1.6') return (mode === 'std' ? 280_000n : 490_000n) * (seconds / 5n)
  if (model === '2.6') return seconds * (resolution === '720p' ? 42_000n : 70_000n)
  const silent = resolution === '720p' ? 75_000n : 100_000n
  const sounding = resolution === '720p' ? 113_000n : 150_000n
  return seconds * (audio === 'true' ? sounding : silent)
}

/** Millionths of a dollar as a decimal without trailing zeros. */
export function formatMicros(micros) {
  const digits = micros.toString().padStart(7, '0')
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, '')
}
