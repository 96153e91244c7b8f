/** Words that a text may say, among others: a remark in a sentence, or a short name in a cell. */
import { type Names, normaliseColumn } from './names.js'

/** Signs of which words are made with no blanks between. */
const UNPARTED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** A phrase is of so many words, or signs where no blanks part words. */
const MOST_WORDS = 4
const MOST_SIGNS = 8

/** What turns the next word around; `no` stands in front of numbers as well. */
const NOT = /^(?:not|non|never|without|nicht|kein|keine|ohne|não|sem|pas|sans|nunca|sin|senza|не|без)$/
/** The same in front of signs, and behind them; and who may ask for what does not say that anybody did. */
const NOT_BEFORE = /(?:[不未无無非没](?:可|能|可以|支持|予|需|需要|用|理由)?|支持|可)$/u
const NOT_BEHIND = /^(?:なし|不可|可|待ち|できません|불가|없음|안함)/u

/** Words, or signs, that stand together in a text. */
export interface Phrase {
  readonly text: string
  /** Whether it is written with no blanks between its words. */
  readonly isUnparted: boolean
  /** The words of the text in front of it, and behind. */
  readonly before: readonly string[]
  readonly behind: readonly string[]
}

/** The phrases of a text that are asked for, and that it does not turn around. */
export function phrasesIn(text: string, isAsked: (phrase: string) => boolean): Phrase[] {
  const words = normaliseColumn(text).split(' ')
  const within = words.flatMap((word, at) =>
    UNPARTED.test(word)
      ? piecesOf([...word], MOST_SIGNS, '', isAsked).map(({ before, behind, ...piece }) => ({
          ...piece,
          before: [...words.slice(0, at), before.join('')].filter(Boolean),
          behind: [behind.join(''), ...words.slice(at + 1)].filter(Boolean),
        }))
      : [],
  )
  return [...piecesOf(words, MOST_WORDS, ' ', isAsked), ...within].filter(phrase => !isTurned(phrase))
}

const isTurned = ({ isUnparted, before, behind }: Phrase): boolean =>
  NOT.test(before.at(-1) ?? '') ||
  (isUnparted && (NOT_BEFORE.test(before.join('')) || NOT_BEHIND.test(behind.join(''))))

function piecesOf(
  parts: readonly string[],
  most: number,
  gap: string,
  isAsked: (phrase: string) => boolean,
): Phrase[] {
  const found: Phrase[] = []
  for (const [at, first] of parts.entries()) {
    let text = first
    for (let end = at + 1; ; end++) {
      if (isAsked(text)) {
        const [before, behind] = [parts.slice(0, at), parts.slice(end)]
        found.push({ text, isUnparted: UNPARTED.test(text), before, behind })
      }
      if (end === parts.length || end === at + most) break
      text += gap + parts[end]!
    }
  }
  return found
}

/** What a word means that says it beside nothing but what changes nothing of it: prose has it as well. */
const ALONE = 'alone'

/** Whether a text says a word of one of some lists. */
export const saysWordOf = (text: string, lists: readonly string[], names: Names): boolean =>
  lists.some(list => {
    const words = names.wordsOf(list)
    return phrasesIn(text, phrase => words.has(phrase)).some(phrase => isSaidBy(phrase, list, names))
  })

/** Whether a phrase is a word of a list, and says it with what stands around it. */
export function isSaidBy(
  { text, before, behind }: Phrase,
  list: string,
  names: Names,
  mayBeAlone = true,
): boolean {
  const meaning = names.wordsOf(list).get(text)
  if (meaning !== ALONE) return meaning !== undefined
  return mayBeAlone && areAside([...before, ...behind], names)
}

/** Whether words change nothing of what another one says: `units`, `by bank`, numbers. */
export function areAside(words: readonly string[], names: Names): boolean {
  const aside = names.wordsOf('aside')
  // A number is taken whole: that of an order may be long.
  const isMadeOf = (signs: string): boolean => {
    const rest = signs.replace(/^\d+/, '')
    if (rest === '') return true
    return Array.from(rest).some((_, i) => aside.has(rest.slice(0, i + 1)) && isMadeOf(rest.slice(i + 1)))
  }
  return words.every(word => /^\d+$/.test(word) || aside.has(word) || (UNPARTED.test(word) && isMadeOf(word)))
}
