"""The review page in one MkDocs build. It stands where a page of the notes says

    <!-- review -->

and asks the quizzes of all pages. The pages that have them load a script that remembers what was answered there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from tashika.browser_files import package_folder
from tashika.model import Report
from tashika.site.assets import STYLE as MATH_STYLE
from tashika.site.bundles import bundled
from tashika.site.formulas import in_order
from tashika.site.quiz_pages import STYLE as QUIZ_STYLE
from tashika.site.review_cards import Card, Place, as_script, cards_in, quiz_digest, with_hashes

MARK = re.compile(r"^[ \t]*<!--[ \t]*review[ \t]*-->[ \t]*$", re.MULTILINE)
TARGET = "assets/tashika"
QUIZZES = f"{TARGET}/quizzes.js"
SCRIPTS = ("review", "answers")
SHEETS = (QUIZ_STYLE, MATH_STYLE, f"{TARGET}/review.css")
STYLES = Path(__file__).with_name("review.css")


@dataclass
class ReviewBuild:
    """Does nothing for notes without a review page."""

    source: str = ""
    """The review page's path below the project."""
    hashes: Mapping[str, str] = field(default_factory=dict)
    _url: str = ""
    _files: Files = field(default_factory=lambda: Files([]))
    _cards: dict[str, list[Card]] = field(default_factory=dict)

    def start(self, report: Report) -> None:
        """Finds the review page and the quizzes; PluginError if there are two such pages."""
        found = [page.path for page in report.pages if MARK.search(page.text)]
        if len(found) > 1:
            raise PluginError(f"tashika: there is one review page, but {' and '.join(found)} have <!-- review -->")
        quizzes = (quiz for page in report.pages for quiz in page.quizzes)
        self.hashes = {quiz.id: quiz_digest(quiz) for quiz in quizzes}
        self.source, self._cards, self._url = "".join(found), {}, ""

    def files(self, config: MkDocsConfig) -> Iterator[File]:
        """The scripts and the style sheet. PluginError if set-up has not made them since their sources changed."""
        if not self.source:
            return
        root = Path(config.config_file_path).resolve().parent
        sources = {f"{TARGET}/{name}.js": bundled(root, name) for name in SCRIPTS}
        sources[f"{TARGET}/review.css"] = STYLES
        sources[f"{TARGET}/ts-fsrs.LICENSE.txt"] = package_folder(root, "ts-fsrs") / "LICENSE"
        for name, source in sources.items():
            yield File.generated(config, name, abs_src_path=str(source))

    def place(self, config: MkDocsConfig, files: Files) -> None:
        """Remembers where the review page will be. `files` may be given more files later."""
        root = Path(config.config_file_path).resolve().parent
        if self.source:
            source = (root / self.source).relative_to(Path(config.docs_dir).resolve())
            self._url, self._files = files.src_uris[source.as_posix()].url, files

    def finish(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """A page's finished HTML with what it needs for review; keeps its quizzes."""
        if not self.source:
            return output
        if page.url == self._url:
            return self._reviewing(output, page, config)
        chapter = ([page.title] + [above.title for above in page.ancestors])[-1]
        cards = [*cards_in(output, Place(page.url, str(page.title), str(chapter)), self.hashes, self._url)]
        if not cards:
            return output
        self._cards[page.file.src_uri] = cards
        return _with_head(with_hashes(output, self.hashes), _script(f"{TARGET}/answers.js", page, config))

    def _reviewing(self, output: str, page: Page, config: MkDocsConfig) -> str:
        known = self._files.src_uris
        sheets = (get_relative_url(name, page.url) for name in SHEETS if name in known)
        style = "".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in sheets)
        scripts = [_script(name, page, config) for name in (QUIZZES, f"{TARGET}/review.js")]
        output = MARK.sub('<div id="tashika-review"></div>', output, count=1)
        return _with_head(output, style + "".join(scripts))

    def end(self, config: MkDocsConfig) -> None:
        """Writes the cards of all pages, in the order of the navigation."""
        if not self.source:
            return
        order = {path: index for index, path in enumerate(in_order(config.nav))}
        sources = sorted(self._cards, key=lambda source: (order.get(source, len(order)), source))
        target = Path(config.site_dir, QUIZZES)
        target.parent.mkdir(parents=True, exist_ok=True)
        cards = (card for source in sources for card in self._cards[source])
        target.write_text(as_script(config.site_name, cards), encoding="utf-8")


def _script(name: str, page: Page, config: MkDocsConfig) -> str:
    site = html.escape(config.site_name)
    return f'<script src="{get_relative_url(name, page.url)}" data-site="{site}" defer></script>'


def _with_head(output: str, tags: str) -> str:
    return output.replace("</head>", f"{tags}</head>", 1)
