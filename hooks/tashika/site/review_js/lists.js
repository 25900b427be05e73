/* What stands below the card: progress and wrong answers. */
import { make, part } from "./dom.js"
import { mistakes, progress } from "./queue.js"

/** A table with a row a chapter. */
export function progressPart(state, quizzes, now, words) {
  const heads = [words.chapter, words.dueShort, words.seen, words.known, words.total]
  const row = ({ chapter, due, seen, known, total }) => make("tr", {},
    make("th", { scope: "row" }, chapter, bar(known, seen, total)), ...[due, seen, known, total].map(n => make("td", {}, String(n))))
  const head = make("tr", {}, ...heads.map(text => make("th", { scope: "col" }, text)))
  const rows = progress(state, quizzes, now).map(row)
  return part(words.progress, make("table", { className: "review-progress" }, make("thead", {}, head), make("tbody", {}, ...rows)))
}

/** Links to what was answered wrong. */
export function mistakesPart(state, quizzes, words) {
  const { open, mended } = mistakes(state, quizzes)
  if (!open.length && !mended.length) return part(words.mistakes, make("p", {}, words.noMistakes))
  const rest = mended.length
    ? [make("details", { className: "review-mended" }, make("summary", {}, words.mended(mended.length)), list(mended, words))] : []
  return part(words.mistakes, open.length ? list(open, words) : make("p", {}, words.allMended), ...rest)
}

function bar(known, seen, total) {
  const line = make("span", { className: "review-bar", aria: { hidden: "true" } })
  line.style.setProperty("--known", `${(100 * known) / total}%`)
  line.style.setProperty("--seen", `${(100 * seen) / total}%`)
  return line
}

function list(found, words) {
  return make("ul", { className: "review-mistakes" }, ...found.map(({ quiz, wrong }) => make("li", {},
    make("a", { href: quiz.url }, asked(quiz.html)), make("small", {}, ` ${quiz.title} · ${words.times(wrong)}`))))
}

/** The first paragraph of a question, as it is set. */
function asked(html) {
  const page = make("template", { innerHTML: html }).content
  const question = page.querySelector(".quiz-question") ?? page
  const first = make("span", {}, ...(question.querySelector("p") ?? question).cloneNode(true).childNodes)
  for (const link of first.querySelectorAll("a")) link.replaceWith(...link.childNodes)
  return first
}
