"""What a notebook's cell puts out: of a run, or as it is stored; and whether both are the same. Pure.

Streams are merged as far as nothing is displayed between: a front end does so too, and stdout and stderr reach it on
ways of their own, so that their order says nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tashika import bitmaps, likeness, pictures
from tashika.compare import matches, parse_rule, tidy
from tashika.model import Event

PICTURE = "image/png"
DRAWING = "image/svg+xml"
VERIFIED = ("text/plain", "text/html", "text/latex", "text/markdown", DRAWING, PICTURE)
STREAMS = ("stdout", "stderr")
_ADDRESS = re.compile(r"(?: object)? at 0x[0-9a-fA-F]+")
_BREAK = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Output:
    """`kind` is a stream, "error", "execute_result" or "display_data"; `text` is what was written or `Type: message`.

    `places` are the offsets of the stored outputs that it was read from.
    """

    kind: str
    text: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    places: tuple[int, ...] = ()


def merged(outputs: Iterable[Output]) -> list[Output]:
    """The outputs with the streams between two others merged, stdout first."""
    result: list[Output] = []
    streams: dict[str, Output] = {}
    for output in outputs:
        if output.kind in STREAMS:
            before = streams.get(output.kind, Output(output.kind))
            streams[output.kind] = Output(output.kind, before.text + output.text, places=before.places + output.places)
            continue
        result += [*_whole(streams), output]
        streams = {}
    return [*result, *_whole(streams)]


def _whole(streams: Mapping[str, Output]) -> list[Output]:
    return [streams[name] for name in STREAMS if name in streams and streams[name].text]


def of_run(events: Iterable[Event], lines: Sequence[int]) -> list[Output]:
    """What the statements of a cell put out in a run, merged."""
    wanted = set(lines)
    return merged(_of_event(event) for event in events if event.kind in _KINDS and wanted.intersection(event.lines))


_KINDS = (*STREAMS, "display", "raised")


def _of_event(event: Event) -> Output:
    if event.kind == "display":
        shown = json.loads(event.text)
        return Output(shown["type"], data=shown["data"])
    return Output("error" if event.kind == "raised" else event.kind, event.text)


def described(outputs: Sequence[Output]) -> str:
    """The outputs by their kinds, one a line."""
    return "\n".join(" ".join([output.kind, *sorted(output.data)]) for output in outputs)


def last_name(message: str) -> str:
    """`Type: message` with the type as a notebook stores it: without its module."""
    name, colon, rest = message.partition(":")
    return name.rpartition(".")[2] + colon + rest


def disagreement(mime: str, expected: str, actual: str, rule: str) -> str | None:
    """None if a stored text or picture is what the run gives; else in what way it is not, or "" if that is plain."""
    if mime == DRAWING:
        return _of_drawings(expected, actual)
    if mime == PICTURE:
        return bitmaps.difference(expected, actual)
    if mime == "text/html":
        return None if matches(html_text(expected), html_text(actual), rule) else ""
    if mime == "text/plain":
        return None if _same_value(expected, actual, rule) else ""
    return None if matches(expected, actual, rule) else ""


def _of_drawings(expected: str, actual: str) -> str | None:
    kept, drawn = pictures.data_of(expected), pictures.data_of(actual)
    if drawn is None:
        return None if tidy(expected) == tidy(actual) else "the drawing is another"
    if kept is None:
        return "it was not drawn by tashika, or its data were changed"
    return likeness.told(likeness.differences(kept, drawn, pictures.RULE)) or None


def _same_value(expected: str, actual: str, rule: str) -> bool:
    """Whether two texts show one value: addresses are no facts, and IPython breaks the lines of long collections."""
    want, got = (_ADDRESS.sub(" at 0x", text) for text in (expected, actual))
    if matches(want, got, rule):
        return True
    is_flat = "\n" not in got.strip() and got.strip()[:1] in ("[", "(", "{") and parse_rule(rule)[0] != "..."
    return is_flat and matches(_BREAK.sub(" ", want.strip()), got.strip(), rule)


def html_text(html: str) -> str:
    """The text of HTML: a line for each row of a table or block, cells apart by ` | `."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" | ".join(" ".join(cell.split()) for cell in line) for line in reader.lines)
    return "\n".join(line for line in lines if line.strip(" |"))


class _Reader(HTMLParser):
    BLOCKS = frozenset({"tr", "p", "div", "table", "li", "ul", "ol", "pre", "br", "h1", "h2", "h3", "h4", "caption"})
    HIDDEN = frozenset({"style", "script", "head", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[list[str]] = [[""]]
        self._hidden = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in self.HIDDEN
        if tag in self.BLOCKS:
            self.lines.append([""])
        elif tag in ("td", "th"):
            self.lines[-1].append("")
        elif tag in ("img", "svg", "canvas", "video", "iframe", "object"):
            self.lines[-1][-1] += f" <{tag} {attributes}> "

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in self.HIDDEN and self._hidden > 0
        if tag in self.BLOCKS:
            self.lines.append([""])

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.lines[-1][-1] += data
