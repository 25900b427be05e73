"""Notes as an .apkg file: the same notes, media and time give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tashika.anki.cards import FIELDS, AnkiNote
from tashika.anki.look import BACK, FRONT, STYLE

MODEL = "tashika quiz"
BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can tell, for each of its entries."""


def lasting_id(text: str) -> int:
    """A number for a deck or a kind of note, the same each time and within what Anki takes."""
    return (1 << 30) + int.from_bytes(sha256(text.encode()).digest()[:4]) % (1 << 30)


def package(notes: Iterable[AnkiNote], media: Mapping[str, bytes], style: str, stamp: int) -> bytes:
    """The package's bytes. `stamp` is when the notes were changed last, in seconds: Anki updates a note that it has
    only from a later one."""
    import genanki

    decks: dict[str, Any] = {}
    model = _model(genanki, style)
    for index, note in enumerate(notes):
        deck = decks.setdefault(note.deck, genanki.Deck(lasting_id(note.deck), note.deck))
        identity = genanki.guid_for("tashika", note.site, note.id)
        deck.add_note(genanki.Note(model, list(note.fields), tags=list(note.tags), guid=identity, due=index))
    with TemporaryDirectory() as folder:
        files = [_written(Path(folder, name), content) for name, content in sorted(media.items())]
        made = io.BytesIO()
        genanki.Package([*decks.values()], [*map(str, files)]).write_to_file(made, timestamp=stamp)
    return repacked(made.getvalue())


def repacked(content: bytes) -> bytes:
    """A zip file without the times at which its entries were made, and with a place of its own for each."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in sorted(source.infolist(), key=lambda each: each.filename):
            target.writestr(zipfile.ZipInfo(entry.filename, BEGINNING), source.read(entry), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _model(genanki: Any, style: str) -> Any:
    fields: Sequence[dict[str, str]] = [{"name": name} for name in FIELDS]
    templates = [{"name": "Quiz", "qfmt": FRONT, "afmt": BACK}]
    return genanki.Model(lasting_id(MODEL), MODEL, fields=fields, templates=templates, css=STYLE + style)


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
