/** The colours of the light scheme, which is also that of paper. */
export const LIGHT = `  --page: #ffffff; --line: #d8dce2; --text: #1b1f24; --soft: #565e68;
  --good: #1a6b3c; --bad: #a8201a; --mark: #1f5fa8; --fill: #d3e1f2; --band: #b9cfe9;
  --clean: #f4f6f8; --hatch: #848d98; --fail-1: #fddbb0; --fail-2: #f7ab6e; --fail-3: #e2703a; --fail-4: #b8341b; --fail-5: #6f0b10;
  --used: #6a7480; --left: #1f5fa8; --risk: #b45a10; --lost: #96210f;`

/** The colours of the dark scheme. */
export const DARK = `    --page: #14171b; --line: #383f48; --text: #e7e9ec; --soft: #a5adb7;
    --good: #7fd1a0; --bad: #ff8f85; --mark: #86b6f0; --fill: #22354b; --band: #33506f;
    --clean: #1f242a; --hatch: #7c8692; --fail-1: #543a22; --fail-2: #86501f; --fail-3: #c4672a; --fail-4: #f08e5c; --fail-5: #ffd0b8;
    --used: #8a94a0; --left: #86b6f0; --risk: #e0a050; --lost: #f58d73;`

/**
 * The one style sheet of all pages. Colours are told once for each scheme. Texts have a contrast of at least 4.5 to 1
 * (measured in test/browser), marks that mean something of at least 3 to 1 (measured in test/report/html).
 */
