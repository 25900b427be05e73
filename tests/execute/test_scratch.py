"""What a killed check left in the temporary folder is removed by the next one, and nothing else is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tashika.execute import ForkExecutor, Limits, SpawnExecutor
from tashika.execute.scratch import Scratch, sweep
from tashika.model import Chunk, Program

HOLD = "from tashika.execute.scratch import Scratch\nhome = Scratch()\nprint(home.name, flush=True)\ninput()\n"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files, for this process and for those that it starts."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.fixture
def other() -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another process, and a folder that it holds."""
    holder = subprocess.Popen([sys.executable, "-c", HOLD], stdin=-1, stdout=-1, text=True)
    assert holder.stdout
    yield holder, Path(holder.stdout.readline().strip())
    holder.kill()
    holder.communicate()


def test_a_folder_is_gone_with_its_context(temporary: Path) -> None:
    with Scratch() as name:
        Path(name, "file").touch()
    assert not [*temporary.iterdir()]


def test_the_folder_of_a_living_process_is_left_alone(other: tuple[subprocess.Popen[str], Path]) -> None:
    with Scratch() as own:
        sweep()
        assert (other[1].is_dir(), Path(own).is_dir()) == (True, True)


def test_the_folder_of_a_killed_process_is_removed(temporary: Path, other: tuple[subprocess.Popen[str], Path]) -> None:
    holder, folder = other
    (folder / "deep").mkdir()
    (folder / "deep" / "file").touch()
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert folder.is_dir()
    sweep()
    assert not [*temporary.iterdir()]


@pytest.mark.parametrize("kind", [ForkExecutor, SpawnExecutor])
def test_the_next_check_removes_it(
    tmp_path: Path,
    temporary: Path,
    other: tuple[subprocess.Popen[str], Path],
    kind: type[ForkExecutor] | type[SpawnExecutor],
) -> None:
    other[0].kill()
    other[0].wait()
    [run] = kind(tmp_path, Limits(20, 1000), 1).execute([Program("a.md", (Chunk("a.md", 1, "x = 1"),))])
    assert (run.status, [*temporary.iterdir()]) == ("ok", [])


def test_what_is_not_marked_or_has_another_name_is_left_alone(temporary: Path) -> None:
    for name in ("tashika-abcd1234", "tashika-browser-abcd1234", "tashika-held"):
        (temporary / name).mkdir()
    (temporary / "tashika-browser-abcd1234" / ".held").touch()
    (temporary / "tashika-held" / ".held").touch()
    (temporary / "tashika-afile123").touch()
    sweep()
    assert len([*temporary.iterdir()]) == 4


def test_links_are_not_followed(tmp_path: Path, temporary: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / ".held").touch()
    (temporary / "tashika-link1234").symlink_to(kept)
    (temporary / "tashika-left1234").mkdir()
    (temporary / "tashika-left1234" / ".held").touch()
    (temporary / "tashika-left1234" / "to").symlink_to(kept)
    sweep()
    assert ((kept / ".held").exists(), [entry.name for entry in temporary.iterdir()]) == (True, ["tashika-link1234"])


def test_two_sweeps_at_once_do_each_other_no_harm(temporary: Path) -> None:
    for n in range(30):
        (temporary / f"tashika-left{n:04}").mkdir()
        (temporary / f"tashika-left{n:04}" / ".held").touch()
    command = [sys.executable, "-c", "from tashika.execute.scratch import sweep\nsweep()"]
    both = [subprocess.Popen(command, env=os.environ) for _ in range(2)]
    assert [each.wait() for each in both] == [0, 0]
    assert not [*temporary.iterdir()]
