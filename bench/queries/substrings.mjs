/* Usage: node substrings.mjs INDEX. Looks for pieces of two to seven characters of every section, five from each, and prints
   {asked, missed}: how many did not find their section. The worker's own modules, for the box shows sixty places at most. */
import { readFileSync } from "node:fs"
import { prepare } from "../../hooks/tashika/site/search_js/documents.js"
import { search } from "../../hooks/tashika/site/search_js/search.js"

const EACH = 5
const index = prepare(JSON.parse(readFileSync(process.argv[2], "utf8")))
let seed = 1
const random = below => (seed = seed * 48271 % 2147483647) % below
const missed = []
let asked = 0
for (const doc of index.documents) {
  const lines = doc.shown.text.split("\n").filter(line => line.length > 1)
  for (let i = 0; lines.length && i < EACH; i++) {
    const line = lines[random(lines.length)], start = random(line.length - 1), piece = line.slice(start, start + 2 + random(6)).trim()
    if (piece.length < 2 || /["“”\\]|\s[-!]/.test(piece) || !/[\p{L}\p{N}]/u.test(piece)) continue
    asked++
    if (!search(index, piece).found.some(([found]) => found === doc)) missed.push([piece, doc.entry.location])
  }
}
console.log(JSON.stringify({ asked, missed }))
