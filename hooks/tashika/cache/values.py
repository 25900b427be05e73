"""Values of this package's model as bytes, and back: what is read can make nothing but such values."""

from __future__ import annotations

import io
import pickle
import sys
from dataclasses import is_dataclass
from typing import Any

MODULES = ("tashika.model.", "tashika.options")


def dump(value: object) -> bytes:
    """The bytes of a value that is made of the model's dataclasses and of plain types."""
    return pickle.dumps(value, 5)


def load(data: bytes) -> Any:
    """The value; None for what is none, or was written by another version."""
    try:
        return _Values(io.BytesIO(data)).load()
    except Exception:
        return None


class _Values(pickle.Unpickler):
    """Reads nothing that could do anything."""

    def find_class(self, module: str, name: str) -> Any:
        found = getattr(sys.modules[module], name, None) if module.startswith(MODULES) else None
        if isinstance(found, type) and is_dataclass(found):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of the model")
