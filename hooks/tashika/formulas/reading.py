r"""LaTeX as a tree that can be evaluated. Pure.

SymPy's parser is refused: of the display formulas of these notes it reads one in seven, and some of those wrongly
(`OH` as a product, `\leftarrow` as "at most"). What this parser does not know, or could read in two ways, it refuses.
"""

from __future__ import annotations

from collections.abc import Iterable

from tashika.formulas.alphabet import (
    AROUND,
    BRACES,
    CLOSING,
    FOLDS,
    FOLLOWS,
    FRACTIONS,
    FUNCTIONS,
    OPERATORS,
    RELATIONS,
    WORDS,
)
from tashika.formulas.cursor import Cursor
from tashika.formulas.tokens import tokenize
from tashika.formulas.tree import Equation, Node, Unreadable


def read(tex: str, names: Iterable[str]) -> list[Equation]:
    """The equations of a formula. `names` are words that are one symbol. Raises Unreadable."""
    parser = _Parser(tokenize(tex, names))
    equations: list[Equation] = []
    while parser.now is not None:
        if parser.now in (",", r"\\", ".", ";"):
            parser.take()
        elif parser.now in RELATIONS and equations:  # a row that goes on with the equation above it
            last = equations.pop()
            equations.append(Equation(last.name, last.indices, (*last.terms, *parser.rest_of_equation())))
        else:
            equations.append(parser.equation())
    return equations


