"""A page's Markdown with quiet marks at what holds and plain boxes at what does not. Pure.

The marks are put into the source, by the spans that were judged, and not into the HTML: there nothing tells which
fence a `<pre>` came from.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tashika.fences import PREFIX
from tashika.includes import INCLUDE
from tashika.lines import Places, bare, split_lines
from tashika.model import Block, Claim, Page, Verdict
from tashika.prose import CLOSERS, FORMULA, find_prose_claims
from tashika.render import Edit, apply
from tashika.site.findings import Finding, Findings
from tashika.site.quiz_html import with_quizzes

HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]", re.MULTILINE)


@dataclass(frozen=True)
class Decorator:
    """Decorates pages of one report."""

    findings: Findings
    words: Mapping[str, str]

    def decorate(self, page: Page, extra: Sequence[Edit] = ()) -> str:
        """The page's text for the renderer, with some edits more."""
        places = Places(page.path, page.text)
        failures: dict[int, list[Finding]] = {}
        for index, finding in self.findings.failures(page):
            failures.setdefault(index, []).append(finding)
        edits: list[Edit] = [*extra]
        for index, block in enumerate(page.blocks):
            start, end = places.offsets(block.at)
            if block.info:
                edits += self._marks(page, index, places)
                edits += _disarmed(block, start) if index in failures else []
            else:
                edits += self._prose(places, block, start)
            edits += [_box(block, end, finding, self.words["failed"]) for finding in failures.get(index, ())]
        return apply(page.text, _merged(with_quizzes(page, places, _merged(edits), self.words)))

    def _marks(self, page: Page, index: int, places: Places) -> Iterator[Edit]:
        """A mark behind a block with its output and its pictures, or the reason why it did not run."""
        block = page.blocks[index]
        following = page.blocks[index + 1 : index + 3]
        has_output = any(
            later.info == "output" and not any(between.source.strip("> \t\r\n") for between in following[:at])
            for at, later in enumerate(following)
        )
        shown = self._shown_above(page, index) if block.info == "output" else block
        if has_output or shown is None:
            return
        text = self._mark(shown)
        if text:
            pictures = [claim.at.line for claim in self._pictures_below(page, index)]
            line = max(pictures, default=block.at.end_line - (block.at.end_column == 1))
            prefix = PREFIX.match(places.lines[line - 1])[0] if pictures else block.prefix  # type: ignore[index]  # matches all
            end = places.offset(line + 1, 1)
            yield Edit(end, end, _paragraph(prefix, text))

    def _pictures_below(self, page: Page, index: int) -> list[Claim]:
        """The claims on pictures between this block and the next fence."""
        later = next((block.at.line for block in page.blocks[index + 1 :] if block.info), len(page.text))
        own = (claim for claim in page.claims if claim.kind == "figure")
        return [claim for claim in own if page.blocks[index].at.line < claim.at.line < later]

    def _shown_above(self, page: Page, index: int) -> Block | None:
        for block in reversed(page.blocks[:index]):
            if block.info:
                return block if block.info != "output" else None
        return None

    def _mark(self, block: Block) -> str:
        if block.skip:
            return _span("tashika-skip", f"{self.words['skipped']}: {block.skip}")
        verdicts = self.findings.verdicts_of(block)
        if block.program is None or any(v.outcome != "holds" for v in verdicts):
            return ""
        word = f"✓ {self.words['verified' if verdicts else 'ran']}"
        run = self.findings.runs.get(block.program)
        if run and run.frozen:
            made = [f"❄ {self.words['frozen']}", run.frozen.date, run.frozen.machine]
            return _span("tashika-mark tashika-frozen", " · ".join([*made, *self.findings.versions(block.program)]))
        time = duration(self.findings.seconds(block), self.words)
        return _span("tashika-mark", " · ".join([word, time, *self.findings.versions(block.program)]))

    def _prose(self, places: Places, block: Block, start: int) -> Iterator[Edit]:
        """Takes the comments of prose claims out, and marks the numbers that hold."""
        headings = [match.start() for match in HEADING.finditer(block.source)]
        for found in find_prose_claims(block.source):
            yield Edit(start + found.comment_start, start + found.comment_end, "")
            verdict = self.findings.prose.get(places.span(start + found.start, start + found.end))
            line_start = block.source.rfind("\n", 0, found.start) + 1
            plain = line_start in headings or block.source[: found.start].endswith("`")
            if not verdict or plain:
                continue
            marked = _formula(block.source, found.comment_start) if found.formula else (found.start, found.end)
            if marked:
                opening, closing = _tags(verdict)
                yield Edit(start + marked[0], start + marked[0], opening)
                yield Edit(start + marked[1], start + marked[1], closing)
            elif verdict.outcome == "holds":
                yield self._below_formula(block.source, found.comment_end, start)

    def _below_formula(self, source: str, after: int, start: int) -> Edit:
        """A mark below a displayed formula, which must have its lines for itself."""
        begin, end = source.rfind("\n", 0, after) + 1, source.find("\n", after) + 1 or len(source)
        prefix: str = PREFIX.match(source[begin:end])[0]  # type: ignore[index]  # the pattern matches the empty string
        text = _span("tashika-mark", f"✓ {self.words['verified']}")
        return Edit(start + end, start + end, _paragraph(prefix, text))


