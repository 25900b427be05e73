/* On pages of notes: remembers what was answered there, for the review page to schedule. */
import { Store } from "./store.js"
import { answered } from "./state.js"

const store = new Store(document.currentScript.dataset.site)

document.addEventListener("tashika:answered", ({ target, detail: { id, correct } }) => {
  if (typeof correct !== "boolean") return
  const hash = target.closest("[data-hash]")?.dataset.hash ?? ""
  store.change(state => answered(state, { id, correct, hash, at: Date.now() }))
})
