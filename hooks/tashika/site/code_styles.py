"""Pygments works out the classes of a style for every block of code anew, a fifth of what highlighting takes: here they
are worked out once."""

from __future__ import annotations

import functools
from typing import Any

from pygments.formatters.html import HtmlFormatter  # type: ignore[import-untyped]


def remember_styles() -> None:
    """Has formatters of a kind, a style and a prefix share what the first of them has worked out."""
    plain = getattr(HtmlFormatter, "_create_stylesheet", None)
    if plain is None or hasattr(plain, "__wrapped__"):
        return
    known: dict[object, tuple[dict[Any, Any], dict[Any, Any]]] = {}

    @functools.wraps(plain)
    def create(formatter: Any) -> None:
        key = type(formatter), formatter.style, formatter.classprefix
        if key not in known:
            plain(formatter)
            known[key] = formatter.ttype2class, formatter.class2style
        formatter.ttype2class, formatter.class2style = map(dict, known[key])

    HtmlFormatter._create_stylesheet = create
