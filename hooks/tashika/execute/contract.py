"""What every executor promises, and the bounds that it enforces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from tashika.model import Program, Run


class ExecutionError(RuntimeError):
    """A program could not be run for a reason that is not the program's own."""


@dataclass(frozen=True)
class Limits:
    """What one program may use: `timeout` seconds of wall clock, `output` bytes of stdout and stderr together.

    `memory` is in bytes that are resident, of the program and its children together, where /proc tells; 0 for any.
    """

    timeout: float
    output: int
    memory: int = 0


@dataclass(frozen=True)
class Setting:
    """What could make two runs differ and is fixed for all programs of a check.

    `hash_seed` is PYTHONHASHSEED, `threads` the number of threads of BLAS and OpenMP; each program's generators of
    random numbers are seeded from its id and `seed`.
    """

    hash_seed: int = 0
    seed: int = 0
    threads: int = 1


DEFAULT = Setting()


class Executor(Protocol):
    """Runs each program in a process of its own; `tests/execute/test_contract.py` says what that means."""

    def execute(self, programs: Sequence[Program]) -> Iterator[Run]:
        """Yield the Run of each program as it ends, in any order; closing the iterator kills what still runs.

        Raises ExecutionError when a worker cannot be started or does not keep its protocol.
        """
        ...
