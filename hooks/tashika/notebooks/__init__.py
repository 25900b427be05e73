"""Notebooks as pages: cells are the blocks of one program, and outputs are claims. Pure."""

from __future__ import annotations

from tashika.notebooks.percent import has_cells, read_percent
from tashika.notebooks.places import in_cells
from tashika.notebooks.reading import read_notebook
from tashika.notebooks.settings import asks_to_run

__all__ = ["asks_to_run", "has_cells", "in_cells", "read_notebook", "read_percent"]
