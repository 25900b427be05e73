"""What there is to configure and to command, as the code has it: the text of the guide's reference."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import Any

from tashika.cli import make_parser
from tashika.config import DEFAULTS
from tashika.options import NAMES

KEYS: Mapping[str, str] = {
    "docs": "folder of the pages",
    "snippets": "folder of the snippet files",
    "pages": "more pages, as patterns below the root; without docs, README*.md",
    "docstrings": "packages and modules whose docstrings are checked as pages are",
    "run": '"all"; "marked": only fences with `.run`',
    "claims": '"complete": output that nobody claims is an error; "partial": it is not',
    "timeout": "seconds that one program may run",
    "cpu_limit": "seconds of processor time, of a program and its children",
    "memory_limit": "bytes of memory, of a program and its children",
    "output_limit": "bytes that one program may print",
    "disk_limit": "bytes of files that one program may make",
    "file_limit": "files that one process may have open",
    "process_limit": "processes that one program may have at once",
    "network": "whether programs may use the network",
    "executor": '"auto", "fork", "spawn" or "dask": how programs are started',
    "dask_address": "where the scheduler of a Dask cluster is",
    "cache": 'folder where runs are kept for reuse; "" keeps none',
    "cache_limit": "bytes that they may take there",
}
OPTIONS: Mapping[str, str] = {
    "timeout": "as `timeout`, for this program",
    "cpu": "as `cpu_limit`",
    "memory": "as `memory_limit`; 8GB, 500MiB",
    "output": "as `output_limit`",
    "disk": "as `disk_limit`",
    "files": "as `file_limit`",
    "processes": "as `process_limit`",
    "network": "as `network`",
    "pure": "its run may be reused although it used the clock, a process, the network or unseeded randomness",
    "frozen": "it does not run in a check: `tashika freeze` keeps its result beside the notes",
}


def configuration() -> str:
    """The keys of [tool.tashika] with what holds without them, as TOML."""
    lines = (f"{key} = {_toml(value)}" for key, value in DEFAULTS.items())
    told = [f"{line:<31}# {KEYS[key]}" for line, key in zip(lines, DEFAULTS, strict=True)]
    return "\n".join(["[tool.tashika]", *told])


def program_options() -> str:
    """What one program may ask for: at the head of its file, or on a fence."""
    return "\n".join(f"{name:<11}{OPTIONS[name]}" for name in NAMES)


def commands() -> str:
    """The commands with their options."""
    (found,) = (each for each in make_parser()._actions if isinstance(each, argparse._SubParsersAction))
    told = {choice.dest: choice.help or "" for choice in found._choices_actions}
    parts = ("\n".join([f"tashika {name:<9}{told[name]}", *_arguments(each)]) for name, each in found.choices.items())
    return "\n".join(parts)


def _arguments(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if action.dest == "help":
            continue
        name = ", ".join(action.option_strings) or str(action.metavar or action.dest)
        value = action.metavar if action.option_strings and action.nargs != 0 else None
        choices = "|".join(map(str, action.choices)) if action.choices else None
        wanted = f" {value or choices}" if action.option_strings and (value or choices) else ""
        yield f"  {name + wanted:<30} {action.help}"


def _toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool | str | list):
        return json.dumps(value)
    return f"{value:_}" if isinstance(value, int) else f"{value:g}"
