/** Says in one line which engines a run of the tests leaves out. */
import { SERVERS } from './engines.js'

const NAMES: Readonly<Record<keyof typeof SERVERS, string>> = {
  clickhouse: 'ClickHouse 18.16 (KLING_COST_CLICKHOUSE)',
  postgres: 'PostgreSQL (KLING_COST_POSTGRES)',
  spark: 'Spark (KLING_COST_SPARK)',
  trino: 'Trino (KLING_COST_TRINO)',
  chdb: 'ClickHouse of today (KLING_COST_CHDB)',
}

export default function tellWhatIsLeftOut(): void {
  const absent = (Object.keys(NAMES) as (keyof typeof SERVERS)[]).filter(name => SERVERS[name] === undefined)
  if (absent.length === 0) return
  console.log(
    `left out: the tests against ${absent.map(name => NAMES[name]).join(', ')}; .ci/engines runs them`,
  )
}
