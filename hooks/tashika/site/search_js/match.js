/* How well one spelling of a word matches one document. */
import { isBorder, isJapanese, kind } from "./fold.js"

/** What follows a word that is explained. That it is only the topic (は) says less. */
const DEFINES = /^(?:(は[、,])|とは|=|\(|という|といい|と呼|とも呼|ともい|と略|[^\n]{0,12}(?:ともいい|とも呼))|^ (?:is|are|means) /
const BEGINNING = 60

/** A word in a heading: 12 if it is the heading, less the less of it it is and the worse it is cut out. */
export function inTitle(title, { word, whole }, ofPage = false) {
  const first = title.indexOf(word)
  if (first < 0) return 0
  if (title === word) return ofPage ? 12.5 : 12
  const latin = !isJapanese(word)
  let best = 0
  for (let at = first; at >= 0; at = title.indexOf(word, at + 1)) {
    const left = isBorder(title, at), right = isBorder(title, at + word.length)
    const value = at === 0 ? 7 + right : left && right ? 6.5 : left || right ? 5.5 : 3.5
    best = Math.max(best, value * (!latin || (left && right) ? 1 : whole ? 0.25 : left ? 1 : 0.5))
  }
  return best * (0.6 + 0.4 * Math.sqrt(word.length / title.length)) + (ofPage ? 0.3 : 0)
}

/** What one place counts: the inside of an English or katakana word is hardly the word. */
function worth(text, at, { word, whole }, latin) {
  const left = isBorder(text, at)
  if (!latin) return !left && kind(word[0]) === "katakana" ? 0.5 : 1
  const right = isBorder(text, at + word.length)
  return left ? (right ? 1.2 : whole ? 0.45 : 0.9) : right ? 0.45 : 0.3
}

/** Whether a Latin word is somewhere a word of its own: then it is hardly the beginning of another (snip, snippet). */
export function isWhole(text, word) {
  if (isJapanese(word)) return false
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (isBorder(text, at) && isBorder(text, at + word.length)) return true
  return false
}

function definition(text, at, end) {
  const follows = DEFINES.exec(text.slice(end, end + 20))
  return follows ? (follows[1] ? 0.5 : 1.1) : text[at - 1] === "(" && text[end] === ")" ? 1.1 : 0
}

/** A word in running text: more places count less each; a definition counts extra, and so does the beginning of a page. */
export function inText(text, form, ofPage = false) {
  const { word } = form
  const first = text.indexOf(word), latin = !isJapanese(word)
  if (first < 0) return 0
  const beginning = Math.max(0, 1 - first / BEGINNING) * (ofPage ? 1.6 : 0.4) * Math.min(1, worth(text, first, form, latin))
  let sum = 0, defined = 0
  for (let at = first, places = 0; at >= 0 && places < 30; at = text.indexOf(word, at + word.length), places++) {
    const value = worth(text, at, form, latin)
    sum += value
    if (defined < 1) defined = Math.max(defined, definition(text, at, at + word.length) * Math.min(1, value))
  }
  return 2.4 * sum / (sum + 1.1) + defined + beginning
}

/** form: {word, spelling: "exact" or "loose", weight, whole}; or, with `pattern`, a word whose okurigana may differ. */
export function score(doc, form) {
  if (form.pattern) return inPattern(doc, form)
  const title = inTitle(doc.title[form.spelling], form, !doc.page)
  const text = inText(doc.text[form.spelling], form, !doc.page) * doc.weight
  return (title + text + doc.tags.some(tag => tag.includes(form.word))) * form.weight
}

function inPattern(doc, form) {
  const title = doc.title.exact.match(form.pattern)?.[0], text = doc.text.exact.match(form.pattern)?.[0]
  const found = (title ? inTitle(doc.title.exact, { word: title }, !doc.page) : 0) + (text ? inText(doc.text.exact, { word: text }) * doc.weight : 0)
  return found * form.weight
}
