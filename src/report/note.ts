/** What is said beside an answer. */
import { asSentence, makeVisible } from './text.js'

/** One thing that is said. */
export interface Note {
  readonly text: string
  /** The ruling that it tells, as docs/rulings.md numbers them. */
  readonly ruling?: string
  /** Whether the screen shows in another form what it says. */
  readonly isInTable?: boolean
  /** Whether it changes nothing in this answer: a screen shows it with `--details` alone. */
  readonly isDetail?: boolean
  /** Whether it is said to those too who want no notes. */
  readonly isLoud?: boolean
}

/** The notes that a document has at its end: what its tables and warnings do not say. */
export const listBeside = (notes: readonly Note[]): string[] =>
  notes.flatMap(({ text, isInTable }) => (isInTable ? [] : [makeVisible(asSentence(text))]))

/** A choice of ours where the documents are silent (docs/rulings.md), with the answers that it shapes. */
export interface Ruling<Answer> {
  readonly id: string
  readonly text: (answer: Answer) => string
  readonly applies: (answer: Answer) => boolean
  /** Whether it is no detail, as people may have meant something else. */
  readonly isDoubtful?: boolean
}

/** The rulings that shape an answer: what they say is a detail as a rule. */
export const tellRulings = <Answer>(rulings: readonly Ruling<Answer>[], answer: Answer): RulingNote[] =>
  rulings
    .filter(({ applies }) => applies(answer))
    .map(({ id, text, isDoubtful = false }) => ({ ruling: id, text: text(answer), isDetail: !isDoubtful }))

type RulingNote = Note & { readonly ruling: string }
