import { describe, expect, it } from 'vitest'
import { runWith } from './fake-io.js'

const sql = (...args: string[]) => runWith(['sla', '--sql', ...args])

describe('sla --sql', () => {
  it.each([
    [
      ['mysql', '--table', 't'],
      /--sql: found "mysql"; clickhouse, duckdb, spark, postgres or trino is allowed/,
    ],
    [['duckdb'], /--sql needs --table/],
    [['duckdb', '--table', 't', 'log.csv'], /--sql reads no log/],
    [
      ['duckdb', '--table', 't', '--counts', '--fail-under', '99'],
      /--counts exclude[\s\S]*--fail-under exclude/,
    ],
    [['duckdb', '--table', 't', '--json'], /--sql and --json exclude each other/],
    // What judges counts would be ignored in silence.
    [['duckdb', '--table', 't', '--min-coverage', '90'], /--sql and --min-coverage exclude each other/],
    [['duckdb', '--table', 't', '--timeout', '5m'], /--sql and --timeout exclude each other/],
    [['duckdb', '--table', 'a.b.c.d'], /--table: found "a\.b\.c\.d"; TABLE or SCHEMA\.TABLE is allowed/],
    [['duckdb', '--table', 'a..b'], /--table: found/],
    [['duckdb', '--table', 'a\nb'], /--table: found/],
    [['duckdb', '--table', 't', '--columns', 'status='], /only account, fault, excluded may be left out/],
    [
      ['duckdb', '--table', 't', '--columns', 'fault=,fault=f'],
      /only account, fault, excluded may be left out, once/,
    ],
    [['duckdb', '--table', 't', '--columns', 'account=', '--account-column', 'a'], /exclude each other/],
    [['duckdb', '--table', 't', '--columns', 'gateway=g'], /"gateway=g" is not NAME=COLUMN/],
    [['duckdb', '--table', 't', '--timestamp-type', 'date'], /time, text or epoch is allowed/],
    [['duckdb', '--table', 't', '--policy', 'klinq'], /did you mean "kling"\?/],
  ])('%j is refused', async (args, message) => {
    const { status, out, err } = await sql(...(args as string[]))
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(message as RegExp)
  })
  it('--table and --timestamp-type are of no use without it', async () => {
    expect((await runWith(['sla', 'x.csv', '--table', 't'])).err).toMatch(/--table needs --sql/)
    expect((await runWith(['sla', 'x.csv', '--timestamp-type', 'text'])).err).toMatch(
      /--timestamp-type needs --sql/,
    )
  })
  it('names the columns that ClickHouse must be told of, unless they were named', async () => {
    expect((await sql('clickhouse', '--table', 't')).err).toMatch(/reads account, fault and excluded too/)
    const told = await sql('clickhouse', '--table', 't', '--columns', 'account=who,fault=,excluded=')
    expect([told.status, told.err]).toEqual([0, ''])
    expect(told.out).toContain('`who` AS q_account')
  })
  it('reads an account by the name that --account-column gives', async () => {
    const { out } = await sql('postgres', '--table', 't', '--account-column', 'Tenant ID')
    expect(out).toContain('requests."Tenant ID" AS q_account')
  })
})
