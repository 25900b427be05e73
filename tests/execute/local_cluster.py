"""A real Dask cluster on this machine, one for all tests of a process: two workers that take two programs each."""

from __future__ import annotations

import atexit
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import dask
from distributed import LocalCluster

_TEMPORARY = tempfile.gettempdir()  # as it is before a test changes it
_QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.admin.tick.interval": "1s",
}


def start(workers: int, threads: int, scratch: Path) -> Any:
    """A cluster of worker processes with their files below `scratch`, to be closed by who asked for it."""
    with dask.config.set({"temporary-directory": str(scratch), **_QUIET}):
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=threads,
            processes=True,
            memory_limit=0,
            dashboard_address="127.0.0.1:0",
            silence_logs="CRITICAL",
            env={"TMPDIR": str(scratch)},
        )


@cache
def shared() -> str:
    """The address of the scheduler of the cluster that all tests share."""
    scratch = tempfile.TemporaryDirectory(prefix="tests-", dir=_TEMPORARY, ignore_cleanup_errors=True)
    cluster = start(2, 2, Path(scratch.name))
    atexit.register(scratch.cleanup)
    atexit.register(cluster.close)
    return str(cluster.scheduler_address)
