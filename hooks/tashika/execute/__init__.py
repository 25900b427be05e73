"""Programs in, facts out: every way to run programs keeps the contract of `Executor`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tashika.execute.contract import DEFAULT, ExecutionError, Executor, Limits, Setting
from tashika.execute.kept import KeptForkExecutor
from tashika.execute.spawn import SpawnExecutor
from tashika.execute.trails import Judge
from tashika.execute.zygote import ForkExecutor

if TYPE_CHECKING:
    from tashika.config import Project  # which knows the EXECUTORS by name

__all__ = [
    "EXECUTORS",
    "ExecutionError",
    "Executor",
    "ForkExecutor",
    "KeptForkExecutor",
    "Limits",
    "Setting",
    "SpawnExecutor",
    "keep_executor",
    "make_executor",
]

EXECUTORS = ("auto", "fork", "spawn", "dask")


def make_executor(project: Project, jobs: int | None = None, setting: Setting = DEFAULT) -> Executor:
    """The executor that a project asks for. "auto" forks where that is safe: elsewhere than on Linux, frameworks of
    the system may not survive it."""
    if project.executor == "dask":
        from tashika.execute.dask import Cluster, DaskExecutor  # for those who ask for it

        return DaskExecutor(project.root, project.limits, Cluster(project.dask_address, jobs), setting)
    kind = ForkExecutor if _forks(project) else SpawnExecutor
    return kind(project.root, project.limits, jobs, setting)


def keep_executor(project: Project, judge: Judge | None = None) -> KeptForkExecutor | None:
    """An executor for check after check, to be closed at the end; None where nothing is gained by keeping one. With a
    `judge` of what a part of a program depended on, edited programs may go on from there."""
    return KeptForkExecutor(project.root, project.limits, judge=judge) if _forks(project) else None


def _forks(project: Project) -> bool:
    can_fork = hasattr(os, "fork") and sys.platform.startswith("linux")
    return project.executor == "fork" or (project.executor == "auto" and can_fork)
