import assert from "node:assert/strict"
import { test } from "node:test"
import { plain } from "../../hooks/tashika/site/search_js/plain.js"
import { parse } from "../../hooks/tashika/site/search_js/search.js"
import { distance } from "../../hooks/tashika/site/search_js/typos.js"
import { data, find, index } from "./notes.js"

const first = (typed, location) => assert.equal(find(typed)[0], location, `${typed} → ${find(typed)}`)
const nothing = typed => assert.deepEqual(find(typed), [], typed)

test("a heading typed as it stands is found first", () => {
  for (const doc of data.docs) first(doc.title, doc.location)
})

test("a part of a word is found", () => {
  first("グルー", "conv.html#group")
  first("ネック", "conv.html#bottleneck")
})

test("okurigana may be left out or written otherwise", () => {
  first("グループ畳込み", "conv.html#group")
  first("割当", "optim.html")
})

test("a long vowel may be left out", () => {
  first("ドロップアウトー", "optim.html#dropout")
  first("フィルター", "conv.html#bottleneck")
})

test("a synonym is found, also by its beginning and across a blank", () => {
  first("quantization", "compress.html#quantization")
  first("quantiz", "compress.html#quantization")
  first("group convolution", "conv.html#group")
})

test("kana that are not converted yet find by reading and as katakana", () => {
  first("りょうしか", "compress.html#quantization")
  first("しょうりゅう", "compress.html#distillation")
  first("りょうしk", "compress.html#quantization")
  first("きょうかがく", "rl.html")
  first("どろっぷあうと", "optim.html#dropout")
})

test("several words must all be there, one of them in the page's title", () => {
  first("整数 スケール", "compress.html#quantization")
  first("強化学習 off-policy", "rl.html#q")
  nothing("スケール ユニット")
})

test("a quoted phrase keeps its blanks and a minus excludes", () => {
  assert.deepEqual(parse('"the seed" -torch x -1 -> y'), { wanted: ["the seed", "x", "1", ">", "y"], unwanted: ["torch"] })
  nothing("seed -friends")
})

test("a formula is found by its LaTeX and by its words", () => {
  for (const typed of ["\\theta", "θ", "theta"]) first(typed, "rl.html#q")
  first("D_{\\mathrm{KL}}", "rl.html#q")
  first("D_KL", "rl.html#q")
  first("\\frac{\\exp(z_i/T)}", "compress.html#distillation")
})

test("code and a verified output are found", () => {
  first("nn.Conv2d", "conv.html#group")
  first("18432", "conv.html#group")
  first("groups = 4", "conv.html#group")
  first("torch.manual_seed", "optim.html#dropout")
})

test("a tag is found", () => first("勾配法", "optim.html"))

test("a misspelt word is corrected", () => {
  first("ボトルネク構造", "conv.html#bottleneck")
  first("quantizaiton", "compress.html#quantization")
  first("Conv3d", "conv.html#group")
})

test("a word that is there as typed is never corrected", () => {
  assert.deepEqual(find("スケール"), ["compress.html#quantization"])
})

test("a question is cut into words that are there", () => {
  first("ボトルネック構造とはなにか", "conv.html#bottleneck")
  first("量子化のスケール", "compress.html#quantization")
  first("蒸留の方法", "compress.html#distillation")
  first("どうして量子化するのか", "compress.html#quantization")
})

test("what the notes do not have finds nothing", () => {
  for (const typed of ["ラーメン", "量子コンピュータ", "zzzz", "天気", "憲法改正", "", "  ", '"', "-"]) nothing(typed)
})

test("a boost from the front matter counts", () => {
  const doc = index.documents.find(one => one.entry.location === "compress.html#quantization")
  doc.entry.boost = 0.01
  assert.equal(find("量子化")[0], "compress.html")
  delete doc.entry.boost
})

test("every piece of a section, of two letters and more, finds the section", () => {
  let seed = 1
  const random = below => (seed = seed * 48271 % 2147483647) % below
  for (const { location, text } of data.docs) {
    for (const line of plain(text).split("\n")) {
      for (let i = 0; i < 20; i++) {
        const start = random(line.length), piece = line.slice(start, start + 2 + random(6)).trim()
        if (/["“”]|\s[-!]/.test(piece) || !/[\p{L}\p{N}]/u.test(piece) || piece.length < 2) continue
        assert.ok(find(piece).includes(location), `${piece} of ${location} → ${find(piece)}`)
      }
    }
  }
})

test("of a very long query only the beginning is looked for", () => {
  const { wanted } = parse("グループ畳み込みの構造 が量子化 ".repeat(400))
  assert.ok(wanted.length <= 8 && wanted.join("").length <= 100)
})

test("the distance counts insertions, deletions, replacements and swaps", () => {
  assert.equal(distance("densenet", "denesnet", 2), 1)
  assert.equal(distance("abc", "abcd", 2), 1)
  assert.equal(distance("kitten", "sitting", 3), 3)
  assert.ok(distance("abc", "xyz", 1) > 1)
})
