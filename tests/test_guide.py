"""What the guide shows as an example is checked: it holds, or it fails with the very words that stand below it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tashika import reference
from tashika.cli import main
from tashika.config import DEFAULTS
from tashika.options import NAMES

GUIDE = Path(__file__).parents[1] / "docs/guide"
FENCE = re.compile(
    r"^(?P<indent> *)(?P<marks>`{3,})(?P<info>\w*)\n(?P<text>.*?)^(?P=indent)(?P=marks)$", re.MULTILINE | re.DOTALL
)
PAGES = sorted(GUIDE.rglob("*.md"))


def dedented(text: str, indent: str) -> str:
    return "".join(line.removeprefix(indent) for line in text.splitlines(keepends=True))


def examples() -> Iterator[tuple[str, str, str]]:
    """Name, source and, where one is shown below, the message of each example."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        fences = [*FENCE.finditer(text)]
        for match, below in zip(fences, [*fences[1:], None], strict=False):
            if match["info"] == "markdown":
                line = text.count("\n", 0, match.start()) + 1
                told = dedented(below["text"], below["indent"]) if below and below["info"] == "text" else ""
                source = dedented(match["text"], match["indent"])
                yield f"{page.relative_to(GUIDE)}:{line}", source, told if "docs/example.md" in told else ""


EXAMPLES = list(examples())
# What an example speaks of that stands elsewhere on its page.
WEIGHTS = "def weights(channels, filters, size, groups=1):\n    return filters * (channels // groups) * size**2\n"
BEFORE = f"```python\n{WEIGHTS}```\n\n"


def check(folder: Path, source: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    (folder / "docs").mkdir()
    (folder / "pyproject.toml").write_text("[tool.tashika]\ncache = ''\n", encoding="utf-8")
    needed = BEFORE if "weights(" in source and "def weights" not in source else ""
    (folder / "docs/example.md").write_text(needed + source, encoding="utf-8")
    if ".svg" in source:  # the reader is told to let `update` draw it
        main(["-C", str(folder), "update", "--accept"])
    capsys.readouterr()
    return main(["-C", str(folder), "check"]), capsys.readouterr().out


@pytest.mark.parametrize(("source", "told"), [each[1:] for each in EXAMPLES], ids=[each[0] for each in EXAMPLES])
def test_an_example_does_what_the_guide_says(
    source: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out = check(tmp_path, source, capsys)
    if told:
        assert status == 1
        assert told.strip() in out
    else:
        assert status == 0, out


def test_the_guide_has_examples_that_hold_and_that_fail() -> None:
    assert sum(bool(told) for *_, told in EXAMPLES) >= 2
    assert sum(not told for *_, told in EXAMPLES) >= 4


def test_the_reference_speaks_of_every_key_and_option() -> None:
    assert list(reference.KEYS) and reference.KEYS.keys() == DEFAULTS.keys()
    assert reference.OPTIONS.keys() == set(NAMES)


def test_both_languages_have_the_same_pages() -> None:
    english, japanese = ({page.name for page in (GUIDE / language).glob("*.md")} for language in ("en", "ja"))
    assert english == japanese
