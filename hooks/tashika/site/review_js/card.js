/* One quiz on the review page, and the four grades below it. */
import { enliven } from "../quiz_js/quiz.js"
import { AGAIN, GOOD, GRADES, waits } from "./schedule.js"
import { button, make } from "./dom.js"
import { lasting } from "./words.js"

/** Shows a quiz in `place`. `answered` is told whether an answer is right, `grade` what the reader chose; `say` speaks. */
export class Shown {
  constructor(place, { quiz, card, words, now, answered, grade, say }) {
    Object.assign(this, { place, quiz, card, words, now, answered, grade, say, correct: null })
    const body = make("div", { className: "review-quiz", innerHTML: quiz.html })
    this.section = body.querySelector(".quiz")
    this.answer = this.section.querySelector(".quiz-answer")
    this.grades = make("div", { className: "review-grades", role: "group", tabIndex: -1, hidden: true, aria: { label: words.ask } })
    place.replaceChildren(this.#source(), body, this.grades)
    enliven(this.section)
    body.addEventListener("tashika:answered", event => this.#take(event.detail.correct))
    this.answer.addEventListener("toggle", () => this.answer.open && this.#seen())
  }

  /** Chooses a grade by its number, if grades are asked for. */
  choose(grade) {
    if (!this.grades.hidden) this.grade(grade, this.correct)
  }

  #source() {
    const { quiz, card, words } = this
    const link = make("a", { href: quiz.url }, quiz.title)
    const changed = card && card.hash !== quiz.hash
    const mark = changed ? [make("span", { className: "review-changed" }, words.changed)] : []
    return make("p", { className: "review-source", tabIndex: -1 }, `${quiz.chapter} › `, link, ...mark)
  }

  #take(correct) {
    if (this.correct !== null) return
    this.correct = correct
    this.answered(correct)
    this.#ask(correct)
    this.grades.focus({ preventScroll: true })
  }

  /** Who looks at the answer first has not known it; but a recall is there to be looked at, and graded after. */
  #seen() {
    if (this.section.dataset.kind === "recall") return this.#ask(null)
    if (this.section.dataset.answered === undefined) {
      this.section.dataset.answered = "wrong"
      this.#take(false)
    }
  }

  #ask(correct) {
    const { words, grades } = this
    if (!grades.hidden && correct === null) return
    const proposed = correct === null ? 0 : correct ? GOOD : AGAIN
    const next = waits(this.card, this.now())
    grades.hidden = false
    grades.replaceChildren(...GRADES.map((grade, index) =>
      this.#button(grade, lasting(next[index], words), grade === proposed)))
    this.say(correct === false ? words.proposed : words.choose)
  }

  #button(grade, wait, proposed) {
    const parts = [make("kbd", { aria: { hidden: "true" } }, String(grade)), ` ${this.words.grades[grade - 1]} `, make("small", {}, wait)]
    const element = button("", () => this.choose(grade), {
      className: `review-button review-grade${proposed ? " review-proposed" : ""}`, data: { grade },
      aria: { keyshortcuts: String(grade), ...(proposed ? { current: "true" } : {}) },
    })
    element.replaceChildren(...parts)
    return element
  }
}
