"""Arithmetic on numbers and nested lists, the standard library's own, for formulas over vectors and matrices. Pure.

Side by side is the matrix product, as formulas write it; two vectors side by side mean nothing and are refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from tashika.formulas.tree import Unreadable

Value = Any
"""A float, or a list of values."""


def depth(value: Value) -> int:
    """0 for a number, 1 for a vector, 2 for a matrix."""
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


def each(function: Callable[[float], float], value: Value) -> Value:
    """A function of every number."""
    return [each(function, item) for item in value] if isinstance(value, list) else function(value)


def both(function: Callable[[float, float], float], left: Value, right: Value) -> Value:
    """A function of the numbers at the same places; a number goes with all of a list."""
    if isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right) or depth(left) != depth(right):
            raise Unreadable("two lists of different shapes are combined element by element")
        return [both(function, a, b) for a, b in zip(left, right, strict=True)]
    if isinstance(left, list):
        return [both(function, item, right) for item in left]
    if isinstance(right, list):
        return [both(function, left, item) for item in right]
    return function(left, right)


def multiply(left: Value, right: Value) -> Value:
    """What two factors side by side mean."""
    shapes = depth(left), depth(right)
    if 0 in shapes:
        return both(lambda a, b: a * b, left, right)
    if shapes == (2, 1):
        return [inner(row, right) for row in left]
    if shapes == (2, 2):
        return [[inner(row, column) for column in transpose(right)] for row in left]
    if shapes == (1, 2):
        return [inner(left, column) for column in transpose(right)]
    raise Unreadable(r"two vectors stand side by side: write \odot, \cdot or ^\top")


def inner(left: Value, right: Value) -> float:
    """The sum of products of two vectors."""
    return float(sum(a * b for a, b in zip(left, right, strict=True)))


def transpose(matrix: Value) -> Value:
    """Rows for columns."""
    if depth(matrix) != 2:
        raise Unreadable(r"only a matrix can be transposed; write \cdot for the product of two vectors")
    return [list(column) for column in zip(*matrix, strict=True)]


def power(base: Value, exponent: Value) -> Value:
    """Of every number; complex results are refused."""

    def raised(number: float, to: float) -> float:
        result: float | complex = number**to
        if isinstance(result, complex):
            raise ValueError("a root of a negative number")
        return result

    if depth(base) == 2:
        raise Unreadable("a power of a matrix can be read in two ways")
    return both(raised, base, exponent)


def softmax(values: Value) -> Value:
    """Of a vector."""
    exponentials = [math.exp(value - max(values)) for value in values]
    return [value / sum(exponentials) for value in exponentials]


def divergence(left: Value, right: Value) -> float:
    """The Kullback-Leibler divergence of two distributions, with the natural logarithm; 0 log 0 is 0."""
    return float(sum(a * math.log(a / b) for a, b in zip(left, right, strict=True) if a))


def diagonal(values: Value) -> Value:
    """The matrix with a vector on its diagonal."""
    return [[value if i == j else 0.0 for j in range(len(values))] for i, value in enumerate(values)]


def norm(value: Value) -> float:
    """The Euclidean length of a vector."""
    if depth(value) != 1:
        raise Unreadable("a norm of something that is no vector")
    return math.sqrt(inner(value, value))


def flat(value: Value) -> list[float]:
    """All numbers, in order."""
    return [number for item in value for number in flat(item)] if isinstance(value, list) else [float(value)]
