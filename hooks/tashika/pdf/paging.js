// Pages without printing: columns as high as a page are broken as pages are. One part of the book is shown at a time,
// so that a longer book takes longer in proportion.

const TASHIKA_LINES = 3;  // Chromium parts these 2 and 1, though it would leave 2 and take 2 along of more
const TASHIKA_RESUMED = "resumed-";  // begins the id of what goes on at the top of a page
const TASHIKA_LINE = 4;  // pixels that the line at the end of a table may need
const TASHIKA_PAGING = `
.tashika-paging > :not(.tashika-paged), .tashika-part > :not(.tashika-now) { display: none !important }
.tashika-paged { width: var(--measure); height: var(--page-height); columns: auto; column-width: var(--measure);
  column-gap: 10mm; column-fill: auto }`;

/** From the left edge of a page to the next one's, in pixels. */
function tashikaPitch(section) {
  return section.getBoundingClientRect().width + parseFloat(getComputedStyle(section).columnGap);
}

/** Hides the book, and makes what is shown of it columns. */
function tashikaOpen() {
  const style = Object.assign(document.createElement("style"), { id: "tashika-columns", textContent: TASHIKA_PAGING });
  document.head.append(style);
  document.querySelector("main")?.classList.add("tashika-paging");
}

/** Shows the book as it was. */
function tashikaClose() {
  document.getElementById("tashika-columns").remove();
  document.querySelector("main")?.classList.remove("tashika-paging");
}

/** Shows the sections of the book that match, one after the other, to a function. */
function tashikaPaged(which, look) {
  for (const section of document.querySelectorAll(`main > ${which}`)) {
    section.classList.add("tashika-paged");
    look(section);
    section.classList.remove("tashika-paged");
  }
}

/** Puts noughts where page numbers will be, as many as most will have: lines then break as they will in the end. */
function tashikaDigits() {
  const main = document.querySelector("main");
  const pages = main ? main.scrollHeight / (1.2 * main.clientWidth) : 0;
  const noughts = "0".repeat(Math.max(2, String(Math.round(pages)).length));
  for (const span of document.querySelectorAll(".folio")) span.textContent = noughts;
}

/** Marks paragraphs of so few lines that one of them would stand alone on a page. */
function tashikaKeepShort(box) {
  const texts = [box, ...box.querySelectorAll("p, li, dd")].filter((text) => text.matches("p, li, dd"));
  const short = texts.filter((text) => text.getClientRects().length > 1 || tashikaIsShort(text));
  for (const text of short) text.classList.add("whole");
  const long = short.filter((text) => !tashikaIsShort(text));  // now that none reaches to the foot of its page
  for (const text of long) text.classList.remove("whole");
}

function tashikaIsShort(text) {
  const height = [...text.getClientRects()].reduce((sum, part) => sum + part.height, 0);
  return height < (TASHIKA_LINES + 0.95) * parseFloat(getComputedStyle(text).lineHeight);
}

/** How many pages there will be, blank ones apart, and on which of them each id stands; null where there is no book.
 * Listings are parted where pages end first, if that is wanted. */
function tashikaForesee(parted) {
  const main = document.querySelector("main");
  if (!main) return null;
  const places = {};
  let pages = 0;
  for (const child of document.body.children) {
    if (child.hidden || child.matches("script, style")) continue;
    if (child === main) tashikaPaged(":not(.blank-page)", (section) => {
      if (parted) tashikaPart(section);
      pages += tashikaPlaces(section, pages, places);
    });
    else tashikaNamed(child).forEach((element) => { places[element.id] = pages; }), pages += 1;  // cover and imprint
  }
  return { pages, places };
}

function tashikaNamed(box) {
  return [box, ...box.querySelectorAll("[id]")].filter((element) => element.id);
}

/** Notes the page of each id of a section, counted from its first; how many pages the section has. */
function tashikaPlaces(section, first, places) {
  const page = tashikaPages(section);
  for (const element of tashikaNamed(section)) {
    if (element.getClientRects().length) places[element.id] = first + page(element);
  }
  return Math.ceil((section.scrollWidth - 4) / tashikaPitch(section));
}

/** What gives the page of a section on which an element begins, counted from 0; with -1, on which it ends. */
function tashikaPages(section, part = 0) {
  const { left } = section.getBoundingClientRect(), pitch = tashikaPitch(section);
  return (element) => Math.max(0, Math.floor(([...element.getClientRects()].at(part).left - left + 4) / pitch));
}

/** Makes a listing or a box that goes on on another page several ones: one would reach to the foot of the page,
 * however few lines are in it. */
