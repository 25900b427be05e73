"""What a run depended on, once it is over: what the worker noted, if it is still so.

The worker takes the digest of a file before the program gets to read it, and this module takes it again after the end.
If both agree, and the file system says that nothing was written in between, then that is what the program read. If
not, nobody knows, and the run is impure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tashika.execute.distributions import owners
from tashika.execute.inside import digests
from tashika.execute.replay import Noted
from tashika.model import Event, Input

_ADDRESS = re.compile(r"\b0x[0-9a-f]{7,}")
_TAKEN = {
    "file": digests.of_file,
    "link": digests.of_link,
    "folder": digests.of_folder,
    "entries": digests.of_entries,
    "metadata": digests.of_metadata,
}


def settled(noted: Sequence[Noted]) -> Iterator[Input]:
    """The inputs of a run that is over."""
    names = digests.names_in(note.name for note in noted if note.kind == "import")
    if names:
        yield Input("import", digests.as_name(names))
    for note in noted:
        if note.kind in ("installed", "made", "import"):
            continue
        if _has_changed(note):
            yield Input("impure", f"{note.name} changed while the program ran")
        elif note.kind == "search":
            yield Input("search", note.name, digests.of_search(note.name, names))
        else:
            yield Input(note.kind, note.name, note.digest)  # type: ignore[arg-type]
    installed = {owner for note in noted if note.kind == "installed" for owner in owners(note.name)}
    for folder in installed:
        yield Input("distribution" if folder.endswith("-info") else "tree", folder, digests.of_installed(folder)[0])


def shown(events: Iterable[Event], path: str, made: Iterable[str]) -> Iterator[Input]:
    """What a run let be seen of its surroundings in what it gave; `made` are the paths of its temporary files."""
    texts = [event.text for event in events if event.text]
    if any(Path(each).name in text for each in made for text in texts):
        yield Input("impure", "shows the name of a temporary file")
    if any(_ADDRESS.search(text) for text in texts):
        yield Input("impure", "shows an address in memory")
    if any(Path(path).name in text for text in texts):
        yield Input("position", "")


def _has_changed(note: Noted) -> bool:
    if note.kind in ("search", "package"):
        return digests.of_search(note.name) != note.digest
    taken = _TAKEN.get(note.kind)
    if taken is None:
        return False
    return taken(note.name) != note.digest or bool(note.stamp and digests.stamp_of(note.name) != note.stamp)
