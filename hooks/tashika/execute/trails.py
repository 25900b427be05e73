"""Runs programs by forks, and one that was edited late from a copy of its last run: for a preview, and for it alone.

A run that goes on from a copy gives what a whole run would, or is made anew as a whole: where the copy does not go on,
where anything has changed that the program had met before it was left, and where the run does not end well or by an
exception. It says that it went on from a copy, so that it is not kept for other checks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from operator import attrgetter
from threading import Event, Lock

from tashika.execute.alike import before, same_until
from tashika.execute.contract import ExecutionError, Limits
from tashika.execute.forkserver import Server
from tashika.execute.inside import PROGRAM, digests
from tashika.execute.process import ServerGone
from tashika.execute.scratch import Scratch
from tashika.execute.stage import Stage
from tashika.execute.trail import Copy, Trail
from tashika.model import Input, Program, Run

Judge = Callable[[Program, tuple[Input, ...], int], str]
"""Why what a program did, and depended on, since a time may be another thing now; "" if it is the same."""

MOST, MOST_IN_ALL = 4, 12  # copies of one program, and of all
LARGEST = 1_000_000_000  # bytes that all of them may take
WENT_ON = Input("impure", "went on from a copy of an earlier run")


class Trails:
    """The trails of programs that a stage runs, the one used last at the end; they are valid if `judge` agrees."""

    def __init__(self, stage: Stage, judge: Judge) -> None:
        self._stage = stage
        self._judge = judge
        self._trails: dict[str, Trail] = {}
        self._lock = Lock()

    def run(self, program: Program, server: Server, job: int, stop: Event) -> Run:
        """The Run of a program, forked by a server for a job. Raises what Stage.run raises."""
        with self._lock:
            trail = self._trails.pop(program.id, None)
        if trail is None:
            return self._whole(program, server, job, stop, 0)
        same = same_until(trail.program, program)
        try:
            run = self._from_copy(trail, program, same, job, stop) if trail.server is server else None
        except BaseException:
            self._end([trail], job)
            raise
        if run:
            self._keep(trail, job)
            return run
        self._end([trail], job)
        return self._whole(program, server, job, stop, min(same, 1 << 30))

    def retain(self, programs: Collection[Program]) -> None:
        """Forget all other programs."""
        ids = {program.id for program in programs}
        gone = [self._trails.pop(id) for id in [*self._trails] if id not in ids]
        for trail in gone:
            self._end([trail], 0)

    def close(self) -> None:
        """Remove what is left in files; the processes end with their servers."""
        while self._trails:
            self._trails.popitem()[1].home.cleanup()

    def _whole(self, program: Program, server: Server, job: int, stop: Event, wanted: float) -> Run:
        home = Scratch()
        began = time.time_ns() - digests.LAG
        try:
            folder = self._stage.prepare(home.name, program, (MOST, int(wanted)))
            trail = Trail(program, server, began, home)
            run = self._stage.attend(program, folder, partial(server.fork, folder, job), stop)
        except BaseException:
            home.cleanup()
            raise
        self._keep_if_good(trail, run, job)
        return run

    def _from_copy(self, trail: Trail, program: Program, same: float, job: int, stop: Event) -> Run | None:
        """The Run that goes on from the last copy that can be used; None if there is none, or if nothing came of it."""
        usable = [copy for copy in trail.copies if copy.line <= same]
        if not usable or trail.program == program:  # to run it a second time is to confirm it
            return None
        copy = usable[-1]
        limits = self._ready(trail, copy, program, (MOST, int(min(same, 1 << 30))))
        if limits is None:
            return None
        trail.server.end_copies(trail.folder, [each.pid for each in usable], job)
        try:
            start = partial(trail.server.wake, copy.pid, copy.pipe, job)
            run = self._stage.attend(program, trail.folder, start, stop, limits)
        except (ServerGone, ExecutionError):
            return None
        if not trail.was_woken(copy) or run.status not in ("ok", "raised"):
            return None
        trail.program = program
        trail.follow()
        inputs = {*run.inputs, WENT_ON} if run.inputs else ()
        return replace(run, inputs=tuple(sorted(inputs, key=attrgetter("kind", "name", "digest"))))

    def _ready(self, trail: Trail, copy: Copy, program: Program, copies: tuple[int, int]) -> Limits | None:
        """Have a trail's folder ready for a copy: what it may use still; None if it must not go on."""
        try:
            seconds, inputs = trail.seen(copy)
            if self._judge(before(program, copy.line), tuple(inputs), trail.began):
                return None
            trail.restore(copy)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        (trail.folder / PROGRAM).write_bytes(self._stage.order(program, copies))
        limits = self._stage.limits_of(program)
        left = limits.timeout - seconds, limits.cpu - seconds
        if left[0] <= 0 or (limits.cpu and left[1] <= 0):
            return None
        return replace(limits, timeout=left[0], cpu=left[1] if limits.cpu else 0.0)

    def _keep_if_good(self, trail: Trail, run: Run, job: int) -> None:
        try:
            trail.follow()
        except OSError:
            trail.copies = []
        if trail.copies and run.status in ("ok", "raised"):
            self._keep(trail, job)
        else:
            self._end([trail], job)

    def _keep(self, trail: Trail, job: int) -> None:
        """Keep a trail, and of all no more than there may be: the oldest are dropped."""
        trail.server.end_copies(trail.folder, [copy.pid for copy in trail.copies], job)
        with self._lock:
            self._trails[trail.program.id] = trail
            gone = []
            while self._trails and self._exceed():
                gone.append(self._trails.pop(next(iter(self._trails))))
        self._end(gone, job)

    def _exceed(self) -> bool:
        trails = self._trails.values()
        return sum(len(each.copies) for each in trails) > MOST_IN_ALL or sum(each.memory for each in trails) > LARGEST

    def _end(self, trails: Iterable[Trail], job: int) -> None:
        """End copies by the server that left them, unless it is gone, and they are gone with it."""
        for trail in trails:
            with suppress(ServerGone):
                trail.server.end_copies(trail.folder, [], job)
            trail.home.cleanup()
