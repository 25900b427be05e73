/* The nearest known word to one that is nowhere. */
import { aliasKey } from "./documents.js"
import { loosen } from "./fold.js"

const WORDS = /[a-z][a-z0-9_.]{2,}|[ァ-ヺ]{3,}|[㐀-鿿々ァ-ヺ]{3,}/g
/** Where a compound is cut: at a dot, and between kanji and katakana. */
const PARTS = /\.|(?<=[㐀-鿿々])(?=[ァ-ヺ])|(?<=[ァ-ヺ])(?=[㐀-鿿々])/
const SHORTEST = 4

/** Every word to compare with, and how much it is worth: headings and their parts before names before mere text. */
function vocabulary(index) {
  const words = new Map()
  const add = (word, worth) => {
    if (word.length >= 3 && word.length <= 24) words.set(word, Math.max(worth, words.get(word) ?? 0))
  }
  for (const { title, text } of index.documents) {
    add(title.loose, 3)
    for (const part of title.loose.split(/[とや、\s()]/)) add(part, 2)
    for (const field of [title.loose, text.loose]) for (const [word] of field.matchAll(WORDS)) for (const part of [word, ...word.split(PARTS)]) add(part, 1)
  }
  for (const alias of index.aliases) if (!alias.kana) add(alias.key, 2)
  return [...words]
}

/** Insertions, deletions, replacements and swaps of neighbours from a to b; anything above `most` for more than that. */
export function distance(a, b, most) {
  let before = [], last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1)
    }
    if (Math.min(...row) > most) return most + 1
    before = last
    last = row
  }
  return last[b.length]
}

/** The word that was probably meant, in the loose spelling; null if none is near enough. */
export function correct(index, word) {
  const typed = loosen(aliasKey(word)), most = typed.length >= 8 ? 2 : typed.length >= SHORTEST ? 1 : 0
  if (!most) return null
  let best = null, bestScore = -Infinity
  for (const [known, worth] of (index.vocabulary ??= vocabulary(index))) {
    if (known === typed || Math.abs(known.length - typed.length) > most) continue
    if (known[0] !== typed[0] && known.at(-1) !== typed.at(-1)) continue      // one edit leaves one end as it was
    const edits = distance(typed, known, most)
    if (edits > most) continue
    const score = 0.2 * worth - edits + (known[0] === typed[0] ? 0.3 : 0)
    if (score > bestScore) { best = known; bestScore = score }
  }
  return best
}