export const STYLE_SHEET = `
:root {
  color-scheme: light dark;
${LIGHT}
}
@media (prefers-color-scheme: dark) {
  :root {
${DARK}
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
main, header, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.75rem; }
footer { padding-top: 1.25rem; padding-bottom: 3rem; margin-top: 3.5rem; color: var(--soft); font-size: .875rem; }
footer p { margin: 0; max-width: none; border-top: 1px solid var(--line); padding-top: 1.25rem; }
h1 { margin: 0; font-size: .9375rem; font-weight: 600; color: var(--soft); }
h2 { margin: 3.5rem 0 0; font-size: 1.375rem; line-height: 1.3; font-weight: 650; }
h3 { margin: 2.5rem 0 .25rem; font-size: 1.0625rem; line-height: 1.4; font-weight: 650; }
h2 + h3 { margin-top: 1.25rem; }
p { margin: .5rem 0; max-width: 46rem; }
.lead { margin: .375rem 0 0; font-size: 1.5rem; line-height: 1.35; font-weight: 600; max-width: 52rem; }
.lead + .lead { margin-top: .75rem; font-size: 1.125rem; font-weight: 500; }
.about, .note { color: var(--soft); font-size: .9375rem; }
.about { margin: 1rem 0 0; } .about + .about { margin: 0; }
.warn { border-left: 4px solid var(--bad); padding: .5rem 0 .5rem 1rem; margin: 1.25rem 0; max-width: 46rem; }
.warn p { margin: 0; }
.good { color: var(--good); } .bad { color: var(--bad); }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1.25rem 2rem; margin: 1.5rem 0 0; }
.figures > div { border-top: 2px solid var(--line); padding-top: .625rem; }
.figures dt { color: var(--soft); font-size: .875rem; }
.figures dd { margin: 0; }
.figures dd:first-of-type { font-size: 1.375rem; line-height: 1.3; font-weight: 600; }
.figures dd + dd { color: var(--soft); font-size: .875rem; margin-top: .125rem; }
.said { margin: 1rem 0 0; display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: .5rem 1.25rem; max-width: 56rem; }
.said dt { color: var(--soft); } .said dt, .said dd { margin: 0; }
.said p { margin: 0; } .said p + p { margin-top: .125rem; }
.notes { padding-left: 1.125rem; max-width: 52rem; color: var(--soft); font-size: .9375rem; } .notes li { margin: .375rem 0; }
.scroll { overflow-x: auto; margin: .75rem 0 0; }
.scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
table { border-collapse: collapse; min-width: min(100%, 44rem); font-size: .9375rem; overflow-wrap: normal; }
caption { text-align: left; color: var(--soft); font-size: .875rem; padding: 0 0 .375rem; }
caption span { position: sticky; left: 0; display: inline-block; max-width: min(42rem, calc(100vw - 2.5rem)); }
th, td { padding: .4375rem 1.25rem .4375rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--soft); font-weight: 500; font-size: .875rem; vertical-align: bottom; white-space: nowrap; }
tbody th { font-weight: 500; } tbody th:not([class]) { min-width: 11rem; } tfoot th, tfoot td { font-weight: 600; border-bottom: 0; }
.number { text-align: right; white-space: nowrap; } .fixed { white-space: nowrap; }
details { margin: 1.25rem 0 0; } summary { cursor: pointer; color: var(--mark); width: fit-content; }
summary h2 { display: inline; font-size: 1.125rem; color: inherit; } section > details { margin-top: 2rem; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: 1.75rem 0 0; font-size: .9375rem; }
kbd { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; font-size: .875rem; }
figure { margin: 1rem 0 0; } figcaption { color: var(--soft); font-size: .9375rem; max-width: 46rem; margin-top: .5rem; }
code { white-space: nowrap; } svg.chart { max-width: 48rem; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg.bar { width: 9rem; height: 14px; margin-top: 5px; overflow: hidden; } svg.key { width: 1.125rem; height: 1.125rem; flex: none; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: .625rem 0 0; color: var(--soft); font-size: .875rem; }
.legend li { display: flex; align-items: center; gap: .5rem; }
.pair { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 2.5rem; }
.pair table { width: 100%; min-width: 0; font-size: .875rem; } .pair th, .pair td { padding-right: .75rem; } .pair tbody th:not([class]) { min-width: 0; }
.pair .said { grid-template-columns: 5.5rem minmax(0, 1fr); margin-top: 1rem; font-size: .9375rem; }
svg text { fill: var(--soft); font-size: 12px; font-family: inherit; } svg .strong { fill: var(--text); font-weight: 600; paint-order: stroke; stroke: var(--page); stroke-width: 4px; stroke-linejoin: round; }
.middle { text-anchor: middle; } .end { text-anchor: end; }
.axis { stroke: var(--line); fill: none; } .gap { stroke: var(--page); stroke-width: 2; fill: none; }
.clean { fill: var(--clean); } .hatch { stroke: var(--hatch); stroke-width: 1.5; } .ahead { fill: none; }
.fail-1 { fill: var(--fail-1); } .fail-2 { fill: var(--fail-2); } .fail-3 { fill: var(--fail-3); } .fail-4 { fill: var(--fail-4); } .fail-5 { fill: var(--fail-5); }
.ring { fill: none; stroke: var(--text); stroke-width: 2; }
.course { fill: none; stroke: var(--mark); stroke-width: 2; stroke-linejoin: round; } .under { fill: var(--fill); } .band { fill: var(--band); }
.reach { stroke: var(--text); stroke-width: 1.5; fill: none; }
.limit { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 6 4; fill: none; } .event { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 3; fill: none; }
.course, .reach, .limit, .event, .axis { vector-effect: non-scaling-stroke; }
.buy { fill: var(--mark); } .cross { stroke: var(--lost); stroke-width: 2.5; fill: none; }
.used { fill: var(--used); } .left { fill: var(--left); } .risk { fill: var(--risk); } .lost { fill: var(--lost); } .cost { fill: var(--mark); }
.open { fill: none; stroke: var(--line); }
.pair + .scroll { margin-top: 2rem; } main > .scroll { margin-top: 1.75rem; }
a { color: var(--mark); }
@media (min-width: 62rem) { .pair { grid-template-columns: minmax(0, 1fr) 24rem; align-items: start; } .pair > :last-child { margin-top: 0; } }
@media (max-width: 40rem) {
  header { padding-top: 1.75rem; } .lead { font-size: 1.25rem; } h2 { margin-top: 2.75rem; }
  .said { grid-template-columns: minmax(0, 1fr); gap: 0; } .said dd { margin-bottom: .75rem; }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.25rem; } .figures dd:first-of-type { font-size: 1.1875rem; }
  svg.chart text { font-size: 22px; } svg.chart .minor { display: none; }
  .pair .said { grid-template-columns: minmax(0, 1fr); } tbody th:not([class]) { min-width: 9rem; } td:not([class]):not(:empty):not(:has(svg)) { min-width: 11rem; } .pair td:not([class]):not(:empty):not(:has(svg)) { min-width: 0; } thead th { white-space: normal; } thead th.number { white-space: nowrap; }
  th, td { padding-right: .875rem; } .pair th, .pair td { padding-right: .5rem; } .pair table { font-size: .8125rem; } svg.bar { width: 7rem; }
}
@media (max-width: 34rem) {
  table.cards, .cards caption, .cards tbody, .cards tfoot, .cards tr, .cards th, .cards td { display: block; min-width: 0 !important; }
  .cards thead { display: none; } .cards tr { border-bottom: 1px solid var(--line); padding: .625rem 0; }
  .cards th, .cards td { border: 0; padding: .125rem 0; white-space: normal; }
  .cards td { text-align: right; } .cards td:empty { display: none; }
  .cards td::before { content: attr(data-label); color: var(--soft); float: left; margin-right: 1rem; } .cards td::after { content: ""; display: block; clear: both; }
}
@media print {
  :root {
    color-scheme: light;
${LIGHT}
    --line: #c3c8cf; --text: #000000; --soft: #444b54;
  }
  body { font-size: 10pt; } main, header, footer { max-width: none; padding: 0; } header { padding-top: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  figure, .figures > div, tr, .warn { break-inside: avoid; } svg.chart { max-width: 36rem; } h2, h3, caption { break-after: avoid; } thead { display: table-header-group; }
  .scroll { overflow: visible; } table, .pair table { font-size: 8.5pt; min-width: 0; overflow-wrap: anywhere; } th, td { padding-right: .625rem; min-width: 0 !important; }
  thead th, caption { font-size: inherit; } thead th, td.fixed, td.number { white-space: normal; overflow-wrap: break-word; } svg.bar { width: 5rem; } caption span { max-width: none; } nav, details:not([open]) { display: none; }
}
`
