"""What an include line, or `in=` of a prose claim, names: a snippet file or a section of one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tashika.fences import Fault, Fence
from tashika.lines import bare, split_lines
from tashika.model import Block, Snippet

INCLUDE = re.compile(r"""^[ \t]*-+8<-+(?:[ \t]+(?P<quote>["'])(?P<target>.*?)(?P=quote))?[ \t]*$""")
TARGET = re.compile(r"(?P<name>[^:]+?)(?::(?P<section>[a-zA-Z][-_0-9a-zA-Z]*))?")


class UnknownTarget(ValueError):
    """An include that names nothing that could be shown; the message tells what there is."""


@dataclass(frozen=True)
class Shown:
    """A snippet file, or one of its sections, as a page shows it."""

    snippet: Snippet
    section: str

    @property
    def steps(self) -> tuple[int, ...]:
        """First lines of the statements that are shown."""
        if self.section:
            return self.snippet.sections[self.section].steps
        return self.snippet.steps

    @property
    def reached(self) -> int:
        """The last top-level statement of the file that is shown or stands above what is shown."""
        return self.snippet.sections[self.section].reached if self.section else max(self.steps, default=0)


@dataclass(frozen=True)
class Shelf:
    """The snippet files that pages may show, by their path below the snippets folder."""

    snippets: Mapping[str, Snippet]
    folder: str

    def find(self, target: str) -> Shown:
        """Looks a target up. Raises UnknownTarget."""
        match = TARGET.fullmatch(target.strip())
        if match is None:
            raise UnknownTarget(f"`{target}` names lines, which move when the file is edited: name a section")
        snippet = self.snippets.get(match["name"].removeprefix("./"))
        if snippet is None:
            known = ", ".join(sorted(self.snippets)) or "there are none"
            raise UnknownTarget(f"no snippet file `{match['name']}` in {self.folder}/ (known: {known})")
        section = match["section"] or ""
        if section and section not in snippet.sections:
            known = ", ".join(snippet.sections) or "it has none"
            raise UnknownTarget(f"no section `{section}` in {snippet.path} (known: {known})")
        return Shown(snippet, section)


def has_include(fence: Fence) -> bool:
    """Whether a fence shows a file instead of holding code."""
    return any(INCLUDE.match(line) for line in fence.content)


def included_text(block: Block) -> Iterator[tuple[int, str]]:
    """The include lines of a block, each with its line in the page: they are followed in prose and in every fence."""
    if "8<-" not in block.source:
        return
    for number, line in enumerate(split_lines(block.source), start=block.at.line):
        match = INCLUDE.match(bare(line))
        if match and match["target"]:
            yield number, match["target"]


def read_includes(fence: Fence, shelf: Shelf) -> tuple[list[Shown], list[Fault]]:
    """What the include lines of a fence show, all of one file; and what is wrong with them."""
    shown: list[Shown] = []
    faults: list[Fault] = []
    for number, line in enumerate(fence.content, start=fence.line + 1):
        match = INCLUDE.match(line)
        try:
            if match and match["target"] is not None:
                shown.append(shelf.find(match["target"]))
            elif line.strip():
                faults.append(Fault(number, "a fence shows a file or holds code, not both: split it into two", 0))
        except UnknownTarget as error:
            faults.append(Fault(number, str(error), 0))
    if not faults and len({each.snippet.path for each in shown}) > 1:
        faults.append(Fault(fence.line, "a fence shows sections of one file only: split it into two", 0))
    return ([] if faults else shown), faults
