/* A number to type. */

import { numberIsRight, readNumber } from "./grade.js";
import { make } from "./parts.js";

/** Puts a field into a quiz, before its answer; Enter checks. */
export function number(quiz, words, check) {
  const field = make("input", { type: "text", inputmode: "decimal", autocomplete: "off", class: "quiz-number" });
  const label = make("label", { class: "quiz-field" }, make("span", { text: words.yourNumber }), field);
  quiz.querySelector(".quiz-question").after(label);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault(); // the same press would go on to the button that has the focus then
    check();
  });
  const { answer, tolerance, rounded } = quiz.dataset;
  return {
    hint: "",
    read: () => field.value,
    problem: (given) => (readNumber(given) ? "" : words.number),
    grade: (given) => numberIsRight(readNumber(given), Number(answer), Number(tolerance), rounded !== undefined),
    mark() {},
    clear() {
      field.value = "";
      field.focus();
    },
    inputs: [field],
  };
}
