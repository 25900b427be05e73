"""Finds the quizzes of a page by its lines. Pure.

<!-- quiz: single id=filters key="weights(64, 128)" in="ch19/group_conv.py" -->
**問 1.** question

- [ ] an option

    why it is wrong

- [x] another

<details markdown="1"><summary>答え</summary>

explanation

</details>
<!-- /quiz -->
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from tashika.lines import bare
from tashika.quizzes.header import read_header
from tashika.quizzes.model import Draft, Fault, Item, Lines
from tashika.quizzes.rules import faults_of

MARK = re.compile(r"<!--[ \t]*/?[ \t]*quiz\b(?!-)")
OPEN = re.compile(r"<!--[ \t]*quiz:(?P<words>.*)-->[ \t]*$")
CLOSE = re.compile(r"<!--[ \t]*/quiz[ \t]*-->[ \t]*$")
OPTION = re.compile(r"[-*+][ \t]+\[(?P<mark>[ xX])\][ \t]*")
PLACE = re.compile(r"(?P<mark>\d+)[.)][ \t]+")
DETAILS = re.compile(r"<details\b[^>]*>[ \t]*(?:<summary>(?P<summary>.*?)</summary>)?[ \t]*$")
END_DETAILS = re.compile(r"</details>[ \t]*$")
HOW = "write it alone on a line at its start: `<!-- quiz: single id=name -->` … `<!-- /quiz -->`"


def find_quizzes(lines: Sequence[str], fenced: Container[int], lead: int = 0) -> tuple[list[Draft], list[Fault]]:
    """Every quiz between its two marks, and marks that belong to none. `fenced` are the lines of code.

    `lead` is how many blanks stand before each line of text; columns count them.
    """
    lines = [unled(line, lead) for line in lines] if lead else lines
    drafts, faults = _find(lines, fenced)
    return [replace(draft, items=tuple(_behind(lead, item) for item in draft.items)) for draft in drafts], faults


def unled(text: str, lead: int) -> str:
    """A text without the blanks, `lead` at most, that stand before each of its lines."""
    return re.sub(rf"^ {{1,{lead}}}", "", text, flags=re.MULTILINE) if lead else text


def _behind(lead: int, item: Item) -> Item:
    return replace(item, column=item.column + lead)


def _find(lines: Sequence[str], fenced: Container[int]) -> tuple[list[Draft], list[Fault]]:
    drafts: list[Draft] = []
    faults: list[Fault] = []
    opened = 0
    for line, text in enumerate(map(bare, lines), 1):
        if line in fenced or "quiz" not in text or not MARK.search(_outside_code(text)):
            continue
        if OPEN.match(text) or CLOSE.match(text):
            opened, draft, fault = _step(lines, fenced, opened, line)
            drafts += [draft] if draft else []
            faults += [fault] if fault else []
        else:
            faults.append(Fault(line, "this mark of a quiz cannot be read", HOW))
    if opened:
        faults.append(_unclosed(opened))
    return drafts, faults


def _outside_code(text: str) -> str:
    return re.sub(r"(`+).*?\1", "", text)


def _step(
    lines: Sequence[str], fenced: Container[int], opened: int, line: int
) -> tuple[int, Draft | None, Fault | None]:
    """The quiz that is open behind this mark, the one that it ends, and what is wrong with the mark."""
    if OPEN.match(bare(lines[line - 1])):
        return line, None, _unclosed(opened) if opened else None
    if not opened:
        return 0, None, Fault(line, "no quiz begins above this mark", HOW)
    return 0, _draft(lines, fenced, opened, line), None


def _unclosed(line: int) -> Fault:
    return Fault(line, "this quiz has no end", "put `<!-- /quiz -->` alone on a line below it")


def _draft(lines: Sequence[str], fenced: Container[int], line: int, end_line: int) -> Draft:
    plain = [bare(text) for text in lines]
    words = OPEN.match(plain[line - 1])["words"]  # type: ignore[index]  # it was matched before
    header, faults = read_header(words, line)
    free = [n for n in range(line + 1, end_line) if n not in fenced]
    start, end, unclosed = _details(plain, free, end_line)
    shape = {"order": PLACE, "single": OPTION, "multiple": OPTION}.get(header.kind)
    firsts = [n for n in free if n < start and shape and shape.match(plain[n - 1])]
    question: Lines = (line + 1, firsts[0] if firsts else start)
    items, rest = _items(plain, firsts, start) if shape and firsts else ((), start)
    notes = tuple(part for part in ((rest, start), (start + 1, end)) if _has_text(plain, part))
    summary = DETAILS.match(plain[start - 1]) if start < end_line else None
    draft = Draft(header, line, end_line, question, items, notes, (summary and summary["summary"]) or "")
    found = (*faults, *unclosed, *faults_of(draft, plain))
    return Draft(header, line, end_line, question, items, notes, draft.summary, found)


def _details(plain: Sequence[str], free: Sequence[int], end_line: int) -> tuple[int, int, list[Fault]]:
    """The lines that open and close the hidden answer; both the quiz's end if there is none."""
    start = next((n for n in free if DETAILS.match(plain[n - 1])), end_line)
    end = next((n for n in reversed(free) if n > start and END_DETAILS.match(plain[n - 1])), end_line)
    if start < end_line and end == end_line:
        return start, end, [Fault(start, "the hidden answer has no end", "put `</details>` alone on a line below it")]
    return start, end, []


def _items(plain: Sequence[str], firsts: Sequence[int], stop: int) -> tuple[tuple[Item, ...], int]:
    """The items whose first lines are known, and the line behind the last one's indented lines."""
    items: list[Item] = []
    end = stop
    for line, following in zip(firsts, [*firsts[1:], stop], strict=True):
        match = OPTION.match(plain[line - 1]) or PLACE.match(plain[line - 1])
        inner = list(takewhile(lambda n: _belongs(plain[n - 1]), range(line + 1, following)))
        end = inner[-1] + 1 if inner else line + 1
        mark = match["mark"].lower() if match else ""
        items.append(Item(line, match.end() if match else 0, mark, (line + 1, end)))
    return tuple(items), end


def _belongs(text: str) -> bool:
    return not text.strip() or text.startswith(("  ", "\t"))


def _has_text(plain: Sequence[str], lines: Lines) -> bool:
    return any(plain[n - 1].strip() for n in range(*lines))


def text_of(lines: Sequence[str], part: Lines) -> str:
    """The text of some lines."""
    return "".join(lines[part[0] - 1 : part[1] - 1])


def parts(draft: Draft) -> Iterator[Lines]:
    """All lines of a quiz that carry text."""
    yield draft.question
    for item in draft.items:
        yield item.line, item.why[1]
    yield from draft.notes
