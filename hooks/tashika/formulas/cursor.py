"""Steps through the tokens of a formula, and reads names. Pure."""

from __future__ import annotations

from keyword import iskeyword

from tashika.formulas.alphabet import ACCENTS, CLOSING, GREEK, LABELS
from tashika.formulas.tree import Node, Unreadable


class Cursor:
    """A place in a list of tokens. What reads brackets is a subclass."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def now(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, wanted: str = "") -> str:
        token = self.now
        if token is None or (wanted and token != wanted):
            raise Unreadable(f"`{wanted or 'a term'}` is missing {f'before `{token}`' if token else 'at its end'}")
        self.at += 1
        return token

    def skip_group(self) -> list[str]:
        """Takes what is in brackets; the tokens inside."""
        opening = self.take()
        start, depth = self.at, 1
        while depth:
            token = self.take()
            depth += (token == opening) - (token == CLOSING[opening])
        return self.tokens[start : self.at - 1]

    def skip_script(self) -> None:
        self.take()
        self.skip_group() if self.now == "{" else self.take()

    def name(self, subscript: bool = True) -> Node:
        """A letter with all that belongs to its name: accents, primes, a subscript."""
        base = self._base()
        while self.now == "'":
            base += LABELS[self.take()]
        parts: list[str] = []
        while subscript and self.now == "_":
            self.take()
            parts += self.skip_group() if self.now == "{" else [self.take()]
        if subscript and self.tokens[self.at : self.at + 3] == ["^", "{", "("]:
            self.take()
            base = "_".join([base, *(part for part in self.skip_group() if part.isalnum())])
        while self.now == "'":
            base += LABELS[self.take()]
        return _named(base, parts)

    def _base(self) -> str:
        token = self.take()
        if token in ACCENTS:
            accented = self.argument()
            return f"{token[1:]}_{accented.label}"
        if token.startswith('"') or token in GREEK:
            return token[1:]
        if len(token) == 1 and token.isalpha():
            return token
        raise Unreadable(f"`{token}` cannot be evaluated")

    def argument(self) -> Node:
        r"""What a command takes: a group in braces, or the next token."""
        if self.now == "{":
            return self.brackets()
        token = self.take()
        if token.isdigit() and len(token) > 1:
            self.tokens.insert(self.at, token[1:])
            token = token[0]
        self.at -= 1
        self.tokens[self.at] = token
        return self.number() if token.isdigit() else self.name(subscript=False)

    def number(self) -> Node:
        return Node("number", self.take())

    def brackets(self) -> Node:
        """What stands in brackets."""
        raise NotImplementedError


def _named(base: str, parts: list[str]) -> Node:
    words = [LABELS.get(part, part.lstrip('\\"')) for part in parts]
    label = "_".join([base, *"".join(word if word.isalnum() else " " for word in words).split()])
    label, base = (f"{name}_" if iskeyword(name) else name for name in (label, base))
    index = [Node("name", word, (), word) for word in words if word.isalnum() and word.isascii()]
    return Node("name", base, tuple(index) if len(index) == len([w for w in words if w != ","]) else (), label)
