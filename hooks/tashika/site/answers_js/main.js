/* On pages of notes: remembers what was answered there, for the review page to schedule. */
import { Store } from "../review_js/store.js"
import { answered } from "../review_js/state.js"

const store = new Store(document.currentScript.dataset.site)

document.addEventListener("tashika:answered", ({ target, detail: { id, correct } }) => {
  if (typeof correct !== "boolean") return
  const hash = target.closest("[data-hash]")?.dataset.hash ?? ""
  store.change(state => answered(state, { id, correct, hash, at: Date.now() }))
})
