"""LaTeX as tokens, without what only moves or dresses a formula. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tashika.formulas.tree import Unreadable

TOKEN = re.compile(r"\\(?:[A-Za-z]+\*?|.)|\d+(?:(?:\{,\}|\\,)\d{3})*(?:\.\d+)?|[A-Za-z]|[^\s]", re.DOTALL)
SPACING = {r"\,", r"\;", r"\:", r"\!", "\\ ", "\\\n", r"\quad", r"\qquad", "~", "&", r"\notag", r"\nonumber"}
DRESS = re.compile(
    r"\\(?:left|right|middle|[bB]igg?[lrm]?|displaystyle|textstyle|scriptstyle|limits|nolimits|strut)(?![A-Za-z])"
)
ARGUMENT = re.compile(r"\\(?:label|tag\*?|hspace|phantom|mathstrut)\s*\{[^{}]*\}|(?<=\\\\)\[[^\]]*\]")
ROWS = re.compile(r"\\(?:begin|end)\{(?:aligned|align|split|gathered|gather|equation|multline)\*?\}")
WORD = re.compile(r"\\(?:text|mathrm|operatorname\*?|mathit|textit|textrm|mathsf|mathtt)\s*\{([^{}]*)\}")
PLAIN = re.compile(r"\\(?:mathbf|boldsymbol|bm|mathcal|mathbb|pmb|mathscr|mathfrak)(?![A-Za-z])\s*(?:\{([^{}]*)\})?")


DIVERGENCE = re.compile(r"D_\s*(?:\{\s*(?:\\(?:mathrm|text|operatorname)\s*\{KL\}|KL)\s*\}|\\mathrm\s*\{KL\})")


def tokenize(tex: str, names: Iterable[str]) -> list[str]:
    r"""The tokens; a word in upright letters is one, as `"word`, and so are letters that form one of the `names`."""
    for pattern in (ARGUMENT, ROWS):
        tex = pattern.sub(" ", tex)
    if r"\begin" in tex:
        raise Unreadable(f"`{tex[tex.index(chr(92) + 'begin') :].partition('}')[0]}}}` cannot be evaluated")
    tex = DIVERGENCE.sub(r"\\mathrm{KL}", DRESS.sub(" ", tex))
    tex = PLAIN.sub(lambda match: match[1] or "", tex)
    long = sorted(
        (name for name in names if len(name) > 1 and name.isascii() and name.isalpha()), key=len, reverse=True
    )
    tokens: list[str] = []
    tex, position = tex.strip(), 0
    while position < len(tex):
        position = _next(tex, position, long, tokens)
    return [token for token in tokens if token not in SPACING]


def _next(tex: str, position: int, names: list[str], tokens: list[str]) -> int:
    while tex[position].isspace():
        position += 1
    word = WORD.match(tex, position)
    if word:
        tokens.append('"' + "_".join(re.findall(r"\w+", word[1])))
        return word.end()
    name = next((name for name in names if tex.startswith(name, position)), None)
    if name:
        tokens.append('"' + name)
        return position + len(name)
    token = TOKEN.search(tex, position)
    if token is None:
        return len(tex)
    if token[0] != "\n":
        tokens.append(re.sub(r"\{,\}|\\,", "", token[0]) if token[0][0].isdigit() else token[0])
    return token.end()
