/** What is asked for: one call to the API, in the words of the rate cards. */
import { format, isZero, roundToSecond, type Seconds } from '../quantity.js'
import type { Reference } from './rate-card.js'

/** One job. What is null was not said; a job without `audio` or `voiceControl` has none. */
export interface Job {
  readonly capability: string | null
  /** Canonical model id. */
  readonly model: string | null
  readonly mode: string | null
  readonly resolution: string | null
  /** Length of the output as asked for or as logged; more than 0. */
  readonly duration: Seconds | null
  readonly audio: boolean
  readonly reference: Reference
  readonly voiceControl: boolean
  /** Length of the video input, where there is one and it was said; few prices depend on it. */
  readonly inputDuration: Seconds | null
  /** In lower_snake. */
  readonly effect: string | null
}

/** Words of each setting; the cards say which of them they price. */
export const MODES = ['std', 'pro'] as const
export const RESOLUTIONS = ['720p', '1080p', '1k', '2k', '4k'] as const
export const REFERENCES = ['image', 'video'] as const

/** The job of which nothing is said. */
export const ANY_JOB: Job = {
  capability: null,
  model: null,
  mode: null,
  resolution: null,
  duration: null,
  audio: false,
  reference: 'none',
  voiceControl: false,
  inputDuration: null,
  effect: null,
}

/** What became of a task. Only `billed` ones cost anything (002, "You Only Pay for Success"). */
export type Outcome = 'billed' | 'not-billed' | 'pending'

/** The words of a log's `status` column, old API and new. */
export const OUTCOME_OF_STATUS: ReadonlyMap<string, Outcome> = new Map([
  ['succeed', 'billed'],
  ['succeeded', 'billed'],
  ['success', 'billed'],
  ['failed', 'not-billed'],
  ['submitted', 'pending'],
  ['processing', 'pending'],
])

/** The same text for equal jobs, another for different ones. */
export const keyOfJob = (job: Job): string =>
  [
    job.capability,
    job.model,
    job.mode,
    job.resolution,
    job.duration && format(job.duration),
    job.audio,
    job.reference,
    job.voiceControl,
    job.inputDuration && format(job.inputDuration),
    job.effect,
  ].join('\n')

/** The settings of a job as people read them: `1080p`, `audio`, and `length`, a number of seconds, if there is one. */
export function describeSettings(job: Job, length: string | null): string[] {
  return [
    job.mode,
    job.resolution,
    job.audio ? 'audio' : null,
    job.reference === 'none' ? null : `${job.reference} reference`,
    job.voiceControl ? 'voice control' : null,
    job.inputDuration && `${format(job.inputDuration)} s of input`,
    job.effect,
    length && `${length} s`,
  ].filter(setting => setting !== null)
}

/**
 * The job with its length as billed, where that says all of it: a length half-way between two seconds stays as it is,
 * for its rounding is a ruling of ours that is told (R1). Logs hold lengths to the millisecond, and a million jobs come
 * down to a few dozen by it.
 */
export function roundLength(job: Job): Job {
  if (job.duration === null || /\.50*$/.test(format(job.duration))) return job
  const duration = roundToSecond(job.duration)
  return isZero(duration) ? job : { ...job, duration }
}
