"""The values that flow through the pipeline: read -> plan -> execute -> judge -> report.

All are frozen. Lines and columns are 1-based; columns count characters. Nothing here does I/O.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tashika.options import Options

ChunkMode = Literal["exec", "single", "cell"]
ClaimKind = Literal["stdout", "stderr", "value", "raises", "prose", "figure", "table", "cell", "display", "image"]
ClaimForm = Literal[
    "line",
    "block",
    "arrows",
    "fence",
    "prompt",
    "prose",
    "formula",
    "equation",
    "figure",
    "table",
    "cell",
    "choice",
    "choices",
    "order",
]
QuizKind = Literal["single", "multiple", "numeric", "order", "recall"]
EventKind = Literal["enter", "leave", "stdout", "stderr", "value", "raised", "prose", "figure", "display"]
InputKind = Literal[
    "file",
    "link",
    "folder",
    "entries",
    "metadata",
    "search",
    "package",
    "import",
    "distribution",
    "tree",
    "variable",
    "position",
    "impure",
]
Status = Literal["ok", "raised", "timeout", "killed", "crashed"]
Outcome = Literal["holds", "differs", "unreached", "orphan", "unrunnable"]
Family = Literal["authoring", "claim", "infrastructure"]


@dataclass(frozen=True, order=True)
class Span:
    """Where something stands: a path relative to the project, from its first to past its last character.

    `cell` says it in the words of somebody who sees a notebook and not its file.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """Something that keeps the notes from being true although no single claim is false."""

    at: Span
    family: Family
    message: str
    repair: str = ""


@dataclass(frozen=True)
class Chunk:
    """A piece of source that runs as a unit of one program.

    `code` has the indentation of its fence removed; its first line is line `line` of `path`.
    `single` chunks are doctest examples: an expression statement prints its repr. `cell` chunks are cells of a
    notebook: what their last expression gives and the figures that they leave open are displayed.
    """

    path: str
    line: int
    code: str
    mode: ChunkMode = "exec"


@dataclass(frozen=True)
class Probe:
    """An expression to evaluate for a prose claim, once the step at line `after` has run.

    `after` is 0 for the end of the program. `id` is unique within the program.
    """

    id: str
    after: int
    expression: str
    path: str
    line: int


@dataclass(frozen=True)
class Program:
    """What runs in one process and one namespace: a snippet file, or the fences of one page session.

    `watch` holds the first lines of the statements that claims speak about, each with the kinds of fact
    that are wanted of it ("stdout", "stderr", "value", "raises").
    `search` is the folder that goes first on `sys.path`; `file` is `__file__`, or "" for a page.
    """

    id: str
    chunks: tuple[Chunk, ...]
    search: str = ""
    file: str = ""
    watch: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    probes: tuple[Probe, ...] = ()
    options: Options = field(default_factory=Options)

    @property
    def path(self) -> str:
        """The file that every chunk of this program stands in."""
        return self.chunks[0].path


