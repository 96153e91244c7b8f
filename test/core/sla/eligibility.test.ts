import { describe, expect, it } from 'vitest'
import { instantAt } from '../../../src/core/instant.js'
import type { Incident } from '../../../src/core/sla/availability/timeslices.js'
import { findSharedIncidents, meetsNodeMinimum } from '../../../src/core/sla/eligibility.js'
import { covers, isNoticed } from '../../../src/core/sla/maintenance.js'

it('a deployment is large enough when enough networks have enough nodes, smaller ones beside them or not', () => {
  const minimum = { networks: 2, nodesEach: 3, clause: 'E5' }
  const deployments = [[3, 3], [3, 2], [9], [1, 3, 4], []]
  expect(deployments.map(nodes => meetsNodeMinimum(nodes, minimum))).toEqual([
    true,
    false,
    false,
    true,
    false,
  ])
})

it('incidents are shared that have time in common, be it a part of either', () => {
  const incident = (start: number, end: number): Incident => ({
    start: instantAt(start),
    end: instantAt(end),
    minutes: 1,
    ticketBy: null,
  })
  const shared = (first: Incident, second: Incident) => findSharedIncidents([first], [second]).length === 1
  const one = incident(10, 20)
  expect(
    [incident(19, 30), incident(0, 11), incident(12, 13), incident(0, 90)].map(other => shared(one, other)),
  ).toEqual([true, true, true, true])
  expect([incident(20, 30), incident(0, 10)].map(other => shared(one, other))).toEqual([false, false])
})

describe('maintenance', () => {
  const HOUR = 3_600_000
  const window = (notifiedAt: number | null) => ({
    start: instantAt(100 * HOUR),
    end: instantAt(101 * HOUR),
    reason: '',
    notifiedAt: notifiedAt === null ? null : instantAt(notifiedAt),
  })
  const noticed = (notifiedAt: number | null, noticeHours: number | null) =>
    isNoticed(window(notifiedAt), { noticeHours, clause: 'A' })
  it('is announced in time with exactly the hours of notice, and not without a record of it', () => {
    expect([noticed(28 * HOUR, 72), noticed(28 * HOUR + 1, 72), noticed(null, 72)]).toEqual([
      true,
      false,
      false,
    ])
  })
  it('need not be announced in time where no notice is asked for', () => {
    expect([noticed(null, null), noticed(100 * HOUR, null)]).toEqual([true, true])
  })
  it('covers its start and not its end', () => {
    const times = [100 * HOUR - 1, 100 * HOUR, 101 * HOUR - 1, 101 * HOUR]
    expect(times.map(at => covers(window(null), instantAt(at)))).toEqual([false, true, true, false])
  })
})
