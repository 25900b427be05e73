"""Makes a fresh process ready for a program, and hands it over."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` looks for names of its numbers, which takes long
import builtins
import faulthandler
import os
import signal
import sys
from types import ModuleType

from . import DUMP, PROGRAM, TMP, displays, drawings, kernels, seeds
from .ambient import watch
from .audits import follow
from .bounds import confine
from .copies import Copies
from .failure import exception_text
from .inputs import Inputs
from .journal import Journal, open_high
from .order import Order, read_order
from .recorder import Recorder
from .refusals import refuse
from .session import Session, show_source
from .streams import like_a_terminal

ASK = signal.SIGXCPU  # "say where you are": no program handles it, and what else sends it means the same


def run_in(folder: str) -> None:
    """Run the program of a run's folder in this process, whose streams and working directory are set already."""
    order = read_order(f"{folder}/{PROGRAM}")
    journal = Journal(folder)
    _say_where(open_high(f"{folder}/{DUMP}"))
    _signal.signal(signal.SIGINT, signal.default_int_handler)
    like_a_terminal()
    _keep_temporary(f"{folder}/{TMP}")
    show_source(order)
    recorder = Recorder(journal, order.watch)
    recorder.install()
    drawings.watch(recorder.note)
    kernels.watch(recorder.note)
    if any(piece.cell for piece in order.pieces):
        displays.watch(recorder.note, order.watch)
    seeds.fix(order.id, order.seed)
    session = Session(order, recorder, _main_module(order))
    inputs = Inputs(journal, order, folder)
    if order.copies:
        session.copies = Copies(order, journal, inputs, folder)
    journal.write("start")
    confine(order.bounds)
    try:
        refuse(order, inputs, journal)
        watch(inputs)
        follow(inputs)
        session.run()
        inputs.finish()
    except BaseException as error:  # our own; or that of a forked child, which must not write
        journal.write("broken", exception_text(error))
        raise


def _keep_temporary(folder: str) -> None:
    """Have temporary files made in `folder`, which goes when the run is over."""
    os.environ["TMPDIR"] = folder
    if tempfile := sys.modules.get("tempfile"):
        vars(tempfile)["tempdir"] = None


def _say_where(dump: int) -> None:
    """Have the position of every thread dumped on a crash, and when asked, without help of the interpreter."""
    faulthandler.enable(dump)
    faulthandler.register(ASK, dump)


def _main_module(order: Order) -> dict[str, object]:
    """The namespace of a new `__main__`, with `sys.argv` and `sys.path` as plain python would set them."""
    main = ModuleType("__main__")
    main.__dict__["__builtins__"] = builtins
    if order.file:
        main.__file__ = order.file
    sys.modules["__main__"] = main
    if "multiprocessing" in sys.modules:
        sys.modules["__mp_main__"] = main  # as an import of it now would
    sys.argv[:] = [order.file]
    if order.search:
        sys.path.insert(0, order.search)
    return vars(main)
