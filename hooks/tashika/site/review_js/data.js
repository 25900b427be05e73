/* The reader's settings, and the record as a file. */
import { button, make, offer, part } from "./dom.js"
import { dateOf } from "./days.js"
import { settle } from "./cards.js"
import { Damaged, empty, merge, read, write } from "./state.js"

/** Buttons to export, import and erase, and the number of new cards a day. `done` is called with what is to be said. */
export function dataPart(store, words, now, done) {
  const limit = make("input", {
    type: "number", min: 0, max: 999, step: 1, value: store.load().newPerDay, inputMode: "numeric",
    onchange: () => limit.validity.valid && limit.value && done("", store.change(state => ({ ...state, newPerDay: Number(limit.value) }))),
  })
  const file = make("input", {
    type: "file", accept: ".json,application/json", hidden: true,
    onchange: async () => { const [chosen] = file.files; file.value = ""; if (chosen) done(await take(chosen, store, words)) },
  })
  return part(words.data, make("p", {}, words.local), make("p", {}, make("label", {}, words.limit, " ", limit)),
    make("p", { className: "review-data" },
      button(words.export, () => exported(store.load(), now())),
      button(words.import, () => file.click()), file,
      button(words.reset, () => confirm(words.sure) && done(words.wiped, store.replace(empty())), { className: "review-button review-danger" })))
}

/** What to say of a store that does not keep anything; null if it does. */
export function trouble(store, words, now) {
  if (!store.trouble) return null
  const save = () => offer(`tashika-review-damaged-${dateOf(now())}.txt`, store.unread)
  const rescue = store.unread === null ? [] : [" ", button(words.saveDamaged, save)]
  return make("p", { className: "review-trouble" }, words[store.trouble], ...rescue)
}

const exported = (state, now) => offer(`tashika-review-${dateOf(now)}.json`, write(settle(state)))

async function take(file, store, words) {
  try {
    const found = settle(read(await file.text()))
    store.change(state => merge(settle(state), found))
    return words.imported(Object.keys(found.cards).length)
  } catch (error) {
    const reason = error instanceof Damaged ? error.reason : "unreadable"
    return `${words.refused(file.name)} ${words[reason]}`
  }
}
