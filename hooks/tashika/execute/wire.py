"""A program as the JSON that a worker reads (`inside/order.py` is the other side)."""

from __future__ import annotations

import json
from pathlib import Path

from tashika.model import Program


def to_json(program: Program, root: Path, seed: int = 0) -> str:
    """The program with its paths made absolute."""
    return json.dumps(
        {
            "id": program.id,
            "seed": seed,
            "root": str(root),
            "path": str(root / program.path) if program.chunks else "",
            "file": str(root / program.file) if program.file else "",
            "search": str(root / program.search) if program.search else "",
            "pieces": [[chunk.line, chunk.code, chunk.mode == "single"] for chunk in program.chunks],
            "watch": [[line, list(kinds)] for line, kinds in program.watch.items()],
            "questions": [[p.id, p.after, p.expression, str(root / p.path), p.line] for p in program.probes],
        }
    )
