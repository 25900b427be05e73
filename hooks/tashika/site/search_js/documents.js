/* What is searched: the index's entries, folded once when it comes. */
import { fold, katakana, loosen } from "./fold.js"
import { plain } from "./plain.js"

const squeeze = text => text.replace(/ /g, "")

/** An alias as it is compared: loose and without blanks. */
export const aliasKey = text => squeeze(loosen(fold(text)))

function both(text) {
  const exact = fold(text)
  return { exact, loose: loosen(exact) }
}

function document(entry, number, pages) {
  const path = entry.location.split("#")[0], shown = { title: plain(entry.title), text: plain(entry.text) }
  const doc = {
    entry, number, path, shown,
    page: pages.get(path) ?? null,                              // null for the page itself
    title: both(shown.title), text: both(shown.text),
    tags: (entry.tags ?? []).map(tag => fold(tag)),
  }
  if (!doc.page) pages.set(path, doc)
  return doc
}

/** aliases: comparable spelling → the words it stands for, and the page that explains it, its home, if the glossary names
    one. A reading stands for one way of writing it. */
function aliases({ synonyms = [], readings = {}, homes = {} }) {
  const found = [], home = new Map()
  for (const [path, names] of Object.entries(homes)) for (const name of names) home.set(fold(name), path)
  const groups = [...synonyms, ...[...home.keys()].map(name => [name])]
  for (const group of groups) {
    const words = group.map(word => fold(word))
    for (const word of group) found.push({ key: aliasKey(word), words, home: home.get(words[0]) })
  }
  for (const [written, reading] of Object.entries(readings)) {
    const word = fold(written)
    found.push({ key: loosen(katakana(reading)), words: [word], kana: true, home: home.get(word) })
  }
  return found
}

/** All documents in one text, which is quicker to look through than each by itself; and where in it each of them ends. */
function together(documents, spelling) {
  const ends = []
  let text = ""
  for (const doc of documents) ends.push((text += `${doc.title[spelling]}\n${doc.text[spelling]}\n${doc.tags.join("\n")}\n`).length)
  return { text, ends }
}

/** The documents that have a form of a word, in order. */
export function* having(index, { word, spelling }) {
  const { text, ends } = index.all[spelling]
  for (let at = text.indexOf(word), n = 0; at >= 0; at = text.indexOf(word, ends[n++])) {
    while (ends[n] <= at) n++
    yield index.documents[n]
  }
}

/** The searchable form of Material's index, with `synonyms` and `readings` in its config. */
export function prepare({ config, docs, options }) {
  const pages = new Map(), documents = docs.map((entry, number) => document(entry, number, pages))
  const average = documents.reduce((sum, doc) => sum + doc.text.exact.length, 0) / (documents.length || 1) || 1
  for (const doc of documents) doc.weight = 1 / (0.75 + 0.25 * doc.text.exact.length / average)
  return {
    documents, pages,
    suggest: options?.suggest ?? false,
    all: { exact: together(documents, "exact"), loose: together(documents, "loose") },
    aliases: aliases(config),
    terms: new Map(),                                           // what was looked up before
    vocabulary: null,                                           // made when first a word is misspelt
  }
}