function tashikaPart(section) {
  // Tables first: their heads are repeated, which moves what is behind them, and parted boxes move nothing.
  for (const table of section.querySelectorAll("table")) {
    const row = table.tHead && !table.closest(".admonition") && tashikaGoesOn(table, section);
    if (row && !table.querySelector("[colspan], [rowspan]")) tashikaPartTable(table, row, section);
  }
  const begin = tashikaPages(section), end = tashikaPages(section, -1);
  const broken = [...section.querySelectorAll("pre, .admonition")].filter(
    (box) => box.getClientRects().length > 1 && !box.parentElement.closest(".admonition"));
  const found = broken.map((box) => [box, tashikaStarts(box, begin, end)]);
  for (const [box, starts] of found) {
    let last = box;
    for (const start of starts) last = tashikaName(tashikaCut(last, start));
    if (starts.length) box.parentElement.classList.add("cut");  // so few lines in each part would have kept it whole
  }
}

/** Makes a table that goes on with a row on another page one for each page, with the same columns; all but the first say so. */
function tashikaPartTable(table, row, section) {
  const widths = [...table.rows[0].cells].map((cell) => cell.getBoundingClientRect().width);
  const columns = document.createElement("colgroup");
  for (const width of widths) columns.append(Object.assign(document.createElement("col"), { style: `width: ${width}px` }));
  table.querySelector("colgroup")?.remove();
  table.tHead.before(columns);
  table.style.cssText = `table-layout: fixed; width: ${table.getBoundingClientRect().width}px`;
  for (let part = table; row; row = tashikaGoesOn(part, section)) part = tashikaContinued(table, tashikaCut(part, row));
}

/** The row of a table with which it goes on on the next page, or null; the one above it where the page has no room for
 * the line that ends a table. */
function tashikaGoesOn(table, section) {
  const begin = tashikaPages(section), end = tashikaPages(section, -1);
  const frame = section.getBoundingClientRect();
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  const at = rows.findIndex((row, number) => number && begin(row) > end(rows[number - 1]));
  if (at < 1) return null;
  const left = frame.bottom - rows[at - 1].getBoundingClientRect().bottom;
  return left < TASHIKA_LINE && at > 1 ? rows[at - 1] : rows[at];
}

/** Gives the rest of a table the head, the columns and the number that the whole one has. */
function tashikaContinued(table, rest) {
  const caption = document.createElement("caption");
  caption.append(...[...table.querySelectorAll("caption > .capno")].map((number) => number.cloneNode(true)));
  rest.classList.add("continued");
  rest.prepend(caption, table.querySelector("colgroup").cloneNode(true), table.tHead.cloneNode(true));
  for (const copy of rest.tHead.querySelectorAll("[id]")) copy.removeAttribute("id");
  return rest;
}

/** The lines and blocks of a box before which a page ends. */
function tashikaStarts(box, begin, end) {
  const parts = [...box.querySelectorAll(".line, :scope > *")].filter((part) => part.getClientRects().length && !part.querySelector(".line"));
  return parts.filter((part, at) => at && begin(part) > end(parts[at - 1]));
}

/** Cuts a box above one of its parts, with all that is around the part; what comes behind. */
function tashikaCut(box, part) {
  while (part.parentElement !== box && !part.previousElementSibling) part = part.parentElement;
  const around = [];
  for (let outer = part; outer !== box; around.unshift(outer)) outer = outer.parentElement;
  const range = document.createRange();
  range.setStartBefore(part);
  range.setEndAfter(box);
  const rest = range.extractContents().firstElementChild;
  box.after(rest);
  let copy = rest;
  for (const outer of around) {
    outer.classList.add("parted");
    copy.classList.add("resumed");
    copy.removeAttribute("id");
    copy = copy.firstElementChild;
  }
  return rest;
}

/** Gives what goes on an id whose place is printed. */
function tashikaName(rest) {
  rest.id = `${TASHIKA_RESUMED}${document.querySelectorAll(`[href^="#${TASHIKA_RESUMED}"]`).length}`;
  document.body.append(Object.assign(document.createElement("a"), { href: `#${rest.id}`, hidden: true }));
  return rest;
}

/** Makes what was cut one again, since no page ends there after all. */
function tashikaJoin(ids) {
  for (const id of ids) {
    const rest = document.getElementById(id);
    tashikaMerge(rest.previousElementSibling, rest);
  }
}

function tashikaMerge(box, rest) {
  const first = rest.firstElementChild;
  box.classList.toggle("parted", rest.matches(".parted"));
  if (first.matches(".resumed")) tashikaMerge(box.lastElementChild, first);
  box.append(...rest.childNodes);
  rest.remove();
}
