"""What a quiz of each kind must have. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tashika.prose import find_prose_claims
from tashika.quizzes.model import Draft, Fault

HIDDEN = '`<details markdown="1"><summary>答え</summary>`, the answer and `</details>`, each with blank lines between'


def faults_of(draft: Draft, plain: Sequence[str]) -> Iterator[Fault]:
    """What is wrong with the parts of a quiz; `plain` are the page's lines without their ends."""
    if not any(plain[line - 1].strip() for line in range(*draft.question)):
        yield Fault(draft.line, "this quiz has no question", "write it below this mark")
    for item in draft.items:
        if not plain[item.line - 1][item.column :].strip():
            yield Fault(item.line, "this option has no text", "write it behind its mark, or remove it")
    kind = draft.header.kind
    if kind in ("single", "multiple"):
        yield from _choice(draft, plain)
    elif kind == "order" and len(draft.items) < 2:
        yield Fault(draft.line, "an order has two items at least", "write them as a numbered list in their right order")
    elif kind in ("numeric", "recall"):
        yield from _hidden(draft, plain)


def _choice(draft: Draft, plain: Sequence[str]) -> Iterator[Fault]:
    right = [item for item in draft.items if item.mark == "x"]
    for line in _bullets(draft, plain):
        if line not in {item.line for item in draft.items}:
            yield Fault(line, "this option has no mark", "begin it with `- [ ]`, the right one with `- [x]`")
    if len(draft.items) < 2:
        yield Fault(draft.line, "a choice has two options at least", "write them as `- [ ] …` and `- [x] …`")
    elif not right:
        yield Fault(draft.items[0].line, "no option is marked as the right one", "mark it with `- [x]`")
    for item in right[1:] if draft.header.kind == "single" else ():
        yield Fault(item.line, "a second option is marked as right", "mark one alone, or let the quiz be `multiple`")


def _bullets(draft: Draft, plain: Sequence[str]) -> Iterator[int]:
    """The lines that begin an item of the list that the options are in."""
    for line in range(draft.items[0].line if draft.items else draft.end_line, draft.end_line):
        text = plain[line - 1]
        if text.startswith(("- ", "* ", "+ ")):
            yield line
        elif text.strip() and not text.startswith((" ", "\t")):
            return


def _hidden(draft: Draft, plain: Sequence[str]) -> Iterator[Fault]:
    kind = draft.header.kind
    if not draft.summary or not draft.notes:
        yield Fault(draft.line, f"this {kind} quiz has no hidden answer", f"write {HIDDEN}")
    elif kind == "numeric":
        answer = "\n".join(plain[n - 1] for n in range(*draft.notes[-1])).strip().split("\n\n")[0]
        if not any(True for _ in find_prose_claims(answer)):
            repair = "put `<!-- = expression -->` behind the number in the answer's first paragraph"
            yield Fault(draft.notes[-1][0], "no run computes the number of this answer", repair)
