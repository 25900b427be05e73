// Pages that would end half empty, since what comes next does not fit below: they are filled before the book is printed.
// A figure becomes a little smaller or changes places with text; a listing, table or question may be broken after all.
// What each change does is seen at once, in columns (paging.js).

const TASHIKA_HOLE = 90;  // pixels that may stay empty at the foot of a page
const TASHIKA_GAIN = 40;  // what a change that leaves more than that must fill at least
const TASHIKA_LEAST = 0.8;  // a figure is made no smaller, so that what is written in it can be read
const TASHIKA_FAR = 6;  // blocks of text that a figure moves past at most
const TASHIKA_SHORT = { ".quiz": [160, 160], table: [215, 170] };  // what is no higher stays whole, where the page lacks no more
const TASHIKA_NEAR = 16;  // what begins so near to the upper edge of a page is the first on it, but for its border
const TASHIKA_HEADS = "h1, h2, h3, h4, h5, h6, .page-facts, .admonition-title, .tab-title, .code-title, .answers-of";
const TASHIKA_BLOCKS = `figure, p, li, dt, dd, caption, tr, .line, .equation, ${TASHIKA_HEADS}`;

/** The pages of what is shown: how low each is filled, and the blocks that begin on it, the innermost ones. */
function tashikaSeen(section) {
  const frame = section.getBoundingClientRect();
  const pitch = tashikaPitch(section);
  const pages = [];
  for (const block of section.querySelectorAll(`.tashika-now :is(${TASHIKA_BLOCKS}), .tashika-now:not(div)`)) {
    const inner = block.parentElement.closest("figure") || (!block.matches("figure") && block.querySelector(TASHIKA_BLOCKS));
    [...block.getClientRects()].forEach((part, number) => {
      const page = Math.floor((part.left - frame.left + 4) / pitch);
      if (!part.height || page < 0) return;
      while (pages.length <= page) pages.push({ low: 0, begins: [] });
      pages[page].low = Math.max(pages[page].low, part.bottom - frame.top);
      if (!inner && !number) pages[page].begins.push({ block, top: part.top - frame.top, low: part.bottom - frame.top });
    });
  }
  return pages;
}

/** What did not fit on the page before: the thing that begins a page, below headings at most, and how low it ends. */
function tashikaPushed(page) {
  const first = page.begins[0];
  const found = page.begins.find(({ block }) => !block.matches(TASHIKA_HEADS));
  const thing = found?.block.closest("figure, .listing, table, .quiz");
  const apart = parseFloat(getComputedStyle(first?.block ?? document.body).marginTop);
  return thing && first.top < TASHIKA_NEAR ? { thing, takes: found.low + Math.max(apart, 13) } : null;
}

/** Makes the picture of a figure smaller by some pixels; nothing where it would be too small. */
function tashikaShrink(figure, excess) {
  const picture = figure.querySelector("svg, img");
  const height = picture?.getBoundingClientRect().height;
  if (!picture || height - excess < TASHIKA_LEAST * height) return null;
  const before = picture.style.maxHeight;
  picture.style.maxHeight = `${Math.floor(height - excess)}px`;
  return () => { picture.style.maxHeight = before; };
}

/** Lets a listing, a table or a question go on on the next page. */
function tashikaSplit(thing, hole) {
  const [high, empty] = Object.entries(TASHIKA_SHORT).find(([kind]) => thing.matches(kind))?.[1] ?? [0, 0];
  const short = thing.getBoundingClientRect().height < high && hole < empty;
  if (short || thing.matches(".split")) return null;
  thing.classList.add("split");
  return () => thing.classList.remove("split");
}

/** What stands beside a block; where it is the last thing of a notebook's cell, what stands beside the cell. */
function tashikaBeside(block, step) {
  return block[step] ?? (block.parentElement.matches(".tashika-cell") ? block.parentElement[step] : null);
}

/** Changes the places of a figure and the text behind it, or before it: so many blocks. What leads to a list, a formula or code stays with it. */
function tashikaMove(figure, count) {
  const step = count > 0 ? "nextElementSibling" : "previousElementSibling";
  let goal = figure;
  for (let left = Math.abs(count); left; left--) {
    goal = tashikaBeside(goal, step);
    if (!goal?.matches("p, ul, ol, .equation, .admonition, .listing, .tashika-cell:not(:has(figure)), table, dl")) return null;
  }
  const [above, below] = count > 0 ? [goal, goal.nextElementSibling] : [goal.previousElementSibling, goal];
  if (/[：:]$/.test(above?.textContent.trim() ?? "") || below?.matches(".equation, .mark-line, ul, ol, .listing, table")) return null;
  if (count < 0 && above?.matches(TASHIKA_HEADS)) return null;  // what says what the figure is there for stays before it
  const after = figure.nextElementSibling, parent = figure.parentElement;
  goal.parentElement.insertBefore(figure, below);
  return () => parent.insertBefore(figure, after);
}

/** What can be done about a thing that did not fit, what is least seen first. */
function tashikaChanges({ thing, takes }, hole) {
  if (!thing.matches("figure")) return [() => tashikaSplit(thing, hole)];
  const counts = [...Array(TASHIKA_FAR).keys()].map((count) => count + 1);
  return [() => tashikaShrink(thing, takes - hole + 2), ...[...counts, -1, -2].map((count) => () => tashikaMove(thing, count))];
}

/** Fills one of the pages as they are seen, as well as it can be: with the first change that does, else with the best.
 * Returns whether anything is changed. */
function tashikaFillPage(section, seen, number, height) {
  const hole = height - seen[number].low;
  const pushed = hole > TASHIKA_HOLE && seen[number + 1] && tashikaPushed(seen[number + 1]);
  if (!pushed) return false;
  let best = { left: hole - TASHIKA_GAIN };
  for (const change of tashikaChanges(pushed, hole)) {
    const undo = change();
    if (!undo) continue;
    const left = height - tashikaSeen(section)[number].low;
    if (left <= TASHIKA_HOLE) return true;
    undo();
    if (left < best.left) best = { left, change };
  }
  best.change?.();
  return Boolean(best.change);
}

/** Fills the pages of a section, group by group: what stands above a group on its first page is a box as high. */
function tashikaFillSection(section, height) {
  const above = document.createElement("div");
  section.prepend(above);
  above.className = "tashika-now";
  let low = 0, group = [];
  for (const child of [...section.children].slice(1)) {
    child.classList.add("tashika-now");
    group.push(child);
    if (child.matches("h1")) continue;
    above.style.height = `${low}px`;
    group.forEach(tashikaKeepShort);
    let pages = tashikaSeen(section);
    for (let number = 0; number < pages.length - 1; number++) {
      if (tashikaFillPage(section, pages, number, height)) pages = tashikaSeen(section);
    }
    if (pages.length) low = pages.at(-1).low;
    group.forEach((member) => member.classList.remove("tashika-now"));
    group = [];
  }
  above.remove();
}

/** Fills the pages of all chapters and appendices. */
function tashikaFill() {
  tashikaPaged(":is(.chapter, .appendix)", (section) => {
    section.classList.add("tashika-part");
    tashikaFillSection(section, section.getBoundingClientRect().height);
    section.classList.remove("tashika-part");
  });
}
