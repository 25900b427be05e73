/* Small pieces of a page. */

/** An element with attributes and children; `text` is one of the attributes. */
export function make(name, { text, ...attributes } = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...(text === undefined ? [] : [text]), ...children);
  return element;
}

/** A button that does something. */
export function button(text, name, act) {
  const element = make("button", { type: "button", class: `md-button ${name}`, text });
  element.addEventListener("click", act);
  return element;
}

/** The text of an element as it is read, a formula by its LaTeX. */
export function readText(element) {
  const copy = element.cloneNode(true);
  for (const formula of copy.querySelectorAll(".katex")) {
    formula.replaceWith(formula.querySelector("annotation")?.textContent ?? formula.textContent);
  }
  return copy.textContent.trim().replace(/\s+/g, " ");
}
