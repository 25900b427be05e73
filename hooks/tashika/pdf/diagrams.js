// Diagrams drawn from their sources, in the book's font, with text that stays text.

/** Draws every diagram, with Mermaid from a folder of packages; what was drawn takes the place of its source. */
async function tashikaDraw(packages) {
  const sources = [...document.querySelectorAll("pre.diagram")];
  if (!sources.length || !packages) return 0;
  await tashikaLoad(packages + "/mermaid/dist/mermaid.min.js");
  const font = getComputedStyle(document.documentElement).getPropertyValue("--sans");
  mermaid.initialize({
    startOnLoad: false, deterministicIds: true, deterministicIDSeed: "book", htmlLabels: false, theme: "neutral",
    flowchart: { htmlLabels: false }, fontFamily: font, themeVariables: { fontFamily: font, edgeLabelBackground: "#ffffff" },
  });
  for (const [number, source] of sources.entries()) {
    const { svg } = await mermaid.render(`diagram-${number + 1}`, source.textContent);
    const box = document.createElement("span");
    box.className = "tashika-figure diagram";
    box.innerHTML = svg;
    const picture = box.querySelector("svg");
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", source.getAttribute("aria-label") ?? "");
    for (const name of ["aria-roledescription", "aria-labelledby", "aria-describedby"]) picture.removeAttribute(name);
    for (const told of picture.querySelectorAll(":scope > title, :scope > desc")) told.remove();
    box.style.width = picture.style.maxWidth;
    source.replaceWith(box);
  }
  return sources.length;
}
