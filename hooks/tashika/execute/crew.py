"""Runs many programs at once: a thread a job does the waiting, so that limits hold while the caller is busy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from threading import Event, Lock, Thread

from tashika.model import Program, Run

Task = Callable[[Program, int, Event], Run]
"""Runs a program for the job of a number; it hurries to an end, whatever the result, once the event is set."""

Rank = Callable[[Program], int]
"""How long a program had better wait now: 0 for not at all."""

_Results = SimpleQueue[Run | BaseException]


def run_all(programs: Sequence[Program], jobs: int, task: Task, rank: Rank = lambda _: 0) -> Iterator[Run]:
    """Yield each Run as it ends. Programs start in their order, but for those that had better wait.

    What a task raises is raised here; at the end no thread is left."""
    todo, results, stop = _Todo(programs, rank), _Results(), Event()
    crew = [
        Thread(target=_work, args=(todo, results, stop, _of_job(task, job)), daemon=True)
        for job in range(min(jobs, len(programs)))
    ]
    try:
        for thread in crew:
            thread.start()
        for _ in programs:
            result = results.get()
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        stop.set()
        for thread in crew:
            thread.join()


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _of_job(task: Task, job: int) -> Callable[[Program, Event], Run]:
    return lambda program, stop: task(program, job, stop)


class _Todo:
    """The programs that no job has taken yet."""

    def __init__(self, programs: Sequence[Program], rank: Rank) -> None:
        self._programs = list(programs)
        self._rank = rank
        self._lock = Lock()

    def take(self) -> Program | None:
        """The first of those that had better wait least."""
        with self._lock:
            if not self._programs:
                return None
            free = (n for n, program in enumerate(self._programs) if not self._rank(program))
            ranks = ((self._rank(program), n) for n, program in enumerate(self._programs))
            chosen = next(free, None)
            return self._programs.pop(min(ranks)[1] if chosen is None else chosen)


def _work(todo: _Todo, results: _Results, stop: Event, run: Callable[[Program, Event], Run]) -> None:
    while not stop.is_set():
        program = todo.take()
        if program is None:
            return
        try:
            results.put(run(program, stop))
        except BaseException as error:  # the caller's thread raises it
            results.put(error)
