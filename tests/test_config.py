"""What `[tool.tashika]` may say, of the bounds of programs above all, and what is said of it when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tashika.config import ConfigError, make_project
from tashika.execute import Limits


def test_limits_are_what_the_table_says(tmp_path: Path) -> None:
    table = {
        "timeout": 9,
        "output_limit": 1000,
        "memory_limit": 5e9,
        "cpu_limit": 8.5,
        "disk_limit": 2000,
        "file_limit": 300,
        "process_limit": 4,
        "network": True,
    }
    found = make_project(tmp_path, table).limits
    assert found == Limits(9.0, 1000, 5_000_000_000, cpu=8.5, disk=2000, files=300, processes=4, network=True)


def test_each_bound_is_on_by_default(tmp_path: Path) -> None:
    limits = make_project(tmp_path, {}).limits
    assert all((limits.timeout, limits.output, limits.memory, limits.cpu, limits.disk, limits.files, limits.processes))
    assert not limits.network


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("cpu_limit", 0, "cpu_limit = 0 must be greater than 0"),
        ("disk_limit", -1, "disk_limit = -1 must be greater than 0"),
        ("process_limit", "many", "process_limit = 'many' must be of type float"),
        ("file_limit", 20, "file_limit = 20 must be at least 256"),
        ("network", 1, "network = 1 must be of type bool"),
        ("network", "no", "network = 'no' must be of type bool"),
        ("timeout", True, "timeout = True must be of type float"),
        ("pages", "README.md", "pages = 'README.md' must be of type list"),
        ("pages", [1], "pages = [1] must be a list of texts"),
        ("docstrings", ["nowhere"], "docstrings: there is no `nowhere` in this project"),
        ("run", "some", 'run = \'some\' must be "all" or "marked"'),
        ("proces_limit", 1, "has no key `proces_limit`"),
    ],
)
def test_wrong_bound_is_reported_with_its_key_and_what_is_wanted(
    tmp_path: Path, key: str, value: object, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        make_project(tmp_path, {key: value})
    assert message in str(caught.value)
