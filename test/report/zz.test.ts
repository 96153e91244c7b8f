import { test } from 'vitest'
import { renderTable } from '../../src/report/table.js'
test('scale', () => {
  for (const n of [1000, 3000, 9000]) {
    const rows = Array.from({length:n},(_, i)=>[`account-${i}`, 'Oct 2026', '100.0000 %', 'met; only 2.24 % covered', 'none', '-'])
    for (const width of [80, 60, Infinity]) { const t = Date.now(); renderTable([{heading:'Account'},{heading:'Period'},{heading:'Availability', isAmount:true},{heading:'Verdict', isWrapped:true},{heading:'Compensation', isAmount:true},{heading:'Claim until'}], rows, {width}); console.log(n, width, Date.now()-t) }
  }
})
