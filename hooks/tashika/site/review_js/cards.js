/* The cards of a state, scheduled. Pure. */
import { dayOf } from "./days.js"
import { AGAIN, GOOD, graded } from "./schedule.js"
import { own } from "./state.js"

/** The state with every answer of the pages scheduled: of each day the first, as Good or Again. */
export function settle(state) {
  const cards = { ...state.cards }
  for (const { id, correct, hash, at } of state.answers.toSorted((a, b) => a.at - b.at)) {
    const card = own(cards, id)
    if (!card || dayOf(card.last) < dayOf(at)) cards[id] = { ...graded(card, correct ? GOOD : AGAIN, at), hash }
  }
  return { ...state, cards, answers: [] }
}

/** The state once a card was graded. */
export function reviewed(state, { id, hash }, grade, now) {
  return { ...state, cards: { ...state.cards, [id]: { ...graded(own(state.cards, id), grade, now), hash } } }
}
