r"""Whether and how a site sets its formulas: `pymdownx.arithmatex` with `generic: true`, and macros for all pages in

    extra:
      math:
        macros:
          \KL: D_{\mathrm{KL}}(#1\,\|\,#2)

They stand in mkdocs.yml, under `extra`, which is MkDocs' place for what themes and hooks read: another renderer of the
same notes finds them there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils.yaml import yaml_load

from tashika.config import ConfigError
from tashika.site.math_engine import Engine
from tashika.site.math_setter import Setter

ARITHMATEX = "pymdownx.arithmatex"
KATEX = Path("node_modules", "katex")
OWN = Path(__file__).resolve().parents[3]
"""Where this package's own checkout has its node_modules."""
KEPT = Path(".cache", "tashika", "math")


def setter_of(config: MkDocsConfig) -> Setter | None:
    """What sets the formulas of a site, or None if it has none. Raises ConfigError."""
    root = Path(config.config_file_path).resolve().parent
    options = config.mdx_configs.get(ARITHMATEX, {}) if ARITHMATEX in config.markdown_extensions else {}
    return _setter(root, options, config.extra)


def setter_at(root: Path) -> Setter | None:
    """The same from a project's mkdocs.yml alone, which need not be there. Raises ConfigError."""
    file = root / "mkdocs.yml"
    if not file.is_file():
        return None
    with file.open("rb") as stream:
        data = yaml_load(stream)
    return _setter(root, _options(data.get("markdown_extensions") or ()), data.get("extra") or {})


def _options(extensions: Sequence[Any] | Mapping[str, Any]) -> Mapping[str, Any]:
    entries = [extensions] if isinstance(extensions, Mapping) else extensions
    return next(
        (entry[ARITHMATEX] or {} for entry in entries if isinstance(entry, Mapping) and ARITHMATEX in entry), {}
    )


def _setter(root: Path, options: Mapping[str, Any], extra: Mapping[str, Any]) -> Setter | None:
    if not options.get("generic"):
        return None
    macros = (extra.get("math") or {}).get("macros") or {}
    for name, text in macros.items():
        if not str(name).startswith("\\") or not isinstance(text, str):
            raise ConfigError(f"{root / 'mkdocs.yml'}: extra.math.macros: write `\\name: text`, not `{name}: {text!r}`")
    return Setter(Engine(_package(root), dict(macros)), root / KEPT)


def _package(root: Path) -> Path:
    """KaTeX of the project; where that has none, the one beside this package, for a project elsewhere that uses it."""
    package, own = root / KATEX, OWN / KATEX
    return own if own.is_dir() and not package.is_dir() else package
