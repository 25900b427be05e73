"""The runs of a project that are kept: found again, kept, and why one is not.

Only a run that ended well and is pure is kept. A run that failed is not: it may have failed for want of memory.
An entry is no proof against forgery: whoever can write to the store can also write to the notes.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tashika.cache.changes import Present
from tashika.cache.entry import Damaged, decode, encode, read_entry
from tashika.cache.judged import judged
from tashika.cache.key import key_of, parts_of, surrounding_parts
from tashika.cache.parsed import Parsed
from tashika.cache.store import Store, files_in, read_checked, remove, write_checked
from tashika.config import Project
from tashika.execute import Executor, Limits, Setting
from tashika.execute.inside import digests
from tashika.execute.process import surroundings
from tashika.model import Input, Program, Run

NOTES = 10_000  # programs whose last run is remembered, and files of the notes
CHANGED = {
    "code": "the code changed, or what is claimed of it",
    "limits": "the limits changed",
    "options": "its options changed",
    "setting": "the seed, the hash seed or the number of threads changed",
    "interpreter": "the interpreter or its start-up files changed",
    "tashika": "tashika itself changed",
    "machine": "it ran on another machine",
    "environment": "an environment variable changed that libraries read",
}


class RunCache:
    """Kept runs of programs with paths below `root`, as executed within `limits` and by `setting`."""

    def __init__(self, folder: Path, limit: int, root: Path, limits: Limits, setting: Setting) -> None:
        self._folder = folder
        self._store = Store(folder / "runs", limit)
        self._root = root
        self._surrounding = surrounding_parts(limits, setting)
        self._began = time.time_ns() - digests.LAG
        self._present = Present(root, surroundings(os.environ, setting))
        self._parts: dict[str, Mapping[str, str]] = {}
        self._reusable: dict[str, tuple[Input, ...]] = {}

    def find(self, program: Program) -> Run | None:
        """A run of just this program that is still what it would be now."""
        for file, text in self._store.variants(self._key(program)):
            try:
                entry = read_entry(text)
                if not self._present.change(program, entry.inputs):
                    run = decode(program, entry)
                    self._store.touch(file)
                    self._reusable[program.id] = run.inputs
                    return run
            except Damaged:
                continue
        return None

    def keep(self, program: Program, run: Run) -> None:
        """Keep a run that just ended, if it may be reused; and in any case what `why` will tell."""
        inputs, reason = self._judged(program, run)
        if not reason:
            try:
                if self._store.add(self._key(program), encode(program, replace(run, inputs=inputs))):
                    self._reusable[program.id] = inputs
            except Damaged as error:
                reason = f"it could not be kept: {error}"
        note = {"parts": dict(self._known_parts(program)), "reason": reason, "seconds": run.seconds}
        write_checked(self._note_file(program), json.dumps(note))

    def as_reused(self, run: Run) -> Run | None:
        """A run of this check as `find` will give it while nothing changes; None if it could not be kept."""
        inputs = self._reusable.get(run.program)
        return None if inputs is None else replace(run, inputs=inputs, reused=True)

    def are_as_they_were(self, programs: Iterable[Program], runs: Sequence[Run]) -> bool:
        """Whether all that these runs depended on besides code is as it was, and there is one for each program."""
        inputs = {run.program: run.inputs for run in runs}
        pairs = [(program, inputs.pop(program.id, None)) for program in programs]
        return not inputs and all(
            found is not None and not self._present.change(program, found) for program, found in pairs
        )

    @property
    def surrounding(self) -> Mapping[str, str]:
        """The parts of a key that all programs have in common."""
        return self._surrounding

    @property
    def report(self) -> Path:
        """Where the last report is kept."""
        return self._folder / "report"

    @property
    def parsed(self) -> Parsed:
        """Where the files of the notes are kept as they were parsed."""
        return Parsed(self._folder / "parsed")

    def seconds(self, program: Program) -> float:
        """How long the program's last run took, by whatever code it had then; infinite if nobody knows."""
        seconds = self._note(program).get("seconds")
        return seconds if isinstance(seconds, float) and seconds >= 0 else math.inf

    def why(self, program: Program) -> str:
        """Why a program would run now; "" if its run would be reused."""
        reason = "never run before"
        for _, text in self._store.variants(self._key(program)):
            try:
                entry = read_entry(text)
                change = self._present.change(program, entry.inputs)
                decode(program, entry)
            except Damaged:
                continue
            if not change:
                return ""
            if reason == "never run before":
                reason = change
        return reason if reason != "never run before" else self._noted(program)

    def trim(self) -> None:
        """Keep the store within its limit, and notes on programs and parsed files within theirs."""
        self._store.trim()
        self._remove_beyond(NOTES)

    def clean(self) -> None:
        """Remove everything that was kept, and nothing else that may be in the folder."""
        self._store.clean()
        remove(self.report)
        self._remove_beyond(0)

    def _remove_beyond(self, most: int) -> None:
        """Leave so many notes on programs, and so many parsed files: those used last."""
        for folder in (self._folder / "programs", self.parsed.folder):
            for file in files_in(folder)[most:]:
                remove(file)

    def _noted(self, program: Program) -> str:
        """The reason by what is known of the last run."""
        note = self._note(program)
        try:
            parts, reason = dict(note["parts"]), str(note["reason"])
        except (ValueError, TypeError, KeyError):
            return "never run before"
        now = self._known_parts(program)
        changed = [words for name, words in CHANGED.items() if parts.get(name) != now[name]]
        return reason or "; ".join(changed) or "its run is no longer kept"

    def _known_parts(self, program: Program) -> Mapping[str, str]:
        """The parts of the key as they were when the program was first looked up, before it ran."""
        if program.id not in self._parts:
            self._parts[program.id] = parts_of(program, self._root, self._surrounding)
        return self._parts[program.id]

    def _key(self, program: Program) -> str:
        return key_of(self._known_parts(program))

    def _note(self, program: Program) -> Mapping[str, Any]:
        """What was noted of the last run; empty if nothing was, or if the note is damaged."""
        try:
            note = json.loads(read_checked(self._note_file(program)) or "{}")
        except ValueError:
            return {}
        return note if isinstance(note, dict) else {}

    def _note_file(self, program: Program) -> Path:
        return self._folder / "programs" / digests.of_texts([program.id])

    def _judged(self, program: Program, run: Run) -> tuple[tuple[Input, ...], str]:
        """The inputs of a run with what only its source shows, and the reason not to keep it."""
        if run.status != "ok":
            return run.inputs, "its last run did not end well"
        if not run.inputs:
            return (), "nobody noted what it depends on"
        return judged(program, run.inputs, self._began)


def cache_for(project: Project, executor: Executor) -> RunCache | None:
    """The runs that are kept for a project; None if it keeps none, or if the executor does not say how it runs."""
    limits, setting = getattr(executor, "limits", None), getattr(executor, "setting", None)
    if project.cache is None or not isinstance(limits, Limits) or not isinstance(setting, Setting):
        return None
    return RunCache(project.cache, project.cache_limit, project.root, limits, setting)
