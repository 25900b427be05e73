/* The review page: due cards first, then new ones; below them progress, wrong answers and the reader's data. */
import { Shown } from "./card.js"
import { reviewed, settle } from "./cards.js"
import { dataPart, trouble } from "./data.js"
import { dayOf } from "./days.js"
import { button, make } from "./dom.js"
import { mistakesPart, progressPart } from "./lists.js"
import { newLeft, nextDue, queue } from "./queue.js"
import { AGAIN } from "./schedule.js"
import { answered, own } from "./state.js"
import { Store } from "./store.js"
import { lasting, wordsOf } from "./words.js"

const MORE = 5
const LONGEST = 2 ** 31 - 1

class Review {
  constructor(root, { site, quizzes }) {
    this.quizzes = quizzes
    this.words = wordsOf(document.documentElement.lang)
    this.store = new Store(site)
    this.extra = 0
    this.shown = null
    this.trouble = make("div", { role: "alert" })
    this.counts = make("p", { className: "review-counts" })
    this.card = make("div", { className: "review-card" })
    this.status = make("p", { className: "review-status", role: "status" })
    this.lists = make("div")
    const data = dataPart(this.store, this.words, Date.now, text => this.say(text, this.refresh()))
    root.replaceChildren(this.trouble, this.counts, this.card, this.status, this.lists, data)
    this.store.change(settle)
    this.listen()
    this.refresh()
  }

  listen() {
    document.addEventListener("keydown", event => this.press(event))
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh())
    addEventListener("storage", event => event.key === this.store.key && this.refresh())
  }

  /** The keys 1 to 4 grade, unless something is being typed. */
  press({ key, target, ctrlKey, altKey, metaKey }) {
    const typing = target.matches?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")
    if (/^[1-4]$/.test(key) && !typing && !ctrlKey && !altKey && !metaKey) this.shown?.choose(Number(key))
  }

  say(text) {
    this.status.textContent = text
  }

  /** The state with what was answered in other tabs since. */
  state() {
    const state = this.store.load()
    return state.answers.length ? this.store.change(settle) : state
  }

  /** Shows all of it anew, but for a card that is being answered. */
  refresh() {
    const state = this.state(), now = Date.now()
    const { due, fresh, soon } = queue({ ...state, newPerDay: state.newPerDay + this.extra }, this.quizzes, now)
    const next = [...due, ...fresh, ...soon]
    const shown = this.shown && next.find(quiz => quiz.id === this.shown.quiz.id)
    this.count(state, due, fresh, now)
    if (!shown) next.length ? this.show(next[0], state) : this.rest(state, now)
    this.lists.replaceChildren(progressPart(state, this.quizzes, now, this.words), mistakesPart(state, this.quizzes, this.words))
    this.trouble.replaceChildren(...[trouble(this.store, this.words, Date.now)].filter(Boolean))
    return next.length
  }

  count(state, due, fresh, now) {
    const done = Object.values(state.cards).filter(card => dayOf(card.last) === dayOf(now)).length
    const numbers = { due: due.length, fresh: fresh.length, done }
    this.counts.replaceChildren(...Object.entries(numbers).map(([name, number]) =>
      make("span", { data: { count: name } }, `${this.words[name]} `, make("b", {}, String(number)))))
  }

  show(quiz, state) {
    const card = own(state.cards, quiz.id)
    this.shown = new Shown(this.card, {
      quiz, card, words: this.words, now: Date.now, say: text => this.say(text),
      answered: correct => this.keep(quiz, correct),
      grade: (grade, correct) => this.grade(quiz, grade, correct),
    })
  }

  keep({ id, hash }, correct) {
    this.store.change(state => answered(state, { id, hash, correct, at: Date.now() }, true))
    this.refresh()
  }

  grade(quiz, grade, correct) {
    if (correct === null) this.keep(quiz, grade !== AGAIN)
    this.store.change(state => reviewed(state, quiz, grade, Date.now()))
    this.shown = null
    const left = this.refresh()
    this.say(left ? this.words.left(left) : "")
    this.card.querySelector("[tabindex]")?.focus()
  }

  /** There is nothing to do now: says when there will be, and wakes up then. */
  rest(state, now) {
    const { words, quizzes } = this
    this.shown = null
    const due = nextDue(state, quizzes, now)
    const more = quizzes.some(quiz => !own(state.cards, quiz.id)) && newLeft(state, now) === 0
    const text = quizzes.length ? [words.finished, due === null ? "" : ` ${words.next(this.when(due, now))}`] : [words.none]
    const offer = more ? [make("p", {}, button(words.more(MORE), () => { this.extra += MORE; this.refresh() }))] : []
    this.card.replaceChildren(make("p", { className: "review-rest", tabIndex: -1 }, ...text), ...offer)
    clearTimeout(this.alarm)
    if (due !== null) this.alarm = setTimeout(() => this.refresh(), Math.min(LONGEST, Math.max(1000, due - now)))
  }

  when(due, now) {
    if (dayOf(due) === dayOf(now)) return this.words.after(lasting(due - now, this.words))
    return new Date(due).toLocaleDateString(document.documentElement.lang, { month: "long", day: "numeric" })
  }
}

const root = document.getElementById("tashika-review")
if (root) new Review(root, globalThis.tashikaQuizzes)
