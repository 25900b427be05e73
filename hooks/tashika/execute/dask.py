"""Runs programs on the workers of a Dask cluster, for notes that outgrow one machine.

What a cluster must offer: its workers see the project, and whatever else programs read, at the same path (a shared
file system), and they have the same Python and the same tashika; a worker that has not refuses its program. Programs
get the environment of the process that checks. None runs in a worker's own process: each gets a spawned interpreter
and a folder of its own there, within the limits that hold everywhere.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any
from uuid import uuid4

from tashika.execute.contract import DEFAULT, ExecutionError, Limits, Setting
from tashika.execute.crew import processors
from tashika.execute.dask_task import Task, run_task, until_ended
from tashika.execute.process import PATIENCE, surroundings
from tashika.execute.scratch import Scratch
from tashika.model import Program, Run

REACH = 10  # seconds that a scheduler may take to answer, and a cluster to have a worker again


@dataclass(frozen=True)
class Cluster:
    """The cluster whose scheduler is at `address`; without one, a cluster on this machine that lasts as long as a
    check. It is given no more than `jobs` programs at once."""

    address: str = ""
    jobs: int | None = None


class DaskExecutor:
    """An Executor for programs whose paths are relative to `root`. The programs of a lost worker run on another."""

    def __init__(self, root: Path, limits: Limits, cluster: Cluster = Cluster(), setting: Setting = DEFAULT) -> None:
        self.limits, self.setting = limits, setting
        self._root = root.absolute()
        self._cluster = cluster

    def execute(self, programs: Sequence[Program]) -> Iterator[Run]:
        """See Executor. Raises ExecutionError also when the cluster cannot be reached, or has no worker."""
        if not programs:
            return
        with _client(self._cluster) as client:
            task = Task(uuid4().hex, self._root, self.limits, self.setting, surroundings(os.environ, self.setting))
            batch = _Batch(client, task, programs)
            try:
                yield from batch.runs(self._cluster.jobs or len(programs))
            finally:
                batch.cancel()


class _Batch:
    """Programs on their way through a cluster."""

    def __init__(self, client: Any, task: Task, programs: Sequence[Program]) -> None:
        self._client = client
        self._task = task
        self._todo = deque(programs)
        self._done: SimpleQueue[Any] = SimpleQueue()
        self._pending: dict[str, tuple[Program, Any]] = {}  # what nobody holds is forgotten by the scheduler

    def runs(self, at_once: int) -> Iterator[Run]:
        """Each Run as it ends."""
        for _ in range(min(at_once, len(self._todo))):
            self._submit()
        while self._pending:
            future = self._next()
            program, _ = self._pending.pop(future.key)
            if self._todo:
                self._submit()
            yield _run_of(program, future)

    def cancel(self) -> None:
        """Have what still runs killed, and wait for that."""
        if self._pending and self._client.status == "running":
            self._client.cancel([future for _, future in self._pending.values()], force=True)
            self._client.run(until_ended, self._task.token, PATIENCE, on_error="ignore")

    def _submit(self) -> None:
        program = self._todo.popleft()
        key = f"tashika-{self._task.token}-{len(self._todo)}"
        future = self._client.submit(run_task, self._task, program, key, key=key, pure=False)
        self._pending[key] = (program, future)
        future.add_done_callback(self._done.put)

    def _next(self) -> Any:
        """The next future that is done. Waits for as long as there are workers, or may be again soon."""
        while True:
            try:
                return self._done.get(timeout=REACH)
            except Empty:
                _require_workers(self._client)


@contextmanager
def _client(cluster: Cluster) -> Iterator[Any]:
    dask, distributed = _packages()
    if cluster.address:
        try:
            client = distributed.Client(cluster.address, timeout=REACH, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ExecutionError(f"no Dask scheduler answers at {cluster.address}: {error}") from error
        with client:
            _require_workers(client)
            yield client
        return
    size = {"n_workers": cluster.jobs or processors(), "threads_per_worker": 1, "processes": True, "memory_limit": 0}
    with (
        Scratch() as scratch,
        dask.config.set({"temporary-directory": scratch}),
        distributed.LocalCluster(**size, dashboard_address="127.0.0.1:0", silence_logs="ERROR") as local,
        distributed.Client(local, set_as_default=False) as client,
    ):
        yield client


def _packages() -> tuple[Any, Any]:
    try:
        import dask
        import distributed
    except ImportError as error:
        raise ExecutionError(f"the executor dask needs a package: pip install 'tashika[dask]' ({error})") from error
    return dask, distributed


def _require_workers(client: Any) -> None:
    try:
        client.wait_for_workers(1, timeout=REACH)
    except (OSError, TimeoutError) as error:
        raise ExecutionError(f"the Dask cluster at {client.scheduler.address} has no worker") from error


def _run_of(program: Program, future: Any) -> Run:
    try:
        run: Run = future.result()
    except ExecutionError:
        raise
    except Exception as error:  # KilledWorker, and whatever keeps a worker from taking a task
        raise ExecutionError(f"the Dask cluster could not run {program.id}: {error}") from error
    return run
