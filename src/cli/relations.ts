/**
 * Which options exclude each other, and which mean nothing without another. Commands refuse what their command line
 * says against it; a value from elsewhere gives way (settings.ts): what a team's file says of every run must not
 * forbid the one that asks for something else.
 */

/** Options by their names without dashes, arguments by their own. */
export interface Relations {
  /** None of the first goes with any of the second. */
  readonly exclusive: readonly (readonly [readonly string[], readonly string[]])[]
  /** Each needs at least one of the others. */
  readonly needs: Readonly<Record<string, readonly string[]>>
}

const JOB = [
  ...['model', 'capability', 'mode', 'resolution', 'duration', 'audio', 'reference'],
  ...['voice-control', 'effect', 'count'],
]

const FORMATS = [['json'], ['format']] as const

/** The relations of commands that are not listed below. */
export const USUAL_RELATIONS: Relations = { exclusive: [FORMATS], needs: {} }

/** The relations of commands that have more. */
export const RELATIONS = {
  quote: {
    exclusive: [
      FORMATS,
      // As an argument, and as an option.
      [['model'], ['model']],
      [['from', 'columns', 'bad-rows', 'summary'], JOB],
    ],
    needs: {},
  },
  budget: {
    exclusive: [
      FORMATS,
      [['usage'], ['plan', 'demand', 'units-per-day']],
      [['plan'], ['demand', 'units-per-day']],
      [['demand'], ['units-per-day']],
    ],
    needs: { pool: ['units-per-day', 'demand'] },
  },
  expiry: { exclusive: [FORMATS], needs: { card: ['usage'], 'bad-rows': ['usage'] } },
  sla: {
    exclusive: [
      FORMATS,
      [['sql', 'table'], ['logs']],
      [
        ['sql'],
        [
          'fail-under',
          'min-coverage',
          'counts',
          'json',
          'format',
          'bad-rows',
          'log-format',
          'timeout',
          'with',
        ],
      ],
      [['fee'], ['fees', 'packages']],
      [['fees'], ['packages']],
      [['period'], ['term-start', 'term-months']],
      [['counts'], ['maintenance', 'with-maintenance', 'endpoint', 'exclude-endpoint']],
    ],
    needs: {
      table: ['sql'],
      'timestamp-type': ['sql'],
      keep: ['claim'],
      force: ['claim'],
      'term-start': ['term-months'],
      'term-months': ['term-start'],
      'voucher-fee': ['fee', 'packages'],
      'fee-excluded': ['fee'],
      usage: ['packages'],
      card: ['usage'],
      'fee-basis': ['packages'],
      'burn-order': ['packages'],
      'with-fee': ['with'],
      'with-tiers': ['with'],
      'with-maintenance': ['with'],
      'with-fee-excluded': ['with-fee'],
    },
  },
} as const satisfies Readonly<Record<string, Relations>>
