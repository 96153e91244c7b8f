/**
 * What an answer says to people, said once: a screen, Markdown, a page and a claim only lay it out. A report builds
 * one; a new format is a writer in `write/`, a new fact is a line in the report.
 */
import { compact } from '../core/compact.js'
import type { Ratio } from '../core/ratio.js'
import type { Html } from './html/markup.js'

/** How something stands out; meaning never rests on it. */
export type Tone = 'good' | 'bad' | 'strong'

/** A part of a bar, and what it is, which decides how it is drawn. */
export interface BarPart {
  readonly kind: 'cost' | 'used' | 'left' | 'risk' | 'lost'
  readonly amount: Ratio
}

/** Something larger, and a part of it, or all that it divides into; a screen draws only the former. */
export type Bar = { readonly whole: Ratio } & (
  | { readonly part: Ratio }
  | { readonly parts: readonly BarPart[] }
)

/** A cell of a table: its words, and what may be drawn beside them. */
export type Cell = string | { readonly text: string; readonly tone?: Tone; readonly bar?: Bar }

export interface Column {
  readonly heading: string
  /** An amount, set flush right. */
  readonly isAmount?: boolean
  /** Whether its words are wrapped where the table is too wide; the first column, where none is. */
  readonly isWrapped?: boolean
  /**
   * Left out where a screen is too narrow, the lowest number first; never from Markdown or a page. A column without
   * one is always shown, if need be below the others.
   */
  readonly spare?: number
}

export interface Table {
  readonly caption: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
}

/** Something said under a name, in one line or more. */
export interface Fact {
  readonly label: string
  readonly lines: readonly string[]
  readonly tone?: Tone
}

/** Facts of which some may have nothing to say. */
export type Facts = readonly (Fact | false | null | undefined)[]

/** A figure that the eye falls on, with what explains it. */
export interface KeyFigure {
  readonly label: string
  readonly value: string
  readonly more?: string | null
}

/** A picture, which a page draws and a screen has in lines of text, if at all. */
export interface Picture {
  /** What it shows, for those who cannot see it. */
  readonly caption: string
  readonly lines: (width: number) => readonly string[]
  readonly draw: () => Html
}

/** What shows a document. */
export type Medium = 'screen' | 'markdown' | 'page'

/** What is said of the rows that a screen leaves out, of which there are `all` with those of the table. */
export interface Rest {
  readonly all: number
  readonly say: (left: number) => string
}

/** A piece of a section. */
export type Block = {
  /** The media it is for; left out: all. */
  readonly only?: readonly Medium[]
  /** Whether a screen shows it with `--details` alone; Markdown and pages show or fold it. */
  readonly isDetail?: boolean
  /** Whether a screen shows it without `--details` alone, as details hold more of the same. */
  readonly isBrief?: boolean
} & (
  | { readonly kind: 'text'; readonly text: string; readonly tone?: Tone }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  /** What the eye falls on first. A screen has it in the lead. */
  | { readonly kind: 'figures'; readonly figures: readonly KeyFigure[] }
  | { readonly kind: 'table'; readonly table: Table; readonly rest?: Rest }
  | { readonly kind: 'picture'; readonly picture: Picture }
  /** For a shell, with nothing in it that a screen would hide. */
  | { readonly kind: 'command'; readonly command: string }
)

export interface Section {
  /** Empty for what follows the lead at once. */
  readonly heading: string
  readonly blocks: readonly Block[]
}

export interface Document {
  /** What kind of answer it is. */
  readonly title: string
  /** What it is about: a file, a period. */
  readonly subject: string
  /** The answer, in sentences that a reader can hand on as they are. */
  readonly lead: readonly string[]
  /** Whether gates are crossed, which a screen has on standard error. */
  readonly gates?: readonly string[]
  /** What no reader may overlook. */
  readonly warnings: readonly string[]
  readonly sections: readonly Section[]
  /** What the answer rests on. */
  readonly notes: readonly string[]
  /** What was read, and by which program. */
  readonly foot: string
}

/** A column, and what stands in it in each row. */
interface ColumnOf<Row> extends Column {
  readonly cell: (row: Row) => Cell
}

type Extras = Omit<Column, 'heading' | 'isAmount'>

export const column = <Row>(
  heading: string,
  cell: (row: Row) => Cell,
  extras: Extras = {},
): ColumnOf<Row> => ({ heading, cell, ...extras })
export const amountColumn = <Row>(
  heading: string,
  cell: (row: Row) => Cell,
  extras: Extras = {},
): ColumnOf<Row> => ({ heading, cell, isAmount: true, ...extras })

