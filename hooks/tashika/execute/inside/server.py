"""The fork server: imports what programs will want, then forks a child a program. It has one thread and never computes.

It talks with the executor over a lane, a stream socket, for each program that may run at once. Messages are lines of
JSON. From the executor: the folder of a program to run, or null to kill the one that runs; [number, pipe] to have a
copy that a program left of its process run, by opening the pipe; [folder, [number, ...]] to end the copies that the
programs of a folder left, but for some. To the executor, first on lane 0: ["import", name], and ["unfit", name, why] as
its last words, or ["ready"]; then on the program's lane: ["pid", number], ["ended"] for a child that is a zombie,
["code", number] for one that was killed and reaped, and ["error", text] when there is no child. It ends when the
executor has closed every lane.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import sys
from collections.abc import Callable, Sequence
from sys import modules  # bound here: the program may rebind it

from . import LOADED, STDERR, STDOUT, WORK, digests, drawings
from .ambient import listen
from .imports import as_prefixes
from .kin import adopt
from .lanes import Lanes, raised, tell
from .life import die_with, outlive
from .loaded import look_ahead
from .preload import Stash
from .reads import Reads
from .streams import settle


def serve(order: str) -> tuple[str, Callable[[], None]]:
    """Serve as the JSON file `order` says. Returns in each child, with the folder of its program, and how to end."""
    with open(order, encoding="utf-8") as file:
        said = json.load(file)
    adopt()
    lifeline = die_with(said["lifeline"])
    lanes = [raised(lane) for lane in said["lanes"]]
    _preload(said["names"], as_prefixes(*said["local"]), lanes[0], os.path.dirname(order))
    look_ahead()
    gc.collect()
    gc.freeze()
    outlive(lifeline)  # until the lanes are closed, which happens at the same moment, and everything is ended
    folder = Lanes(lanes).run()
    _settle_in(folder)
    return folder, _leave if said["names"] else _nothing


def _nothing() -> None:
    """A child of a server that has imported nothing ends as any interpreter does."""


def _leave() -> None:
    """End a child as the interpreter would, but without taking apart the modules of the server, which takes long."""
    try:
        if threading := modules.get("threading"):
            threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        return  # the interpreter will say it in its own words
    modules.pop("__main__", None)
    gc.collect()
    settle()
    os._exit(0)


def _preload(names: Sequence[str], local: tuple[str, ...], lane: int, home: str) -> None:
    listen()
    for folder in sys.path:  # known then to all programs, who look whether it has changed since
        digests.of_search(folder)
    if not names:
        tell(lane, "ready")
        return
    drawings.listen()
    reads = Reads()
    stash = Stash(local)
    for name in names:
        tell(lane, "import", name)
        if why := stash.load(name):
            tell(lane, "unfit", name, why)
            os._exit(0)
    reads.write(f"{home}/{LOADED}")
    stash.hide()
    tell(lane, "ready")


def _settle_in(folder: str) -> None:
    """Give this child the streams and the working directory of a program that was spawned."""
    for descriptor, name in ((1, STDOUT), (2, STDERR)):
        capture = os.open(f"{folder}/{name}", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.dup2(capture, descriptor)
        os.close(capture)
    os.chdir(f"{folder}/{WORK}")
    for name in ("server", "lanes", "preload", "reads", "waiting"):
        del modules[f"{__package__}.{name}"]
