"""A new project, and a new chapter of one that is there."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tashika import __version__
from tashika.config import load_project
from tashika.starter.files import filled, is_free, put
from tashika.starter.nav import Entry, NotUnderstood, has_nav, with_entry
from tashika.starter.words import (
    WORDS,
    as_yaml,
    chapter_title,
    fault_of_chapter,
    fault_of_name,
    fault_of_title,
)

LANGUAGE = re.compile(r"^[ ]+language:[ ]*[\"']?(en|ja)\b", re.MULTILINE)
NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")


class Refused(ValueError):
    """What cannot be made; nothing was written."""


@dataclass(frozen=True)
class Wish:
    """What a new project or chapter is to be like; empty where its author leaves it open."""

    title: str = ""
    language: str = ""


def new_project(folder: Path, wish: Wish) -> list[str]:
    """Makes a project whose name is the folder's; the files that it has. Raises Refused."""
    name = folder.resolve().name
    title = wish.title or name
    _refuse(fault_of_name(name) or fault_of_title(title))
    if not folder.resolve().parent.is_dir():
        raise Refused(f"there is no folder {folder.resolve().parent}")
    if not is_free(folder):
        raise Refused(f"{folder} is there already, and not empty")
    texts = filled(("project", f"project-{wish.language}"), _values(name, title, wish.language))
    try:
        put(folder.resolve(), texts)
    except OSError as error:
        raise Refused(f"cannot write {folder}: {error.strerror}") from None
    return sorted(texts)


def _values(name: str, title: str, language: str) -> dict[str, str]:
    words = WORDS[language]
    titles = {key: as_yaml(words[key]) for key in ("home", "first", "page", "report")}
    slug = NOT_IN_A_NAME.sub("-", name.lower()).strip("-") or "notes"
    plain = {"name": slug, "heading": title, "language": language, "version": __version__}
    return titles | plain | {"title": as_yaml(title)}


@dataclass(frozen=True)
class Made:
    """The files of a new chapter, and what its author has still to do, or ""."""

    files: list[str]
    left: str = ""


def new_chapter(start: Path, name: str, wish: Wish) -> Made:
    """Makes a chapter in the project that a folder belongs to: a page, a snippet file, and its place in the
    navigation. Raises Refused."""
    project = load_project(start)
    if not project.docs.is_dir():
        raise Refused(
            f"{project.root} is no project: there is no {project.docs.name} folder; start one: tashika new NAME"
        )
    config = project.root / "mkdocs.yml"
    text = config.read_bytes().decode("utf-8", "surrogateescape") if config.is_file() else ""
    found = LANGUAGE.search(text)
    language = found[1] if found and not wish.language else wish.language or "en"
    title = wish.title or chapter_title(name, language)
    _refuse(fault_of_chapter(name) or fault_of_title(title))
    texts = filled((f"chapter-{language}",), {"chapter": name, "heading": title})
    folders = {"docs": project.docs / name, "snippets": project.snippets / name}
    for folder in folders.values():
        if folder.exists():
            raise Refused(f"{folder} is there already")
    changed, left = _listed(text, Entry(as_yaml(title), name, f"{name}/index.md"))
    try:
        _put_chapter(folders, texts)
        if changed != text:
            _replace(config, changed)
    except OSError as error:
        for folder in folders.values():
            shutil.rmtree(folder, ignore_errors=True)
        raise Refused(f"cannot write {error.filename}: {error.strerror}") from None
    return Made([project.relative(folders[kind] / path) for kind, path in _split(texts)], left)


def _listed(text: str, entry: Entry) -> tuple[str, str]:
    """A mkdocs.yml with the chapter in its navigation; and what to add by hand where that cannot be done."""
    if not has_nav(text):
        return text, ""
    try:
        return with_entry(text, entry), ""
    except NotUnderstood:
        return text, "\n".join(["add to nav in mkdocs.yml:", *entry.lines()])


def _split(texts: Iterable[str]) -> list[tuple[str, str]]:
    """The paths of a chapter's files, each as the folder that it belongs to and its path below the chapter there."""
    return [(kind, path) for kind, _, path in (name.partition("/") for name in sorted(texts))]


def _put_chapter(folders: Mapping[str, Path], texts: Mapping[str, str]) -> None:
    for kind, folder in folders.items():
        folder.parent.mkdir(parents=True, exist_ok=True)
        put(folder, {path: texts[f"{kind}/{path}"] for of, path in _split(texts) if of == kind})


def _replace(file: Path, text: str) -> None:
    """Writes a file anew, whole or not at all, with the mode that it had."""
    with tempfile.NamedTemporaryFile("wb", dir=file.parent, prefix=".tashika-", delete=False) as stream:
        stream.write(text.encode("utf-8", "surrogateescape"))
    try:
        shutil.copymode(file, stream.name)
        os.replace(stream.name, file)
    except OSError:
        Path(stream.name).unlink(missing_ok=True)
        raise


def _refuse(fault: str) -> None:
    if fault:
        raise Refused(fault)
