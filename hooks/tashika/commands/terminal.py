"""What a command shows."""

from __future__ import annotations

import argparse
import os
import sys


def colour_for(arguments: argparse.Namespace) -> bool:
    if arguments.colour != "auto" or vars(arguments).get("output"):
        return bool(arguments.colour == "always")
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def show(content: str) -> None:
    """Prints what the terminal's encoding has, and the rest as escapes; a reader who went away is no error."""
    try:
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(content.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
