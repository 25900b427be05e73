"""What notes are made of, parsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tashika.model.claims import Claim, Quiz, Skip
from tashika.model.places import Problem, Span
from tashika.model.programs import Program


@dataclass(frozen=True)
class Section:
    """A named part of a snippet file, by the lines between its markers, and the statements that start there.

    `reached` is the last of the file's own statements that starts before the section ends, 0 if there is none.
    """

    name: str
    line: int
    end_line: int
    steps: tuple[int, ...] = ()
    reached: int = 0


@dataclass(frozen=True)
class Snippet:
    """A parsed snippet file. `program` is None when the file cannot run (see `problems`); `steps` are the first
    lines of its own statements."""

    path: str
    text: str
    program: Program | None
    steps: tuple[int, ...] = ()
    sections: Mapping[str, Section] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Term:
    """An entry of the glossary. `page` is the page that explains it, below the notes' folder, with or without a `#`
    and a heading; `text` is one line of plain text. Pages mark where they first use it if it is to be `marked`."""

    at: Span
    term: str
    reading: str
    english: str
    aliases: tuple[str, ...]
    text: str
    page: str
    marked: bool = True


@dataclass(frozen=True)
class Block:
    """A run of whole lines of a page: prose, or one fence. Joined, the blocks are the page.

    `prefix` is what stands before the fence marks: indentation and quote marks. `info` is the language,
    "" for prose. `skip` is the reason not to run it. `steps` are the first lines, in the program's file,
    of the statements that it shows; `shows` names the section, "" for a whole file or inline code.
    """

    at: Span
    source: str
    info: str = ""
    prefix: str = ""
    program: str | None = None
    shows: str = ""
    steps: tuple[int, ...] = ()
    skip: str = ""


@dataclass(frozen=True)
class Page:
    """A parsed source, without loss: `"".join(block.source for block in blocks) == plain`.

    `shadow` is what is read of a notebook, or of a .py file with cells: their source, each line on the line where the
    file has it.
    """

    path: str
    text: str
    blocks: tuple[Block, ...] = ()
    programs: tuple[Program, ...] = ()
    claims: tuple[Claim, ...] = ()
    problems: tuple[Problem, ...] = ()
    skips: tuple[Skip, ...] = ()
    shown: tuple[tuple[str, str], ...] = ()
    """(snippet path, section or "") for each include that was resolved."""
    quizzes: tuple[Quiz, ...] = ()
    shadow: str = ""

    @property
    def plain(self) -> str:
        """The text that blocks and spans count in."""
        return self.shadow or self.text

    @property
    def is_notebook(self) -> bool:
        """Whether it is read from an .ipynb file."""
        return bool(self.shadow) and self.path.endswith(".ipynb")
