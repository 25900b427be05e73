/* Where the state is kept: localStorage under one key, and memory where the browser has none to give. */
import { Damaged, VERSION, empty, read, write } from "./state.js"

export class Store {
  /** `storage` returns the browser's storage, or raises; `site` sets apart sites that share it. */
  constructor(site, storage = () => localStorage) {
    this.key = `tashika-review-${VERSION}:${site}`
    this.storage = storage
    this.memory = empty()
    /** A key of the words that says why nothing is kept; "" while all is well. */
    this.trouble = ""
    /** What is kept and cannot be read; it is not overwritten before `replace`. */
    this.unread = null
  }

  /** The state as it is now, since another tab may have changed it. */
  load() {
    if (this.trouble) return this.memory
    try {
      const text = this.storage().getItem(this.key)
      this.memory = text === null ? empty() : read(text)
    } catch (error) {
      if (error instanceof Damaged) this.unread = this.storage().getItem(this.key)
      this.trouble = error instanceof Damaged ? "damaged" : "blocked"
    }
    return this.memory
  }

  /** Changes the state by a function of it; in memory alone, and says so by `trouble`, if it cannot be kept. */
  change(step) {
    return this.#keep(step(this.load()))
  }

  /** Puts a state in the place of whatever was there, be it readable or not. */
  replace(state) {
    this.trouble = ""
    this.unread = null
    return this.#keep(state)
  }

  #keep(state) {
    this.memory = state
    if (this.trouble) return state
    try {
      this.storage().setItem(this.key, write(state))
    } catch {
      this.trouble = "full"
    }
    return state
  }
}
