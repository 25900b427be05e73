// What every page does besides showing itself.
(() => {
  const root = new URL("../../", document.currentScript.src); // this file is in assets/javascripts

  // A site that is served keeps itself, to be read without a network. A preview and a page in a folder have no manifest
  // that a browser could use.
  if (document.querySelector("link[rel=manifest]") && location.protocol.startsWith("http") && "serviceWorker" in navigator) {
    addEventListener("load", () => {
      navigator.serviceWorker.register(new URL("sw.js", root), { updateViaCache: "none" }).catch(() => {})
    })
  }

  // What scrolls sideways can be reached by keyboard, and what does not scroll is no stop on the way.
  const wide = ".md-typeset__scrollwrap, .tashika-figure"
  const reach = (box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
    else box.removeAttribute("tabindex")
  }
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => reach(target)))
  const watch = () => document.querySelectorAll(wide).forEach((box) => sizes.observe(box))

  // Labels that work as buttons: Material answers to Enter, a button answers to the space bar as well.
  const press = (event) => {
    if (event.key !== " " || !event.target.matches?.("label[tabindex]")) return
    event.preventDefault()
    event.target.click()
  }

  addEventListener("keydown", press)
  addEventListener("load", watch); // Material has wrapped the tables by then
})()
