// Diagrams drawn from their sources, in the book's font, with text that stays text.
// Mermaid is large, so it runs in a page of its own, which is closed before the book is printed.

/**
 * How Mermaid draws for print: black on white, which a grey printer keeps, text large in small boxes, no shadows, and no
 * line that shines through its label.
 */
function tashikaLook(font) {
  return {
    startOnLoad: false, deterministicIds: true, deterministicIDSeed: "book", htmlLabels: false, fontFamily: font,
    theme: "base", look: "classic", flowchart: { htmlLabels: false, nodeSpacing: 36, rankSpacing: 24, padding: 10 },
    themeVariables: {
      background: "#ffffff", primaryColor: "#ffffff", primaryBorderColor: "#333333", primaryTextColor: "#111111",
      secondaryColor: "#f1f5f4", tertiaryColor: "#ffffff", lineColor: "#333333", textColor: "#111111",
      edgeLabelBackground: "#ffffff", fontFamily: font, fontSize: "22px",
    },
    themeCSS: ".node * { filter: none } .edgeLabel rect { opacity: 1; fill: #ffffff }",
  };
}

/** Of each diagram of the book: what it is drawn from, and what a reader without eyes is told. */
function tashikaSources() {
  return [...document.querySelectorAll("pre.diagram")].map((source) => ({
    text: source.textContent, label: source.getAttribute("aria-label") ?? "",
  }));
}

/** A page with the book's styles and fonts, and nothing on it. */
function tashikaSheet() {
  const styles = [...document.querySelectorAll("style")].map((style) => style.outerHTML).join("\n");
  const { lang } = document.documentElement;
  return `<!DOCTYPE html><html lang="${lang}"><head><meta charset="utf-8"><title>-</title>${styles}</head><body></body></html>`;
}

/** The drawings, each as SVG with the width that it wants, made by Mermaid from a folder of packages. */
async function tashikaDraw(sources, packages) {
  const font = getComputedStyle(document.documentElement).getPropertyValue("--sans");
  await tashikaLoad(packages + "/mermaid/dist/mermaid.min.js");
  await document.fonts.load("16px " + font, sources.map(({ text }) => text).join(""));
  mermaid.initialize(tashikaLook(font));
  const drawn = [];
  for (const [number, { text, label }] of sources.entries()) {
    const { svg } = await mermaid.render(`diagram-${number + 1}`, text);
    drawn.push(tashikaMended(svg, label));
  }
  return drawn;
}

/** A drawing as a picture that says one thing. */
function tashikaMended(svg, label) {
  const box = document.createElement("span");
  box.innerHTML = svg;
  const picture = box.querySelector("svg");
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", label);
  for (const name of ["aria-roledescription", "aria-labelledby", "aria-describedby"]) picture.removeAttribute(name);
  for (const told of picture.querySelectorAll(":scope > title, :scope > desc")) told.remove();
  return { svg: box.innerHTML, width: picture.style.maxWidth };
}

/** Puts the drawings in the places of their sources. */
function tashikaPlace(drawn) {
  for (const [number, source] of [...document.querySelectorAll("pre.diagram")].entries()) {
    const box = document.createElement("span");
    box.className = "tashika-figure diagram";
    box.innerHTML = drawn[number].svg;
    box.style.width = drawn[number].width;
    source.replaceWith(box);
  }
}
