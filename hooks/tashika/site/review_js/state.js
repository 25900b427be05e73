/* What a reader's browser keeps of the reviews: one value of plain data. Pure.

`cards` are schedules, `results` what was answered right and wrong, `answers` what was answered on the pages of notes and
is not scheduled yet: those pages carry no scheduler along, and this module imports none. Each by the quiz's id. */
/** State and files with another number are not read. */
export const VERSION = 1
const FORMAT = "tashika-review"
const PHASES = ["learning", "review", "relearning"]

/** Text that is not a state. `reason` is a key of the words. */
export class Damaged extends Error {
  constructor(reason) {
    super(reason)
    this.reason = reason
  }
}

/** The state of a reader who has not begun. */
export function empty() {
  return { format: FORMAT, version: VERSION, newPerDay: 10, cards: {}, results: {}, answers: [] }
}

/** The text of a state. */
export const write = state => JSON.stringify(state)

/** The state of a text; raises Damaged unless it is one, whole. */
export function read(text) {
  let value
  try {
    value = JSON.parse(text)
  } catch {
    throw new Damaged("notJson")
  }
  if (value?.format !== FORMAT) throw new Damaged("notOurs")
  if (value.version !== VERSION) throw new Damaged("otherVersion")
  if (!isState(value)) throw new Damaged("incomplete")
  return value
}

/** Both states in one: of each card the one that was reviewed last, of each answer one. The settings are the first's. */
export function merge(own, other) {
  const lastAnswer = result => Math.max(result.rightAt, result.wrongAt)
  const seen = new Set(own.answers.map(answer => `${answer.at} ${answer.id}`))
  return {
    ...own,
    cards: latest(own.cards, other.cards, card => card.last),
    results: latest(own.results, other.results, lastAnswer),
    answers: [...own.answers, ...other.answers.filter(answer => !seen.has(`${answer.at} ${answer.id}`))],
  }
}

/** The state once a quiz was answered. Where `scheduled` is false, the card is left to `settle`. */
export function answered(state, { id, correct, hash, at }, scheduled = false) {
  const was = own(state.results, id) ?? { right: 0, wrong: 0, rightAt: 0, wrongAt: 0 }
  const result = correct
    ? { ...was, right: was.right + 1, rightAt: at }
    : { ...was, wrong: was.wrong + 1, wrongAt: at }
  const results = { ...state.results, [id]: result }
  return { ...state, results, answers: scheduled ? state.answers : [...state.answers, { id, correct, hash, at }] }
}

/** What a quiz has in `cards` or `results`, else null. */
export const own = (map, id) => (Object.hasOwn(map, id) ? map[id] : null)

function latest(first, second, when) {
  const kept = Object.entries(second).filter(([id, value]) => !own(first, id) || when(value) > when(first[id]))
  return { ...first, ...Object.fromEntries(kept) }
}

const isObject = value => typeof value === "object" && value !== null && !Array.isArray(value)
const isTime = value => Number.isFinite(value) && Math.abs(value) <= 8.64e15
const isCount = value => Number.isInteger(value) && value >= 0

function isState({ newPerDay, cards, results, answers }) {
  return isCount(newPerDay) && isObject(cards) && isObject(results) && Array.isArray(answers)
    && Object.values(cards).every(isCard) && Object.values(results).every(isResult) && answers.every(isAnswer)
}

function isCard(card) {
  return isObject(card) && PHASES.includes(card.phase) && isCount(card.step) && card.step < 2
    && [card.due, card.last, card.first].every(isTime) && isCount(card.reps) && isCount(card.lapses)
    && card.stability >= 0.001 && card.stability <= 36500 && card.difficulty >= 1 && card.difficulty <= 10
    && typeof card.hash === "string"
}

function isResult(result) {
  return isObject(result) && isCount(result.right) && isCount(result.wrong)
    && isTime(result.rightAt) && isTime(result.wrongAt)
}

function isAnswer(answer) {
  return isObject(answer) && typeof answer.id === "string" && typeof answer.correct === "boolean"
    && typeof answer.hash === "string" && isTime(answer.at)
}
