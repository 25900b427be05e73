"""A short formula in plain characters, for where there is no markup: a window's title, a label. Pure."""

from __future__ import annotations

import re
import unicodedata

SIGNS = {
    "times": "×",
    "cdot": "·",
    "odot": "⊙",
    "oplus": "⊕",
    "otimes": "⊗",
    "pm": "±",
    "le": "≤",
    "leq": "≤",
    "ge": "≥",
    "geq": "≥",
    "ne": "≠",
    "neq": "≠",
    "approx": "≈",
    "equiv": "≡",
    "to": "→",
    "rightarrow": "→",
    "infty": "∞",
    "partial": "∂",
    "nabla": "∇",
    "sum": "Σ",
    "prod": "Π",
    "sqrt": "√",
    "in": "∈",
    "mid": "|",
    "ast": "∗",
    "star": "⋆",
    "dagger": "†",
    "|": "‖",
    "top": "⊤",
    "quad": " ",
    "qquad": " ",
}
COMMAND = re.compile(r"\\([A-Za-z]+|.) ?", re.DOTALL)
RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
EXPONENT = re.compile(r"\^(?:\{([-+0-9n]+)\}|([0-9n]))")


def plain(tex: str) -> str:
    r"""A formula as a reader would type it: `O(n^2)` is "O(n²)", `\alpha\le 1` is "α≤1"."""
    text = COMMAND.sub(_character, EXPONENT.sub(lambda match: (match[1] or match[2]).translate(RAISED), tex))
    return " ".join(re.sub(r"[{}]", "", text).split())


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name in SIGNS:
        return SIGNS[name]
    kind = "CAPITAL" if name[0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {kind} LETTER {name.removeprefix('var')}")
    except KeyError:
        operator = name in ("log", "ln", "exp", "sin", "cos", "tan", "tanh", "max", "min", "arg", "det", "lim")
        return f"{name} " if operator else name if name in "{}%&#_$" else ""
