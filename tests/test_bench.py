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
from peers import PEERS  # noqa: E402
from run import SCENARIOS, Plan, Row, Site, measure, table  # noqa: E402


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, int]:
    """The programs run in each scenario, in order."""
    folder = tmp_path_factory.mktemp("bench")
    site = Site(PEERS["spawn"], folder, Shape(PAGES, snippets=2))
    site.peer.make(folder, site.shape)
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


def test_a_plain_site_differs_from_a_checked_one_in_its_configuration_only() -> None:
    plain, checked = generate(Shape(2), None), generate(Shape(2), BENCH / "hook.py")
    assert {path for path in plain if plain[path] != checked[path]} == {"mkdocs.yml"}


@pytest.mark.parametrize("peer", PEERS)
def test_every_peer_gets_the_same_snippets_and_can_be_edited(peer: str, tmp_path: Path) -> None:
    shape = Shape(2, snippets=2)
    files = PEERS[peer].files(shape)
    for page in range(shape.pages):
        text = files[PEERS[peer].page(page)]
        assert text.count("word") == text.count("step = 0") == text.count("step = 1") == 1
        assert text.count("sliding_window_view") == 1


def test_slow_peers_take_part_in_the_first_rounds_only() -> None:
    plan = Plan(SCENARIOS, rounds=3, slow_rounds=1)
    assert [plan.builds("plain", turn) for turn in range(4)] == [True, True, True, False]
    assert [plan.builds("myst-nb", turn) for turn in range(4)] == [True, False, False, False]


def test_a_build_that_fails_is_told_with_its_output(tmp_path: Path) -> None:
    site = Site(PEERS["plain"], tmp_path, Shape(1, snippets=1))
    site.peer.make(tmp_path, site.shape)
    (tmp_path / "mkdocs.yml").write_text("site_name: [", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"by plain failed:[\s\S]*mkdocs"):
        list(measure([site], Plan(["cold"], 1, 1)))


def test_the_table_gives_medians_and_their_ratio_to_plain() -> None:
    rows = [Row("plain", "warm", turn, 30, wall=1.0, cpu=cpu, load=0.5) for turn, cpu in enumerate([1.0, 2.0, 9.0])]
    rows += [Row("spawn", "warm", turn, 30, wall=1.0, cpu=cpu, load=1.5) for turn, cpu in enumerate([3.0, 0.0, 3.0])]
    assert "| plain | 1.00 / 2.00 (1.00x) | 0.5-0.5 |" in table(rows)
    assert "| spawn | 1.00 / 3.00 (1.50x) | 1.5-1.5 |" in table(rows)
    assert {"plain", "spawn"} <= set(PEERS)
