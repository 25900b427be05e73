import assert from "node:assert/strict"
import { test } from "node:test"
import { dateOf, dayOf } from "../../hooks/tashika/site/review_js/days.js"
import { AGAIN, EASY, GOOD, HARD, graded, waits } from "../../hooks/tashika/site/review_js/schedule.js"
import { isDue, mistakes, newLeft, nextDue, progress, queue } from "../../hooks/tashika/site/review_js/queue.js"
import { reviewed } from "../../hooks/tashika/site/review_js/cards.js"
import { answered, empty } from "../../hooks/tashika/site/review_js/state.js"
import { at, DAY, MINUTE } from "./times.js"

const quizzes = ["a", "b", "c", "d"].map(id => ({ id, hash: "h", chapter: id < "c" ? "18" : "19" }))
const ids = found => found.map(quiz => quiz.id)
const grade = (state, id, mark, when) => reviewed(state, { id, hash: "h" }, mark, when)
const grown = (...steps) => steps.reduce((card, [mark, when]) => graded(card, mark, when), null)

test("a study day begins at four in the morning", () => {
  assert.equal(dayOf(at(3, 11)), dayOf(at(23, 10)))
  assert.equal(dayOf(at(4, 11)), dayOf(at(4, 10)) + 1)
  assert.equal(dateOf(at(4, 9)), "2026-06-09")
})

test("a night counts as a day although it is shorter", () => {
  const evening = grown([GOOD, at(22, 10)])
  const morning = graded(evening, GOOD, at(8, 11))
  assert.equal(morning.stability, graded(evening, GOOD, at(22, 11)).stability)
  assert.notEqual(morning.stability, graded(evening, GOOD, at(23, 10)).stability)
})

test("the four grades of a new card wait longer and longer", () => {
  const [again, hard, good, easy] = waits(null, at(9))
  assert.deepEqual([again, hard, good], [MINUTE, 5.5 * MINUTE, 10 * MINUTE])
  assert.ok(easy > DAY)
})

test("a card that is learnt goes by days, and a lapse is counted once", () => {
  const known = grown([GOOD, at(9)], [GOOD, at(10)])
  assert.deepEqual([known.phase, (known.due - known.last) % DAY, known.lapses], ["review", 0, 0])
  const lapsed = graded(known, AGAIN, at(9, 20))
  assert.deepEqual([lapsed.phase, lapsed.lapses, lapsed.due - lapsed.last], ["relearning", 1, 10 * MINUTE])
  assert.equal(graded(lapsed, AGAIN, at(10, 20)).lapses, 1)
})

test("a clock that was set back does no harm", () => {
  const known = grown([EASY, at(9, 20)])
  assert.ok(graded(known, HARD, at(9, 10)).stability > 0)
})

test("a known card is due from the morning of its day, one that is learnt to the minute", () => {
  const known = grown([EASY, at(20, 10)])
  const days = (known.due - known.last) / DAY
  assert.ok(!isDue(known, at(23, 10 + days - 1)))
  assert.ok(isDue(known, at(4, 10 + days)))
  assert.ok(!isDue(grown([GOOD, at(9)]), at(9) + 10 * MINUTE - 1))
  assert.ok(isDue(grown([GOOD, at(9)]), at(9) + 10 * MINUTE))
})

test("due cards come first, by their time, then new ones in the order of the site", () => {
  const state = grade(grade({ ...empty(), newPerDay: 9 }, "c", GOOD, at(9)), "b", AGAIN, at(9))
  const now = queue(state, quizzes, at(10))
  assert.deepEqual([ids(now.due), ids(now.fresh), ids(now.soon)], [["b", "c"], ["a", "d"], []])
  assert.deepEqual(ids(queue(state, quizzes, at(9)).soon), ["b", "c"])
  assert.equal(nextDue(state, quizzes, at(9)), at(9) + MINUTE)
  assert.equal(nextDue(empty(), quizzes, at(9)), null)
})

test("the limit of new cards holds for a day", () => {
  let state = { ...empty(), newPerDay: 2 }
  assert.deepEqual(ids(queue(state, quizzes, at(9)).fresh), ["a", "b"])
  state = grade(grade(state, "a", EASY, at(9)), "b", EASY, at(9))
  assert.deepEqual([ids(queue(state, quizzes, at(23)).fresh), newLeft(state, at(3, 11))], [[], 0])
  assert.deepEqual(ids(queue(state, quizzes, at(9, 11)).fresh), ["c", "d"])
  assert.deepEqual(queue({ ...state, newPerDay: 0 }, quizzes, at(9, 11)).fresh, [])
})

test("a quiz that is gone is kept and asked no more", () => {
  const state = grade(empty(), "gone", AGAIN, at(9))
  assert.deepEqual(queue(state, quizzes, at(12)).due, [])
  assert.ok(grade(state, "a", GOOD, at(12)).cards.gone)
})

test("progress is counted by chapter", () => {
  const state = grade(grade(empty(), "a", EASY, at(9)), "c", AGAIN, at(9))
  assert.deepEqual(progress(state, quizzes, at(12)), [
    { chapter: "18", total: 2, seen: 1, known: 1, due: 0 },
    { chapter: "19", total: 2, seen: 1, known: 0, due: 1 },
  ])
})

test("wrong answers are collected, the last first, and those put right since apart", () => {
  let state = empty()
  for (const [id, correct, hour] of [["a", false, 9], ["b", false, 10], ["c", false, 11], ["a", true, 12], ["d", true, 12]])
    state = answered(state, { id, correct, hash: "h", at: at(hour) })
  const { open, mended } = mistakes(state, quizzes)
  assert.deepEqual([open, mended].map(list => list.map(({ quiz }) => quiz.id)), [["c", "b"], ["a"]])
})
