/* Usage: node minisearch.mjs INDEX < queries.json. What a library does: MiniSearch over pairs of letters, with the same folding,
 * synonyms and readings as the notes' own search; prints what measure.mjs prints. */
import { readFileSync } from "node:fs"
import { performance } from "node:perf_hooks"
import MiniSearch from "minisearch"
import { aliasKey } from "../../hooks/tashika/site/search_js/documents.js"
import { fold, isJapanese, katakana } from "../../hooks/tashika/site/search_js/fold.js"
import { plain } from "../../hooks/tashika/site/search_js/plain.js"

const index = JSON.parse(readFileSync(process.argv[2], "utf8")), queries = JSON.parse(readFileSync(0, "utf8"))
const RUNS = /[a-z0-9_.]+|[\u3041-\u30ff\u3400-\u9fff々]+/g

/** Latin words as they are, Japanese in overlapping pairs. */
function tokens(text) {
  return (fold(text).match(RUNS) ?? []).flatMap(run =>
    isJapanese(run) && run.length > 2 ? Array.from({ length: run.length - 1 }, (_, i) => run.slice(i, i + 2)) : [run])
}

const cpu = busy => { const used = process.cpuUsage(busy); return (used.user + used.system) / 1000 }
const begun = performance.now(), busy = process.cpuUsage()
const engine = new MiniSearch({ idField: "location", fields: ["title", "text"], tokenize: tokens, processTerm: term => term,
  searchOptions: { boost: { title: 4 }, prefix: true, tokenize: tokens, processTerm: term => term } })
engine.addAll(index.docs.map(({ location, title, text }) => ({ location, title: plain(title), text: plain(text) })))
const aliases = (index.config.synonyms ?? []).flatMap(group => group.map(word => [aliasKey(word), group]))
const readings = Object.entries(index.config.readings ?? {}).map(([word, kana]) => [aliasKey(katakana(kana)), [word]])
const ready = performance.now() - begun, readyCpu = cpu(busy)

/** The words as typed and what they are synonyms of or readings for. */
function asked(typed) {
  const key = aliasKey(typed), kana = aliasKey(katakana(typed))
  const same = [...aliases.filter(([alias]) => alias === key || (key.length > 2 && alias.startsWith(key))),
    ...readings.filter(([reading]) => reading === kana || (kana.length > 2 && reading.startsWith(kana)))]
  return [typed, ...new Set(same.flatMap(([, words]) => words))].slice(0, 12)
}

function find(typed) {
  const words = asked(typed), all = words.map(query => ({ queries: [query], combineWith: "AND" }))
  const exact = engine.search({ combineWith: "OR", queries: all })
  if (exact.length) return exact
  const wanted = tokens(typed).length
  return engine.search(typed, { fuzzy: 0.2 }).filter(one => one.queryTerms.length >= wanted / 2)
}

const answers = queries.map(typed => {
  const start = performance.now(), busy = process.cpuUsage(), found = find(typed).slice(0, 60).map(one => one.id)
  return { ms: performance.now() - start, cpu: cpu(busy), found }
})
console.log(JSON.stringify({ ready, cpu: readyCpu, answers }))
