"""Runs many programs at once: a thread a job does the waiting, so that limits hold while the caller is busy."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from threading import Event, Thread

from tashika.model import Program, Run

Task = Callable[[Program, int, Event], Run]
"""Runs a program for the job of a number; it hurries to an end, whatever the result, once the event is set."""

_Results = SimpleQueue[Run | BaseException]


def run_all(programs: Sequence[Program], jobs: int, task: Task) -> Iterator[Run]:
    """Yield each Run as it ends. What a task raises is raised here; at the end no thread is left."""
    todo, results, stop = deque(programs), _Results(), Event()
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


def _work(todo: deque[Program], results: _Results, stop: Event, run: Callable[[Program, Event], Run]) -> None:
    while not stop.is_set():
        try:
            program = todo.popleft()
        except IndexError:
            return
        try:
            results.put(run(program, stop))
        except BaseException as error:  # the caller's thread raises it
            results.put(error)
