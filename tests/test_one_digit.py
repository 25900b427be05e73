"""One digit of a claim in the real notes is changed: the check names it, the update restores the very same bytes."""

import re
import shutil
from pathlib import Path

import pytest

from tashika.cli import main
from tashika.config import load_project
from tashika.lines import Places
from tashika.model import Claim
from tashika.notes import read_notes

ROOT = Path(__file__).parents[1]
NOTES = read_notes(load_project(ROOT))
TEXTS = {page.path: page.text for page in NOTES.pages} | {snippet.path: snippet.text for snippet in NOTES.snippets}
DIGIT = re.compile(r"\d")
# A figure's claim is its picture, and what is wrong with an equation is for its author to find.
NOT_WRITTEN = {"figure", "equation"}


def falsifiable(page: str, path: str) -> list[Claim]:
    """The last claim of each form and kind in a file whose text holds a digit."""
    found: dict[tuple[str, str], Claim] = {}
    for claim in NOTES.claims:
        if (
            claim.at.path == path
            and DIGIT.search(claim.expected)
            and claim.kind != "raises"
            and claim.form not in NOT_WRITTEN
            and (claim.form != "choice" or claim.given[0][0] == "x")  # another wrong option is no false claim
        ):
            found[claim.form, claim.kind] = claim
    assert found, f"{path} of {page} claims no number"
    return list(found.values())


CLAIMS = [
    (page, claim)
    for page, path in (
        ("docs/ch19/im2col.md", "docs/ch19/im2col.md"),
        ("docs/ch19/im2col.md", "snippets/ch19/im2col.py"),
        ("docs/ch19/group-conv.md", "snippets/ch19/group_conv.py"),
    )
    for claim in falsifiable(page, path)
]


@pytest.mark.parametrize(("page", "claim"), CLAIMS, ids=[f"{c.at.path}-{c.form}-{c.kind}" for _, c in CLAIMS])
def test_a_changed_digit_is_named_and_repaired(
    page: str, claim: Claim, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("docs", "snippets"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    text = TEXTS[claim.at.path]
    start, end = Places(claim.at.path, text).offsets(claim.at)
    at = start + [match.start() for match in DIGIT.finditer(text[start:end])][-1]
    file = tmp_path / claim.at.path
    file.write_bytes((text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]).encode("utf-8"))

    assert main(["-C", str(tmp_path), "check", page]) == 1
    told = capsys.readouterr().out
    assert f"{claim.at.path}:{claim.at.line}:{claim.at.column}: differs" in told
    assert "says" in told and "run says" in told

    assert main(["-C", str(tmp_path), "update", page]) == 0
    diff = [line for line in capsys.readouterr().out.split("\n") if re.match(r"[-+](?!--|\+\+)", line)]
    assert len(diff) == 2, "one line out, one line in"
    assert file.read_bytes() == text.encode("utf-8")
    assert main(["-C", str(tmp_path), "check", page]) == 0
