/* A stretch of Japanese that is nowhere as it stands, cut into words that are. No dictionary: the notes are it. */
import { isBorder, kind } from "./fold.js"
import { isKnown } from "./terms.js"

const SAYS_LITTLE = new Set(("方法 違い 違 使 使い方 理由 意味 性質 仕組み 特徴 種類 役割 目的 例 関係 定義 概要 何 場合 教 " +
  "the a an of in on and or to is are what why how does do with for between difference").split(" "))
const bare = word => word.replace(/[ぁ-ゖ]+$/, "") || word

const PARTICLE = /[のとはがをにへでやも](?![ぁ-ゖ])/g

/** Where a word that begins at `start` can end, the farthest first: not behind a particle, nor within katakana or Latin. */
function* ends(text, start) {
  PARTICLE.lastIndex = start
  for (let end = PARTICLE.exec(text)?.index ?? text.length; end > start; end--) {
    const inside = ["katakana", "latin"].includes(kind(text[end - 1])) && !isBorder(text, end)
    if (!inside && end - start >= 2) yield end
  }
}

function longestKnown(index, text, start) {
  for (const end of ends(text, start)) {
    const word = bare(text.slice(start, end))
    if ((word.length >= 2 || kind(word) !== "kanji") && isKnown(index, word)) return end
  }
  return 0
}

function endOfUnknown(index, text, start) {
  let end = start + 1
  while (!isBorder(text, end) && !(kind(text[end]) === "kanji" && text.length - end >= 2 && longestKnown(index, text, end))) end++
  return end
}

/** {words, loose}: the words in order, and whether kana stood between them (then each word need not be found). */
export function cut(index, text) {
  const words = []
  let loose = false
  for (let at = 0; at < text.length;) {
    const type = kind(text[at])
    if (type === "hiragana" || type === "other") {
      loose ||= type === "hiragana"
      at++
      continue
    }
    const end = longestKnown(index, text, at) || endOfUnknown(index, text, at)
    const word = bare(text.slice(at, end))
    loose ||= word.length < end - at
    if (!SAYS_LITTLE.has(word) && !SAYS_LITTLE.has(text.slice(at, end))) words.push(word)
    at = end
  }
  return { words: [...new Set(words)], loose }
}

export const saysLittle = word => SAYS_LITTLE.has(word)
