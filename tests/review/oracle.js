/* Grades sequences of [time, grade] that come on the standard input; prints what the cards are after each. */
import { readFileSync } from "node:fs"
import { graded } from "../../hooks/tashika/site/review_js/schedule.js"

const sequences = JSON.parse(readFileSync(0, "utf-8"))
const after = sequence => {
  let card = null
  return sequence.map(([at, grade]) => (card = graded(card, grade, at)))
}
process.stdout.write(JSON.stringify(sequences.map(after)))
