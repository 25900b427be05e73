/* One option or several: radio buttons or check boxes in the options' own labels. */

import { choiceIsRight } from "./grade.js";
import { make } from "./parts.js";

/** Puts the inputs into a quiz; tells how to read, grade, mark and clear them. */
export function choice(quiz, words) {
  const isSingle = quiz.dataset.kind === "single";
  const items = [...quiz.querySelectorAll(":scope > .quiz-options > li")];
  const inputs = items.map((item) => input(item, quiz.id, isSingle));
  const right = items.flatMap((item, index) => ("correct" in item.dataset ? [index] : []));
  return {
    hint: isSingle ? words.chooseOne : words.chooseAll,
    read: () => inputs.flatMap((each, index) => (each.checked ? [index] : [])),
    problem: (given) => (given.length ? "" : words.choose),
    grade: (given) => choiceIsRight(given, right),
    mark: (given) => items.forEach((item, index) => mark(item, right.includes(index), given.includes(index), words)),
    clear() {
      for (const each of inputs) each.checked = false;
      for (const each of quiz.querySelectorAll(".quiz-verdict")) each.remove();
      inputs[0].focus();
    },
    inputs,
  };
}

function input(item, name, isSingle) {
  const option = item.querySelector(":scope > .quiz-option");
  const element = make("input", { type: isSingle ? "radio" : "checkbox", name });
  const label = make("label", {}, element, make("span", {}, ...option.childNodes));
  option.append(label);
  return element;
}

function mark(item, isRight, isChosen, words) {
  if (!isRight && !isChosen) return;
  const said = isRight ? words.correct : words.chosen;
  const verdict = make("span", { class: `quiz-verdict quiz-verdict--${isRight ? "right" : "wrong"}`, text: said });
  item.querySelector(":scope > .quiz-option").append(" ", verdict);
}
