/* Items to bring into order, each with two buttons. */

import { orderIsRight } from "./grade.js";
import { make, readText } from "./parts.js";

/** Puts the buttons into a quiz; `say` announces where an item has come to. */
export function order(quiz, words, say) {
  const list = quiz.querySelector(":scope > .quiz-options");
  const items = [...list.children];
  const names = new Map(items.map((item) => [item, readText(item.querySelector(".quiz-option"))]));
  const place = (item) => [...list.children].indexOf(item) + 1;

  function move(item, step, pressed) {
    const beside = step < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!beside) return;
    if (step < 0) beside.before(item);
    else beside.after(item);
    update();
    const other = pressed.disabled ? item.querySelector(".quiz-move:not(:disabled)") : pressed;
    other?.focus();
    say(words.moved(names.get(item), place(item)));
  }

  function update(locked = false) {
    for (const item of items) {
      const [up, down] = item.querySelectorAll(".quiz-move");
      up.disabled = locked || !item.previousElementSibling;
      down.disabled = locked || !item.nextElementSibling;
    }
  }

  for (const item of items) {
    const moves = [[-1, "↑", words.up], [1, "↓", words.down]].map(([step, sign, says]) => {
      const attributes = { type: "button", class: "quiz-move", "aria-label": says(names.get(item)), text: sign };
      const element = make("button", attributes);
      element.addEventListener("click", () => move(item, step, element));
      return element;
    });
    item.prepend(make("span", { class: "quiz-moves" }, ...moves));
  }
  update();
  return {
    hint: words.sort,
    read: () => [...list.children].map((item) => Number(item.dataset.position)),
    problem: () => "",
    grade: orderIsRight,
    mark: () => update(true),
    clear() {
      update();
      list.querySelector(".quiz-move:not(:disabled)").focus();
    },
    inputs: [],
  };
}
