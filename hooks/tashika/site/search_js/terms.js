/* A word of the query: the spellings it is looked for in, and where they are. */
import { aliasKey, having } from "./documents.js"
import { katakana, kind, loosen } from "./fold.js"
import { isWhole, score } from "./match.js"

const REMEMBERED = 300
const MOST_ALIASES = 12

/** The word itself, and its katakana without what may be spelt otherwise. */
function spellings(word, weight = 1) {
  const found = [{ word, spelling: "exact", weight }]
  if (/[ァ-ヺ]/.test(word)) found.push({ word: loosen(word), spelling: "loose", weight: 0.8 * weight })
  return found
}

/** Kana that stand for katakana (どろっぷあうと), or are not yet converted: those find readings. */
function asKana(word) {
  return /^[ぁ-ゖー]{2,}$/.test(word) ? [{ word: loosen(katakana(word)), spelling: "loose", weight: 0.75 }] : []
}

/** 畳込 finds 畳み込み: kana between kanji may be there or not. Only two kanji and more say enough. */
export function okurigana(word) {
  const kanji = word.replace(/[ぁ-ゖ]/g, "")
  if (kanji.length < 2 || [...kanji].some(sign => !["kanji", "katakana"].includes(kind(sign)))) return []
  const pattern = new RegExp([...kanji].join("[ぁ-ゖ]{0,2}"))
  return [{ word: kanji, spelling: "exact", weight: 0.8, pattern }]
}

/** えだかり for エダガリ: whether a sound is voiced in a compound is what one is least sure of. */
const unvoiced = kana => kana.normalize("NFD").replace(/[\u3099\u309a]/g, "")

/** How well a typed word calls for an alias: whole, or by a beginning of three letters and more (two in kana). */
function likeness(alias, key) {
  if (alias.key === key) return 0.85
  if (key.length < (alias.kana ? 2 : 3)) return 0
  if (alias.key.startsWith(key)) return 0.1 + 0.6 * key.length / alias.key.length
  return alias.kana && key.length > 3 && unvoiced(alias.key) === unvoiced(key) ? 0.5 : 0
}

/** What the glossary and the readings know the word, or its beginning, as. */
function synonyms(index, word, homes) {
  const kana = /^[ぁ-ゖァ-ヺー]+$/.test(word), key = kana ? aliasKey(katakana(word)) : aliasKey(word), best = new Map()
  for (const alias of index.aliases) {
    const weight = alias.kana && !kana ? 0 : likeness(alias, key)
    if (!weight) continue
    if (alias.home) homes.set(alias.home, Math.max(weight, homes.get(alias.home) ?? 0))
    for (const other of alias.words) if (other !== word) best.set(other, Math.max(weight, best.get(other) ?? 0))
  }
  const chosen = [...best].sort((a, b) => b[1] - a[1]).slice(0, MOST_ALIASES)
  return chosen.flatMap(([other, weight]) => spellings(other, weight))
}

/** Whether a document's heading has one of the forms. */
export const isHeaded = ({ title }, forms) => forms.some(form => !form.pattern && title[form.spelling].includes(form.word))

/** Documents → scores. What the glossary says explains the word counts more, and so does a section of a page on it. */
function places(index, forms, pages, homes) {
  const hits = new Map()
  for (const form of forms) {
    for (const doc of form.pattern ? index.documents : having(index, form)) {
      const found = score(doc, form)
      if (found) hits.set(doc, Math.max(found, hits.get(doc) ?? 0))
    }
  }
  for (const [doc, found] of hits) hits.set(doc, found + (pages.has(doc.page) ? 0.6 : 0) + 3.5 * (homes.get(doc.path) ?? 0))
  return hits
}

/** {word, forms, hits: document → score, pages: those with it in their title, rarity}. Other okurigana count only where
    the word itself is nowhere. */
function termOf(index, word, own, homes) {
  for (const form of own) form.whole = isWhole(index.all.exact.text, form.word)
  const pages = new Set([...index.pages.values()].filter(page => isHeaded(page, own)))
  let forms = own, hits = places(index, own, pages, homes)
  if (!hits.size && (forms = okurigana(word)).length) hits = places(index, forms, pages, homes)
  if (!hits.size) forms = own
  return { word, forms, hits, pages, rarity: Math.log(1 + index.documents.length / (hits.size || 0.5)) }
}

/** The term for a word as it is typed; kept. */
export function lookUp(index, word) {
  const known = index.terms.get(word)
  if (known) return known
  const homes = new Map(), term = termOf(index, word, [...spellings(word), ...asKana(word), ...synonyms(index, word, homes)], homes)
  if (index.terms.size >= REMEMBERED) index.terms.clear()
  index.terms.set(word, term)
  return term
}

/** The term for a word in the loose spelling; null if it is nowhere. */
export function lookUpLoose(index, word) {
  const term = termOf(index, word, [{ word, spelling: "loose", weight: 0.8 }], new Map())
  return term.hits.size ? term : null
}

/** Whether a word is anywhere, without finding out where. */
export function isKnown(index, word) {
  if (index.all.exact.text.includes(word)) return true
  const key = aliasKey(word)
  return index.aliases.some(alias => !alias.kana && alias.key === key)
}

/** Whether several words are together a name in the glossary, or its beginning. */
export function isAlias(index, words, beginning) {
  const key = aliasKey(words.join(""))
  const fits = alias => alias.key === key || (beginning && key.length >= 5 && alias.key.startsWith(key))
  return index.aliases.some(alias => !alias.kana && fits(alias))
}
