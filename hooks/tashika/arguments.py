"""Values of the command line's options."""

from __future__ import annotations

import argparse
import math


def jobs(value: str) -> int:
    """A number of programs to run at once."""
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value} is not a whole number from 1")
    return int(value)


def seconds(value: str) -> float:
    """A time limit."""
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{value} is not a number of seconds greater than 0")
    return number
