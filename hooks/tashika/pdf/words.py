"""The text of a PDF as poppler's `pdftotext` reads it, which is how readers search and copy."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', re.DOTALL)
SPACE = re.compile(r"[\s\u200b\u00ad]+")


class NoPoppler(RuntimeError):
    """`pdftotext` is not there."""


@dataclass(frozen=True)
class Word:
    """A word and its box in points, measured from the upper left corner of its page."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass(frozen=True)
class Sheet:
    """A page: its size in points and its words."""

    width: float
    height: float
    words: tuple[Word, ...]


def sheets_of(file: Path) -> list[Sheet]:
    """The words of every page. Raises NoPoppler."""
    found = PAGE.findall(_pdftotext(file, "-bbox"))
    return [
        Sheet(float(width), float(height), tuple(_words(page, text)))
        for page, (width, height, text) in enumerate(found)
    ]


def texts_of(file: Path, top: float, bottom: float, size: tuple[float, float]) -> list[str]:
    """The text of every page in the order that it was set, without head and foot. Raises NoPoppler."""
    width, height = size
    crop = {"-x": 0, "-y": top, "-W": width + 1, "-H": height - top - bottom}
    texts = _pdftotext(file, "-raw", *(str(part) for key, value in crop.items() for part in (key, round(value))))
    return texts.split("\f")[:-1]


def squeezed(text: str) -> str:
    """Without anything that depends on where lines break."""
    return SPACE.sub("", text)


def _words(page: int, text: str) -> Iterator[Word]:
    for left, top, right, bottom, word in WORD.findall(text):
        yield Word(page, float(left), float(top), float(right), float(bottom), html.unescape(word))


def _pdftotext(file: Path, *options: str) -> str:
    program = shutil.which("pdftotext")
    if not program:
        raise NoPoppler("pdftotext is missing; on Debian and Ubuntu: apt-get install poppler-utils")
    done = subprocess.run([program, *options, str(file), "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")
