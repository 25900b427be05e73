"""Forks each program from a server that has imported what the programs import: quick, and for Linux only.

To fork takes the longer the more memory the server has, so programs of heavy libraries have a server of their own.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock

from tashika.execute.contract import DEFAULT, ExecutionError, Limits, Setting
from tashika.execute.crew import processors, run_all
from tashika.execute.forkserver import Server, ServerGone
from tashika.execute.stage import Stage
from tashika.model import Program, Run
from tashika.statements import imported_modules

HEAVY = frozenset({"torch", "torchvision", "torchaudio", "lightning", "transformers", "tensorflow", "keras", "jax"})
DRAWING = frozenset(  # what `tashika.figures` imports when it is used
    ["matplotlib", "matplotlib.backends", "matplotlib.backends.backend_svg", "matplotlib.figure", "matplotlib.pyplot"]
)
_log = logging.getLogger(__name__)


class ForkExecutor:
    """An Executor for programs whose paths are relative to `root`; `jobs` of them run at once."""

    def __init__(self, root: Path, limits: Limits, jobs: int | None = None, setting: Setting = DEFAULT) -> None:
        self.limits, self.setting = limits, setting
        self._root = root.absolute()
        self._stage = Stage(self._root, limits, setting)
        self._jobs = jobs or processors()

    def execute(self, programs: Sequence[Program]) -> Iterator[Run]:
        """See Executor. The light ones come first: the server of the others takes long to start."""
        names = [_modules(program) for program in programs]
        parts = [
            [(p, n) for p, n in zip(programs, names, strict=True) if _is_heavy(n) is heavy] for heavy in (False, True)
        ]
        jobs = min(self._jobs, len(programs))
        with ExitStack() as stack:
            supplies: dict[str, _Supply] = {}
            for part in filter(None, parts):
                supply = _Supply(self._order(part), jobs, self.setting, self.limits.timeout)
                supplies |= dict.fromkeys((program.id for program, _ in part), stack.enter_context(closing(supply)))
            yield from run_all([p for part in parts for p, _ in part], jobs, partial(self._run, supplies))

    def _order(self, part: Sequence[tuple[Program, set[str]]]) -> dict[str, list[str]]:
        """What a server for these programs imports, and where the modules are that it must not."""
        local = {str(self._root), *(str(self._root / program.search) for program, _ in part if program.search)}
        return {"names": sorted(set().union(*(names for _, names in part))), "local": sorted(local)}

    def _run(self, supplies: Mapping[str, _Supply], program: Program, job: int, stop: Event) -> Run:
        supply = supplies[program.id]
        for _ in range(2):
            server = supply.server(stop)
            try:
                return self._stage.run(program, partial(server.fork, job=job), stop)
            except ServerGone:
                supply.discard(server)
        raise ExecutionError(f"the fork server died twice while {program.id} ran")


class _Supply:
    """Has one server at a time, which is started ahead; a new one takes the place of one that died."""

    def __init__(self, order: Mapping[str, list[str]], jobs: int, setting: Setting, patience: float) -> None:
        self._order = order
        self._jobs = jobs
        self._setting = setting
        self._patience = patience
        self._unfit: set[str] = set()
        self._lock = Lock()
        self._folder = TemporaryDirectory(prefix="tashika-", ignore_cleanup_errors=True)
        self._servers: list[Server] = []  # all but the last one are dead
        self._is_ready = False
        try:
            self._start()
        except BaseException:
            self._folder.cleanup()
            raise

    def server(self, stop: Event) -> Server:
        """The server that runs, once it is ready."""
        with self._lock:
            while not self._is_ready:
                if unfit := self._servers[-1].find_unfit(self._patience, stop):
                    _log.info("%s cannot be imported ahead of the programs, since it %s", *unfit)
                    self._unfit.add(unfit[0])
                    self._servers[-1].kill()
                    self._start()
                else:
                    self._is_ready = True
            return self._servers[-1]

    def discard(self, server: Server) -> None:
        """Replace a server that died, or is as good as dead; no matter how many of its users say so."""
        with self._lock:
            if server is self._servers[-1]:
                code = server.kill()
                _log.warning("the fork server died (exit code %d): what it ran is run again by a new one", code)
                self._is_ready = False
                self._start()

    def close(self) -> None:
        """End all; nobody may use a server any more."""
        for server in self._servers:
            server.close()
        self._folder.cleanup()

    def _start(self) -> None:
        names = [name for name in self._order["names"] if not self._is_unfit(name)]
        folder = Path(self._folder.name) / str(len(self._servers))
        folder.mkdir()
        self._servers.append(Server(folder, {**self._order, "names": names}, self._jobs, self._setting))

    def _is_unfit(self, name: str) -> bool:
        return any(f"{name}.".startswith(f"{unfit}.") for unfit in self._unfit)


def _is_heavy(names: set[str]) -> bool:
    return not HEAVY.isdisjoint(name.partition(".")[0] for name in names)


def _modules(program: Program) -> set[str]:
    """The modules that a program seems to import; none where it cannot be parsed."""
    names: set[str] = set()
    for chunk in program.chunks:
        with suppress(SyntaxError, ValueError, RecursionError):
            names |= imported_modules(chunk.code)
    if "tashika.figures" in names:
        names |= DRAWING
    return {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}