def duration(seconds: float, words: Mapping[str, str]) -> str:
    """A time for readers, to a hundredth of a second."""
    return f"{seconds:.2f} {words['seconds']}" if seconds >= 0.005 else f"< 0.01 {words['seconds']}"


def _formula(source: str, end: int) -> tuple[int, int] | None:
    """Where the formula in running text stands that a comment at `end` speaks of; None for a displayed one."""
    found = FORMULA.search(source, 0, CLOSERS.search(source, 0, end).start())  # type: ignore[union-attr]  # as above
    return None if found is None or found["open"] == "$$" else found.span()


def _tags(verdict: Verdict) -> tuple[str, str]:
    if verdict.outcome != "holds":
        return '<mark class="tashika-false">', "</mark>"
    value = html.escape(verdict.actual or "")
    return f'<data class="tashika-value" value="{value}" title="{_entities(verdict.claim.detail)}">', "</data>"


def _entities(text: str) -> str:
    """Text for an attribute in Markdown: whatever Markdown could take for markup is written as an entity."""
    return "".join(char if char.isalnum() or char == " " else f"&#{ord(char)};" for char in " ".join(text.split()))


def _span(name: str, text: str) -> str:
    return f'<span class="{name}" data-search-exclude>{html.escape(text)}</span>'


def _paragraph(prefix: str, text: str) -> str:
    prefix = prefix.removeprefix("\ufeff")
    return f"{prefix.rstrip()}\n{prefix}{text}\n{prefix.rstrip()}\n"


def _box(block: Block, end: int, finding: Finding, title: str) -> Edit:
    """An admonition that tells what failed, at the depth of what failed and right below it."""
    from tashika.reports.as_text import problem_failure, verdict_failure  # for what does not hold

    failure = verdict_failure(finding) if isinstance(finding, Verdict) else problem_failure(finding)
    body = ["~~~~~~text", *failure.message.split("\n"), "~~~~~~"]
    lines = ["", f'!!! failure "{title}: {failure.at}"', "", *(f"    {line}" for line in body), ""]
    prefix, rest = (block.prefix, 0) if block.info else _below(block, failure.at.line - block.at.line)
    text = "".join(f"{prefix}{line}".rstrip() + "\n" for line in lines).replace("\ufeff", "")
    return Edit(end - rest, end - rest, text)


def _below(block: Block, index: int) -> tuple[str, int]:
    """For a line of running text: what stands before its words, and how much of the block is below its paragraph."""
    lines = split_lines(block.source)
    index = min(index, len(lines) - 1)
    last = next((i for i in range(index, len(lines)) if not lines[i].strip("> \t\r\n")), len(lines))
    prefix: str = PREFIX.match(lines[index])[0]  # type: ignore[index]  # the pattern matches the empty string
    return prefix, sum(map(len, lines[last:]))


def _disarmed(block: Block, start: int) -> Iterator[Edit]:
    """Escapes the include lines of a failing block, which would stop the preview if they name nothing."""
    offset = start
    for line in split_lines(block.source):
        text = bare(line)[len(block.prefix) :]
        if INCLUDE.match(text):
            at = offset + line.index("-")
            yield Edit(at, at, ";")
        offset += len(line)


def _merged(edits: list[Edit]) -> list[Edit]:
    """Insertions at one place, joined in their order; `apply` works on places that differ."""
    merged: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        last = merged[-1] if merged else None
        if last and last.start == last.end == edit.start:
            merged[-1] = Edit(last.start, edit.end, last.text + edit.text)
        else:
            merged.append(edit)
    return merged
