/* Material's search box listens for keys alone: pasting by mouse, dictation and some input methods only send `input`. */
document.querySelector("[data-md-component=search-query]")?.addEventListener("input", event =>
  event.target.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true })))
