"""What notes say is true, and what they ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tashika.model.places import Span

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
