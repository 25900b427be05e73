"""Programs in, facts out: every way to run programs keeps the contract of `Executor`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tashika.execute.contract import DEFAULT, ExecutionError, Executor, Limits, Setting
from tashika.execute.spawn import SpawnExecutor
from tashika.execute.zygote import ForkExecutor

if TYPE_CHECKING:
    from tashika.config import Project  # which knows the EXECUTORS by name

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

EXECUTORS = ("auto", "fork", "spawn", "dask")


def make_executor(project: Project, jobs: int | None = None, setting: Setting = DEFAULT) -> Executor:
    """The executor that a project asks for. "auto" forks where that is safe: elsewhere than on Linux, frameworks of
    the system may not survive it."""
    if project.executor == "dask":
        from tashika.execute.dask import Cluster, DaskExecutor  # for those who ask for it

        return DaskExecutor(project.root, project.limits, Cluster(project.dask_address, jobs), setting)
    can_fork = hasattr(os, "fork") and sys.platform.startswith("linux")
    if project.executor == "fork" or (project.executor == "auto" and can_fork):
        return ForkExecutor(project.root, project.limits, jobs, setting)
    return SpawnExecutor(project.root, project.limits, jobs, setting)
