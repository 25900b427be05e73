import assert from "node:assert/strict"
import { test } from "node:test"
import { empty, write } from "../../hooks/tashika/site/review_js/state.js"
import { Store } from "../../hooks/tashika/site/review_js/store.js"

const fake = (data = {}) => ({ data, getItem: key => data[key] ?? null, setItem: (key, text) => { data[key] = text } })
const KEY = "tashika-review-1:notes"
const three = state => ({ ...state, newPerDay: 3 })

test("a change is kept under the site's own key", () => {
  const storage = fake()
  new Store("notes", () => storage).change(three)
  assert.equal(new Store("notes", () => storage).load().newPerDay, 3)
  assert.deepEqual(new Store("other", () => storage).load(), empty())
  assert.deepEqual(Object.keys(storage.data), [KEY])
})

test("what another tab has written is not lost", () => {
  const storage = fake()
  const [one, two] = [1, 2].map(() => new Store("notes", () => storage))
  one.load()
  two.change(three)
  assert.equal(one.change(state => state).newPerDay, 3)
})

test("without storage it works in memory and says so", () => {
  const store = new Store("notes", () => { throw new Error("SecurityError") })
  assert.equal(store.change(three).newPerDay, 3)
  assert.deepEqual([store.load().newPerDay, store.trouble], [3, "blocked"])
})

test("with full storage it goes on in memory, and what was kept stays", () => {
  const storage = { ...fake({ [KEY]: write(empty()) }), setItem: () => { throw new Error("QuotaExceededError") } }
  const store = new Store("notes", () => storage)
  store.change(three)
  assert.deepEqual([store.load().newPerDay, store.trouble], [3, "full"])
  assert.equal(storage.data[KEY], write(empty()))
})

test("what cannot be read is not overwritten until it is replaced", () => {
  const storage = fake({ [KEY]: "{damaged" })
  const store = new Store("notes", () => storage)
  store.change(three)
  assert.deepEqual([storage.data[KEY], store.trouble, store.unread], ["{damaged", "damaged", "{damaged"])
  store.replace(three(empty()))
  assert.deepEqual([storage.data[KEY], store.trouble, store.unread], [write(three(empty())), "", null])
})
