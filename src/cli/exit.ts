/** Exit status (cli.md). A crossed gate wins over rows set aside. */
export const EXIT = { answered: 0, gateCrossed: 1, badInput: 2, rowsSetAside: 3, bug: 70 } as const

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT]

/** The status of an answer. */
export function exitStatusOf(answer: { crossesGate: boolean; setAside: number }): ExitStatus {
  if (answer.crossesGate) return EXIT.gateCrossed
  return answer.setAside > 0 ? EXIT.rowsSetAside : EXIT.answered
}
