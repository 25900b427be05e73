"""Notebooks as pages: cells are the blocks of one program, and stored outputs are claims. Pure."""

from __future__ import annotations

from tashika.notebooks.places import in_cells
from tashika.notebooks.reading import read_notebook

__all__ = ["in_cells", "read_notebook"]
