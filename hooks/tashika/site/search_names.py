"""Names of one thing: from the glossary (docs/glossary.yml) and from the pages' abbreviations (`*[NMS]: …`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from mkdocs.exceptions import PluginError

GLOSSARY = "glossary.yml"
ABBREVIATION = re.compile(r"^\*\[([^\]\n]+)\]:[ \t]*(.*\S)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Names:
    """Groups of names of one thing each, and how some of them are read, in kana."""

    groups: list[list[str]] = field(default_factory=list)
    readings: dict[str, str] = field(default_factory=dict)


def names_of(docs: Path) -> Names:
    """What the glossary and the pages say; PluginError if the glossary cannot be read."""
    file = docs / GLOSSARY
    names = from_glossary(file.read_text(encoding="utf-8"), str(file)) if file.is_file() else Names()
    for page in sorted(docs.rglob("*.md")):
        names.groups.extend(from_abbreviations(page.read_text(encoding="utf-8")))
    return names


def from_glossary(text: str, path: str = GLOSSARY) -> Names:
    """The names of each entry (term, English, aliases) and the reading of its term."""
    try:
        entries = yaml.safe_load(text) or []
    except yaml.YAMLError as error:
        raise PluginError(f"{path}: {error}") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) and entry.get("term") for entry in entries):
        raise PluginError(f"{path}: a list of entries, each with a `term`, is wanted")
    groups = [group for entry in entries if len(group := _names(entry)) > 1]
    return Names(groups, {str(entry["term"]): str(entry["reading"]) for entry in entries if entry.get("reading")})


def _names(entry: Mapping[str, object]) -> list[str]:
    aliases = entry.get("aliases")
    names = [entry["term"], entry.get("english"), *(aliases if isinstance(aliases, list) else [])]
    return list(dict.fromkeys(str(name) for name in names if name))


def from_abbreviations(page: str) -> list[list[str]]:
    """What a page's abbreviations stand for."""
    return [[short, long] for short, long in ABBREVIATION.findall(page)]


def groups_in(groups: Iterable[list[str]], texts: Iterable[str]) -> list[list[str]]:
    """Those groups of which the texts have at least one name: the others would lead nowhere."""
    everything = _comparable("\n".join(texts))
    return [group for group in groups if any(_comparable(name) in everything for name in group)]


def _comparable(text: str) -> str:
    return re.sub(r"[\s\-・‐]|<[^>]*>", "", unicodedata.normalize("NFKC", text).lower())
