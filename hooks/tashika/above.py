"""What stands above an output or a picture: the block that it is a claim on. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from tashika.fences import width
from tashika.model import Block

_EMPTY = "> \t\r\n"


def shown_above(blocks: Sequence[Block], prefix: str) -> Block | None:
    """The last block, if it runs, or is skipped, with that indentation and only blank lines below it."""
    for block in reversed(blocks):
        if block.info:
            runs = (block.program or block.skip) and block.info != "output"
            return block if runs and width(block.prefix) == width(prefix) else None
        if block.source.strip(_EMPTY):
            return None
    return None


def drawn_above(blocks: Sequence[Block]) -> Block | None:
    """The last block, if it runs, with nothing but outputs and blank lines below it."""
    for block in reversed(blocks):
        if block.info not in ("", "output"):
            return block if block.program and not block.skip else None
        if not block.info and block.source.strip(_EMPTY):
            break
    return None
