"""Runs what only this machine can run, and keeps the results beside the notes."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tashika.check import Progress, execute, planned
from tashika.config import Project
from tashika.execute import Executor
from tashika.frozen import freeze
from tashika.judge import endings
from tashika.model import Problem


@dataclass(frozen=True)
class Freezing:
    """The files to write, by path, with the programs whose results they hold, and why others could not be run."""

    files: dict[Path, str]
    programs: tuple[str, ...]
    problems: tuple[Problem, ...]


def run_frozen(
    project: Project, paths: Sequence[Path], executor: Executor, made: tuple[str, str], progress: Progress | None = None
) -> Freezing:
    """Runs the programs at `paths` that are to be frozen; `made` is the date and the kind of machine.

    Raises UnknownPath, ExecutionError, and Damaged when a file of frozen results cannot be read.
    """
    programs = planned(project, paths)[1]
    wanted = [program for program in programs if program.options.frozen]
    runs = execute(wanted, executor, None, progress)
    good = [(program, runs[program.id]) for program in wanted if runs[program.id].status == "ok"]
    files = freeze(project.root, good, *made)
    return Freezing(files, tuple(program.id for program, _ in good), tuple(endings(wanted, runs)))


def machine_kind() -> str:
    """What readers are told of this machine: system, architecture, processors, and graphics cards if there are any."""
    cards = sorted({card for file in Path("/proc/driver/nvidia/gpus").glob("*/information") for card in _card(file)})
    return ", ".join([f"{platform.system()} {platform.machine()}", f"{os.cpu_count()} CPU", *cards])


def _card(file: Path) -> list[str]:
    try:
        return re.findall(r"^Model:\s*(.+?)\s*$", file.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
    except OSError:
        return []
