"""The inputs on which a formula and its code are compared: random, and the same at every check. Pure.

The numbers come from a hash of what is compared, not from `random`: no state, and no dependence on a version of Python.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from tashika.formulas.arrays import Value

KINDS = {"real": 2, "integer": 2, "chances": 1}
"""The kinds of domain, with the number of arguments that they must have."""


@dataclass(frozen=True)
class Domain:
    """Numbers from `low` to `high`, or lists of them; `chances` are positive and have the sum 1."""

    kind: str = "real"
    low: float = 0.1
    high: float = 2.0
    shape: tuple[int, ...] = ()

    def sample(self, seed: str) -> Value:
        """A value that depends on nothing but the seed."""
        stream = _uniform(seed)
        if self.kind == "chances":
            weights = [0.1 + next(stream) for _ in range(self.shape[0])]
            return [weight / sum(weights) for weight in weights]
        return self._nested(self.shape, stream)

    def _nested(self, shape: tuple[int, ...], stream: Iterator[float]) -> Value:
        if shape:
            return [self._nested(shape[1:], stream) for _ in range(shape[0])]
        if self.kind == "integer":
            return int(self.low) + int(next(stream) * (int(self.high) - int(self.low) + 1))
        return self.low + next(stream) * (self.high - self.low)


def read_domain(text: str) -> Domain | None:
    """`real(-1, 1)`, `integer(2, 8)`, with a shape behind it `real(-1, 1, 4, 3)`, or `chances(4)`; None for another
    expression. Raises ValueError if it begins like one and is none."""
    call = ast.parse(text, mode="eval").body
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KINDS):
        return None
    kind = call.func.id
    numbers = [ast.literal_eval(argument) for argument in call.args]
    bounds, shape = (numbers[:2], numbers[2:]) if kind != "chances" else ([0, 1], numbers)
    sound = len(numbers) >= KINDS[kind] and not call.keywords and bounds[:1] < bounds[1:] and len(shape) <= 2
    if not sound or not all(isinstance(length, int) and 0 < length <= 64 for length in shape):
        raise ValueError(f"`{text}` is no domain: write real(low, high), integer(low, high) or chances(n)")
    return Domain(kind, bounds[0], bounds[1], tuple(shape))


def _uniform(seed: str) -> Iterator[float]:
    count = 0
    while True:
        data = hashlib.sha256(f"{seed}:{count}".encode()).digest()
        yield int.from_bytes(data[:7], "big") / 2**56
        count += 1
