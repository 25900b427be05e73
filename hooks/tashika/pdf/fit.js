// Display formulas that are wider than their boxes: set anew with lines broken, and made smaller where that is not enough.
// One that stuck out would make Chromium print the whole book smaller.

const tashikaMathJax = (packages) => ({
  startup: { typeset: false },
  loader: { paths: { mathjax: packages + "/mathjax", fonts: packages + "/@mathjax" } },
  options: {
    enableMenu: false, enableSpeech: false, enableBraille: false, enableExplorer: false, enableEnrichment: false,
    enableComplexity: false,
    menuOptions: { settings: { speech: false, braille: false, enrich: false, collapsible: false, assistiveMml: false } },
  },
  svg: { displayOverflow: "linebreak", fontCache: "none", linebreaks: { inline: false, width: "100%" } },
});

const TASHIKA_SEEN = 0.95;  // a formula smaller than this is seen to be

/** The room that a formula needs in one line, in pixels: its parts side by side, and what stands at its side twice. */
function tashikaNeeds(box) {
  const width = (element) => element.getBoundingClientRect().width;
  const rows = [...box.querySelectorAll(".katex-html")].map((row) => {
    const parts = [...row.children];
    const tag = parts.filter((part) => part.matches(".tag")).reduce((sum, part) => sum + width(part), 0);
    let most = 0, line = 0;
    for (const part of parts) {
      if (part.matches(".newline")) line = 0;
      else if (!part.matches(".tag")) most = Math.max(most, (line += width(part)));
    }
    return most + (tag && 2 * tag + 16);
  });
  const drawn = [...box.querySelectorAll(":scope svg")].filter((svg) => !svg.closest(".katex")).map(width);
  return Math.max(0, ...rows, ...drawn);
}

function tashikaRoom(box) {
  const style = getComputedStyle(box);
  return box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
}

/** Sets a formula anew with MathJax, which breaks lines; its source is what a reader without eyes is told. */
async function tashikaBreak(box) {
  const scale = parseFloat(getComputedStyle(box).fontSize);
  const made = await MathJax.tex2svgPromise(box.dataset.tex, { display: true, em: scale, ex: scale / 2, containerWidth: tashikaRoom(box) });
  const picture = made.querySelector("svg");
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", box.dataset.tex);
  const tags = [...box.querySelectorAll(".katex-html > .tag")].map((tag) => tag.textContent.trim());
  const kept = [...box.children].filter((child) => !child.querySelector(".katex") && !child.matches(".katex"));
  box.replaceChildren(picture, ...kept);
  if (tags.length) box.dataset.tags = tags.join(" ");
  box.classList.add("broken");
}

function tashikaBefore(box) {
  const named = [...document.querySelectorAll(":is(h1, h2, h3, h4, h5, h6)[id]")];
  return named.filter((h) => h.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING).pop()?.id ?? "";
}

/** Fits every display formula, with MathJax from a folder of packages if there is one; those that can be seen to be smaller, with the heading above them. */
async function tashikaFit(packages) {
  await document.fonts.ready;
  const wide = [...document.querySelectorAll(".display-math")].filter((box) => tashikaNeeds(box) > tashikaRoom(box) + 0.5);
  if (wide.length && packages) {
    window.MathJax = tashikaMathJax(packages);
    await tashikaLoad(packages + "/mathjax/tex-svg.js");
    await MathJax.startup.promise;
    for (const box of wide) if (box.dataset.tex) await tashikaBreak(box);
  }
  const scaled = [];
  for (const box of wide) {
    const scale = (tashikaRoom(box) - 1) / tashikaNeeds(box);
    if (tashikaNeeds(box) <= tashikaRoom(box) + 0.5) continue;
    box.style.fontSize = `${(parseFloat(getComputedStyle(box).fontSize) * scale).toFixed(2)}px`;
    if (scale < TASHIKA_SEEN) scaled.push({ id: tashikaBefore(box), tex: box.dataset.tex ?? "", scale: Math.round(scale * 1000) / 1000 });
  }
  return scaled;
}
