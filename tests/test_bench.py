"""How many programs a build runs, by what changed since the one before: exact, and free of the noise of a machine."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"
PAGES = 6
RUNS_IN: Mapping[str, int] = {"cold": PAGES, "warm": 0, "code": 1, "prose": 0}
"""Programs that a scenario runs, of one a page."""

sys.path.insert(0, str(BENCH))
from generate import Shape, generate  # noqa: E402
from run import PEERS, SCENARIOS, Row, Site, table  # noqa: E402


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, int]:
    """The programs run in each scenario, in order."""
    folder = tmp_path_factory.mktemp("bench")
    site = Site("spawn", folder, Shape(PAGES, snippets=2))
    generate(folder, site.shape, BENCH / "hook.py")
    counts = {}
    for scenario in SCENARIOS:
        site.prepare(scenario, 1)
        log = folder / f"{scenario}.count"
        environment = {**os.environ, "BENCH_PEER": "spawn", "BENCH_COUNT": str(log), "NO_MKDOCS_2_WARNING": "1"}
        command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        counts[scenario] = sum(map(int, log.read_text(encoding="utf-8").split())) if log.exists() else 0
    return counts


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_build_runs_no_more_programs_than_it_must(counts: Mapping[str, int], scenario: str) -> None:
    assert counts[scenario] == RUNS_IN[scenario]


def test_a_plain_site_differs_from_a_checked_one_in_its_configuration_only(tmp_path: Path) -> None:
    generate(tmp_path / "plain", Shape(2), None)
    generate(tmp_path / "hook", Shape(2), BENCH / "hook.py")
    for file in (tmp_path / "plain").rglob("*"):
        if file.is_file() and file.name != "mkdocs.yml":
            assert file.read_bytes() == (tmp_path / "hook" / file.relative_to(tmp_path / "plain")).read_bytes()


def test_the_table_gives_medians_and_their_ratio_to_plain() -> None:
    rows = [Row("plain", "warm", turn, 30, wall=1.0, cpu=cpu, load=0.5) for turn, cpu in enumerate([1.0, 2.0, 9.0])]
    rows += [Row("spawn", "warm", turn, 30, wall=1.0, cpu=cpu, load=1.5) for turn, cpu in enumerate([3.0, 0.0, 3.0])]
    assert "| plain | 1.00 / 2.00 (1.00x) | 0.5-0.5 |" in table(rows)
    assert "| spawn | 1.00 / 3.00 (1.50x) | 1.5-1.5 |" in table(rows)
    assert {"plain", "spawn"} <= set(PEERS)
