"""The files of others that pages load or the build runs, and our own bundled scripts: which they are and where.

They come from npm: the repository pins them and holds none of them. A wheel carries copies, so that who installs it
needs no npm. FILES is the one list: what a new feature needs is one more line here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

BUNDLES = ".tashika"
"""The folder of scripts of our own that set-up has bundled, beside the packages in node_modules."""
FILES: Mapping[str, tuple[str, ...]] = {
    BUNDLES: ("answers.js", "quiz.js", "review.js", "search.js"),
    "iframe-worker": ("package.json", "LICENSE", "shim/index.js"),
    "katex": (
        "package.json",
        "LICENSE",
        "dist/katex.min.js",
        "dist/katex.min.css",
        "dist/contrib/copy-tex.min.js",
        "dist/fonts/*.woff2",
    ),
    "mathjax": ("package.json", "LICENSE", "tex-svg.js", "input/tex/extensions/*.js"),  # breaks long lines of the book
    "@mathjax/mathjax-newcm-font": ("package.json", "svg/dynamic/*.js"),  # under the licence of MathJax
    "mermaid": ("package.json", "LICENSE", "dist/mermaid.min.js"),
    "ts-fsrs": ("package.json", "LICENSE"),  # its code is in review.js
}
"""By package, the patterns of the files that are used; each must match. A package brings its licence along."""
MODULES = "node_modules"
CHECKOUT = Path(__file__).resolve().parents[2]
"""Where this package's own checkout has its node_modules."""
CARRIED = Path(__file__).resolve().parent / "browser"
"""Where an installed wheel has them."""


def package_folder(root: Path, name: str) -> Path:
    """The folder of a package: of the project at `root`, else of this checkout, else what the wheel carries.

    Where there is none, the folder in the project, which is then missing.
    """
    own = root / MODULES / name
    places = (own, CHECKOUT / MODULES / name, CARRIED / name)
    return next((place for place in places if place.is_dir()), own)


def is_carried(path: Path) -> bool:
    """Whether a file belongs to an installed wheel, which is built whole and never out of date."""
    return path.is_relative_to(CARRIED)


def listed(modules: Path) -> Iterator[tuple[str, Path]]:
    """Every file that a wheel carries, by its path below `CARRIED`. Raises FileNotFoundError for what is missing."""
    for name, patterns in FILES.items():
        for pattern in patterns:
            found = sorted((modules / name).glob(pattern))
            if not found:
                raise FileNotFoundError(f"{MODULES}/{name}/{pattern}")
            yield from ((file.relative_to(modules).as_posix(), file) for file in found)
