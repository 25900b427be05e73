"""The book's fonts: Japanese ones that the machine has, cut down to the characters used, with TrueType outlines.

Chromium prints fonts with CFF outlines as Type 3 fonts, whose text cannot be copied; so outlines are turned into
quadratic curves, which it embeds as they are. What comes out depends on the fonts and the characters alone.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tashika.pdf.glyphs import FONT_TOOL, Source, cut, letters_of
from tashika.pdf.model import BookError

INSTALL = "sudo apt-get install fonts-noto-cjk"
_FOLDERS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts"),
    *("/Library/Fonts", "~/Library/Fonts"),
)


@dataclass(frozen=True)
class Face:
    """A face of the book: its CSS name and weight, whether code is set in it, and the files that can be it."""

    family: str
    weight: int
    code: bool
    files: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.family}-{self.weight}"


def _noto(style: str, weight: str) -> tuple[str, ...]:
    noto = (f"Noto{style}CJK-{weight}.ttc", f"Noto{style}CJKjp-{weight}.otf", f"Noto{style}JP-{weight}.otf")
    return (*noto, "ipaexg.ttf")


FACES = (
    Face("BookSerif", 400, False, _noto("Serif", "Regular")),
    Face("BookSans", 400, False, _noto("Sans", "Regular")),
    Face("BookSans", 700, False, _noto("Sans", "Bold")),
    Face("BookMono", 400, True, ("NotoSansCJK-Regular.ttc", "NotoSansMonoCJKjp-Regular.otf", "ipaexg.ttf")),
)

MORE = Face("BookMore", 400, False, ("DejaVuSans.ttf",))
"""Letters that Japanese fonts lack, such as those of names; matplotlib brings it where the system does not."""


_NAMES = {"NotoSeri": "Noto Serif CJK JP", "NotoSans": "Noto Sans CJK JP", "ipaexg.t": "IPAexGothic"}


@dataclass(frozen=True)
class Text:
    """The characters that a book has: in its text, and in code, formulas apart."""

    all: frozenset[str]
    code: frozenset[str]


def make_fonts(text: Text, folder: Path, kept: Path | None) -> str:
    """Writes the fonts into `folder`/fonts and gives the CSS that names them; `kept` has what was made before.

    Raises BookError, with the line to install, where the machine has no Japanese font.
    """
    target = folder / "fonts"
    target.mkdir(parents=True, exist_ok=True)
    made: list[tuple[Face, Path]] = []
    for face in FACES:
        source = _source(face.files, installed())
        made.append((face, _made(source, face, text.code if face.code else text.all, kept or target)))
    lacking = text.all - letters_of(made[0][1])
    if lacking and "DejaVuSans.ttf" in installed():
        made.append((MORE, _made(installed()["DejaVuSans.ttf"], MORE, lacking, kept or target)))
    for _, file in made:
        if file.parent != target:
            shutil.copyfile(file, target / file.name)
    return "\n".join(_rule(face, f"fonts/{file.name}") for face, file in made)


def families() -> tuple[str, ...]:
    """What the Japanese fonts are called that this machine has for the book. BookError without one."""
    files = (Path(_source(face.files, installed())).name for face in FACES)
    return tuple(dict.fromkeys(_NAMES[file[:8]] for file in files))


def installed() -> Mapping[str, str]:
    """The font files of the machine and of the packages that figures use, by their names."""
    return {**{Path(path).name: path for path in _packaged()}, **_system()}


def _source(names: Iterable[str], files: Mapping[str, str]) -> str:
    for name in names:
        if name in files:
            return files[name]
    raise BookError(f"no font for Japanese was found (one of {', '.join(names)}). Install one: {INSTALL}")


def _made(source: str, face: Face, characters: frozenset[str], folder: Path) -> Path:
    state = os.stat(source)
    sign = (FONT_TOOL, source, state.st_size, face.name, "".join(sorted(characters)))
    made = folder / f"{face.name}-{hashlib.sha256(repr(sign).encode()).hexdigest()[:16]}.ttf"
    if not made.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        staged = made.with_suffix(f".{os.getpid()}")
        cut(Source(source, face.code), face.name, characters, staged)
        os.replace(staged, made)
    return made


def _rule(face: Face, address: str) -> str:
    source = f'src: url("{address}") format("truetype")'
    return f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; {source} }}'


@cache
def _system() -> Mapping[str, str]:
    program = shutil.which("fc-list")
    if program:
        found = subprocess.run([program, "--format", "%{file}\n"], capture_output=True, text=True, check=False)
        paths = sorted(set(found.stdout.splitlines()))
    else:
        roots = (Path(name).expanduser() for name in _FOLDERS)
        paths = sorted(str(path) for root in roots for path in root.rglob("*.[to]t[fc]"))
    return {Path(path).name: path for path in paths}


def _packaged() -> Iterator[str]:
    for package, folder in (("matplotlib_fontja", "fonts"), ("matplotlib", "mpl-data/fonts/ttf")):
        spec = importlib.util.find_spec(package)
        for place in spec.submodule_search_locations or () if spec else ():
            yield from sorted(map(str, Path(place, folder).glob("*.ttf")))
