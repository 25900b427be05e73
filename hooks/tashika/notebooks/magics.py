"""Lines of a cell that only IPython understands. Pure."""

from __future__ import annotations

import ast
import re

_INLINE = re.compile(r"[ \t]*%matplotlib[ \t]+(?:inline|agg)[ \t]*(?:#.*)?", re.IGNORECASE)
_MAGIC = re.compile(r"(?P<indent>[ \t]*)(?P<mark>%%|%|!|\?)(?P<name>[^\s=(]*)")
_HELP = re.compile(r"[ \t]*[\w.]+\?\??[ \t]*")
_ASSIGNED = re.compile(r"[ \t]*[\w, \t]+=[ \t]*[%!](?P<name>\S*)")
KERNEL = 'give the notebook the metadata {"tashika": {"kernel": "jupyter"}}, which runs it in a real kernel'
_REPAIRS = {
    "timeit": "use the module timeit",
    "time": "use time.perf_counter()",
    "pip": "install packages before the notebook is run, as the project says",
    "conda": "install packages before the notebook is run, as the project says",
    "config": "set matplotlib.rcParams instead",
    "load_ext": "import what the extension brings",
    "run": "import the file, or copy its code into a cell",
    "%bash": "use the module subprocess",
    "%writefile": "write the file with pathlib.Path",
    "matplotlib": "write %matplotlib inline, or nothing: figures are shown inline anyway",
}


class MagicError(ValueError):
    """A line that plain Python has no meaning for; `index` counts the lines of the cell from 0."""

    def __init__(self, index: int, message: str, repair: str) -> None:
        super().__init__(message)
        self.index = index
        self.repair = repair


def without_magics(code: str) -> str:
    """The code of a cell with lines that mean nothing here left empty. Raises MagicError, and SyntaxError."""
    try:
        ast.parse(code)
        return code
    except SyntaxError:
        plain = "\n".join("" if _INLINE.fullmatch(line) else line for line in code.split("\n"))
    try:
        ast.parse(plain)
    except SyntaxError:
        for index, line in enumerate(plain.split("\n")):
            _refuse(index, line)
        raise
    return plain


def _refuse(index: int, line: str) -> None:
    """Raises MagicError for a line that looks like IPython's own; called where Python cannot read the cell."""
    match, assigned = _MAGIC.match(line), _ASSIGNED.match(line)
    if match and match["mark"].startswith("%"):
        name = match["mark"][1:] + match["name"]
        word = f"`{match['mark']}{match['name']}`"
        repair = _REPAIRS.get(name) or _REPAIRS.get(name.lstrip("%"), "write it in Python")
        raise MagicError(index, f"{word} is a magic of IPython, which plain Python does not know", _or(repair))
    if match and match["mark"] == "!":
        name = match["name"]
        raise MagicError(index, "`!` runs a shell command, in IPython alone", _or(_REPAIRS.get(name, _SHELL)))
    if assigned:
        raise MagicError(index, "this is a magic of IPython, which plain Python does not know", _or(_SHELL))
    if (match and match["mark"] == "?") or _HELP.fullmatch(line):
        raise MagicError(index, "`?` asks for help, in IPython alone", "remove it, or write help(…)")


_SHELL = "use the module subprocess"


def _or(repair: str) -> str:
    return f"{repair}; or {KERNEL}"
