import assert from "node:assert/strict"
import { test } from "node:test"
import { reviewed, settle } from "../../hooks/tashika/site/review_js/cards.js"
import { Damaged, answered, empty, merge, own, read, write } from "../../hooks/tashika/site/review_js/state.js"
import { AGAIN, GOOD } from "../../hooks/tashika/site/review_js/schedule.js"
import { at, DAY, MINUTE } from "./times.js"

const answer = (state, id, correct, when) => answered(state, { id, correct, hash: "h", at: when })
const quiz = { id: "a", hash: "h" }
const refused = (text, reason) => assert.throws(() => read(text), error => error instanceof Damaged && error.reason === reason)

test("a state is read as it was written", () => {
  const state = reviewed(answer(empty(), "b", false, at(9)), quiz, GOOD, at(9))
  assert.deepEqual(read(write(state)), state)
})

test("what is not a whole state is refused with a reason", () => {
  const state = reviewed(answer(empty(), "b", false, at(9)), quiz, GOOD, at(9))
  const text = write(state)
  refused(text.slice(0, -1), "notJson")
  refused("", "notJson")
  for (const other of ["null", "[]", "7", '"tashika-review"', "{}"]) refused(other, "notOurs")
  refused(write({ ...state, version: 2 }), "otherVersion")
  refused(write({ ...state, cards: [] }), "incomplete")
  refused(write({ ...state, answers: [{ id: "b" }] }), "incomplete")
  refused(write({ ...state, results: { b: { right: -1, wrong: 0, rightAt: 0, wrongAt: 0 } } }), "incomplete")
  for (const key of Object.keys(state.cards.a)) {
    const { [key]: _, ...card } = state.cards.a
    refused(write({ ...state, cards: { a: card } }), "incomplete")
  }
  refused(write({ ...state, cards: { a: { ...state.cards.a, stability: null } } }), "incomplete")
  refused(write({ ...state, cards: { a: { ...state.cards.a, due: 1e300 } } }), "incomplete")
})

test("the first answer of a day schedules the card, and later ones of that day do not", () => {
  const once = settle(answer(empty(), "a", false, at(9)))
  const twice = settle(answer(answer(empty(), "a", false, at(9)), "a", true, at(10)))
  assert.deepEqual(twice.cards, once.cards)
  assert.equal(once.cards.a.due, at(9) + MINUTE)
  assert.deepEqual(settle(answer(once, "a", true, at(11))).cards, once.cards)
  assert.equal(settle(answer(once, "a", true, at(11) + DAY)).cards.a.reps, 2)
  assert.deepEqual([twice.answers, twice.results.a.right, twice.results.a.wrong], [[], 1, 1])
})

test("answers are scheduled in the order of their times", () => {
  const late = answer(answer(empty(), "a", true, at(9) + DAY), "a", false, at(9))
  assert.equal(settle(late).cards.a.reps, 2)
  assert.equal(settle(late).cards.a.first, at(9))
})

test("an answer from before the last review changes nothing", () => {
  const state = reviewed(empty(), quiz, GOOD, at(9))
  assert.deepEqual(settle(answer(state, "a", false, at(9) - DAY)).cards, state.cards)
})

test("an answer that is graded on the review page waits for no scheduling", () => {
  const state = answered(empty(), { id: "a", correct: false, hash: "h", at: at(9) }, true)
  assert.deepEqual([state.answers, state.results.a.wrong], [[], 1])
})

test("of two states each card is the one that was reviewed last, and nothing is lost", () => {
  const old = reviewed(empty(), quiz, GOOD, at(9))
  const first = reviewed({ ...old, newPerDay: 3 }, { id: "b", hash: "h" }, GOOD, at(9))
  const second = answer(reviewed(old, quiz, AGAIN, at(9) + DAY), "c", false, at(8))
  const both = merge(first, second)
  assert.deepEqual(both.cards, { a: second.cards.a, b: first.cards.b })
  assert.deepEqual([both.newPerDay, both.results, both.answers], [3, second.results, second.answers])
  assert.deepEqual(merge(second, first).cards, both.cards)
  assert.deepEqual(merge(both, second), both)
})

test("the name of a quiz may be one that objects have of their own", () => {
  for (const id of ["constructor", "toString", "hasOwnProperty"]) {
    const state = settle(answer(empty(), id, true, at(9)))
    assert.equal(read(write(state)).cards[id].reps, 1)
    assert.equal(own({}, id), null)
    assert.deepEqual(Object.keys(merge(empty(), state).cards), [id])
  }
})

test("steps leave the state before as it was", () => {
  const state = Object.freeze({ ...empty(), cards: Object.freeze({}), results: Object.freeze({}), answers: Object.freeze([]) })
  reviewed(settle(answer(state, "a", true, at(9))), quiz, GOOD, at(9))
  assert.deepEqual(state, empty())
})
