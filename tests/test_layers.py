"""The layers of the design hold: what may import what, and what stays pure."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "hooks" / "tashika"
LAYERS = (
    {"model", "options"},
    {
        "lines",
        "statements",
        "compare",
        "fences",
        "formulas",
        "comments",
        "prose",
        "prompts",
        "docstrings",
        "includes",
        "pictures",
        "bitmaps",
        "outputs",
        "notebooks",
        "likeness",
        "polish",
        "wishes",
        "snippets",
        "above",
        "markdown",
        "sessions",
        "restyle",
        "records",
        "quizzes",
    },
    {"judge", "render", "update", "renotebook", "plan", "loosen", "twice"},
    {"execute", "config", "environment", "notes", "note_files", "strays", "mkdocs_file", "modules"},
    {"cache"},
    {"frozen"},
    {"check", "check_twice"},
    {"rechecking"},
    {"freezing", "choose", "watching"},
    {
        "reports",
        "browser_files",
        "starter",
        "arguments",
        "progress",
        "editor",
        "links",
        "reference",
        "anki",
        "commands",
        "cli",
        "__main__",
        "pytest_plugin",
        "site",
        "pdf",
        "figures",
    },
)
LAYER_OF = {name: level for level, names in enumerate(LAYERS) for name in names}
IMPURE = {"os", "subprocess", "time", "datetime", "random", "socket", "threading", "logging", "shutil", "tempfile"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                package = ["tashika", *file.relative_to(PACKAGE).parent.parts]
                yield ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])
                continue
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module == "tashika")


def part(file: Path) -> str:
    """The layer's name of a file: its module, or its folder below the package."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", MODULES, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_a_module_imports_from_its_own_layer_or_a_lower_one(file: Path) -> None:
    own = part(file)
    if own == "__init__":
        assert not list(imported(file)), "the package itself stays free of imports, so that a worker may load it"
        return
    assert own in LAYER_OF, f"{own} belongs to no layer: put it into LAYERS"
    for name in imported(file):
        if name.startswith("tashika."):
            other = name.split(".")[1]
            if other != "__version__":
                assert LAYER_OF[other] <= LAYER_OF[own], f"{own} must not import {name}"


@pytest.mark.parametrize("file", MODULES, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_only_the_site_and_the_book_import_mkdocs(file: Path) -> None:
    if part(file) not in ("site", "pdf"):
        assert not [name for name in imported(file) if name.split(".")[0] in ("mkdocs", "material", "pymdownx")]


@pytest.mark.parametrize("file", MODULES, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_only_the_book_imports_what_makes_the_book(file: Path) -> None:
    if part(file) != "pdf":
        assert not [name for name in imported(file) if name.split(".")[0] in ("lxml", "fontTools", "pikepdf")]
        if part(file) != "cli":
            assert not [name for name in imported(file) if name.startswith("tashika.pdf")]


@pytest.mark.parametrize("file", MODULES, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_what_parses_or_judges_does_no_input_or_output(file: Path) -> None:
    if LAYER_OF.get(part(file), 9) <= 2:
        assert not IMPURE.intersection(name.split(".")[0] for name in imported(file))
        calls = [n for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
        names = {n.func.id for n in calls if isinstance(n.func, ast.Name)}
        assert not names & {"open", "print", "input", "exec", "eval", "__import__"}


def test_the_core_imports_the_standard_library_only() -> None:
    core = [file for file in MODULES if LAYER_OF.get(part(file), 9) <= 5]
    extra = [file for file in core if file.name.startswith("dask")]
    foreign = {
        (file.name, name.split(".")[0])
        for file in core
        for name in imported(file)
        if name.split(".")[0] not in sys.stdlib_module_names | {"tashika"} and file not in extra
    }
    wanted = {("nodes.py", "yaml"), ("mkdocs_file.py", "yaml")}
    assert foreign == wanted, "PyYAML is asked for where a project has YAML files to be read, and only there"
    assert {file.name for file in extra} == {"dask.py", "dask_task.py"}, "and these import it inside functions"
    for file in extra:
        top = ast.parse(file.read_text(encoding="utf-8")).body
        names = {alias.name for node in top if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in top if isinstance(node, ast.ImportFrom)}
        assert not names & {"dask", "distributed"}


def test_what_runs_inside_a_worker_imports_the_standard_library_only() -> None:
    """The worker is started by its path and must not need the package, let alone anything installed."""
    files = [PACKAGE / "execute" / "worker.py", *(PACKAGE / "execute" / "inside").rglob("*.py")]
    assert len(files) > 1
    for file in files:
        for name in imported(file):
            inside = name.startswith(("tashika.execute.inside", "inside"))
            assert inside or name.split(".")[0] in sys.stdlib_module_names, f"{file.name} imports {name}"


def test_a_forbidden_import_would_be_found(tmp_path: Path) -> None:
    planted = tmp_path / "judge.py"
    planted.write_text("import os.path\nfrom tashika.site import plugin\nfrom mkdocs import config\n", encoding="utf-8")
    found = set(imported(planted))
    assert {"os.path", "tashika.site", "mkdocs"} <= found
    assert LAYER_OF["site"] > LAYER_OF["judge"]
