"""A formula that claims to be what a function computes: both are compared on random inputs. Pure.

The program evaluates the author's expression, and any name that the author ties to one of its values; the formula is
evaluated here, from its LaTeX, by none of the code that it speaks of.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tashika.formulas.arrays import Value, flat
from tashika.formulas.domains import Domain, read_domain
from tashika.formulas.meaning import CONSTANTS, Meaning, indexed, symbols
from tashika.formulas.reading import read
from tashika.formulas.tree import Equation, Unreadable

SAMPLES = 8
DISTRIBUTIONS = ("KL", "softmax")
ARRAYS = (
    "[(lambda value: __import__('sys').modules['numpy'].array(value) if isinstance(value, list)"
    " and 'numpy' in __import__('sys').modules else value)(value) for value in sample]"
)
ERRORS = (Unreadable, ArithmeticError, ValueError, LookupError, TypeError)


@dataclass(frozen=True)
class Comparison:
    """A formula's LaTeX, the expression that it claims to equal, and what the author says of symbols: a domain, or an
    expression that the program evaluates. Reading it raises Unreadable."""

    tex: str
    expression: str
    given: tuple[tuple[str, str], ...] = ()

    @cached_property
    def equations(self) -> Sequence[Equation]:
        """The equations of the formula, in their order."""
        names = {node.id for node in ast.walk(ast.parse(self.expression, mode="eval")) if isinstance(node, ast.Name)}
        found = read(re.sub(r"\n[ \t>]*", "\n", self.tex), names | {name for name, _ in self.given})
        if not found or not any(equation.terms for equation in found):
            raise Unreadable("there is no formula")
        return found

    @cached_property
    def results(self) -> Sequence[Equation]:
        """The equations that are compared: all, if the expression is a tuple; else the one that no other one uses."""
        body = ast.parse(self.expression, mode="eval").body
        if isinstance(body, ast.Tuple) and len(body.elts) == len(self.equations):
            return self.equations
        left = [equation for equation in self.equations if equation.name not in self.defined]
        if len(left) != 1:
            raise Unreadable(f"it has {len(self.equations)} equations: compare it with a tuple of as many expressions")
        return left

    @cached_property
    def vectors(self) -> frozenset[str]:
        """Bases whose subscripts are indices."""
        shaped = {name for name, domain in self._domains.items() if domain is None or domain.shape}
        return indexed(self.equations, shaped)

    @cached_property
    def defined(self) -> frozenset[str]:
        """The symbols that one equation defines and another one uses."""
        return frozenset(
            equation.name
            for equation in self.equations
            if any(equation.name in self._needed(other) for other in self.equations if other is not equation)
        )

    def _needed(self, equation: Equation) -> list[str]:
        return [name for term in equation.terms for name, _ in symbols(term, self.vectors)]

    @cached_property
    def _domains(self) -> Mapping[str, Domain | None]:
        return {name: read_domain(text) for name, text in self.given}

    @cached_property
    def free(self) -> Mapping[str, int]:
        """The symbols that the formula does not define itself, each with the number of its indices."""
        found = {
            name: count
            for equation in self.equations
            for term in equation.terms
            for name, count in symbols(term, self.vectors)
        }
        own = self.defined | (CONSTANTS.keys() - dict(self.given).keys())
        return {name: count for name, count in found.items() if name not in own}

    @cached_property
    def sampled(self) -> Mapping[str, Domain]:
        """The symbols that get random values."""
        chances = {
            name
            for equation in self.equations
            for term in equation.terms
            for node in term.walk()
            if node.kind == "call" and node.text in DISTRIBUTIONS
            for name, count in symbols(node, self.vectors)
            if count == 0
        }
        chances |= {
            n for e in self.equations if e.name in chances for t in e.terms for n, _ in symbols(t, self.vectors)
        }
        found: dict[str, Domain] = {}
        for name, count in sorted(self.free.items()):
            default = Domain("chances", 0, 1, (4,)) if name in chances else Domain(shape=(4,) * count)
            domain = self._domains.get(name, default)
            if domain:
                found[name] = domain
        return found

    @cached_property
    def tied(self) -> Mapping[str, str]:
        """The symbols whose values the program gives."""
        return {name: text for name, text in self.given if self._domains[name] is None}

    def samples(self) -> list[dict[str, Value]]:
        """The random values, by symbol."""
        seed = f"{self.tex}\n{self.expression}"
        return [
            {name: domain.sample(f"{seed}\n{name}\n{n}") for name, domain in self.sampled.items()}
            for n in range(SAMPLES)
        ]

    def probe(self) -> str:
        """What the program is asked for: JSON with a list for each sample, of the tied values and of the result."""
        rows = [list(sample.values()) for sample in self.samples()]
        answer = f"[[{', '.join(self.tied)}], ({self.expression})]"
        for name, text in reversed(
            tuple(self.tied.items())
        ):  # by calls: an expression may have the name that it is tied to
            answer = f"(lambda {name}: {answer})({text})"
        answers = f"[{answer} for [{', '.join(self.sampled)}] in ({ARRAYS} for sample in {rows!r})]"
        return f"__import__('json').dumps({answers}, default=lambda value: value.tolist())"

    def disagreements(self, answer: str, rtol: float, atol: float) -> Iterable[str]:
        """Where formula and code differ, in words. Raises one of ERRORS where the formula has no value."""
        for sample, (tied, result) in zip(self.samples(), json.loads(answer), strict=True):
            values = {**sample, **dict(zip(self.tied, tied, strict=True))}
            codes = result if len(self.results) > 1 else [result]
            for formula, code in zip(self.worth(values), _repeated(codes, self.results), strict=True):
                if not _close(flat(formula), flat(code), rtol, atol):
                    given = ", ".join(f"{name} = {_short(value)}" for name, value in values.items())
                    yield f"at {given}: the formula gives {_apart(formula, code)}"

    def worth(self, values: dict[str, Value]) -> list[Value]:
        """What the terms of the results are worth; adds to `values` what the formula defines. Raises one of ERRORS."""
        self._define(values)
        meaning = Meaning(values, self.vectors)
        return [meaning.of(term) for equation in self.results for term in equation.terms]

    def _define(self, values: dict[str, Value]) -> None:
        """Adds the values of the symbols that the formula itself defines, each once those are known that it needs."""
        left = [equation for equation in self.equations if equation.name in self.defined]
        while left:
            ready = [e for e in left if all(n in values or n in CONSTANTS for n in self._needed(e))]
            if not ready:
                raise Unreadable(f"`{left[0].name}` is defined by itself")
            for equation in ready:
                values[equation.name] = Meaning(values, self.vectors).of(equation.terms[0])
            left = [equation for equation in left if equation not in ready]


def fault(comparison: Comparison) -> str:
    """What keeps a comparison from being made, or ""."""
    try:
        unused = [name for name, _ in comparison.given if name not in comparison.free]
        for name in comparison.sampled:
            if not name.isidentifier():
                return f"the formula's symbol `{name}` cannot be a name in Python"
        _try(comparison)
    except (Unreadable, ValueError, SyntaxError) as error:
        return f"the formula cannot be compared with code: {error}"
    if unused:
        known = ", ".join(comparison.free) or "none"
        return f"the formula has no symbol `{unused[0]}`; it has {known}"
    if not comparison.sampled and not comparison.tied:
        return "the formula has no symbol: claim its number with `=`"
    return ""


def _try(comparison: Comparison) -> None:
    """Raises Unreadable for a formula that can have no value, as far as that is known without the code."""
    if not comparison.tied:
        try:
            comparison.worth(comparison.samples()[0])
        except Unreadable:
            raise
        except ERRORS:
            pass  # for these inputs: the check will say so


def _repeated(codes: Sequence[Value], results: Sequence[Equation]) -> list[Value]:
    """The code's value for each term: all terms of one equation must equal the same."""
    return [code for code, equation in zip(codes, results, strict=True) for _ in equation.terms]


def _close(formula: Sequence[float], code: Sequence[float], rtol: float, atol: float) -> bool:
    if len(formula) != len(code):
        return False
    return all(a == b or abs(a - b) <= atol + rtol * abs(a) for a, b in zip(formula, code, strict=True))


def _apart(formula: Value, code: Value) -> str:
    """Both values, with as many digits as it takes to see that they differ."""
    texts = next((pair for d in (6, 17) if (pair := (_short(formula, d), _short(code, d)))[0] != pair[1]), ("?", "?"))
    return f"{texts[0]}, the code {texts[1]}"


def _short(value: Value, digits: int = 6) -> str:
    if isinstance(value, list):
        shown = [_short(item, digits) for item in value[:4]]
        return f"[{', '.join(shown)}{', …' if len(value) > 4 else ''}]"
    return f"{value:.{digits}g}"
