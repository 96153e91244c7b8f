/** What is said of rows that count, and of those that do not, where they may not be what they seem. */
import { inQuotes, quoteArgument, quoteName } from '../../core/failure.js'
import type { ReadLog, ServiceAnswer, SlaNote } from '../../core/sla/answer.js'
import type { Note } from '../note.js'
import { countOf, listNames, makeVisible, showCount } from '../text.js'
import { showMinutes } from '../times.js'

/** What no reader may overlook of the rows that count, and of those that do not. */
const DOUBTFUL = [
  'times-coarse',
  'failures-set-aside',
  'may-be-messages',
  'messages-of-errors',
  'messages-that-warn',
  'statuses-elsewhere',
  'rows-in-pairs',
  'repeated-by-counters',
  'statuses-passed-over',
  'statuses-set-aside',
  'other-times',
  'mostly-repeated',
  'attempts-repeated',
  'logs-shifted',
  'failures-again',
  'paths-unseen',
  'counted-again',
  'filtered-without-path',
  'failures-without-account',
] as const satisfies readonly SlaNote['kind'][]
export type DoubtfulRows = Extract<SlaNote, { kind: (typeof DOUBTFUL)[number] }>

export const isDoubtful = (note: SlaNote): note is DoubtfulRows => DOUBTFUL.some(kind => kind === note.kind)

/** Of these the first lines of an answer tell. */
const IN_LEAD: readonly SlaNote['kind'][] = ['times-coarse', 'failures-set-aside', 'statuses-elsewhere']
const isInLead = ({ kind }: SlaNote): boolean => IN_LEAD.includes(kind)

/** Those that stand below an answer. */
export const describeDoubtful = ({ notes }: ServiceAnswer): string[] =>
  notes.filter(isDoubtful).flatMap(note => (isInLead(note) ? [] : makeVisible(describeDoubtfulRows(note))))

/** Those that stand in front of it. */
export const describeLeading = ({ notes }: ServiceAnswer): Note[] =>
  notes
    .filter(isDoubtful)
    .flatMap(note => (isInLead(note) ? { text: `warning: ${describeDoubtfulRows(note)}`, isLoud: true } : []))

