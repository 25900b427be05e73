"""What runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tashika.options import Options

ChunkMode = Literal["exec", "single", "cell"]


@dataclass(frozen=True)
class Chunk:
    """A piece of source that runs as a unit of one program.

    `code` has the indentation of its fence removed; its first line is line `line` of `path`.
    `single` chunks are doctest examples: an expression statement prints its repr. `cell` chunks are cells of a
    notebook: what their last expression gives and the figures that they leave open are displayed. `steps` are the first
    and last lines of its top-level statements, siblings that share a line together; empty where nobody has looked.
    """

    path: str
    line: int
    code: str
    mode: ChunkMode = "exec"
    steps: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Probe:
    """An expression to evaluate for a prose claim, once the step at line `after` has run.

    `after` is 0 for the end of the program. `id` is unique within the program.
    """

    id: str
    after: int
    expression: str
    path: str
    line: int


@dataclass(frozen=True)
class Program:
    """What runs in one process and one namespace: a snippet file, or the fences of one page session.

    `watch` holds the first lines of the statements that claims speak about, each with the kinds of fact
    that are wanted of it ("stdout", "stderr", "value", "raises").
    `search` is the folder that goes first on `sys.path`; `file` is `__file__`, or "" for a page.
    """

    id: str
    chunks: tuple[Chunk, ...]
    search: str = ""
    file: str = ""
    watch: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    probes: tuple[Probe, ...] = ()
    options: Options = field(default_factory=Options)

    @property
    def path(self) -> str:
        """The file that every chunk of this program stands in."""
        return self.chunks[0].path
