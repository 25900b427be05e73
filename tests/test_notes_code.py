"""The code that notes show reads from top to bottom: it uses no name that is shown later or nowhere."""

from __future__ import annotations

import builtins
import re
import symtable
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

ROOT = Path(__file__).parents[1]
DOCS, SNIPPETS = ROOT / "docs", ROOT / "snippets"
NOTES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.glob("ch*/*.md"))
GIVEN = {*dir(builtins), "__file__", "__name__"}
_SHOWN = re.compile(r'--8<-- "([\w/-]+\.py)(?::(\w+))?"')
_LINK = re.compile(r"\]\(([\w./-]+\.md)(?:#[^)]*)?\)")


def names(code: str) -> tuple[set[str], set[str]]:
    """The global names that code needs from elsewhere, also inside of its functions, and those that it binds."""
    module = symtable.symtable(code, "snippet", "exec")
    bound = {s.get_name() for s in module.get_symbols() if s.is_assigned() or s.is_imported()}
    used: set[str] = set()
    for table in _scopes(module):
        for symbol in table.get_symbols():
            own = table is not module and (symbol.is_local() or symbol.is_parameter() or symbol.is_free())
            if symbol.is_referenced() and not own:
                used.add(symbol.get_name())
    return used - bound - GIVEN, bound


def _scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _scopes(child)


def section(code: str, name: str) -> str:
    """A named section of a snippet; the whole file where there is no name."""
    match = re.search(rf"^# --8<-- \[start:{name}\]\n(.*?)^# --8<-- \[end:{name}\]", code, re.MULTILINE | re.DOTALL)
    assert match or not name, f"there is no section {name}"
    return match[1] if match else code


def unknown(note: str, notes: Mapping[str, str], snippets: Mapping[str, str]) -> Iterator[str]:
    """The names that a note's sections use before the note, or a note that it links to, has shown where they come from.

    `notes` are texts by their path below docs, `snippets` by their path below snippets.
    """
    known: dict[str, set[str]] = defaultdict(set)
    for other in {normpath(join(dirname(note), link)) for link in _LINK.findall(notes[note])} & {*notes} - {note}:
        for file, name in _SHOWN.findall(notes[other]):
            known[file] |= names(section(snippets[file], name))[1]
    for file, name in _SHOWN.findall(notes[note]):
        used, bound = names(section(snippets[file], name))
        yield from (f"{file}:{name} uses {each}" for each in sorted(used - known[file]))
        known[file] |= bound


@pytest.mark.parametrize("note", NOTES)
def test_code_uses_only_names_that_are_shown_above_or_on_a_linked_note(note: str) -> None:
    notes = {path: (DOCS / path).read_text(encoding="utf-8") for path in NOTES}
    snippets = {
        path.relative_to(SNIPPETS).as_posix(): path.read_text(encoding="utf-8") for path in SNIPPETS.rglob("*.py")
    }
    assert [*unknown(note, notes, snippets)] == []


_CODE = """\
# --8<-- [start:uses]
def area(width):
    return scale(width) * math.pi
print(area(2), [n for n in (1, 2)])
# --8<-- [end:uses]
# --8<-- [start:defines]
import math
def scale(scale_by):
    return scale_by
# --8<-- [end:defines]
"""
_USES, _DEFINES = '--8<-- "a.py:uses"\n', '--8<-- "a.py:defines"\n'


@pytest.mark.parametrize(
    ("note", "found"),
    [
        (_DEFINES + _USES, []),
        (_USES + _DEFINES, ["a.py:uses uses math", "a.py:uses uses scale"]),
        (_USES, ["a.py:uses uses math", "a.py:uses uses scale"]),
        (_USES + "[同じ問題](b.md#問題)", []),
        ('--8<-- "a.py"\n', []),
    ],
)
def test_a_name_that_is_shown_too_late_or_nowhere_is_found(note: str, found: list[str]) -> None:
    assert [*unknown("ch/a.md", {"ch/a.md": note, "ch/b.md": _DEFINES}, {"a.py": _CODE})] == found
