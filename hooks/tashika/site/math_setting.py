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

from tashika.browser_files import package_folder
from tashika.config import ConfigError
from tashika.site.math_engine import Engine
from tashika.site.math_setter import Setter

ARITHMATEX = "pymdownx.arithmatex"
KEPT = Path(".cache", "tashika", "formulas.log")


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
    if _options(data.get("plugins") or (), "tashika").get("math") is False:
        return None
    return _setter(root, _options(data.get("markdown_extensions") or (), ARITHMATEX), data.get("extra") or {})


def _options(entries: Sequence[Any] | Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The options of an extension or a plugin, in either form that MkDocs takes."""
    several = [entries] if isinstance(entries, Mapping) else entries
    return next((entry[name] or {} for entry in several if isinstance(entry, Mapping) and name in entry), {})


def _setter(root: Path, options: Mapping[str, Any], extra: Mapping[str, Any]) -> Setter | None:
    if not options.get("generic"):
        return None
    macros = (extra.get("math") or {}).get("macros") or {}
    for name, text in macros.items():
        if not str(name).startswith("\\") or not isinstance(text, str):
            raise ConfigError(f"{root / 'mkdocs.yml'}: extra.math.macros: write `\\name: text`, not `{name}: {text!r}`")
    return Setter(Engine(package_folder(root, "katex"), dict(macros)), root / KEPT)
