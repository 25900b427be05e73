"""Sets formulas, and keeps what was set: by KaTeX's version, all options, the macros, and the formula itself.

A damaged record is a formula to be set.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tashika.cache.log import Log
from tashika.formulas.numbers import REFERENCE, Numbered, shown_tags
from tashika.site.math_engine import Engine, Refusal
from tashika.site.render_record import digest

BOUND = 32 * 1024 * 1024
BOUND_OF_SOUND = 1024 * 1024
ANNOTATION = re.compile(r'(<annotation encoding="application/x-tex">).*?(</annotation>)', re.DOTALL)


FORMAT = 1
"""To be raised when what this module makes of KaTeX's answer changes."""
NO_NUMBER = re.compile(r'<mtd class ="mml-eqn-num"></mtd>')


@dataclass
class Setter:
    """Formulas as HTML. What was set is kept in `file`, up to `bound` bytes; without a file, in memory alone."""

    engine: Engine
    file: Path | None = None
    bound: int = BOUND
    made: int = 0
    """How many formulas KaTeX has set, for the rest were kept."""
    _known: dict[str, str | Refusal] = field(default_factory=dict)

    def set(self, formula: Numbered, display: bool, labels: Mapping[str, str]) -> str | Refusal:
        """The HTML of a formula, whose copy is its source; or KaTeX's message, by its place in the source."""
        used = {
            match["name"]: labels[match["name"]] for match in REFERENCE.finditer(formula.tex) if match["name"] in labels
        }
        key = digest(json.dumps([self.setting, formula.tex, formula.source, display, used]).encode("ascii"))
        if key not in self._known:
            self._known[key] = self._load(key) or self._make(key, formula, display, used)
        return self._known[key]

    @cached_property
    def setting(self) -> str:
        engine = self.engine
        return digest(json.dumps([FORMAT, engine.version, engine.glue, dict(engine.macros)]).encode("ascii"))

    @cached_property
    def _kept(self) -> Log | None:
        return Log(self.file, self.bound) if self.file else None

    @cached_property
    def sound(self) -> Log | None:
        """Of which pages all formulas were set, and nothing was wrong with them."""
        return Log(self.file.with_name("sound.log"), BOUND_OF_SOUND) if self.file else None

    def _make(self, key: str, formula: Numbered, display: bool, labels: Mapping[str, str]) -> str | Refusal:
        answer = self.engine.set(formula.tex, display, labels)
        self.made += 1
        if isinstance(answer, Refusal):
            return Refusal(answer.message, formula.origin(answer.position))
        source = html.escape(formula.source, quote=False)
        answer = _with_numbers(ANNOTATION.sub(lambda match: match[1] + source + match[2], answer), formula.tex)
        self._save(key, answer)
        return answer

    def _load(self, key: str) -> str | None:
        return self._kept.get(key) if self._kept else None

    def _save(self, key: str, answer: str) -> None:
        if self._kept:
            self._kept.add(key, answer)

    def prune(self) -> None:
        """Once something was added, removes what is oldest until the rest is within the bound, but nothing in use."""
        if self.made and self._kept:
            self._kept.trim()
        if self.sound:
            self.sound.trim()


def _with_numbers(answer: str, tex: str) -> str:
    """With the numbers of rows in the MathML, too, which is what screen readers read: KaTeX leaves them out there."""
    tags = shown_tags(tex)
    if len(NO_NUMBER.findall(answer)) != len(tags):
        return answer
    rest = iter(tags)
    return NO_NUMBER.sub(lambda _: f"<mtd><mtext>{html.escape(next(rest))}</mtext></mtd>", answer)
