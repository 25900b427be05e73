import assert from "node:assert/strict"
import { test } from "node:test"
import { excerpt } from "../../hooks/tashika/site/search_js/results.js"
import { answer } from "../../hooks/tashika/site/search_js/worker.js"
import { data, show } from "./notes.js"

test("results are grouped by page, and each group has its page", () => {
  const { items } = show("量子化")
  assert.deepEqual(items[0].map(item => item.location), ["compress.html#quantization", "compress.html"])
})

test("heading and excerpt are marked as they are written", () => {
  const [[item]] = show("りょうしか").items
  assert.equal(item.title, "<mark>量子化</mark>")
  assert.deepEqual(item.terms, { 量子化: true })
})

test("an excerpt shows what stands around a place, not the whole section", () => {
  const text = "前".repeat(300) + "目印" + "後".repeat(300), html = excerpt(text, [[300, 302]])
  assert.match(html, /^<p>…前{40}<mark>目印<\/mark>後{110}…<\/p>$/)
})

test("an excerpt begins with a word where it can", () => {
  const text = `${"a".repeat(50)} ${"b".repeat(30)} here`
  assert.equal(excerpt(text, [[82, 86]]), `<p>…${"b".repeat(30)} <mark>here</mark></p>`)
})

test("an excerpt without a place is the beginning", () => assert.equal(excerpt("短い文", []), "<p>短い文</p>"))

test("what is shown is escaped", () => {
  const [[item]] = show("manual_seed").items
  assert.match(item.text, /torch\.<mark>manual_seed<\/mark> &#38; friends/)
  assert.equal(excerpt("<img src=x onerror=1>", []), "<p>&#60;img src=x onerror=1&#62;</p>")
})

test("a word that a result lacks is named", () => {
  const missing = show("蒸留とワカメの関係").items.flat().find(item => Object.values(item.terms).includes(false))
  assert.equal(missing?.terms["ワカメ"], false)
})

test("the worker answers in Material's messages", () => {
  assert.deepEqual(answer({ type: 0, data: { ...data, options: { suggest: true } } }), { type: 1 })
  const reply = answer({ type: 2, data: "量子" })
  assert.equal(reply.type, 3)
  assert.deepEqual(reply.data.suggest, ["量子化"])
  assert.equal(answer({ type: 9 }), undefined)
})

test("an index without names and readings will do, and so will one without entries", () => {
  answer({ type: 0, data: { config: {}, docs: [] } })
  assert.deepEqual(answer({ type: 2, data: "量子化" }).data, { items: [] })
})