@dataclass(frozen=True)
class Claim:
    """What a page or a snippet says is true after certain statements.

    `at` covers the text that `update` may replace. `after` lists the first lines of the statements whose
    facts are claimed; it is empty for an orphan, and for a prose claim about a program's end. `program` is
    None when nothing could have produced it. `detail` holds the expression of a prose claim, and the path of a figure's
    picture, whose text is `expected`: "" until it is read, and if there is none. `given` holds what the author says of
    the symbols of an equation, and of all options of a quiz: mark and answer, or for an order answer and text. A claim
    of the form "cell" speaks of a stored output of a notebook's cell; its `detail` says of which, as `tashika.outputs`
    has it.
    """

    at: Span
    program: str | None
    after: tuple[int, ...]
    kind: ClaimKind
    form: ClaimForm
    expected: str
    rule: str = "exact"
    detail: str = ""
    given: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Skip:
    """A block that its author chose not to run, with the reason given for it."""

    at: Span
    reason: str


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
    and a heading; `text` is one line of plain text."""

    at: Span
    term: str
    reading: str
    english: str
    aliases: tuple[str, ...]
    text: str
    page: str


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
class Option:
    """An answer to choose, or an item of an order; `text` and `why` are Markdown without the comments of claims."""

    text: str
    correct: bool
    why: str
    at: Span


@dataclass(frozen=True)
class Quiz:
    """A question that a page asks. All texts are Markdown without the comments of claims.

    `options` are in the order of the page, for an order in the right one. `answer` is what a numeric or recall question
    hides first; a numeric one also has it as a plain `number`, right within `tolerance`; `rounded`: with fewer digits.
    """

    id: str
    at: Span
    kind: QuizKind
    question: str
    options: tuple[Option, ...] = ()
    answer: str = ""
    explanation: str = ""
    number: str = ""
    tolerance: str = "0"
    rounded: bool = False


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


@dataclass(frozen=True)
class Event:
    """One fact of a run, in the order in which it happened.

    `lines` are the first lines of the watched statements that were running, outermost first; empty outside
    of any. A "prose" event carries the probe's id in `key` and its value in `text`; "figure" the
    name and the text of a picture that was saved; "raised" carries `Type: message`; "leave" carries the seconds since
    its "enter". A "display" event has in `text` what a cell displayed, as `execute/inside/displays.py` writes it.
    """

    kind: EventKind
    lines: tuple[int, ...] = ()
    text: str = ""
    key: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, order=True)
class Input:
    """Something that a run depended on besides its code, and what it was then; `digest` is never a secret itself.

    `name` is a path (`link`: where it leads; `folder`: its names; `entries`: with sizes; `metadata`: the distributions
    there; `search`, `package`: the modules found there; `distribution`: its dist-info folder; `tree`: installed files
    of none), a module that was looked for (`import`), or an environment variable. `position`: the run saw its own lines
    or comments.
    An `impure` run depended on what cannot be compared; its name says on what.
    """

    kind: InputKind
    name: str
    digest: str = ""


@dataclass(frozen=True)
class Frozen:
    """When a run was made that not every machine can make, on what kind of machine, and with which versions."""

    date: str
    machine: str
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Run:
    """Facts only: what happened when a program ran.

    `line` is the statement that was running when the program did not end well, else 0; `detail` says what
    happened there, and `traceback` how it came to it. `modules` are the third-party top-level modules that
    were imported. `reused` tells that it did not run now: all of its `inputs` are as they were. A `frozen` one is kept
    beside the notes.
    """

    program: str
    status: Status
    events: tuple[Event, ...] = ()
    line: int = 0
    detail: str = ""
    traceback: str = ""
    seconds: float = 0.0
    modules: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    reused: bool = False
    frozen: Frozen | None = None


@dataclass(frozen=True)
class Verdict:
    """The only opinion: whether a claim holds, and what the run gave instead."""

    claim: Claim
    outcome: Outcome
    actual: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """The only thing that adapters see."""

    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[Problem, ...] = ()
    runs: tuple[Run, ...] = ()
    pages: tuple[Page, ...] = ()
    snippets: tuple[Snippet, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()

    @property
    def texts(self) -> dict[str, str]:
        """The text of every page and snippet file that was checked, by its path."""
        return {page.path: page.text for page in self.pages} | {snippet.path: snippet.text for snippet in self.snippets}

    @property
    def skips(self) -> tuple[Skip, ...]:
        """Every block that was not run, with its reason."""
        return tuple(skip for page in self.pages for skip in page.skips)

    @property
    def programs(self) -> tuple[Program, ...]:
        """The programs of the pages and of the snippets that they show, without what their claims want to know."""
        of_pages = (program for page in self.pages for program in page.programs)
        return (*of_pages, *(snippet.program for snippet in self.snippets if snippet.program))

    @property
    def ok(self) -> bool:
        """True when every claim holds and nothing else is wrong."""
        return not self.problems and all(v.outcome == "holds" for v in self.verdicts)
