"""What every executor promises, and the bounds that it enforces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Protocol

from tashika.model import Program, Run
from tashika.options import Options


class ExecutionError(RuntimeError):
    """A program could not be run for a reason that is not the program's own."""


@dataclass(frozen=True)
class Limits:
    """What one program may use; 0 is any amount, but for the first two.

    `timeout` is wall clock and `cpu` processor time, in seconds; `output` is what goes to stdout and stderr, `memory`
    what is resident, `disk` what its temporary files take, in bytes; `files` counts the open files of a process and
    `processes` those that run at once. But for `files`, all count the program and its children together, where /proc
    tells of them. Without `network`, to use it is an error.
    """

    timeout: float
    output: int
    memory: int = 0
    cpu: float = 0.0
    disk: int = 0
    files: int = 0
    processes: int = 0
    network: bool = False

    def with_options(self, options: Options) -> Limits:
        """The limits of a program that asks for these options."""
        bounds = {name: value for name, value in asdict(options).items() if name not in ("pure", "frozen")}
        asked = {name: value for name, value in bounds.items() if value is not None}
        return replace(self, **asked)


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
