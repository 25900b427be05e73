"""What a notebook's metadata say under `tashika`: the kernel that runs it, and its bounds. Pure."""

from __future__ import annotations

import json

from tashika.notebooks.cells import Cell, Notebook
from tashika.options import NAMES, OptionError, Options, with_option

KERNELS = ("tashika", "jupyter")
OF_CELLS = ("reason", "rule", "alt")


def kernel_of(book: Notebook) -> str:
    """One of `KERNELS`: what runs the cells."""
    node = book.root.get("metadata", "tashika", "kernel")
    if node is not None and node.value not in KERNELS:
        book.fault(node, f"there is no kernel `{node.plain}`", f"write one of {', '.join(KERNELS)}")
    return "jupyter" if node is not None and node.value == "jupyter" else "tashika"


def asks_to_run(text: str) -> bool:
    """Whether a notebook's metadata say `"tashika": {"run": true}`, which counts where only what asks for it runs."""
    try:
        found = json.loads(text)["metadata"]["tashika"]["run"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    return found is True


def options_of(book: Notebook) -> Options:
    """The bounds that the notebook asks for; notes those that there are not."""
    options, settings = Options(), book.root.get("metadata", "tashika")
    for name, node in settings.value.items() if settings and isinstance(settings.value, dict) else ():
        if name == "kernel" or (name == "run" and isinstance(node.value, bool)):
            continue
        try:
            options = with_option(options, name, str(node.plain))
        except OptionError as error:
            book.fault(node, str(error), error.repair or f"known: kernel, run, {', '.join(NAMES)}")
    return options


def check_cell(book: Notebook, cell: Cell) -> None:
    """Notes settings of a cell that mean nothing."""
    settings = cell.node.get("metadata", "tashika")
    for name, node in settings.value.items() if settings and isinstance(settings.value, dict) else ():
        if name not in OF_CELLS or not isinstance(node.value, str):
            book.fault(node, f"a cell has no setting `{name}`", f"known: {', '.join(OF_CELLS)}, each with a text")