class _Parser(Cursor):
    def equation(self) -> Equation:
        start = self.at
        name, indices = self._left_hand_side()
        if name:
            return Equation(name, indices, tuple(self.rest_of_equation()))
        self.at = start
        first = self.expression()
        return Equation("", (), (first, *self.rest_of_equation()))

    def rest_of_equation(self) -> list[Node]:
        terms: list[Node] = []
        while self.now in RELATIONS:
            self.take()
            terms.append(self.expression())
        if self.now not in (None, ",", r"\\", ".", ";"):
            raise Unreadable(f"`{self.now}` cannot be evaluated")
        return terms

    def _left_hand_side(self) -> tuple[str, tuple[str, ...]]:
        """What is defined, if all before the first relation is one name: `JS(p,q)`, `p_i^{(T)}`, `OH`."""
        end = next((n for n in range(self.at, len(self.tokens)) if self.tokens[n] in RELATIONS), None)
        if end is None:
            return "", ()
        left = self.tokens[self.at : end]
        if r"\partial" in left:
            self.at = end
            return "a derivative", ()
        if all(len(token) == 1 and token.isalpha() for token in left):
            self.at = end
            return "".join(left), ()
        try:
            found = self.name()
        except Unreadable:
            return "", ()
        while self.now in ("(", "^"):
            self.skip_group() if self.now == "(" else self.skip_script()
        if self.at != end:
            return "", ()
        indices = tuple(part.text for part in found.parts)
        return found.text if indices and all(len(index) == 1 for index in indices) else found.label, indices

    def expression(self) -> Node:
        sign = self.take() if self.now in ("-", "+") else "+"
        found = self.term()
        if sign == "-":
            found = Node("operation", "negative", (found,))
        while self.now in ("+", "-"):
            kind = "plus" if self.take() == "+" else "minus"
            found = Node("operation", kind, (found, self.term()))
        return found

    def term(self) -> Node:
        found, _ = self.product()
        while self.now in OPERATORS:
            kind = OPERATORS[self.take()]
            right, factors = self.product()
            if kind == "over" and factors > 1:
                raise Unreadable("`a/bc` can be read in two ways: write a fraction, or brackets")
            found = Node("operation", kind, (found, right))
        return found

    def product(self) -> tuple[Node, int]:
        """Factors side by side, and how many there are."""
        found, count = self.factor(), 1
        while not self._ends():
            found, count = Node("operation", "beside", (found, self.factor())), count + 1
        return found, count

    def _ends(self) -> bool:
        return (
            self.now is None
            or self.now in FOLLOWS
            or self.now in RELATIONS
            or self.now in OPERATORS
            or self._closes_bar()
        )

    def _closes_bar(self) -> bool:
        return self.now in self.bars

    bars: tuple[str, ...] = ()

    def factor(self) -> Node:
        found = self.atom()
        while self.now == "^":
            self.take()
            found = self._power(found)
        return found

    def _power(self, base: Node) -> Node:
        if self.now in (r"\top", r"\mathsf") or self.tokens[self.at : self.at + 3] == ["{", r"\top", "}"]:
            self.skip_group() if self.now == "{" else self.take()
            return Node("operation", "transposed", (base,))
        return Node("operation", "power", (base, self.argument()))

    def brackets(self) -> Node:
        opening = self.take()
        bars, self.bars = self.bars, (CLOSING[opening],) if opening in ("|", r"\|") else ()
        found = self.expression()
        self.take(CLOSING[opening])
        self.bars = bars
        if opening not in AROUND:
            return found
        if AROUND[opening] == "norm" and self.now == "_":
            self.take()
            self.take("2")
        return Node("operation", AROUND[opening], (found,))

    def atom(self) -> Node:
        token = self.now or ""
        if token[:1].isdigit():
            return self.number()
        if token in FOLDS and self._folds():
            return self.fold()
        if self._is_function():
            return self.call()
        if token in FRACTIONS:
            self.take()
            return Node("operation", "over", (self.argument(), self.argument()))
        if token == r"\sqrt":
            return self.root()
        if token in BRACES:
            self.take()
            found = self.argument()
            self.skip_script()
            return found
        return self.brackets() if token in CLOSING else self.name()

    def root(self) -> Node:
        self.take()
        degree = Node("number", "2")
        if self.now == "[":
            degree = self.brackets()
        one = Node("number", "1")
        return Node("operation", "power", (self.argument(), Node("operation", "over", (one, degree))))

    def _folds(self) -> bool:
        return self.now in (r"\sum", r"\prod") or self.tokens[self.at + 1 : self.at + 2] == ["_"]

    def fold(self) -> Node:
        kind = FOLDS[self.take()]
        index, bounds = "", []
        while self.now in ("_", "^"):
            if self.take() == "^":
                bounds.append(self.argument())
            elif self.now == "{":
                self.take()
                index = self.take()
                if self.now == "=":
                    self.take()
                    bounds.append(self.expression())
                self.take("}")
            else:
                index = self.take()
        if len(index) != 1 or not index.isalpha() or len(bounds) == 1:
            raise Unreadable(f"\\{kind} needs an index that is one letter, and both bounds or none")
        body = self.product_after()
        return Node("fold", kind, (body, *bounds), index)

    def product_after(self) -> Node:
        r"""What a sign like \sum or \log without brackets speaks of: all up to the next + or -."""
        return self.term()

    def _is_function(self) -> bool:
        token = (self.now or " ").removeprefix("\\").removeprefix('"')
        follows = self.tokens[self.at + 1 : self.at + 2]
        if (self.now or "").startswith('"'):
            return token in WORDS and follows == ["("]
        is_command = (self.now or "").startswith("\\") and token in FUNCTIONS
        return is_command and (token != "sigma" or follows == ["("])

    def call(self) -> Node:
        name = self.take().removeprefix("\\").removeprefix('"')
        base: tuple[Node, ...] = ()
        power: Node | None = None
        while self.now in ("_", "^"):
            if self.take() == "_":
                base = (self.argument(),)
            else:
                power = self.argument()
        if name in ("log", "ln", "lg") and base:
            name = "logbase"
        arguments = self.arguments() if self.now == "(" else [self.product()[0]]
        found = Node("call", name, (*arguments, *base))
        return Node("operation", "power", (found, power)) if power else found

    def arguments(self) -> list[Node]:
        self.take("(")
        bars, self.bars = self.bars, (r"\|", r"\parallel")
        found = [self.expression()]
        while self.now in (",", r"\|", r"\parallel"):
            self.take()
            found.append(self.expression())
        self.take(")")
        self.bars = bars
        return found
