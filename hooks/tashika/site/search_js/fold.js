/* One spelling for what a reader takes to be the same word. Text and query are folded alike. */
import { SPOKEN } from "./plain.js"

const JAPANESE = "\\u3001-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff"
/** A blank is kept between two of these alone: Japanese is written without, and beside signs one does as one likes. */
const APART = new RegExp(`(?![${JAPANESE}])[\\p{L}\\p{N}_]`, "u")
const signs = [...SPOKEN.keys()].join("")
const TOKEN = new RegExp(
  "(\\s+)" +
  "|[-{}\\\\$`\"\\u00ad\\u200b·・･“”‘’‐‑‒–—−\\u30fb]+" +       // what one writes or leaves out
  `|([${signs}])` +
  "|((?:[\\u00a0-\\u036f\\u0370-\\u03ff\\u1d00-\\u2bff\\u3200-\\u33ff\\ufb00-\\uffef])[ﾞﾟ]?)", "g")
const VARIANTS = { 自乗: "二乗", "2乗": "二乗", 函数: "関数", 蒸溜: "蒸留", 内挿: "補間", 附: "付", 聯: "連" }
const VARIANT = new RegExp(Object.keys(VARIANTS).join("|"), "g")

const SOME_JAPANESE = new RegExp(`[${JAPANESE}]`)
export const isJapanese = text => SOME_JAPANESE.test(text)

/**
 * The folded text: NFKC, lower case, signs by name, no hyphens, middle dots and braces, and blanks only between words.
 * With `places`, that array receives the place in `source` of each folded character.
 */
export function fold(source, places) {
  let out = "", last = "", end = 0, blank = -1    // `last` character of `out`: to ask a growing text for it is slow
  const put = (text, at, step) => {
    if (!text) return
    if (blank >= 0 && APART.test(text[0])) { out += " "; places?.push(blank) }
    blank = -1
    out += text
    last = text.at(-1)
    if (places) for (let i = 0; i < text.length; i++) places.push(at + i * step)
  }
  const rest = upTo => { if (upTo > end) put(source.slice(end, upTo).toLowerCase(), end, 1) }
  source.replace(TOKEN, (all, space, sign, wide, at) => {
    rest(at)
    end = at + all.length
    if (sign) put(SPOKEN.get(sign), at, 0)
    else if (wide) put(narrow(wide), at, 0)
    else if (space) {
      if (space.includes("\n")) { if (last && last !== "\n") put("\n", at, 0) }
      else if (blank < 0 && APART.test(last)) blank = at
    }
  })
  rest(source.length)
  return out.replace(VARIANT, word => VARIANTS[word])
}

/** A letter or sign of another width; what NFKC makes of it may be a sign with a name in its turn. */
function narrow(wide) {
  const text = wide.normalize("NFKC")
  return text === wide ? wide.toLowerCase() : fold(text)
}

const ALIKE = new Map("ァア ィイ ゥウ ェエ ォオ ッツ ャヤ ュユ ョヨ ヮワ ヵカ ヶケ ヂジ ヅズ ヴブ".split(" ").map(pair => [...pair]))
ALIKE.set("ー", "").set("ヴァ", "バ").set("ヴィ", "ビ").set("ヴェ", "ベ").set("ヴォ", "ボ")
const SPELT = /ヴ[ァィェォ]|[ーァィゥェォッャュョヮヵヶヂヅヴ]/g

/** Folded text without what katakana is spelt with and without: long vowels, small kana, ヴァ for バ. */
export function loosen(folded, places, from) {
  if (places) {
    let end = 0
    const upTo = at => { while (end < at) places.push(from[end++]) }
    for (const { 0: sign, index } of folded.matchAll(SPELT)) {
      upTo(index)
      if (ALIKE.get(sign)) places.push(from[end])
      end += sign.length
    }
    upTo(folded.length)
  }
  return folded.replace(SPELT, sign => ALIKE.get(sign))
}

export const katakana = text => text.replace(/[ぁ-ゖ]/g, c => String.fromCharCode(c.charCodeAt(0) + 0x60))

/** Kind of a character: borders of words are where the kind changes. */
export function kind(sign) {
  const code = sign.charCodeAt(0)
  if (code < 0x80) return /[a-z0-9_]/.test(sign) ? "latin" : "other"
  if (code >= 0x3041 && code <= 0x3096) return "hiragana"
  if ((code >= 0x30a1 && code <= 0x30fa) || code === 0x30fc) return "katakana"
  return (code >= 0x3400 && code <= 0x9fff) || code === 0x3005 ? "kanji" : "other"
}

/** Whether a word may begin or end at this place. */
export const isBorder = (text, at) => at <= 0 || at >= text.length || kind(text[at - 1]) !== kind(text[at])
