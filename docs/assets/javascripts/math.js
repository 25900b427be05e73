/* Renders what pymdownx.arithmatex marked. A plain script, no modules and no fetch: it has to work on file://. */
(function () {
  "use strict";
  function render(element) {
    var text = element.textContent.trim();
    var display = text.slice(0, 2) === "\\[";
    katex.render(text.slice(2, -2), element, { displayMode: display, throwOnError: false });
  }
  function renderAll() {
    document.querySelectorAll(".arithmatex").forEach(render);
  }
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", renderAll);
  } else {
    renderAll();
  }
})();
