"""What all tests share: Hypothesis draws the same examples each time, so that no result hangs on chance or speed.

`pytest --hypothesis-profile=explore` looks for new ones instead.
"""

from __future__ import annotations

import compileall
import fcntl
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from tashika.execute.crew import processors

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "hooks" / "tashika"

# Tests that share what takes long to make go to one worker. Marks of groups would say it in the tests, but
# `--dist loadgroup` of pytest-xdist 3.8 does not see them under pytest 9.2.
GROUPS = {
    "browser": r"tests/browser/",
    "pdf": r"tests/pdf/",
    "cluster": r"tests/execute/(test_dask\.py|.*\[dask)",
    "clone": r"tests/test_workflows\.py.*(script|first_step)",
}
# Long files of short tests that share nothing: the scopes with the most tests go first, and these fill up what is left.
APART = r"tests/(execute/test_contract|test_cache|test_notes_alone|test_render_cache)\.py"


class Grouped(LoadScopeScheduling):
    """A scope for each group, for each test of the files that are taken apart, and for each other file."""

    def _split_scope(self, nodeid: str) -> str:
        group = next((name for name, pattern in GROUPS.items() if re.match(pattern, nodeid)), "")
        return group or (nodeid if re.match(APART, nodeid) else nodeid.partition("::")[0])


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: many tests wait for processes that they have started, or for a browser."""
    return processors() + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Grouped:
    """Has pytest-xdist keep groups together."""
    return Grouped(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Compiles the package, once: each of thousands of interpreters would do it, and what runs programs writes none."""
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(PACKAGE, quiet=1)


# Images of containers set this; here it would have each interpreter that a test starts compile what it imports.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


collect_ignore = ["cases"]  # data for tests, with programs that are wrong on purpose

settings.register_profile("certain", derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile("certain")

# A shell that starts the suite in the background, as CI may, has it ignore the interrupt, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _plain_pictures() -> Iterator[None]:
    """Whoever sets matplotlib's style in this process, or draws, does so for one test."""
    yield
    if matplotlib := sys.modules.get("matplotlib"):
        matplotlib.rcdefaults()
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")


@pytest.fixture(scope="session")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The environment in which the real notes are built; their programs have run in it, once for all workers.

    Runs are reused where the environment is the same, so it has nothing that pytest tells of a test or of a worker.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment["SOURCE_DATE_EPOCH"] = "1790000000"
    base = tmp_path_factory.getbasetemp()
    with ((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "notes.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed
        command = [sys.executable, "-m", "tashika", "check"]
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)  # a build will tell more
    return environment
