/* How well one spelling of a word matches one document. */
import { isBorder, isJapanese, kind } from "./fold.js"

const DEFINES = /^(?:とは|は[、,]|\(|という|といい|と呼|とも呼|ともい|と略|[^\n]{0,12}(?:ともいい|とも呼))|^ (?:is|are|means) /

/** A word in a heading: 12 if it is the heading, less the less of it it is and the worse it is cut out. */
export function inTitle(title, word, ofPage = false) {
  const first = title.indexOf(word)
  if (first < 0) return 0
  if (title === word) return ofPage ? 12.5 : 12
  let best = 0
  for (let at = first; at >= 0; at = title.indexOf(word, at + 1)) {
    const left = isBorder(title, at), right = isBorder(title, at + word.length)
    best = Math.max(best, at === 0 ? 7 + right : left && right ? 6.5 : left || right ? 5.5 : 3.5)
  }
  if (!isJapanese(word) && !isBorder(title, first)) best /= 2
  return best * (0.6 + 0.4 * Math.sqrt(word.length / title.length)) + (ofPage ? 0.3 : 0)
}

/** What one place counts: the inside of an English or katakana word is hardly the word. */
function worth(text, at, word, latin) {
  const left = isBorder(text, at)
  if (!latin) return !left && kind(word[0]) === "katakana" ? 0.5 : 1
  const right = isBorder(text, at + word.length)
  return left ? (right ? 1.2 : 0.9) : right ? 0.45 : 0.3
}

function isDefined(text, at, end) {
  return DEFINES.test(text.slice(end, end + 20)) || (text[at - 1] === "(" && text[end] === ")")
}

/** A word in running text: more places count less each; a definition counts extra, and so does the beginning of a page. */
export function inText(text, word, ofPage = false) {
  const first = text.indexOf(word), latin = !isJapanese(word)
  if (first < 0) return 0
  let sum = 0, defined = 0
  for (let at = first, places = 0; at >= 0 && places < 30; at = text.indexOf(word, at + word.length), places++) {
    const value = worth(text, at, word, latin)
    sum += value
    if (!defined && isDefined(text, at, at + word.length)) defined = Math.min(1, value)
  }
  return 2.4 * sum / (sum + 1.1) + 0.9 * defined + (first < 60 ? (ofPage ? 1.6 : 0.4) : 0)
}

/** How much it says of a section that its page's title has the word. */
export function ofPage(doc, form) {
  return doc.page && inTitle(doc.page.title[form.spelling], form.word) ? form.weight : 0
}

/** form: {word, spelling: "exact" or "loose", weight}; or, with `pattern`, a word whose okurigana may differ. */
export function score(doc, form) {
  if (form.pattern) return inPattern(doc, form)
  const title = inTitle(doc.title[form.spelling], form.word, !doc.page)
  const text = inText(doc.text[form.spelling], form.word, !doc.page) * doc.weight
  const tagged = doc.tags.some(tag => tag.includes(form.word)) ? 1 : 0
  const found = title + text
  return (found + tagged + (found && 0.6 * ofPage(doc, form) / form.weight)) * form.weight
}

function inPattern(doc, form) {
  const title = doc.title.exact.match(form.pattern)?.[0], text = doc.text.exact.match(form.pattern)?.[0]
  const found = (title ? inTitle(doc.title.exact, title, !doc.page) : 0) + (text ? inText(doc.text.exact, text) * doc.weight : 0)
  return found * form.weight
}
