"""Names of one thing: from the glossary (docs/glossary.yml) and from the pages' abbreviations (`*[NMS]: …`)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs.exceptions import PluginError

from tashika.model import Term
from tashika.records import GLOSSARY
from tashika.records.glossary import read_glossary

ABBREVIATION = re.compile(r"^\*\[([^\]\n]+)\]:[ \t]*(.*\S)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Names:
    """Groups of names of one thing each, the glossary's term first; how some of them are read, in kana; and, for terms,
    the source of the page that explains them."""

    groups: list[list[str]] = field(default_factory=list)
    readings: dict[str, str] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)


def names_of(docs: Path) -> Names:
    """What the glossary and the pages say; PluginError if the glossary cannot be read."""
    file = next((file for name in GLOSSARY if (file := docs / name).is_file()), None)
    names = from_glossary(file.read_text(encoding="utf-8"), str(file)) if file else Names()
    for page in sorted(docs.rglob("*.md")):
        names.groups.extend(from_abbreviations(page.read_text(encoding="utf-8")))
    return names


def from_glossary(text: str, path: str = GLOSSARY[0]) -> Names:
    """The names of each entry (term, English, aliases) and the reading of its term. What else an entry wants, the check
    of the notes says."""
    is_empty = all(line.lstrip().startswith("#") or not line.strip() for line in text.splitlines())
    terms, faults = ((), []) if is_empty else read_glossary(path, text)
    if (faults and not terms) or not all(term.term for term in terms):
        raise PluginError(f"{path}: {faults[0].message}: a list of entries, each with a `term`, is wanted")
    groups = [group for term in terms if len(group := _names(term)) > 1]
    readings = {term.term: term.reading for term in terms if term.reading}
    return Names(groups, readings, {term.term: term.page.partition("#")[0] for term in terms if term.page})


def _names(term: Term) -> list[str]:
    return list(dict.fromkeys(filter(None, [term.term, term.english, *term.aliases])))


def from_abbreviations(page: str) -> list[list[str]]:
    """What a page's abbreviations stand for."""
    return [[short, long] for short, long in ABBREVIATION.findall(page)]


def groups_in(groups: Iterable[list[str]], texts: Iterable[str]) -> list[list[str]]:
    """Those groups of which the texts have at least one name: the others would lead nowhere."""
    everything = _comparable("\n".join(texts))
    return [group for group in groups if any(_comparable(name) in everything for name in group)]


def homes_in(homes: Mapping[str, str], texts: Iterable[str]) -> dict[str, list[str]]:
    """Page → the terms that it explains, of those that are in the texts."""
    everything = _comparable("\n".join(texts))
    found = defaultdict(list)
    for term, page in homes.items():
        if _comparable(term) in everything:
            found[page].append(term)
    return dict(found)


def _comparable(text: str) -> str:
    return re.sub(r"[\s\-・‐]|<[^>]*>", "", unicodedata.normalize("NFKC", text).lower())
