"""A session: the fences of a page that make one program together. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tashika.comments import Source, read_claims
from tashika.model import Chunk, Claim, Problem, Program
from tashika.options import Options
from tashika.snippets import syntax_problem
from tashika.statements import find_groups, steps_of


@dataclass(frozen=True)
class Taken:
    """What one fence adds: the lines of its top-level statements, its claims, and its faults."""

    steps: tuple[int, ...] = ()
    claims: Sequence[Claim] = ()
    problems: Sequence[Problem] = ()


@dataclass
class Session:
    """What the fences read so far make."""

    chunks: list[Chunk] = field(default_factory=list)
    reached: int = 0
    """The line of the last top-level statement so far; 0 if there is none."""
    broken: bool = False
    options: Options = field(default_factory=Options)

    @property
    def runs(self) -> bool:
        """Whether there is something to run, all of which can be parsed."""
        return bool(self.chunks) and not self.broken

    def program(self, name: str, search: str) -> Program:
        """The program; `search` is the folder from which it may import."""
        return Program(name, tuple(self.chunks), search=search, options=self.options)

    def take(self, source: Source, program: str, *, prompts: bool) -> Taken:
        """Adds a fence's code, which has `prompts` or not, to the program of that name."""
        taken = self._prompts(source, program) if prompts else self._code(source, program)
        self.reached = max((self.reached, *taken.steps))
        return taken

    def _code(self, source: Source, program: str) -> Taken:
        try:
            groups = find_groups(source.code, source.line)
        except SyntaxError as error:
            self.broken = True
            return Taken(problems=(syntax_problem(source.path, error, source.line),))
        self.chunks.append(Chunk(source.path, source.line, source.code, steps=steps_of(groups)))
        return Taken(tuple(group.line for group in groups if group.top), *read_claims(source, groups, program))

    def _prompts(self, source: Source, program: str) -> Taken:
        from tashika.prompts import read_prompts  # which brings doctest along, and few notes have prompts

        read = read_prompts(source, program)
        self.chunks += read.chunks
        self.broken |= read.broken
        return Taken(read.steps, read.claims, read.problems)
