"""The values that flow through the pipeline: read -> plan -> execute -> judge -> report.

All are frozen. Lines and columns are 1-based; columns count characters. Nothing here does I/O.
"""

from __future__ import annotations

from tashika.model.claims import Claim, ClaimForm, ClaimKind, Option, Quiz, QuizKind, Skip
from tashika.model.places import Family, Problem, Span
from tashika.model.programs import Chunk, ChunkMode, Probe, Program
from tashika.model.reports import Outcome, Report, Verdict
from tashika.model.runs import Event, EventKind, Frozen, Input, InputKind, Run, Status
from tashika.model.sources import Block, Page, Section, Snippet, Term

__all__ = [
    "Block",
    "Chunk",
    "ChunkMode",
    "Claim",
    "ClaimForm",
    "ClaimKind",
    "Event",
    "EventKind",
    "Family",
    "Frozen",
    "Input",
    "InputKind",
    "Option",
    "Outcome",
    "Page",
    "Probe",
    "Problem",
    "Program",
    "Quiz",
    "QuizKind",
    "Report",
    "Run",
    "Section",
    "Skip",
    "Snippet",
    "Span",
    "Status",
    "Term",
    "Verdict",
]
