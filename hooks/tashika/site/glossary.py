"""Hands the glossary to the Markdown extension that marks terms in pages."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from tashika.model import Term
from tashika.records.glossary import anchor

EXTENSION = "tashika.site.terms"
PAGE = "glossary.md"


def add_terms(config: MkDocsConfig, terms: Iterable[Term]) -> None:
    """Has terms marked, where the notes have a glossary and a page that shows it."""
    entries = [_entry(term) for term in terms if term.marked]
    if not entries or not (Path(config.docs_dir) / PAGE).is_file():
        return
    if EXTENSION not in config.markdown_extensions:
        config.markdown_extensions.append(EXTENSION)
    config.mdx_configs[EXTENSION] = {"entries": entries}


def _entry(term: Term) -> dict[str, object]:
    heading = f"{term.term} ({term.english})" if term.english.lower() != term.term.lower() else term.term
    return {
        "words": [term.term, *term.aliases],
        "title": f"{heading}: {term.text}",
        "target": f"{PAGE}#{anchor(term)}",
        "page": term.page.partition("#")[0],
    }
