/* Material fetches its search worker and index, a fifth of a megabyte, with every page. Here both wait until search is
   opened, or the address asks for words to find (`q`) or to mark (`h`). Material answers later what was typed meanwhile. */
(() => {
  const { Worker, XMLHttpRequest } = globalThis
  const isSearch = ({ id, dataset }) => id === "__search" || dataset?.mdComponent === "search-query"

  const wanted = new Promise((resolve) => {
    const address = new URLSearchParams(location.search)
    if (address.get("h") || address.has("q")) resolve()
    for (const type of ["focusin", "change"]) {
      addEventListener(type, ({ target }) => isSearch(target) && resolve(), true)
    }
  })

  /** A worker that begins when search is wanted; what is said to it before, it hears then. */
  class LateWorker extends EventTarget {
    #begun

    constructor(...given) {
      super()
      this.#begun = wanted.then(() => {
        const worker = new Worker(...given)
        worker.addEventListener("message", ({ data }) => this.dispatchEvent(new MessageEvent("message", { data })))
        return worker
      })
    }

    postMessage(...message) { this.#begun.then((worker) => worker.postMessage(...message)) }
    terminate() { this.#begun.then((worker) => worker.terminate()) }
  }

  // Material's box hears keys alone: pasting by mouse, dictation and some input methods only send `input`.
  addEventListener("input", ({ target }) =>
    isSearch(target) && target.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true })), true)

  globalThis.Worker = function (url, ...options) {
    return /\/workers\/search\./.test(url) ? new LateWorker(url, ...options) : new Worker(url, ...options)
  }

  globalThis.XMLHttpRequest = class extends XMLHttpRequest {
    #late = false

    open(method, url, ...rest) {
      this.#late = /\/search\/search_index\.json$/.test(url)
      super.open(method, url, ...rest)
    }

    send(...body) {
      if (!this.#late) super.send(...body)
      else wanted.then(() => super.send(...body))
    }
  }
})()
