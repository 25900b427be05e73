"""KaTeX in this process: a formula's LaTeX in, HTML and MathML out.

KaTeX runs in QuickJS and not in Node: a site is built with what pip installs, and one process sets all formulas.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """KaTeX's message on a broken formula, and the offset there that it speaks of."""

    message: str
    position: int


class Missing(RuntimeError):
    """KaTeX is not installed; the message says how to install it."""


@dataclass
class Engine:
    """KaTeX from its npm package, with the macros of a site. The interpreter starts with the first formula.

    Raises Missing when the package is not there.
    """

    package: Path
    macros: Mapping[str, str] = field(default_factory=dict)

    @property
    def installed(self) -> bool:
        """Whether the package is there."""
        return (self.package / "dist" / "katex.min.js").is_file()

    @cached_property
    def version(self) -> str:
        """KaTeX's version."""
        try:
            return str(json.loads((self.package / "package.json").read_text(encoding="utf-8"))["version"])
        except (OSError, ValueError, KeyError):
            raise Missing(
                f"KaTeX is missing: there is no {self.package}, so no formula can be set.\n"
                "Repair: make site   (it installs what package-lock.json pins; by hand: npm ci)"
            ) from None

    @cached_property
    def glue(self) -> str:
        """Our own part of what runs beside KaTeX, with all options but macros."""
        return files("tashika.site").joinpath("math.js").read_text(encoding="utf-8")

    @cached_property
    def _set(self) -> Any:
        import quickjs  # type: ignore[import-untyped]  # a compiled module, for formulas that were never set before

        _ = self.version
        context = quickjs.Context()
        context.eval("var console = {warn() {}, error() {}}")
        context.eval((self.package / "dist" / "katex.min.js").read_text(encoding="utf-8"))
        context.eval(self.glue)
        return context.get("setFormula")

    def set(self, tex: str, display: bool, known: Mapping[str, str]) -> str | Refusal:
        """The HTML of a formula, or why there is none. `known` has the number of each label."""
        answer = json.loads(self._set(tex, display, json.dumps(self.macros), json.dumps(known)))
        if "html" in answer:
            return str(answer["html"])
        return Refusal(str(answer["message"]), _characters(tex, answer.get("position") or 0))


def _characters(text: str, units: int) -> int:
    """How many characters the first `units` UTF-16 units of a text are: JavaScript counts those."""
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))
