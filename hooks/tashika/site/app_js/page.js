// What every page does besides showing itself.
(() => {
  const root = new URL("../../", document.currentScript.src); // this file is in assets/javascripts

  const later = globalThis.requestIdleCallback ?? ((work) => setTimeout(work))

  // A site that is served keeps itself, to be read without a network. A preview and a page in a folder have no manifest
  // that a browser could use.
  if (document.querySelector("link[rel=manifest]") && location.protocol.startsWith("http") && "serviceWorker" in navigator) {
    const { serviceWorker, connection } = navigator
    addEventListener("load", () => {
      serviceWorker.register(new URL("sw.js", root), { updateViaCache: "none" }).catch(() => {})
    })
    // What is heavy and seldom needed comes last, and not where the reader saves data: then a page that needs it asks.
    if (!connection?.saveData) serviceWorker.ready.then(({ active }) => later(() => active.postMessage("complete")))
  }

  // What scrolls sideways can be reached by keyboard, and what does not scroll is no stop on the way. Code that may
  // scroll is a stop from the first; to ask for the width of what is far below has it laid out, so one is asked at a
  // time, when there is nothing else to do.
  const wide = ".md-typeset__scrollwrap, .tashika-figure"
  const reach = (box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
    else box.removeAttribute("tabindex")
  }
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => reach(target)))
  const ask = ([code, ...others]) => {
    if (!code) return
    reach(code)
    later(() => ask(others))
  }
  const watch = () => {
    document.querySelectorAll(wide).forEach((box) => sizes.observe(box))
    later(() => ask([...document.querySelectorAll("pre > code[tabindex]")]))
  }

  // Labels that work as buttons: Material answers to Enter, a button answers to the space bar as well.
  const press = (event) => {
    if (event.key !== " " || !event.target.matches?.("label[tabindex]")) return
    event.preventDefault()
    event.target.click()
  }

  addEventListener("keydown", press)
  addEventListener("load", watch); // Material has wrapped the tables by then
})()
