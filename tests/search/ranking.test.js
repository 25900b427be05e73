import assert from "node:assert/strict"
import { test } from "node:test"
import { findIn } from "./notes.js"

const first = (docs, typed, location, config) => assert.equal(findIn(docs, typed, config)[0], location, `${typed} → ${findIn(docs, typed, config)}`)
const FILLER = "ほかの話です。".repeat(12)

test("a section that is about a word comes before the page whose introduction ends with it", () => {
  const docs = [
    ["a.html", "物体検出", "画像の中から物体の位置を矩形で囲み、その種類を当てる課題です。二段階型のモデルは、位置を当てるより先に候補領域を出します。"],
    ["a.html#rcnn", "R-CNN系", "候補領域を選択的探索で取り出して分類する R-CNN から、候補領域もネットワークで出す Faster R-CNN へと発展しました。"],
  ]
  first(docs, "候補領域", "a.html#rcnn")
  first(docs, "物体", "a.html")
})

test("the page that explains a term, says the glossary, comes before one that names it at once", () => {
  const docs = [
    ["list.html", "一覧", "リセットゲートと更新ゲート。"],
    ["gru.html", "GRU", `${FILLER}リセットゲートがあります。`],
  ]
  const synonyms = [["リセットゲート", "reset gate"]], readings = { リセットゲート: "りせっとげーと" }
  const config = { synonyms, readings, homes: { "gru.html": ["リセットゲート"] } }
  for (const typed of ["リセットゲート", "reset gate", "りせっとげーと"]) {
    first(docs, typed, "list.html", { synonyms, readings })
    first(docs, typed, "gru.html", config)
  }
  const aggregation = [["a.html", "一覧", "秘匿集約と秘密。"], ["b.html", "連合学習", `${FILLER}秘匿集約です。`]]
  first(aggregation, "ひとくしゅうやく", "b.html", { readings: { 秘匿集約: "ひとくしゅうやく" }, homes: { "b.html": ["秘匿集約"] } })
  first([["a.html", "回路", "ワープがあります。"], ["b.html", "計算", `ワープ。${FILLER}`]], "ワープ", "b.html", { homes: { "b.html": ["ワープ"] } })
})

test("of two words, one may be the page's and the other the section's", () => {
  const docs = [
    ["lstm.html", "LSTM", "LSTM は勾配の消失と爆発を扱います。LSTM の爆発は別の話です。"],
    ["lstm.html#explosion", "勾配の爆発", "短く切ります。"],
    ["lstm.html#form", "式", "爆発も消失も出ません。消失、消失、消失。"],
    ["gru.html", "GRU", "LSTM と違います。"],
    ["gru.html#explosion", "勾配の爆発", "LSTM と同じです。"],
    ["list.html", "公式集", "式です。"],
    ["list.html#lstm", "LSTM", "勾配の爆発の式"],
  ]
  first(docs, "LSTM 爆発", "lstm.html#explosion")
  first(docs, "LSTM 消失", "lstm.html")
  first(docs, "LSTM 式", "lstm.html#form")
  first(docs, "GRU 爆発", "gru.html#explosion")
})

test("words that stand one behind the other as typed come before the same words apart", () => {
  const docs = [["a.html", "図", "docker で build したら push で送り、push の後に pull します。"], ["b.html", "要点", `docker push で送ります。${FILLER}`]]
  first(docs, "docker push", "b.html")
  first(docs, "docker pull", "a.html")
})

test("a Latin word that is a word of its own somewhere is hardly the beginning of another", () => {
  const docs = [["guide.html", "Snippets", "How code runs."], ["p.html", "剪定", `学習の前に除く方法に SNIP があります。${FILLER}`]]
  first(docs, "snip", "p.html")
  first(docs, "snipp", "guide.html")
  first(docs.slice(0, 1), "snip", "guide.html")
  first([["a.html", "手順", "はい。reset_after、reset_after、reset_after"], ["b.html", "式", "はい。reset をします。そのほかの手順は、あとで述べます。"]], "reset", "b.html")
  first([["a.html", "DenseNet", `つなぎます。${FILLER}`], ["b.html", "ResNet", "densely を densely に densely"]], "dense", "a.html")
})

test("where a word is defined comes before where it is only the topic", () => {
  const topic = ["a.html", "速さ", "積和の回数は、目安にすぎません。"]
  for (const text of ["数えます。積和の回数=重みの数", "数えます。積和の回数とは重みの数", "積和の回数（MACs）"])
    first([topic, ["b.html", "数", text]], "積和の回数", "b.html")
})

test("a question is not answered by single kanji of it", () => {
  assert.deepEqual(findIn([["a.html", "変換", "型を変換します。"]], "遺伝子組み換え"), [])
  first([["a.html", "変換", "型を変換します。"]], "換", "a.html")
})

test("in a question what asks is not looked for, though it is in kanji", () => {
  const docs = [["a.html", "SHAP", "SHAP と Shapley 値は同じ語ではない。"], ["b.html", "順番", "Shapley 値です。SHAP と違い、違います。"]]
  first(docs, "SHAPとShapley値の違い", "a.html")
})

test("a compound of which half is nowhere finds nothing", () => {
  const docs = [["a.html", "正規方程式", "重みを解きます。"], ["b.html", "丸め", "微分は 0 です。"], ["c.html", "傾き", "微分です。"]]
  assert.deepEqual(findIn(docs, "微分方程式"), [])
  first(docs, "微分と丸め", "b.html")
})

test("a misspelt word is also corrected to a part of a compound", () => {
  first([["a.html", "爆発", "勾配クリッピングで短く切ります。"], ["b.html", "損失", "足します。"]], "クリピング", "a.html")
})

test("a section counts a little more if its page is about the word", () => {
  const docs = [["a.html", "ほか", "前置き"], ["a.html#s", "式", "量子化です。"], ["b.html", "量子化", "前置き"], ["b.html#s", "式", "量子化です。"]]
  assert.deepEqual(findIn(docs, "量子化"), ["b.html", "b.html#s", "a.html#s"])
})
