"""What records name a page by: its path below the notes' folder, with or without a heading behind a `#`. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tashika.model import Span
from tashika.records.fields import Faults, scalar
from tashika.records.nodes import Node


@dataclass(frozen=True)
class Link:
    """A page that a record sends its reader to."""

    at: Span
    target: str

    @property
    def page(self) -> str:
        """The page's path, without the heading."""
        return self.target.partition("#")[0]

    def markdown(self, titles: Mapping[str, str], folder: str) -> str:
        """The link, for a page in some folder; by its path where the page has no title."""
        return f"[{titles.get(self.page, self.page)}]({posixpath.relpath(self.target, folder or '.')})"


def links(nodes: Iterable[Node], faults: Faults) -> tuple[Link, ...]:
    """The links that a list holds."""
    found = ((node.at, scalar(node, "page", faults)) for node in nodes)
    return tuple(Link(at, target) for at, target in found if target)


def tell_missing(found: Iterable[Link], titles: Mapping[str, str], faults: Faults) -> None:
    """Tells of links to pages that are not there."""
    for link in found:
        if link.page not in titles:
            faults.tell(link.at, f"there is no page `{link.page}`", "name it by its path below the folder of the notes")
