"""The verification report, as a book can have it: without how long things took, which differs from run to run."""

from __future__ import annotations

import re

from tashika.pdf.imprint import REPORT
from tashika.pdf.pages import Page
from tashika.pdf.tree import add_class, find, text_of

_SECONDS = re.compile(r"\s·\s[\d.]+\s(?:秒|seconds)")
_TIME = ("時間", "Time", "time")


def set_report(page: Page) -> None:
    """Takes times out of the report's page, and opens nothing there that is not a table."""
    if page.leaf.url != REPORT:
        return
    add_class(page.article, "report")
    for table in find(page.article, ".//table"):
        for at, head in enumerate(find(table, "./thead/tr/th"), 1):
            if text_of(head) in _TIME:
                for cell in find(table, f".//tr/*[{at}]"):
                    cell.drop_tree()
    for bold in find(page.article, ".//p/strong"):
        bold.tail = _SECONDS.sub("", bold.tail or "")
