"""Programs in, facts out: every way to run programs keeps the contract of `Executor`."""

import os
import sys
from pathlib import Path

from tashika.execute.contract import ExecutionError, Executor, Limits, Setting
from tashika.execute.spawn import SpawnExecutor
from tashika.execute.zygote import ForkExecutor

__all__ = [
    "EXECUTORS",
    "ExecutionError",
    "Executor",
    "ForkExecutor",
    "Limits",
    "Setting",
    "SpawnExecutor",
    "make_executor",
]

EXECUTORS = ("auto", "fork", "spawn")


def make_executor(kind: str, root: Path, limits: Limits, jobs: int | None = None) -> Executor:
    """An executor of one of the EXECUTORS. "auto" forks where that is safe: elsewhere than on Linux, frameworks of the
    system may not survive it."""
    can_fork = hasattr(os, "fork") and sys.platform.startswith("linux")
    if kind == "fork" or (kind == "auto" and can_fork):
        return ForkExecutor(root, limits, jobs)
    return SpawnExecutor(root, limits, jobs)
