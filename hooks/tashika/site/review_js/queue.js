/* What is to be reviewed, and how far a reader has come. Pure: quizzes are in the order of the site. */
import { dayOf } from "./days.js"
import { own } from "./state.js"

const AHEAD = 20 * 60_000

/** Whether a card is due: one that is known from the morning of its day on, one that is being learnt to the minute. */
export function isDue(card, now) {
  return card.phase === "review" ? dayOf(card.due) <= dayOf(now) : card.due <= now
}

/** The quizzes to review now: those that are due, then new ones within the day's limit, then those due in minutes. */
export function queue(state, quizzes, now) {
  const seen = quizzes.map(quiz => [quiz, own(state.cards, quiz.id)]).filter(([, card]) => card)
  const byDue = cards => cards.toSorted(([, a], [, b]) => a.due - b.due).map(([quiz]) => quiz)
  const soon = card => !isDue(card, now) && card.phase !== "review" && card.due <= now + AHEAD
  return {
    due: byDue(seen.filter(([, card]) => isDue(card, now))),
    fresh: quizzes.filter(quiz => !own(state.cards, quiz.id)).slice(0, newLeft(state, now)),
    soon: byDue(seen.filter(([, card]) => soon(card))),
  }
}

/** How many more new cards today's limit allows. */
export function newLeft(state, now) {
  const begun = Object.values(state.cards).filter(card => dayOf(card.first) === dayOf(now)).length
  return Math.max(0, state.newPerDay - begun)
}

/** When the next card falls due of those that are not yet; null if none does. */
export function nextDue(state, quizzes, now) {
  const cards = quizzes.map(quiz => own(state.cards, quiz.id)).filter(card => card && !isDue(card, now))
  return cards.length ? Math.min(...cards.map(card => card.due)) : null
}

/** For each chapter how many quizzes there are, how many were seen, are known, are due. */
export function progress(state, quizzes, now) {
  return [...new Set(quizzes.map(quiz => quiz.chapter))].map(chapter => {
    const all = quizzes.filter(quiz => quiz.chapter === chapter)
    const cards = all.map(quiz => own(state.cards, quiz.id)).filter(Boolean)
    const count = test => cards.filter(test).length
    return {
      chapter, total: all.length, seen: cards.length,
      known: count(card => card.phase === "review"), due: count(card => isDue(card, now)),
    }
  })
}

/** The quizzes that were answered wrong, the last first: those that are still to be put right, and the rest. */
export function mistakes(state, quizzes) {
  const wrong = quizzes.map(quiz => ({ quiz, ...own(state.results, quiz.id) })).filter(({ wrong }) => wrong > 0)
  const sorted = wrong.toSorted((a, b) => b.wrongAt - a.wrongAt)
  const isOpen = ({ wrongAt, rightAt }) => wrongAt > rightAt
  return { open: sorted.filter(isOpen), mended: sorted.filter(mistake => !isOpen(mistake)) }
}
