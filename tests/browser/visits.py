"""One walk through all pages of the built site, on a small phone, with all that the tests ask about each."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from playwright.sync_api import Browser, Page, Request

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
# Thousands of signs, and nothing to find: formulas have the colour of the text, which another test says, and a picture
# is one image with a name. What depends on colours is looked at once more in the dark, but for the menus.
WHERE = "{exclude: [['.katex'], ['.tashika-figure > svg > *']]}"
DARK = "{include: [['article'], ['.md-header']], exclude: [['.katex'], ['.tashika-figure > svg > *']]}"
# The verification report has a row for each claim, and code a span for each sign, all made alike: a few of each kind in
# each table and on each ground tell all that axe could find; and what it is not to look at need not be there. It takes
# the places of all parts at once, before it comes near them, so what is far below must have its place already.
FEW = """document.head.insertAdjacentHTML('beforeend', '<style>* { content-visibility: visible !important }</style>')
for (const {rows} of document.querySelectorAll('table')) while (rows.length > 8) rows[rows.length - 1].remove()
const seen = {}
for (const span of document.querySelectorAll('pre span[class]:not(:has(*))')) {
  const kind = [span.className, span.closest('div.highlight, .quiz, details, td')?.className].join()
  seen[kind] = (seen[kind] ?? 0) + 1
  if (seen[kind] > 3) span.replaceWith(...span.childNodes)
}
document.querySelectorAll('.katex').forEach(formula => formula.textContent = 'x')
document.querySelectorAll('.tashika-figure > svg').forEach(picture => picture.replaceChildren())"""
GRAVE = ("serious", "critical")
# What can only be moderate is not asked for.
MILD = ("region", "heading-order", "landmark-one-main", "landmark-unique", "page-has-heading-one", "empty-heading")
SHIFT = """window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(e => e.hadRecentInput || (window.shift += e.value)))
  .observe({type: 'layout-shift', buffered: true})"""
NEVER_PACKED = {".woff2", ".png", ".webp", ".jpg", ".gz", ".zip"}


@dataclass
class Visit:
    """What was seen of one page."""

    path: str
    width: int = 0
    shift: float = 0.0
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def elsewhere(self, site: str) -> list[str]:
        """What the page asked others for than the site at this address."""
        return [url for url in self.requests if not url.startswith((site, "data:", "blob:"))]


@dataclass(frozen=True)
class Walk:
    """The pages of the site in `folder`."""

    folder: Path

    @cached_property
    def paths(self) -> list[str]:
        """All pages, by their paths in the site."""
        return sorted(file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*.html"))

    def visit_all(self, browser: Browser, site: str, look: bool) -> list[Visit]:
        """Opens each page of the site at an address; `look` has each judged, in light and in dark."""
        context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
        context.add_init_script(SHIFT)
        page = context.new_page()
        # Servers show 404.html under any address, so it speaks of files from the root: it is no page of a folder.
        paths = [path for path in self.paths if look or path != "404.html"]
        visits = [self._visit(page, site, path, look) for path in paths]
        context.close()
        return visits

    def _visit(self, page: Page, site: str, path: str, look: bool) -> Visit:
        visit = Visit(path)

        def note(request: Request) -> None:
            visit.requests.append(request.url)

        page.on("request", note)
        page.emulate_media(color_scheme="light")
        page.goto(f"{site}/{path}")
        if look:
            visit.width = page.evaluate("document.documentElement.scrollWidth")
            visit.shift = page.evaluate("window.shift")
            page.evaluate(FEW)
            visit.faults = [*faults(page), *faults_in_the_dark(page)]
        page.remove_listener("request", note)
        return visit

    def weight(self, path: str) -> int:
        """What a file of the site weighs on its way, in bytes."""
        file = self.folder / path
        data = file.read_bytes()
        return len(data) if file.suffix in NEVER_PACKED else len(gzip.compress(data, 9))


def faults(page: Page, *rules: str, where: str = WHERE) -> list[str]:
    """What axe-core finds on a page that is serious or critical, by all its rules or by those that are named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{AXE}; 0")
    asked = {"runOnly": list(rules)} if rules else {"rules": {rule: {"enabled": False} for rule in MILD}}
    found = page.evaluate(f"options => axe.run({where}, options)", {"resultTypes": ["violations"], **asked})
    return [
        f"{each['id']}: {node['html'][:120]}"
        for each in found["violations"]
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


def faults_in_the_dark(page: Page) -> list[str]:
    """The same for what depends on colours, on a dark page."""
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")
    return [f"dark: {fault}" for fault in faults(page, "color-contrast", "link-in-text-block", where=DARK)]
