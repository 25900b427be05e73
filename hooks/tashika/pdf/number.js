// What one pass tells the next: where things stand is read from the PDF, and written into the living page here.

/** What needs a page number; each gets a hidden link, since only what is linked to becomes a named destination. */
function tashikaMarks() {
  const chapters = [...document.querySelectorAll(".chapter")].map(
    (box) => box.id || box.querySelector("h1[id]")?.id
  ).filter(Boolean);
  const targets = [...new Set([...document.querySelectorAll(".folio")].map((span) => span.dataset.of))];
  const frontEnds = document.body.dataset.frontEnds ?? "";
  const colophon = document.querySelector(".imprint[id]")?.id ?? "";
  const named = [...document.querySelectorAll(":is(h1, h2, h3, h4, h5, h6)[id]")].map((heading) => heading.id);
  const links = document.createElement("div");
  links.hidden = true;
  for (const id of new Set([...chapters, ...targets, ...named, frontEnds, colophon].filter(Boolean))) {
    const link = document.createElement("a");
    link.href = "#" + encodeURIComponent(id);
    links.append(link);
  }
  document.body.append(links);
  for (const span of document.querySelectorAll(".folio")) span.textContent ||= "00";
  return { chapters, targets, frontEnds, colophon };
}

/** Shows each page once where an entry of the index has several places on it. */
function tashikaOnce(list) {
  const seen = new Set();
  for (const place of list.querySelectorAll(".index-page")) {
    const page = place.querySelector(".folio").textContent;
    place.hidden = seen.has(page);
    seen.add(page);
  }
}

/** Writes page numbers, heads and blank pages as a pass has shown that they should be. */
function tashikaNumber({ folios, heads, blanks, pagesOf }) {
  for (const span of document.querySelectorAll(".folio")) span.textContent = pagesOf[span.dataset.of];
  for (const list of document.querySelectorAll(".folios")) tashikaOnce(list);
  for (const blank of document.querySelectorAll(".blank-page")) blank.remove();
  for (const id of blanks) {
    const blank = document.createElement("div");
    blank.className = "blank-page";
    const opening = document.getElementById(id);
    (opening.closest(".chapter") ?? opening).before(blank);
  }
  const style = document.getElementById("tashika-pages") ?? document.head.appendChild(document.createElement("style"));
  style.id = "tashika-pages";
  style.textContent = [["folio", folios], ["head", heads]].map(([name, texts]) =>
    `@counter-style ${name} { system: fixed 1; suffix: ""; symbols: ${texts.map((t) => JSON.stringify(t)).join(" ")}; }`
  ).join("\n") + `
@page :left { @top-left { content: counter(page, head) } @bottom-left { content: counter(page, folio) } }
@page :right { @top-right { content: counter(page, head) } @bottom-right { content: counter(page, folio) } }`;
}
