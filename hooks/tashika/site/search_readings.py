"""How the words of headings and glossary are typed before they are converted to kanji, by SudachiPy.

And those of compounds that the notes use again and again. Not of all words: most are never looked for, and all would
double the index.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

KANJI = re.compile(r"[㐀-鿿々]")
PARTICLES = re.compile(r"(?<=[㐀-鿿々ァ-ヺー])[とやのはがをにで](?=[㐀-鿿々ァ-ヺー])|[、。・（）()「」\s:：/?？→=＝]+")
RUNS = re.compile(r"[㐀-鿿々]+(?:[ぁ-ゖ]{1,2}[㐀-鿿々]+)*(?![ぁ-ゖ㐀-鿿々])")
LONGEST = 16
COMPOUND = re.compile(r"(?<![㐀-鿿々])[㐀-鿿々]{2,6}(?![㐀-鿿々])")
OFTEN = 4


def readings(headings: Iterable[str], names: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """Word → kana, for the headings' parts and the names that have kanji: as given, or as the dictionary has it."""
    words = dict.fromkeys(part for heading in headings for part in parts(heading))
    words |= dict.fromkeys(name for name in names if KANJI.search(name))
    if not words:
        return {}
    read = _reader()
    return {word: given.get(word) or read(word) for word in words}


def compounds(texts: Iterable[str]) -> list[str]:
    """Runs of kanji that stand in at least OFTEN of the texts."""
    found = Counter(word for text in texts for word in set(COMPOUND.findall(text)))
    return sorted(word for word, count in found.items() if count >= OFTEN)


def parts(heading: str) -> list[str]:
    """The heading, what particles and signs part it into, and the runs of kanji in that; not single letters."""
    plain = html.unescape(re.sub(r"<[^>]*>", "", heading)).strip()
    words = [plain]
    for part in PARTICLES.split(plain):
        words += [part, *RUNS.findall(part)]
    return [word for word in dict.fromkeys(words) if 2 <= len(word) <= LONGEST and KANJI.search(word)]


def _reader() -> Callable[[str], str]:
    # Imported here, for it takes a moment to load.
    from sudachipy import Dictionary, SplitMode  # type: ignore[import-untyped]

    tokenizer = Dictionary(dict="core").tokenizer()

    def read(word: str) -> str:
        tokens = tokenizer.tokenize(word, SplitMode.C)
        return "".join(t.reading_form() if re.search(r"[㐀-鿿々ぁ-ゖ]", t.surface()) else t.surface() for t in tokens)

    return read