function describeDoubtfulRows(note: DoubtfulRows): string {
  switch (note.kind) {
    case 'times-coarse': {
      const [step, own] = [showMinutes(note.minutes), showMinutes(note.sliceMinutes)]
      const [all, what, instead] = note.isReduced
        ? ['counts', `Sums of ${step}`, `give counts of ${own} each`]
        : ['requests', `Those of ${step}, if times were cut to that,`, 'give the log with its full times']
      return `All ${all} lie ${step} apart, or a multiple of it. ${what} count as those of ${own}, and the rest of the time as without failure: ${instead}`
    }
    case 'failures-set-aside':
      return `${showCount(note.rows)} of ${countOf(note.of, 'bad row')} set aside ${note.rows === 1 ? 'looks like a request that' : 'look like requests that'} failed, and ${note.rows === 1 ? 'counts' : 'count'} as nothing: put right what is wrong there (--rejects FILE lists the rows)`
    case 'may-be-messages': {
      const { file, requests, unreached } = note.log
      const [have, count] = unreached === 1 ? ['has', 'counts'] : ['have', 'count']
      const why =
        note.column === null ? 'where they are as many as the others,' : `beside the column "${note.column}"`
      return `${file}: ${showCount(unreached)} of ${countOf(requests, 'request')} ${have} no status and ${count} as never arrived; ${why} such rows may be other messages, or tell that a request began which another row ends: take those out of the log (--unreached ignore leaves out all)`
    }
    case 'messages-of-errors':
      return describeLeftOut(note.log, note.log.messagesOfErrors, 'though an error is named there')
    case 'messages-that-warn': {
      const { rows, found } = note.log.warnings
      return describeLeftOut(
        note.log,
        rows,
        `though ${rows === 1 ? 'it warns' : 'they warn'}: ${inQuotes(found)}`,
      )
    }
    case 'statuses-elsewhere': {
      const { file, statusesElsewhere: seen } = note.log
      return `${file}: ${seen.of === 1 ? 'the row' : `${showCount(seen.rows)} of the first ${countOf(seen.of, 'row')}`} without a status ${seen.rows === 1 ? 'names' : 'name'} one elsewhere, such as "${seen.found}": an answer arrived, and yet ${seen.rows === 1 ? 'it counts' : 'they count'} as never arrived. Write it where the others have their status`
    }
    case 'rows-in-pairs': {
      const { file } = note
      const { rows, of, differing, word } = note.pairs
      const isText = file !== 'stdin' && !/\.(?:gz|zst)$/i.test(file)
      if (differing === null) {
        const once = isText ? `: uniq ${quoteArgument(file)} | kling-cost sla -` : ''
        return `${file}: ${showCount(rows)} of ${countOf(of, 'failure')} that were looked at repeat the row in front of them word for word. If they are requests of their own, nothing is wrong. If both rows tell of one, it counts twice: take one of the two out of the log${once}`
      }
      const takesOut =
        word !== null && isText
          ? `: grep -vF ${quoteArgument(word)} ${quoteArgument(file)} | kling-cost sla -`
          : ''
      return `${file}: ${showCount(rows)} of ${countOf(of, 'row')} that were looked at stand within a second of another with the same status, and differ from it by ${JSON.stringify(differing)}. If they are two requests, nothing is wrong. If both rows tell of one, it counts twice: take one of the two out of the log${takesOut}`
    }
    case 'repeated-by-counters':
      return `${countOf(note.requests, 'row')} of ${listNames(note.files)} ${note.requests === 1 ? 'is' : 'are'} left out as they have the request_id of another row, and these ids are numbers by which a program counts. If several programs wrote them, or one that was started again, they are other requests: --ignore-columns ${quoteArgument(note.idColumns.map(quoteName).join(','))} counts every row`
    case 'statuses-passed-over': {
      const { file, passedOver } = note.log
      return `${file}: cells of the status list several, such as one for each attempt, of which the last counts. ${countOf(passedOver.statuses, 'status', 'statuses')} in front of it ${passedOver.statuses === 1 ? 'is' : 'are'} passed over, ${showCount(passedOver.errors)} of them 5XX: to count every attempt, give each a row of its own`
    }
    case 'statuses-set-aside':
      return `${countOf(note.rows, 'row')} set aside for what stands in status, such as ${note.found}, may be failures: if such a request got no answer, clear the cell, or read it by a format of your own with unreached: [${note.found}] (--log-format FILE)`
    case 'other-times': {
      const { read, name, cell, minutes, isZone } = note.times
      const zone = isZone ? 'One of the two likely lacks its zone: is it right (--log-tz)? ' : ''
      return `${note.file}: times are read from "${read}", and "${name}" says others, such as ${cell}, ${showMinutes(Math.abs(minutes))} ${minutes < 0 ? 'earlier' : 'later'}. ${zone}If requests were when "${name}" says: --columns ${quoteArgument(`timestamp=${quoteName(name)}`)}`
    }
    case 'mostly-repeated':
      return `${note.file}: ${showCount(note.requests)} of ${countOf(note.of, 'row')} are left out, as their request_id stands in another row of the same log. That many do not repeat a request: the id may be that of a batch, a job or a user. If so, count them all: --ignore-columns ${quoteArgument(note.idColumns.map(quoteName).join(','))}`
    case 'attempts-repeated':
      return `${note.file}: ${countOf(note.requests, 'row')} left out, with the time, ${note.idColumn}, outcome and path of another row. If "${note.column}" numbers attempts, each of them counts with --columns ${quoteArgument(`request_id=${quoteName(note.idColumn)}+${quoteName(note.column)}`)}`
    case 'failures-again':
      return `${note.file} holds nothing but failures, and ${note.other} has as many of them in the same five minutes. If they are the same requests, each failure counts twice: give ${note.other} alone`
    case 'paths-unseen':
      return "a table is counted where it lies, and its paths are not looked at: health checks and requests to others count. If it has such, --endpoint '/v1/*' counts the service's alone"
    case 'logs-shifted': {
      const [own, others] = [note.files, note.others].map(files => listNames(files))
      const when = `${showMinutes(Math.abs(note.minutes))} ${note.minutes < 0 ? 'later' : 'earlier'}`
      return `${own}: times name no zone. Taken as ${when}, there are about as many requests in every five minutes as in ${others}. If they are the same requests, each counts twice: --log-tz says of which zone the times are`
    }
    case 'counted-again': {
      const [have, count] =
        note.requests === 1 ? ['has', 'counts as a request'] : ['have', 'count as requests']
      return `${note.file}: ${showCount(note.requests)} of ${countOf(note.of, 'row')} ${have} the request_id, status and path of an earlier row and ${count} all the same, as attempts may share an id. If the log has several rows for a request, such as one for each message, keep one of them. If they are several requests, nothing is wrong`
    }
    case 'failures-without-account':
      return `${countOf(note.requests, 'request')} without an account, none of which succeeded: a gateway may not know whose request it was that failed. They are in the figures of no other account. --ignore-columns with the name of its column judges all requests as one`
    case 'filtered-without-path':
      return `${countOf(note.requests, 'request')} without a path ${note.requests === 1 ? 'is' : 'are'} left out: a request that fails early may have none. Without the filter the endpoints say how many of them failed`
  }
}

/** Rows that are left out as messages, and what to do if they are none. */
function describeLeftOut({ file, format, isTable }: ReadLog, rows: number, why: string): string {
  const isOwn = format === null && !isTable
  const found = `${file}: ${countOf(rows, 'row')} without a status${isOwn ? ' and a path' : ''} ${rows === 1 ? 'is' : 'are'} left out as messages, ${why}. If ${rows === 1 ? 'it tells' : 'they tell'} of requests that got no answer, `
  return isOwn
    ? `${found}write "status": null there, and they count`
    : `${found}availability is lower: a log with a row for each of them, its status left empty, counts them`
}
