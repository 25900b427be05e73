/* When a card is due again, by FSRS. Pure: the time is given, and no interval is changed by chance.

The memory model is ts-fsrs's. Its scheduler is not used, since it counts days by UTC, whose midnight is a morning in
Japan: here a day is a study day. The steps within a day are those of py-fsrs, which the tests compare this with. */
import { FSRSAlgorithm, generatorParameters } from "ts-fsrs"
import { DAY, dayOf } from "./days.js"

export const AGAIN = 1, HARD = 2, GOOD = 3, EASY = 4
export const GRADES = [AGAIN, HARD, GOOD, EASY]
const MINUTE = 60_000
const STEPS = { learning: [MINUTE, 10 * MINUTE], relearning: [10 * MINUTE] }
const model = new FSRSAlgorithm(generatorParameters({ enable_fuzz: false }))

/** A card after a grade at a time in milliseconds; `card` is null for one that was never seen. */
export function graded(card, grade, now) {
  const { stability, difficulty } = remembered(card, grade, now)
  const { phase, step, wait } = placed(card, grade, stability)
  return {
    ...card, phase, step, stability, difficulty,
    due: now + wait, last: now, first: card?.first ?? now, reps: (card?.reps ?? 0) + 1,
    lapses: (card?.lapses ?? 0) + (card?.phase === "review" && grade === AGAIN),
  }
}

/** For each grade, in how many milliseconds the card would be due again. */
export function waits(card, now) {
  return GRADES.map(grade => graded(card, grade, now).due - now)
}

function remembered(card, grade, now) {
  return model.next_state(card, card ? Math.max(0, dayOf(now) - dayOf(card.last)) : 0, grade)
}

function placed(card, grade, stability) {
  const phase = card?.phase ?? "learning", step = card?.step ?? 0
  const known = () => ({ phase: "review", step: 0, wait: DAY * model.next_interval(stability, 0) })
  const waiting = (phase, step) => ({ phase, step, wait: STEPS[phase][step] })
  if (phase === "review") return grade === AGAIN ? waiting("relearning", 0) : known()
  if (grade === AGAIN) return waiting(phase, 0)
  if (grade === HARD) return { phase, step, wait: hardly(STEPS[phase], step) }
  return grade === GOOD && step + 1 < STEPS[phase].length ? waiting(phase, step + 1) : known()
}

function hardly(steps, step) {
  if (step > 0) return steps[step]
  return steps.length > 1 ? (steps[0] + steps[1]) / 2 : steps[0] * 1.5
}
