"""What a new project is called and says, by language. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

LANGUAGES = ("en", "ja")
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "home": "Home",
        "chapter": "Chapter {number}",
        "first": "Chapter 1 Averages",
        "page": "Mean and median",
        "report": "Verification report",
        "output": "output",
    },
    "ja": {
        "home": "ホーム",
        "chapter": "第{number}章",
        "first": "第1章 平均",
        "page": "平均値と中央値",
        "report": "検証レポート",
        "output": "出力",
    },
}
NAME = re.compile(r"\w[\w.-]*")
CHAPTER = re.compile(r"[a-z0-9][a-z0-9_-]*")
NUMBER = re.compile(r"[a-z]+0*(\d+)")
PLAIN = re.compile(r"[^\W\d_][^\W_]*(?: [^\W_]+)*")
# What YAML 1.1 reads as something else than a text.
RESERVED = {"yes", "no", "on", "off", "true", "false", "null", "y", "n", "nan", "inf"}


def language_of(environment: Mapping[str, str]) -> str:
    """The language that a terminal asks for, English unless it is Japanese."""
    asked = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "ja" if asked.startswith("ja") else "en"


def fault_of_name(name: str) -> str:
    """Why a folder of a project cannot be called so, or ""."""
    return "" if NAME.fullmatch(name) else f"`{name}` cannot be a project's name: use letters, digits, `-`, `_` and `.`"


def fault_of_chapter(name: str) -> str:
    """Why a chapter's folder cannot be called so, or ""."""
    wrong = not CHAPTER.fullmatch(name)
    return f"`{name}` cannot be a chapter's folder: use small letters and digits, as in ch20" if wrong else ""


def fault_of_title(title: str) -> str:
    """Why a title cannot stand in a heading and in mkdocs.yml, or ""."""
    fits = title.strip() and title.isprintable()
    return "" if fits else "a title is one line that can be read"


def chapter_title(name: str, language: str) -> str:
    """What a chapter is called whose author has given no title."""
    match = NUMBER.fullmatch(name)
    return WORDS[language]["chapter"].format(number=match[1]) if match else name


def as_yaml(text: str) -> str:
    """A text as YAML has it on one line, in quotes where they are needed."""
    is_plain = PLAIN.fullmatch(text) and text.lower() not in RESERVED
    return text if is_plain else json.dumps(text, ensure_ascii=False)
