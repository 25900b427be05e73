"""What a project's mkdocs.yml says that every check must know, not only a build.

A page that is to run nothing but what it asks for must not run more because `tashika check` did not read mkdocs.yml.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

OPTIONS = ("run", "claims")
"""The plugin's options that stand for keys of [tool.tashika]."""
ONLY_BUILDS = ("search", "math", "app")
"""Its other options, which concern nothing but a build."""
SPEAKS = re.compile(r"^docs_dir[ \t]*:|^[^#\n]*\btashika[\"']?[ \t]*:", re.MULTILINE)


class Unreadable(ValueError):
    """A mkdocs.yml that speaks of tashika and cannot be read; the message says why."""


def mkdocs_table(root: Path) -> dict[str, str]:
    """`docs`, `run` and `claims` as far as mkdocs.yml has them. Raises Unreadable."""
    try:
        text = (root / "mkdocs.yml").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    if not SPEAKS.search(text):
        return {}
    try:
        import yaml
    except ImportError:
        raise Unreadable(f"{root / 'mkdocs.yml'}: reading it needs PyYAML: install tashika[data]") from None
    try:
        top = yaml.compose(text)
    except yaml.YAMLError as error:
        raise Unreadable(f"{root / 'mkdocs.yml'}: {error}") from None
    options = _options(top)
    strange = [name for name in options if name not in OPTIONS + ONLY_BUILDS]
    if strange:
        raise Unreadable(f"{root / 'mkdocs.yml'}: the plugin tashika has no option `{strange[0]}`")
    return {name: options[name] for name in OPTIONS if name in options} | _docs(top)


def _docs(top: Any) -> dict[str, str]:
    entries = _entries(top)
    return {"docs": entries["docs_dir"].value} if "docs_dir" in entries else {}


def _options(top: Any) -> dict[str, str]:
    """What the plugin is given, wherever it stands in the list."""
    plugins = _entries(top).get("plugins")
    found: dict[str, str] = {}
    for each in plugins.value if plugins is not None and isinstance(plugins.value, list) else ():
        pairs = _entries(plugins if isinstance(each, tuple) else each)
        found |= {name: node.value for name, node in _entries(pairs.get("tashika")).items()}
    return found


def _entries(node: Any) -> dict[str, Any]:
    """The entries of a mapping of YAML; none of what is something else."""
    pairs = getattr(node, "value", None)
    if not isinstance(pairs, list) or not all(isinstance(pair, tuple) for pair in pairs):
        return {}
    return {key.value: value for key, value in pairs if isinstance(key.value, str)}
