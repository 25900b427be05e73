/* Elements of a page. */

/** An element with properties (`data` and `aria` go into attributes) and children, which are elements or text. */
export function make(tag, { data = {}, aria = {}, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  Object.assign(element.dataset, data)
  for (const [name, value] of Object.entries(aria)) element.setAttribute(`aria-${name}`, value)
  element.append(...children)
  return element
}

/** A button that does something. */
export const button = (text, action, properties = {}) =>
  make("button", { type: "button", className: "review-button", onclick: action, ...properties }, text)

/** A heading and what stands below it. */
export const part = (title, ...children) => make("section", { className: "review-part" }, make("h2", {}, title), ...children)

/** Offers a text to the reader as a file. */
export function offer(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }))
  make("a", { href: url, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
