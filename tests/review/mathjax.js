/* Prints as JSON what MathJax has to say against each of the formulas that come as JSON on the standard input. */
import { readFileSync } from "node:fs"
import MathJax from "mathjax"

await MathJax.init({ loader: { load: ["input/tex"] }, startup: { typeset: false } })
const complaints = JSON.parse(readFileSync(0, "utf-8")).flatMap(tex => {
  const found = MathJax.tex2mml(tex).match(/<merror[^>]*?(?:data-mjx-error="([^"]*)")?|mathcolor="red"[^>]*>[^<]*/)
  return found ? [[tex, found[0]]] : []
})
process.stdout.write(JSON.stringify(complaints))
