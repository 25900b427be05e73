"""A Markdown page: its fences, the programs that they make, and every claim on it. Pure.

Reading goes once from top to bottom, because "at that point of the page" is what a prose claim speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tashika import wishes
from tashika.above import drawn_above, shown_above
from tashika.comments import Source
from tashika.compare import RuleError, check_rule
from tashika.fences import PROMPTS, PYTHON, Fence, find_fences, front_matter_lines
from tashika.includes import Shelf, UnknownTarget, has_include, read_includes
from tashika.lines import Places, split_lines
from tashika.model import Block, Claim, ClaimForm, Page, Problem, Quiz, Skip, Snippet
from tashika.pictures import Picture, find_pictures
from tashika.prose import ProseClaim, find_prose_claims
from tashika.quizzes.build import to_quiz
from tashika.quizzes.keys import claims_of
from tashika.quizzes.model import Draft
from tashika.quizzes.reading import find_quizzes
from tashika.sessions import Session

RUNS = PYTHON | PROMPTS
RUN = re.compile(r"(?<![\w-])\.?run(?![\w-])")


def read_page(path: str, text: str, snippets: Mapping[str, Snippet], folder: str, *, marked: bool = False) -> Page:
    """Parses a page. `snippets` are the files it may show, by their path below `folder`.

    Where what runs is `marked`, a fence without `.run` is left alone.
    """
    lines = split_lines(text)
    reader = Reader(Places(path, text, lines), Shelf(snippets, folder), marked)
    first = front_matter_lines(text) + 1
    fences, faults = find_fences(lines, first)
    for found in faults:
        if not marked or RUN.search(lines[(found.opened or found.line) - 1]):
            reader.fault(found.line, found.message)
    reader.find_quizzes(fences)
    reader.take_prose(1, first, claims=False)
    for fence in fences:
        reader.take_prose(first, fence.line)
        reader.take_fence(fence)
        first = fence.end_line + 1
    reader.take_prose(first, len(lines) + 1)
    return reader.page(text)


class Reader:
    """Takes the parts of a page in their order."""

    def __init__(self, places: Places, shelf: Shelf, marked: bool = False) -> None:
        self.places = places
        self.marked = marked
        self.path = places.path
        self.written = places  # the file as it stands, where `places` may have blanks for some of it
        self.shelf = shelf
        self.blocks: list[Block] = []
        self.claims: list[Claim] = []
        self.problems: list[Problem] = []
        self.skips: list[Skip] = []
        self.shown: list[tuple[str, str]] = []
        self.drafts: list[Draft] = []
        self.quizzes: list[Quiz] = []
        self.sessions: dict[str, Session] = {}
        self.above: tuple[str | None, int] = (None, 0)
        """The program above, and the last of its top-level statements that a reader has seen."""

    def page(self, text: str) -> Page:
        """What was read."""
        self._check_sessions()
        folder = self.shelf.folder
        programs = [each.program(name, folder) for name, each in self.sessions.items() if each.runs]
        return Page(
            self.path,
            text,
            tuple(self.blocks),
            tuple(programs),
            tuple(self.claims),
            tuple(self.problems),
            tuple(self.skips),
            tuple(self.shown),
            tuple(self.quizzes),
        )

    def _check_sessions(self) -> None:
        """A prose claim may name a session further down, so that this is known only at the end."""
        for claim in list(self.claims):
            if claim.program and claim.program.startswith(f"{self.path}#") and claim.program not in self.sessions:
                self.claims.remove(claim)
                message = f"no fence of this page has session `{claim.program.removeprefix(self.path)}`"
                self.problems.append(Problem(claim.at, "authoring", message))

    def fault(self, line: int, message: str, repair: str = "") -> None:
        """Notes an authoring problem at a line."""
        self.problems.append(Problem(self.places.line_span(line), "authoring", message, repair))

    def find_quizzes(self, fences: Sequence[Fence], within: range | None = None, lead: int = 0) -> None:
        """Reads the quizzes of the lines `within` a page, with `lead` blanks before each; keys go with running text."""
        fenced = {line for fence in fences for line in range(fence.line, fence.end_line + 1)}
        if within:
            fenced.update({*range(1, len(self.places.lines) + 1)}.difference(within))
        drafts, faults = find_quizzes(self.places.lines, fenced, lead)
        for found in (*faults, *(fault for draft in drafts for fault in draft.faults)):
            self.fault(found.line, found.message, found.repair)
        self.drafts += drafts
        self.quizzes += [to_quiz(draft, self.places, lead) for draft in drafts if not draft.faults]

    def take_prose(self, line: int, end_line: int, claims: bool = True) -> None:
        """Takes the lines from `line` up to, not including, `end_line` as running text."""
        if line >= end_line:
            return
        start, end = self.places.offset(line, 1), self.places.offset(end_line, 1)
        lines = self.places.lines[line - 1 : end_line - 1]
        text = "".join(lines)
        for picture in find_pictures(lines) if claims else ():
            self._picture(picture, line + picture.index)
        self.blocks.append(Block(self.places.span(start, end), text))
        for found in find_prose_claims(text) if claims else ():
            self._prose_claim(found, start)
        for draft in self.drafts if claims else ():
            if line <= draft.line < end_line and not draft.faults:
                self._key(draft)

    def _key(self, draft: Draft) -> None:
        """Takes a quiz's key, a claim on each option."""
        try:
            program, reached = self.above if draft.header.target is None else self._target(draft.header.target)
        except UnknownTarget as error:
            self.fault(draft.line, str(error))
            return
        self.claims += claims_of(draft, self.written, program, (reached,) if reached else ())

    def _picture(self, picture: Picture, line: int) -> None:
        """Takes an image below a fence: a claim on what its statements draw."""
        if (drawn := drawn_above(self.blocks)) is None:
            return
        at = replace(self.places.line_span(line), column=picture.start + 1, end_column=picture.end + 1)
        shown = (s.text for s in self.shelf.snippets.values() if s.path == drawn.program)
        fault = picture.fault_below(next(shown, drawn.source), self.path)
        if fault:
            self.problems.append(Problem(at, "authoring", fault))
        elif picture.is_vector:
            rule, path = picture.rule, picture.path(self.path)
            self.claims.append(Claim(at, drawn.program, drawn.steps, "figure", "figure", "", rule, path))

    def _prose_claim(self, found: ProseClaim, offset: int) -> None:
        at = self.places.span(offset + found.start, offset + found.end)
        if found.fault:
            self.problems.append(Problem(at, "authoring", found.fault))
            return
        try:
            program, reached = self.above if found.target is None else self._target(found.target)
        except UnknownTarget as error:
            self.problems.append(Problem(at, "authoring", str(error)))
            return
        form: ClaimForm = "equation" if found.equivalent else "formula" if found.formula else "prose"
        after = (reached,) if reached else ()
        self.claims.append(
            Claim(at, program, after, "prose", form, found.expected, found.rule, found.expression, found.given)
        )

    def _target(self, name: str) -> tuple[str, int]:
        """The program that `in=` names and the statement after which it is asked; 0 is the program's end."""
        if name.startswith("#"):
            return f"{self.path}{name}".removesuffix("#"), 0
        shown = self.shelf.find(name)
        return shown.snippet.path, shown.reached if shown.section else 0

    def take_fence(self, fence: Fence) -> None:
        """Takes a fence: runs it, shows a file, claims an output, or is none of our business."""
        language = fence.header.language
        start, end = self.places.offset(fence.line, 1), self.places.offset(fence.end_line + 1, 1)
        source = "".join(self.places.lines[fence.line - 1 : fence.end_line])
        block = Block(self.places.span(start, end), source, language, fence.prefix)
        if self.marked and "run" not in fence.header.classes and language != "output":
            pass
        elif "no-run" in fence.header.classes | {language} and language not in RUNS:
            self.fault(fence.line, "only Python runs, and its name comes first", 'write { .python .no-run reason="…" }')
        elif language in RUNS and "no-run" in fence.header.classes:
            block = self._skip(fence, block)
        elif language in PYTHON and has_include(fence):
            block = self._include(fence, block)
        elif language in RUNS:
            block = self._inline(fence, block)
        elif language == "output":
            block = self._output(fence, block)
        self.blocks.append(block)

    def _skip(self, fence: Fence, block: Block) -> Block:
        reason = fence.header.options.get("reason", "").strip()
        if not reason:
            self.fault(fence.line, "a block that does not run must say why", 'write { .python .no-run reason="…" }')
        self.skips.append(Skip(self.places.line_span(fence.line), reason))
        if has_include(fence):
            block = self._include(fence, block)
        return replace(block, skip=reason or "?")

    def _include(self, fence: Fence, block: Block) -> Block:
        shown, faults = read_includes(fence, self.shelf)
        for found in faults:
            self.fault(found.line, found.message)
        if not shown:
            return block
        path = shown[0].snippet.path
        self.shown += [(path, each.section) for each in shown]
        if "no-run" not in fence.header.classes:
            self.problems += wishes.of_include(fence, self.places)
            self.above = (path, shown[-1].reached)
        steps = tuple(step for each in shown for step in each.steps)
        return replace(block, program=path, shows=" ".join(each.section for each in shown), steps=steps)

    def _inline(self, fence: Fence, block: Block) -> Block:
        name = fence.header.options.get("session", "")
        program = f"{self.path}#{name}" if name else self.path
        session = self.sessions.setdefault(program, Session())
        session.options, misfits = wishes.of_fence(session.options, fence, self.places)
        self.problems += misfits
        source = Source(self.path, fence.code, fence.line + 1, fence.cuts)
        taken = session.take(source, program, prompts=fence.header.language in PROMPTS)
        self.claims += taken.claims
        self.problems += taken.problems
        if session.reached:
            self.above = (program, session.reached)
        return replace(block, program=program, steps=taken.steps)

    def _output(self, fence: Fence, block: Block) -> Block:
        shown = shown_above(self.blocks, fence.prefix)
        if shown is not None and shown.skip:
            return replace(block, skip=shown.skip)
        if shown is None and self.marked:
            return block
        rule = fence.header.options.get("rule", "exact")
        expected = "\n".join(fence.content)
        try:
            check_rule(rule, expected)
        except RuleError as error:
            self.fault(fence.line, str(error))
            return block
        column = len(fence.prefix)
        start = self.places.offset(fence.line + 1, 1) + (fence.cuts[0] if fence.cuts else column)
        at = self.places.span(start, self.places.offset(fence.end_line, 1) + column)
        program, steps = (shown.program, shown.steps) if shown else (None, ())
        self.claims.append(Claim(at, program, steps, "stdout", "fence", expected, rule))
        return replace(block, program=program)
