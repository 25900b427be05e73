"""A report, by the blocks of its pages: what holds in a block, what fails there, how long it took. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tashika.model import Block, Page, Problem, Program, Report, Run, Snippet, Span, Verdict
from tashika.statements import imported_names

Finding = Verdict | Problem


def place(finding: Finding) -> Span:
    """Where a verdict or problem stands."""
    return finding.claim.at if isinstance(finding, Verdict) else finding.at


@dataclass(frozen=True)
class Findings:
    """Looks things up in a report."""

    report: Report

    @cached_property
    def _named(self) -> dict[str, set[str]]:
        """What programs import, once it was asked for: each block asks again."""
        return {}

    @cached_property
    def runs(self) -> Mapping[str, Run]:
        return {run.program: run for run in self.report.runs}

    @cached_property
    def snippets(self) -> Mapping[str, Snippet]:
        return {snippet.path: snippet for snippet in self.report.snippets}

    @cached_property
    def by_path(self) -> Mapping[str, tuple[Finding, ...]]:
        """Every verdict, and every problem, by the file that it stands in."""
        found: dict[str, list[Finding]] = {}
        findings: list[Finding] = [*self.report.verdicts, *self.report.problems]
        for finding in findings:
            found.setdefault(place(finding).path, []).append(finding)
        return {path: tuple(sorted(findings, key=place)) for path, findings in found.items()}

    @cached_property
    def prose(self) -> Mapping[Span, Verdict]:
        """The verdicts on numbers in running text, by their place."""
        return {v.claim.at: v for v in self.report.verdicts if v.claim.kind == "prose"}

    @cached_property
    def by_program(self) -> Mapping[str, list[Verdict]]:
        """The verdicts on what programs printed, gave or raised."""
        found: dict[str, list[Verdict]] = {}
        for verdict in self.report.verdicts:
            if verdict.claim.program and verdict.claim.kind != "prose":
                found.setdefault(verdict.claim.program, []).append(verdict)
        return found

    def verdicts_of(self, block: Block) -> list[Verdict]:
        """The verdicts on what a block shows, wherever the claims stand, but for prose."""
        steps = set(block.steps)
        return [
            verdict
            for verdict in self.by_program.get(block.program or "", ())
            if steps.intersection(verdict.claim.after) or self._stands_in(verdict.claim.at, block)
        ]

    def seconds(self, block: Block) -> float:
        """How long the statements ran that a block shows."""
        run = self.runs.get(block.program or "")
        steps = set(block.steps)
        events = run.events if run else ()
        return sum(e.seconds for e in events if e.kind == "leave" and len(e.lines) == 1 and e.lines[0] in steps)

    @cached_property
    def programs(self) -> Mapping[str, Program]:
        own = [program for page in self.report.pages for program in page.programs]
        files = [snippet.program for snippet in self.report.snippets if snippet.program]
        return {program.id: program for program in (*own, *files)}

    def versions(self, program: str | None) -> list[str]:
        """The libraries that a program itself imports, as "numpy 2.4.6"; not those that they import in turn."""
        if program is None or program not in self.programs:
            return []
        named = self._named.get(program)
        if named is None:
            code = [chunk.code for chunk in self.programs[program].chunks if "import" in chunk.code]
            named = self._named[program] = {name for part in code for name in imported_names(part)}
        run = self.runs.get(program)
        frozen = run.frozen if run else None
        environment = frozen.environment if frozen else self.report.environment.items()
        return [f"{name} {version}" for name, version in environment if name in named]

    def failures(self, page: Page) -> Iterator[tuple[int, Finding]]:
        """What does not hold on a page or in the files that it shows, with the index of the block to show it at."""
        paths = dict.fromkeys([page.path, *(path for path, _ in page.shown)])
        for path in paths:
            for finding in self.by_path.get(path, ()):
                if not (isinstance(finding, Verdict) and finding.outcome == "holds"):
                    yield self._index(page, place(finding)), finding

    def _index(self, page: Page, at: Span) -> int:
        showing = [i for i, block in enumerate(page.blocks) if self._stands_in(at, block)]
        same_file = [i for i, block in enumerate(page.blocks) if block.program == at.path]
        return (showing or same_file[-1:] or [len(page.blocks) - 1])[0]

    def _stands_in(self, at: Span, block: Block) -> bool:
        if at.path == block.at.path:
            return block.at.line <= at.line and (at.line, at.column) < (block.at.end_line, block.at.end_column)
        if at.path != block.program:
            return False
        sections = self.snippets[at.path].sections
        shown = [sections[name] for name in block.shows.split() if name in sections]
        return not shown or any(section.line <= at.line <= section.end_line for section in shown)
