"""What a formula's tree is worth for given values of its symbols. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from tashika.formulas import arrays
from tashika.formulas.arrays import Value
from tashika.formulas.tree import Equation, Node, Unreadable

CONSTANTS = {"e": math.e, "pi": math.pi}
OPERATIONS: Mapping[str, Callable[..., Value]] = {
    "plus": lambda a, b: arrays.both(lambda x, y: x + y, a, b),
    "minus": lambda a, b: arrays.both(lambda x, y: x - y, a, b),
    "times": arrays.multiply,
    "beside": arrays.multiply,
    "odot": lambda a, b: arrays.both(lambda x, y: x * y, a, b),
    "dot": lambda a, b: arrays.inner(a, b) if arrays.depth(a) == arrays.depth(b) == 1 else arrays.multiply(a, b),
    "over": lambda a, b: arrays.both(lambda x, y: x / y, a, b),
    "negative": lambda a: arrays.each(lambda x: -x, a),
    "power": arrays.power,
    "transposed": arrays.transpose,
    "floor": lambda a: arrays.each(math.floor, a),
    "ceil": lambda a: arrays.each(math.ceil, a),
    "abs": lambda a: arrays.each(abs, a),
    "norm": arrays.norm,
}
WHOLE: Mapping[str, Callable[..., Value]] = {
    "softmax": arrays.softmax,
    "diag": arrays.diagonal,
    "KL": arrays.divergence,
    "clip": lambda value, low, high: arrays.each(lambda x: min(max(x, low), high), value),
    "max": lambda first, *rest: reduce(lambda a, b: arrays.both(max, a, b), rest, first),
    "min": lambda first, *rest: reduce(lambda a, b: arrays.both(min, a, b), rest, first),
    "logbase": lambda value, base: arrays.both(math.log, value, base),
}
ELEMENTWISE: Mapping[str, Callable[[float], float]] = {
    **{name: getattr(math, name) for name in ("exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh")},
    "ln": math.log,
    "lg": math.log10,
    "arctan": math.atan,
    "sigma": lambda x: 1 / (1 + math.exp(-x)),
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "round": round,
    "sign": lambda x: math.copysign(1.0, x) if x else 0.0,
    "sgn": lambda x: math.copysign(1.0, x) if x else 0.0,
    "ReLU": lambda x: max(x, 0.0),
    "relu": lambda x: max(x, 0.0),
}
FOLDS: Mapping[str, Callable[[Iterable[float]], float]] = {"sum": math.fsum, "prod": math.prod, "max": max, "min": min}


def indexed(equations: Sequence[Equation], shaped: Iterable[str]) -> frozenset[str]:
    """The bases whose subscripts are indices: those with an index that a sum or the left-hand side binds, and those
    of which it is said that they are vectors."""
    nodes = [node for equation in equations for term in equation.terms for node in term.walk()]
    bound = {node.label for node in nodes if node.kind == "fold"}
    bound |= {index for equation in equations for index in equation.indices if _stands_alone(index)}
    names = [node for node in nodes if node.kind == "name" and node.parts]
    folded = {node.label for node in nodes if node.kind == "fold"}
    found = {node.text for node in names if any(part.text in folded for part in node.parts)}
    return frozenset(found | {node.text for node in names if node.text in set(shaped)})


def _stands_alone(index: str) -> bool:
    return len(index) == 1 and index.isalpha()


def symbols(term: Node, vectors: frozenset[str], bound: frozenset[str] = frozenset()) -> Iterator[tuple[str, int]]:
    """The names whose values a term needs, each with the number of its indices."""
    if term.kind == "name" and term.label not in bound:
        is_indexed = term.text in vectors and bool(term.parts)
        yield (term.text, len(term.parts)) if is_indexed else (term.label, 0)
    inner = bound | {term.label} if term.kind == "fold" else bound
    if term.kind == "name":
        return
    for part in term.parts:
        yield from symbols(part, vectors, inner)


@dataclass(frozen=True)
class Meaning:
    """Evaluates terms. `values` are those of symbols, `vectors` the bases whose subscripts are indices."""

    values: Mapping[str, Value]
    vectors: frozenset[str]

    def of(self, term: Node, at: Mapping[str, int] | None = None) -> Value:
        """A term's value; a vector of values if it has an index that nothing binds. Raises Unreadable, and what
        arithmetic raises."""
        at = at or {}
        free = self._free(term, at)
        if free:
            index = free[0]
            return [self.of(term, {**at, index: n}) for n in range(self._length(term, index))]
        return self._value(term, at)

    def _free(self, term: Node, at: Mapping[str, int]) -> list[str]:
        found: dict[str, None] = {}
        self._collect(term, frozenset(at), found)
        return list(found)

    def _collect(self, term: Node, bound: frozenset[str], found: dict[str, None]) -> None:
        if term.kind == "name":
            for part in term.parts if term.text in self.vectors else ():
                if part.text not in bound and not part.text.isdigit():
                    found[part.text] = None
            return
        inner = bound | {term.label} if term.kind == "fold" else bound
        for part in term.parts:
            self._collect(part, inner, found)

    def _length(self, term: Node, index: str) -> int:
        lengths = set()
        for node in term.walk():
            if node.kind == "name" and node.text in self.vectors:
                value = self.values[node.text]
                for part in node.parts:
                    lengths |= {len(value)} if part.text == index else set()
                    value = value[0]
        if len(lengths) != 1:
            raise Unreadable(f"how far the index {index} runs cannot be known: write its bounds")
        return int(lengths.pop())

    def _value(self, term: Node, at: Mapping[str, int]) -> Value:
        if term.kind == "number":
            return float(term.text)
        if term.kind == "name":
            return self._name(term, at)
        if term.kind == "fold":
            return self._fold(term, at)
        parts = [self.of(part, at) for part in term.parts]
        if term.kind == "operation":
            return OPERATIONS[term.text](*parts)
        if term.text in WHOLE:
            return WHOLE[term.text](*parts)
        if len(parts) != 1:
            raise Unreadable(f"{term.text} takes one argument")
        return arrays.each(ELEMENTWISE[term.text], parts[0])

    def _name(self, term: Node, at: Mapping[str, int]) -> Value:
        if term.label in at and term.label not in self.values:
            return float(at[term.label] + 1)
        if term.text in self.vectors and term.parts:
            value = self.values[term.text]
            for part in term.parts:
                value = value[at[part.text] if part.text in at else int(part.text) - 1]
            return value
        if term.label in self.values:
            return self.values[term.label]
        return CONSTANTS[term.label]

    def _fold(self, term: Node, at: Mapping[str, int]) -> float:
        body, *bounds = term.parts
        if bounds:
            first, last = (int(self._value(bound, at)) for bound in bounds)
        else:
            first, last = 1, self._length(body, term.label)
        values = [self.of(body, {**at, term.label: n - 1}) for n in range(first, last + 1)]
        if any(isinstance(value, list) for value in values):
            return reduce(OPERATIONS["plus"], values) if term.text == "sum" else self._no_vectors(term)
        return FOLDS[term.text](values)

    def _no_vectors(self, term: Node) -> float:
        raise Unreadable(f"\\{term.text} of vectors")
