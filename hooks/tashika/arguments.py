"""Values of the command line's options."""

from __future__ import annotations

import argparse
import math
import re


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


def share(text: str) -> tuple[int, int]:
    """An argparse type: share I of N, as `2/5`."""
    match = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text)
    index, count = map(int, match.groups()) if match else (0, 0)
    if not 1 <= index <= count:
        raise argparse.ArgumentTypeError(f"{text!r} is no share: write I/N, such as 2/5")
    return index, count
