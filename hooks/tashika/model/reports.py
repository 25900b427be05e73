"""What is thought of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tashika.model.claims import Claim, Skip
from tashika.model.places import Problem
from tashika.model.programs import Program
from tashika.model.runs import Run
from tashika.model.sources import Page, Snippet, Term

Outcome = Literal["holds", "differs", "unreached", "orphan", "unrunnable"]


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
