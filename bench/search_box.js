/* In the page before its own scripts: when Material's search worker, or what stands for it, is asked and has answered. */
(() => {
  let real = globalThis.Worker
  const state = globalThis.__asked = { ready: null, answered: null }
  const wrap = (Real) => function (url, ...options) {
    const worker = new Real(url, ...options)
    if (/\/workers\/search\./.test(url)) worker.addEventListener("message", ({ data }) => {
      if (data.type === 1) state.ready ??= performance.now()
      if (data.type === 3) state.answered?.(performance.now())
    })
    return worker
  }
  Object.defineProperty(globalThis, "Worker", { get: () => real, set: (next) => { real = wrap(next) } })

  /** Types a query into the box; {ms, found}: until the answer came, and what the box shows, best first. */
  state.type = async (typed) => {
    const box = document.querySelector("[data-md-component=search-query]")
    const answered = new Promise((resolve) => { state.answered = resolve })
    const start = performance.now()
    box.value = typed
    box.dispatchEvent(new Event("input", { bubbles: true }))
    const ms = (await answered) - start
    await new Promise((resolve) => setTimeout(resolve))
    const shown = [...document.querySelectorAll(".md-search-result__link")].map((link) =>
      ({ href: link.href, score: Number(link.firstElementChild.dataset.mdScore) }))
    const found = shown.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)
    return { ms, found: found.map(({ href }) => href) }
  }
})()