/** A table of rows of one kind; a column may be left out. */
export function tabulate<Row>(
  caption: string,
  rows: readonly Row[],
  columns: readonly (ColumnOf<Row> | false)[],
): Table {
  const shown = compact(columns)
  let cells: Cell[][] | null = null
  return {
    caption,
    columns: shown,
    // Made when they are shown: a screen has few of many.
    get rows() {
      cells ??= rows.map(row => shown.map(({ cell }) => cell(row)))
      return cells
    },
  }
}

/** Something said under a name; null where there is nothing to say. */
export function fact(label: string, line: string, ...lines: readonly string[]): Fact
export function fact(label: string, ...lines: readonly (string | false | null)[]): Fact | null
export function fact(label: string, ...lines: readonly (string | false | null)[]): Fact | null {
  const said = compact(lines)
  return said.length === 0 ? null : { label, lines: said }
}

export const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text)

/** The words of a table's rows. */
export const textsOf = ({ rows }: Table): string[][] => rows.map(row => row.map(textOf))

/** The sections that a medium shows, each with the blocks that are for it; none that would be empty. */
export const sectionsFor = (
  { sections }: Document,
  medium: Medium,
  showsDetails = true,
): readonly Section[] =>
  sections.flatMap(({ heading, blocks }) => {
    const shown = blocks.filter(
      ({ kind, only, isDetail, isBrief }) =>
        (only?.includes(medium) ?? true) &&
        !(showsDetails ? isBrief : isDetail) &&
        !(medium === 'screen' && kind === 'figures'),
    )
    return shown.length === 0 ? [] : [{ heading, blocks: shown }]
  })

/** Whether nothing in a section is for those who only look at the answer. */
export const isFolded = ({ heading, blocks }: Section): boolean =>
  heading !== '' && blocks.every(({ isDetail }) => isDetail)

/** The same blocks as details. */
export const asDetails = (blocks: readonly Block[]): Block[] =>
  blocks.map(block => ({ ...block, isDetail: true }))

/** The same blocks where details are not shown. */
export const asBrief = (blocks: readonly Block[]): Block[] =>
  blocks.map(block => ({ ...block, isBrief: true }))

/** The same blocks for some media alone. */
export const onlyOn = (only: readonly Medium[], blocks: readonly Block[]): Block[] =>
  blocks.map(block => ({ ...block, only }))

/** The same blocks, on a screen with `--details` alone, and open everywhere else. */
export const openElsewhere = (blocks: readonly Block[]): Block[] =>
  blocks.flatMap((block): Block[] => {
    const media = block.only ?? ['screen', 'markdown', 'page']
    return [
      ...(media.includes('screen') ? asDetails(onlyOn(['screen'], [block])) : []),
      { ...block, only: media.filter(medium => medium !== 'screen') },
    ]
  })

/** What a screen shows in brief; in its place stands the whole with `--details`, and everywhere else. */
export const inBrief = (brief: readonly Block[], whole: readonly Block[]): Block[] => [
  ...asBrief(onlyOn(['screen'], brief)),
  ...openElsewhere(whole),
]

export const tableBlock = (table: Table): Block => ({ kind: 'table', table })
/** The first rows of a table of `all`; a screen without room has fewer of them, unless it shows details. */
export const firstRows = (table: Table, all: number, say: Rest['say']): Block => ({
  kind: 'table',
  table,
  rest: { all, say },
})
export const textBlock = (text: string, tone?: Tone): Block => ({ kind: 'text', text, ...(tone && { tone }) })
export const figureBlock = (figures: readonly KeyFigure[]): Block => ({ kind: 'figures', figures })
/** Items as a block; none where there are none. */
export const listBlocks = (items: readonly string[]): Block[] =>
  items.length === 0 ? [] : [{ kind: 'list', items }]
export const factBlock = (facts: Facts): Block => ({ kind: 'facts', facts: compact(facts) })
/** Facts as a block; none where there are none. */
export const factBlocks = (facts: Facts): Block[] => (compact(facts).length === 0 ? [] : [factBlock(facts)])
export const pictureBlock = (picture: Picture): Block => ({ kind: 'picture', picture })
/** A picture that only a page can show. */
export const drawnBlocks = (picture: Omit<Picture, 'lines'>): Block[] =>
  onlyOn(['page'], [pictureBlock({ ...picture, lines: () => [] })])
