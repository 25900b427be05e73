/* From what was typed to documents in order. What is not found as typed is corrected, then cut; nothing else is ever guessed. */
import { fold, katakana } from "./fold.js"
import { cut, saysLittle } from "./phrases.js"
import { tex } from "./plain.js"
import { isAlias, isHeaded, lookUp, lookUpLoose } from "./terms.js"
import { correct } from "./typos.js"

const LONGEST = 100, MOST_WORDS = 8
const WHOLE = 0.7, LOOSE = 0.34                                // share of a phrase's weight that must be found

/** {wanted, unwanted}: folded words; "…" keeps blanks, -word excludes. */
export function parse(typed) {
  const text = typed.slice(0, LONGEST).normalize("NFKC").replace(/[“”]/g, '"')
  const readable = text.includes("\\") ? tex(text) : text
  const wanted = [], unwanted = []
  for (const [, minus, quoted, bare] of readable.matchAll(/(?:(?<=\s)(-(?=[\p{L}"])))?(?:"([^"]+)"|(\S+))/gu)) {
    const word = fold((quoted ?? bare).replace(/(?<=[ぁ-ゖ])[a-z]{1,2}$/, ""))
    if (word) (minus ? unwanted : wanted).push(word)
  }
  return { wanted: wanted.slice(0, MOST_WORDS), unwanted: unwanted.slice(0, MOST_WORDS) }
}

/** Neighbouring words that are one name in the glossary ("group convolution") are one term. */
function joined(index, words) {
  const terms = []
  for (let at = 0; at < words.length;) {
    let length = Math.min(4, words.length - at)
    while (length > 1 && !isAlias(index, words.slice(at, at + length), at + length === words.length)) length--
    terms.push(words.slice(at, at + length).join(" "))
    at += length
  }
  return terms
}

/** A section is also about what its page's title has. */
const inDocument = (term, doc) => term.hits.get(doc) ?? (term.pages.has(doc.page) ? 0.8 : 0)

/** What the terms count in a document. Where the page's title has one and the section's heading another ("LSTM 爆発"),
    the first counts as much as for the page itself. */
function scoresOf(terms, doc) {
  const own = terms.map(term => inDocument(term, doc))
  if (!doc.page || terms.length < 2) return own
  const heading = terms.map(term => isHeaded(doc, term.forms))
  return own.map((score, i) => heading.some((is, j) => is && j !== i) ? Math.max(score, terms[i].pages.has(doc.page) ? terms[i].hits.get(doc.page) : 0) : score)
}

/** Documents with all terms; with the words one behind the other, as they were typed, they count half as much again. */
function withAll(index, terms) {
  const found = new Map(), typed = fold(terms.map(term => term.word).join(" "))
  const rarest = terms.reduce((a, b) => b.hits.size < a.hits.size ? b : a)
  if (!rarest.hits.size) return found
  for (const doc of index.documents) {
    if (terms.some(term => !inDocument(term, doc)) || !terms.some(term => term.hits.has(doc))) continue
    const sum = scoresOf(terms, doc).reduce((total, score, i) => total + score * terms[i].rarity, 0)
    found.set(doc, terms.length > 1 && doc.text.exact.includes(typed) ? 1.5 * sum : sum)
  }
  return found
}

/** Documents with enough of the terms; one that is nowhere weighs as much as the rarest that is somewhere. */
function withMost(index, terms, share) {
  const top = Math.max(0, ...terms.filter(term => term.hits.size).map(term => term.rarity)), found = new Map()
  const missing = term => share < WHOLE ? top / 2 : Math.max(top, Math.min(term.rarity, 5))
  const weigh = term => term.hits.size ? term.rarity : missing(term)
  const whole = terms.reduce((sum, term) => sum + weigh(term), 0)
  for (const doc of index.documents) {
    let weight = 0, sum = 0
    for (const term of terms) {
      const score = inDocument(term, doc)
      if (score) { weight += weigh(term); sum += score * term.rarity }
    }
    if (weight / whole >= share && terms.some(term => term.word.length > 1 && term.hits.has(doc))) found.set(doc, sum * (weight / whole) ** 2)
  }
  return found
}

/** The term that was meant by a word that is nowhere; null if there is none. */
function meant(index, word) {
  const known = correct(index, word), term = known && lookUp(index, known)
  if (!term) return null
  if (term.hits.size) return term
  const spoken = lookUp(index, katakana(known))
  return spoken.hits.size ? spoken : lookUpLoose(index, known)
}

/** Terms for a word that is nowhere: corrected, or else its parts, each of them corrected if need be. */
function repaired(index, term) {
  const whole = meant(index, term.word)
  if (whole) return { terms: [whole], share: WHOLE }
  const { words, loose } = cut(index, term.word)
  const terms = words.map(word => {
    const part = lookUp(index, word)
    return part.hits.size ? part : meant(index, word) ?? part
  })
  return terms.length ? { terms, share: loose ? LOOSE : WHOLE } : { terms: [term], share: WHOLE }
}

function second(index, terms) {
  const together = terms.length > 1 ? meant(index, terms.map(term => term.word).join("")) : null
  if (together) return { terms: [together], found: withAll(index, [together]) }
  const useful = terms.filter(term => term.hits.size || !saysLittle(term.word))
  const parts = (useful.length ? useful : terms).map(term =>
    term.hits.size ? { terms: [term], share: WHOLE } : repaired(index, term))
  const all = parts.flatMap(part => part.terms), share = Math.min(...parts.map(part => part.share))
  const found = withAll(index, all)
  return { terms: all, found: found.size ? found : withMost(index, all, share) }
}

/** {terms, found: [document, score] in order} of a typed query. */
export function search(index, typed) {
  const { wanted, unwanted } = parse(typed)
  if (!wanted.length) return { terms: [], found: [] }
  let terms = joined(index, wanted).map(word => lookUp(index, word)), found = withAll(index, terms)
  if (!found.size) ({ terms, found } = second(index, terms))
  for (const word of unwanted) for (const doc of lookUp(index, word).hits.keys()) found.delete(doc)
  const ranked = [...found].map(([doc, score]) => [doc, score * (doc.entry.boost ?? 1)])
  return { terms, found: ranked.sort((a, b) => b[1] - a[1] || a[0].number - b[0].number) }
}
