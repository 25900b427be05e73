"""What a book says of itself: its date, the commit it was made from, and what verified its notes."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lxml.html import HtmlElement

from tashika.pdf.labels import dated
from tashika.pdf.tree import add, classed, find, make, parse, text_of

REPORT = "verification.html"
_COUNT = re.compile(r"(\d+)\s*/\s*(\d+)")


@dataclass(frozen=True)
class Imprint:
    """`commit` is empty outside a repository, and files may be `changed` since; `environment` has names and versions.

    `held` of `claims` hold.
    """

    date: datetime
    commit: str
    changed: bool
    environment: tuple[tuple[str, str], ...]
    held: int
    claims: int


def read_imprint(root: Path, site: Path) -> Imprint:
    """From SOURCE_DATE_EPOCH, the last commit, and the site's verification report if it has one."""
    commit = _git(root, "rev-parse", "--short=12", "HEAD")
    changed = bool(commit and _git(root, "status", "--porcelain", "--untracked-files=no"))
    environment: tuple[tuple[str, str], ...] = ()
    held = claims = 0
    if (site / REPORT).is_file():
        article = classed(parse((site / REPORT).read_text(encoding="utf-8")), "md-content__inner")[0]
        count = _COUNT.search(text_of(article))
        held, claims = (int(count[1]), int(count[2])) if count else (0, 0)
        rows = find(find(article, ".//table")[0], ".//tbody/tr") if find(article, ".//table") else []
        environment = tuple((text_of(row[0]), text_of(row[1])) for row in rows)
    return Imprint(date_of(root), commit, changed, environment, held, claims)


def date_of(root: Path) -> datetime:
    """SOURCE_DATE_EPOCH, else when the last commit was made, else today."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH") or _git(root, "log", "-1", "--format=%ct")
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdecimal() else datetime.now(UTC)


def imprint_page(
    imprint: Imprint, title: str, authors: Iterable[str], fonts: Iterable[str], words: Mapping[str, str]
) -> HtmlElement:
    """The last page of a Japanese book, 奥付; `fonts` are the families of its text."""
    facts = make("dl", class_="facts")
    versions = (f"{name}\u00a0{version}" for name, version in imprint.environment)
    _fact(facts, words["published"], dated(words["day"], imprint.date))
    _fact(facts, words["author"], words["comma"].join(authors))
    _fact(facts, words["edition"], imprint.commit + (words["changed"] if imprint.changed else ""))
    if imprint.claims:
        _fact(facts, words["verified"], words["held"].format(claims=imprint.claims, held=imprint.held))
    _fact(facts, words["environment"], words["comma"].join(versions))
    _fact(facts, words["type"], words["fonts"].format(fonts=words["comma"].join(fonts)))
    box = make("div", make("p", title, class_="imprint-title"), facts, class_="imprint-box")
    return make("section", box, class_="imprint", id="imprint")


def _fact(facts: HtmlElement, name: str, value: str) -> None:
    if value:
        add(facts, make("dt", name), make("dd", value))


def _git(root: Path, *words: str) -> str:
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
