"""What rendering a page's Markdown gave, as a value that can be kept. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from typing import Any

PACKAGES = ("markdown", "material", "pygments", "pymdownx")
PRE = re.compile(r"<pre[ >].*?</pre>", re.DOTALL)
LEFT_OUT = re.compile(r"data-search-\w+=\"[^\"]")
SPAN = re.compile(r"</?span(?: [^<>]*)?>")


class Unsupported(ValueError):
    """A setting that has no lasting description, so that nothing can be said about what was made with it."""


@dataclass(frozen=True)
class Record:
    """What MkDocs' rendering leaves in a page.

    `links` are the anchors that it links to, by the linked page's source; None if they were not collected. `reads` are
    the digests of the files that rendering read, by their path. `indexed` is `content` after indexing; "" if that
    leaves it as it is. `entries` are what the search index has of the page, None if that is not known, and
    `indexed_as` what they depend on besides. `proven` says that light forms give the same entries.
    """

    content: str
    toc: Sequence[Mapping[str, Any]]
    title: str | None
    anchors: Sequence[str]
    links: Mapping[str, Mapping[str, str]] | None
    reads: Mapping[str, str] = field(default_factory=dict)
    indexed: str = ""
    entries: Sequence[Mapping[str, Any]] | None = None
    indexed_as: Sequence[str] = field(default_factory=list)
    proven: bool = False


def digest(data: bytes) -> str:
    """What stands for some content."""
    return hashlib.sha256(data).hexdigest()


def to_bytes(record: Record) -> bytes:
    """A record, behind a line with its digest."""
    body = json.dumps(asdict(record)).encode("ascii")
    return b"%s\n%s" % (digest(body).encode("ascii"), body)


def from_bytes(data: bytes) -> Record | None:
    """The record, or None if a single byte is not what was written."""
    head, _, body = data.partition(b"\n")
    if head.decode("ascii", "replace") != digest(body):
        return None
    try:
        return Record(**json.loads(body))
    except (TypeError, ValueError):  # whole, and from another version of Record
        return None


def describe(value: object) -> object:
    """A setting as JSON that is equal exactly when the setting is. Raises Unsupported.

    Functions are taken from packages only whose versions are part of every key.
    """
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, date):
        return {"date": repr(value)}
    if isinstance(value, Mapping):
        return {"map": [[describe(key), describe(item)] for key, item in value.items()]}
    if isinstance(value, list | tuple):
        return [describe(item) for item in value]
    if isinstance(value, partial):
        return {"partial": [describe(value.func), describe(value.args), describe(value.keywords)]}
    return {"name": _name(value)}


def _name(value: object) -> str:
    module = str(getattr(value, "__module__", ""))
    if not isinstance(value, Callable) or module.partition(".")[0] not in PACKAGES:  # type: ignore[arg-type]
        raise Unsupported(f"no description of {value!r}")
    name = getattr(value, "__qualname__", "")
    if not name or "<" in name or hasattr(value, "__self__"):
        raise Unsupported(f"no lasting name of {value!r}")
    return f"{module}:{name}"


def make_key(parts: Sequence[object]) -> str:
    """What stands for all that a rendering depends on, but for the files that it reads."""
    return digest(json.dumps(parts).encode("ascii"))


def is_looked_at(content: str) -> bool:
    """Whether the search plugin may see more in a page than its words: in a span that colours code, or to take away."""
    if LEFT_OUT.search(content):
        return True
    return any("data-search" in block or "linenodiv" in block for block in PRE.findall(content))


def lighten(content: str) -> str:
    """The page without the spans that colour code: most of its tags, and none of its words."""
    return PRE.sub(lambda block: SPAN.sub("", block[0]), content)
