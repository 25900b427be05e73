/* Makes a quiz of the built page one to operate. Whoever wants to know listens for `tashika:answered`, whose detail is
   {id, correct, given}: chosen options from 0, the number as typed, positions in the order given, or null for a recall. */

import { choice } from "./choice.js";
import { labels } from "./labels.js";
import { number } from "./number.js";
import { order } from "./order.js";
import { button, make } from "./parts.js";

/** Gives a `section.quiz` its inputs, button and result; does nothing if it has them. */
export function enliven(quiz, words = labels(document.documentElement.lang)) {
  if (quiz.dataset.live !== undefined) return;
  quiz.dataset.live = "";
  const question = quiz.querySelector(".quiz-question");
  question.id ||= `${quiz.id}-question`;
  quiz.setAttribute("role", "group");
  quiz.setAttribute("aria-labelledby", question.id);
  (quiz.dataset.kind === "recall" ? recall : asked)(quiz, words);
}

function asked(quiz, words) {
  const result = make("p", { class: "quiz-result", id: `${quiz.id}-result`, role: "status", "aria-live": "polite" });
  const say = (text) => (result.textContent = text);
  const details = quiz.querySelector(":scope > .quiz-answer");

  function check() {
    const given = form.read();
    const problem = form.problem(given);
    if (problem || quiz.dataset.answered !== undefined) return say(problem || result.textContent);
    const correct = form.grade(given);
    quiz.dataset.answered = correct ? "right" : "wrong";
    form.mark(given);
    for (const input of form.inputs) input.disabled = true;
    details.open = true;
    checking.replaceWith(again);
    again.focus();
    say(correct ? words.right : words.wrong);
    tell(quiz, correct, given);
  }

  function retry() {
    delete quiz.dataset.answered;
    for (const input of form.inputs) input.disabled = false;
    details.open = false;
    again.replaceWith(checking);
    say("");
    form.clear();
  }

  const shape = { single: choice, multiple: choice, numeric: number, order }[quiz.dataset.kind];
  const checking = button(words.check, "quiz-check", check);
  const again = button(words.again, "quiz-again", retry);
  again.setAttribute("aria-describedby", result.id);
  const form = shape(quiz, words, shape === number ? check : say);
  if (form.hint) quiz.querySelector(".quiz-question").after(make("p", { class: "quiz-hint", text: form.hint }));
  details.before(make("div", { class: "quiz-bar" }, checking, result));
}

function recall(quiz, words) {
  const details = quiz.querySelector(":scope > .quiz-answer");
  const result = make("p", { class: "quiz-result", role: "status", "aria-live": "polite" });
  const grades = [true, false].map((correct) =>
    button(correct ? words.knew : words.missed, "quiz-grade", () => {
      quiz.dataset.answered = correct ? "right" : "wrong";
      grades.forEach((each, index) => each.setAttribute("aria-pressed", String((index === 0) === correct)));
      result.textContent = words.noted;
      tell(quiz, correct, null);
    }),
  );
  const bar = make("div", { class: "quiz-bar", role: "group", "aria-label": words.recall }, ...grades, result);
  details.append(bar);
}

function tell(quiz, correct, given) {
  const detail = { id: quiz.id.replace(/^quiz-/, ""), correct, given };
  quiz.dispatchEvent(new CustomEvent("tashika:answered", { bubbles: true, detail }));
}

/** Has paper show every answer, and closes again what it opened. */
export function openForPrint(root = document) {
  const opened = new Set();
  addEventListener("beforeprint", () => {
    for (const details of root.querySelectorAll(".quiz-answer:not([open])")) {
      details.open = true;
      opened.add(details);
    }
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened.clear();
  });
}
