"""Runs the cells of a notebook in a kernel of Jupyter, where its author asks for one: magics have their meaning there.

Every cell is a call in the program, which sends the cell and hands on what comes back: text to the program's own
streams, displays as records, an exception as one of the same name. The kernel is a child of the program, within its
limits, and goes with it. Nothing of Jupyter is imported before the first call.
"""

from __future__ import annotations

import builtins
import importlib
import json
import sys
from collections.abc import Callable
from typing import Any

Note = Callable[..., None]
CALL = "__tashika_kernel__"
DEVNULL = -3  # as `subprocess` has it


def watch(note: Note) -> None:
    """Let programs find the kernel."""
    kernel = _Kernel(note)
    setattr(builtins, CALL, kernel.run)


class _Kernel:
    """A kernel that starts with the first cell."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._client: Any = None
        self._manager: Any = None

    def run(self, source: str) -> None:
        """Run a cell to its end. Raises what it raised, by name."""
        if self._client is None:
            self._start()
        reply = self._client.execute_interactive(source, allow_stdin=False, output_hook=self._take)["content"]
        if reply["status"] == "error":
            kind = type(str(reply["ename"]), (Exception,), {"__module__": "builtins"})
            raise kind(reply["evalue"])

    def _start(self) -> None:
        manager = importlib.import_module("jupyter_client.manager")
        file = importlib.import_module("tempfile").mktemp(suffix=".json")
        self._manager = manager.KernelManager(kernel_name="python3", connection_file=file)
        self._manager.start_kernel(stdout=DEVNULL, stderr=DEVNULL)  # what cells write comes in messages
        self._client = self._manager.blocking_client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=60)
        importlib.import_module("atexit").register(self._end)

    def _end(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def _take(self, message: Any) -> None:
        content, kind = message["content"], message["msg_type"]
        if kind == "stream":
            stream = getattr(sys, content["name"])
            stream.write(content["text"])
            stream.flush()
        elif kind in ("execute_result", "display_data"):
            data = {
                mime: value if isinstance(value, str) else json.dumps(value) for mime, value in content["data"].items()
            }
            self._note("display", json.dumps({"type": kind, "data": data}, ensure_ascii=False, sort_keys=True))
