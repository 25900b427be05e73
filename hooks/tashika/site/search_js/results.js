/* What the box shows: results grouped by page, with marked titles and excerpts, as Material's own worker gives them. */
import { fold, loosen } from "./fold.js"

const MOST = 60, MARKED = 12, MOST_PLACES = 40, MOST_WRITTEN = 8
const BEFORE = 40, AFTER = 110, EXCERPTS = 2

const escape = text => text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`)

/** A shown text with both its spellings and their places in it; kept, for one types a word letter by letter. */
function mapped(doc, field) {
  doc.mapped ??= {}
  return doc.mapped[field] ??= (text => {
    const exactPlaces = [], exact = fold(text, exactPlaces), loosePlaces = []
    return { text, exact: [exact, exactPlaces], loose: [loosen(exact, loosePlaces, exactPlaces), loosePlaces] }
  })(doc.shown[field])
}

function* finds(folded, form) {
  if (form.pattern) {
    for (const match of folded.matchAll(new RegExp(form.pattern, "g"))) yield [match.index, match[0].length]
    return
  }
  const { word } = form
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) yield [at, word.length]
}

/** Where the forms are in the shown text, in order and without overlaps: [start, end]. */
export function ranges(shown, forms) {
  const found = []
  for (const form of forms) {
    const [folded, places] = shown[form.spelling]
    let count = 0
    for (const [at, length] of finds(folded, form)) {
      let end = places[at + length - 1] + 1
      while (shown.text[end] === "ー") end++
      found.push([places[at], end])
      if (++count === MOST_PLACES) break
    }
  }
  found.sort((a, b) => a[0] - b[0] || b[1] - a[1])
  const apart = []
  for (const range of found) {
    const last = apart.at(-1)
    if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1])
    else apart.push(range)
  }
  return apart
}

/** A part of the text as HTML, with the ranges inside it marked. */
export function marked(text, found, from = 0, to = text.length) {
  let html = "", at = from
  for (const [start, end] of found) {
    if (start < at || end > to) continue
    html += `${escape(text.slice(at, start))}<mark>${escape(text.slice(start, end))}</mark>`
    at = end
  }
  return html + escape(text.slice(at, to))
}

/** Where an excerpt for a place begins: a little before it, and not within a word if it can be helped. */
function beginning(text, place) {
  const from = Math.max(0, place - BEFORE), border = from ? text.slice(from, place).search(/[\s、。]/) : -1
  return border < 0 ? from : from + border + 1
}

/** Up to two excerpts around the places, or the text's beginning where it has none. */
export function excerpt(text, found) {
  const windows = []
  for (const [start, end] of found.length ? found : [[0, 0]]) {
    const last = windows.at(-1)
    if (last && start - BEFORE < last[1]) { if (end > last[1]) last[1] = end; continue }
    if (windows.length === EXCERPTS) break
    windows.push([beginning(text, start), Math.min(text.length, end + AFTER)])
  }
  return windows.filter(([from, to]) => to > from).map(([from, to]) =>
    `<p>${from ? "…" : ""}${marked(text, found, from, to)}${to < text.length ? "…" : ""}</p>`).join("")
}

function item(doc, score, terms, mark) {
  const { location, tags } = doc.entry, result = { location, score, terms: {}, title: escape(doc.shown.title), text: "" }
  if (tags && !doc.page) result.tags = tags                     // once a page
  if (mark) {
    const forms = terms.flatMap(term => term.forms), title = mapped(doc, "title"), text = mapped(doc, "text")
    const inTitle = ranges(title, forms), inText = ranges(text, forms)
    result.title = marked(title.text, inTitle)
    result.text = excerpt(text.text, inText)
    const written = [[title, inTitle], [text, inText]].flatMap(([at, all]) => all.map(([a, b]) => at.text.slice(a, b)))
    for (const word of [...new Set(written)].slice(0, MOST_WRITTEN)) result.terms[word] = true
  }
  for (const term of terms) if (!term.hits.has(doc)) result.terms[term.word] = false
  return result
}

/** Material's result message: {items: pages of items}, and a heading that goes on from what was typed, if asked for. */
export function results(index, typed, { terms, found }) {
  const groups = new Map()
  found.slice(0, MOST).forEach(([doc, score], rank) => {
    const one = item(doc, score, terms, rank < MARKED), group = groups.get(doc.path)
    if (group) group.push(one)
    else groups.set(doc.path, [one])
  })
  for (const [path, group] of groups) {
    const page = index.pages.get(path)
    if (!group.some(one => one.location === page.entry.location)) group.push(item(page, 0, [], false))
  }
  const result = { items: [...groups.values()] }
  if (index.suggest) {
    const titles = found.map(([doc]) => doc.shown.title), start = typed.trim()
    result.suggest = start ? titles.filter(title => title.startsWith(start) && title !== start).slice(0, 1) : []
  }
  return result
}
