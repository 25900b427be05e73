import assert from "node:assert/strict"
import { test } from "node:test"
import { choiceIsRight, numberIsRight, orderIsRight, readNumber } from "../../hooks/tashika/site/quiz_js/grade.js"
import { labels } from "../../hooks/tashika/site/quiz_js/labels.js"

const value = (text) => readNumber(text)?.value
const answers = (text, answer, tolerance = 0, rounded = false) => numberIsRight(readNumber(text), answer, tolerance, rounded)

test("a number is read however it is typed", () => {
  assert.equal(value("2,304"), 2304)
  assert.equal(value("２，３０４"), 2304)
  assert.equal(value(" −1.386 "), -1.386)
  assert.equal(value("－１．５"), -1.5)
  assert.equal(value("3/7"), 3 / 7)
  assert.equal(value("8.9e-16"), 8.9e-16)
  assert.equal(value("8.9E−16"), 8.9e-16)
  assert.equal(value(".5"), 0.5)
})

test("what is no number is none", () => {
  for (const text of ["", "x", "1.2.3", "1/0", "1/2/3", "12 個", "--1", "e5", "Infinity"]) assert.equal(readNumber(text), null, text)
})

test("an exact answer takes no other number", () => {
  assert.ok(answers("18,560", 18560))
  assert.ok(!answers("18,561", 18560))
  assert.ok(!answers("18,559.9", 18560))
})

test("an answer within the tolerance is right, at its edge too", () => {
  assert.ok(answers("0.333", 0.333, 0.0005))
  assert.ok(answers("0.3335", 0.333, 0.0005))
  assert.ok(answers("1/3", 0.333, 0.0005))
  assert.ok(!answers("0.334", 0.333, 0.0005))
})

test("a rounded answer may have fewer digits, but two at least", () => {
  assert.ok(answers("0.43", 0.429, 0.0005, true))
  assert.ok(!answers("0.4", 0.429, 0.0005, true))
  assert.ok(!answers("0", 0.429, 0.0005, true))
  assert.ok(!answers("0.42", 0.429, 0.0005, true))
  assert.ok(answers("-1.4", -1.386, 0.0005, true))
  assert.ok(!answers("1.4", -1.386, 0.0005, true))
  assert.ok(!answers("0.43", 0.429, 0.0005, false))
})

test("a choice is right when exactly the right options are chosen", () => {
  assert.ok(choiceIsRight([0, 2], [0, 2]))
  assert.ok(!choiceIsRight([0], [0, 2]))
  assert.ok(!choiceIsRight([0, 1, 2], [0, 2]))
})

test("an order is right from first to last", () => {
  assert.ok(orderIsRight([1, 2, 3]))
  assert.ok(!orderIsRight([1, 3, 2]))
})

test("each language has every word, and English is there for all others", () => {
  assert.deepEqual(Object.keys(labels("ja")), Object.keys(labels("en")))
  assert.equal(labels("ja-JP"), labels("ja"))
  assert.equal(labels("de"), labels("en"))
})
