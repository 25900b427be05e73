/* The worker that Material's search box talks to, in the place of its own; the messages are Material's. */
import { prepare } from "./documents.js"
import { results } from "./results.js"
import { search } from "./search.js"

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3
let index = null

/** The answer to one message; undefined if it asks for none. */
export function answer({ type, data }) {
  if (type === SETUP) {
    index = prepare(data)
    return { type: READY }
  }
  if (type === QUERY) return { type: RESULT, data: results(index, data, search(index, data)) }
}

if (typeof addEventListener === "function" && typeof postMessage === "function") {
  addEventListener("message", ({ data }) => {
    const reply = answer(data)
    if (reply) postMessage(reply)
  })
}
