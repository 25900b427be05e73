"""Who is measured: the notes in the format of each, what is installed for it, how it builds, and what it verifies.

Every peer gets the same words, formulas and snippets. Those that build sites highlight and index them as well; Sybil
and pytest-examples build nothing. None of them becomes a dependency of this project: each has its own environment,
made when it is first asked for.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generate import HOOK, Part, Shape, contents, generate, name, navigation, page_parts, page_text, write

ROOT = Path(__file__).resolve().parents[1]
VARIANTS = Path(__file__).resolve().parent / "hook.py"
MKDOCS = ("-m", "mkdocs", "build", "--quiet")
MATERIAL = ("mkdocs==1.6.1", "mkdocs-material==9.8.1", "pymdown-extensions==12.3", "click==8.2.1")
KERNEL = ("ipykernel==7.4.0", "nbclient==0.11.0")
PYTEST = ("pytest==9.2.0",)


@dataclass(frozen=True)
class Peer:
    """A tool under measurement. `needs` empty: it runs in this project's environment, else in one of its own.

    `files` gives a site's files, `page` the name of a page; `built` lists what a cold build must not find.
    """

    name: str
    verifies: str
    command: Sequence[str]
    files: Callable[[Shape], Mapping[str, str]]
    needs: Sequence[str] = ()
    page: Callable[[int], str] = lambda page: f"docs/{name(page)}"
    built: Sequence[str] = ("site", ".cache")
    prepare: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    def make(self, folder: Path, shape: Shape) -> None:
        """Writes the site into a new folder, and what the tool must have done once before it can check anything."""
        write(folder, self.files(shape))
        if self.prepare:  # how its tests end does not matter: it writes outputs into the notes
            subprocess.run([self.python(shape), *self.prepare], cwd=folder, capture_output=True, check=False)

    def python(self, shape: Shape) -> str:
        """The interpreter that runs it; its environment is made when it is missing."""
        if not self.needs:
            return sys.executable
        torch = shape.workload == "torch"
        home = ROOT / ".cache" / "bench" / (self.name + ("-torch" if torch else ""))
        python = home / "bin" / "python"
        if not (home / "ready").exists():
            shutil.rmtree(home, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
            needs = [*self.needs, "numpy==2.4.6", *(["torch==2.13.0+cpu"] if torch else [])]
            subprocess.run([str(python), "-m", "pip", "install", "-qq", *needs], check=True)
            (home / "ready").touch()
        return str(python)

    def clear(self, folder: Path) -> None:
        """Forgets all that earlier builds have left."""
        for path in self.built:
            shutil.rmtree(folder / path, ignore_errors=True)


def pages(shape: Shape, suffix: str, page: Callable[[int, list[Part]], str]) -> dict[str, str]:
    """Every page of a site in one format."""
    return {f"docs/{name(number, suffix)}": page(number, page_parts(number, shape)) for number in range(shape.pages)}


def with_fences(parts: list[Part], opening: str) -> str:
    """A page whose code stands in fences that begin like this."""
    return "\n".join(part.text + (f"\n{opening}\n{part.code}\n```\n" if part.code else "") for part in parts)


def our_files(hook: Path | None) -> Callable[[Shape], Mapping[str, str]]:
    """A site of notes with outputs, checked by a hook, or built by MkDocs alone."""
    return lambda shape: generate(shape, hook)


def mkdocs_jupyter_files(shape: Shape) -> Mapping[str, str]:
    """Notebooks without outputs, which the plugin runs."""
    plugin = "plugins: [search, tags, {mkdocs-jupyter: {execute: true, allow_errors: false}}]"
    config = shape.config.replace("plugins: [search, tags]", plugin) + navigation(shape, ".ipynb")
    return {"mkdocs.yml": config, "docs/index.md": "# Benchmark\n", **pages(shape, ".ipynb", notebook)}


def notebook(number: int, parts: list[Part]) -> str:
    """A notebook, nbformat 4.5."""
    cells: list[dict[str, object]] = []
    for index, part in enumerate(parts):
        cells.append({"cell_type": "markdown", "id": f"t{index}", "metadata": {}, "source": part.text})
        if part.code:
            code = {"cell_type": "code", "id": f"c{index}", "metadata": {}, "source": part.code}
            cells.append({**code, "outputs": [], "execution_count": None})
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": cells}, indent=1) + "\n"


def markdown_exec_files(shape: Shape) -> Mapping[str, str]:
    """Fences that the extension runs, a session a page, with the output pasted below."""
    extension = shape.config.replace("plugins: [search, tags]", "plugins: [search, tags, markdown-exec]")
    return {
        "mkdocs.yml": extension + navigation(shape),
        "docs/index.md": contents(shape),
        **pages(shape, ".md", markdown_exec),
    }


def markdown_exec(number: int, parts: list[Part]) -> str:
    """A page with executable fences."""
    return with_fences(parts, f'```python exec="on" source="above" result="text" session="note{number}"')


def myst_files(shape: Shape) -> Mapping[str, str]:
    """A Sphinx project of text notebooks."""
    config = 'extensions = ["myst_nb"]\nnb_execution_mode = "force"\nmyst_enable_extensions = ["dollarmath"]\n'
    config += 'nb_execution_raise_on_error = True\nexclude_patterns = ["_build"]\n'
    listing = "\n".join(name(page) for page in range(shape.pages))
    index = f"# Benchmark\n\n```{{toctree}}\n{listing}\n```\n"
    return {"docs/conf.py": config, "docs/index.md": index, **pages(shape, ".md", myst)}


def myst(number: int, parts: list[Part]) -> str:
    """A page with code cells."""
    head = "---\nfile_format: mystnb\nkernelspec: {name: python3, display_name: Python 3}\n---\n\n"
    return head + with_fences(parts, "```{code-cell} ipython3")


SYBIL = '''\
"""Runs each page's fences in one namespace and compares what they print with the output fence below."""
from contextlib import redirect_stdout
from io import StringIO

from sybil import Sybil
from sybil.parsers.markdown import CodeBlockParser


def run(example):
    printed = example.namespace["printed"] = StringIO()
    with redirect_stdout(printed):
        exec(compile(example.parsed, example.path, "exec"), example.namespace)


def compare(example):
    printed = example.namespace["printed"].getvalue()
    return "" if printed == str(example.parsed) else f"expected {example.parsed!r}, got {printed!r}"


pytest_collect_file = Sybil(
    parsers=[CodeBlockParser("python", run), CodeBlockParser("output", compare)], pattern="*.md"
).pytest()
'''
PYTEST_EXAMPLES = '''\
"""Runs each page's fences in one namespace and compares what they print with the comments below each print."""
import pytest
from pytest_examples import find_examples

SHARED = {}


@pytest.mark.parametrize("example", find_examples("docs"), ids=str)
def test_example(example, eval_example):
    eval_example.set_config(line_length=200)
    check = eval_example.run_print_update if eval_example.update_examples else eval_example.run_print_check
    shared = SHARED.setdefault(example.path, {})
    shared.update(check(example, module_globals=shared))
'''


def sybil_files(shape: Shape) -> Mapping[str, str]:
    """Our own pages, and ten lines that make Sybil compare output fences."""
    return {"docs/conftest.py": SYBIL, **{f"docs/{name(page)}": page_text(page, shape) for page in range(shape.pages)}}


def pytest_examples_files(shape: Shape) -> Mapping[str, str]:
    """Pages with fences; the tool itself writes the outputs into them, once."""
    return {"test_notes.py": PYTEST_EXAMPLES, **pages(shape, ".md", bare)}


def bare(number: int, parts: list[Part]) -> str:
    """A page without outputs."""
    return with_fences(parts, "```python")


EVERYTHING = "every output, and that nothing is printed unclaimed"
PEERS: Mapping[str, Peer] = {
    peer.name: peer
    for peer in (
        Peer("plain", "nothing, and runs nothing", MKDOCS, our_files(None)),
        Peer("tashika", EVERYTHING, MKDOCS, our_files(HOOK)),
        *(
            Peer(variant, EVERYTHING, MKDOCS, our_files(VARIANTS), environment={"BENCH_PEER": variant})
            for variant in ("spawn", "fork", "stored", "uncached")
        ),
        Peer("tashika check", EVERYTHING, ("-m", "tashika", "check"), our_files(HOOK)),
        Peer(
            "mkdocs-jupyter",
            "that no cell raises (asked for: by default not even that)",
            MKDOCS,
            mkdocs_jupyter_files,
            (*MATERIAL, *KERNEL, "mkdocs-jupyter==0.26.3"),
            lambda page: f"docs/{name(page, '.ipynb')}",
        ),
        Peer(
            "markdown-exec",
            "nothing (an exception is a warning)",
            MKDOCS,
            markdown_exec_files,
            (*MATERIAL, "markdown-exec[ansi]==1.12.6"),
        ),
        Peer(
            "myst-nb",
            "that no cell raises (asked for)",
            ("-m", "sphinx", "-q", "docs", "docs/_build"),
            myst_files,
            (*KERNEL, "sphinx==9.0.4", "myst-nb==1.4.0"),
            built=("docs/_build", "docs/jupyter_execute"),
        ),
        Peer(
            "sybil",
            "every output fence (with ten lines of its user's own); builds no site",
            ("-m", "pytest", "-q", "-p", "no:cacheprovider", "docs"),
            sybil_files,
            (*PYTEST, "sybil==10.1.0"),
        ),
        Peer(
            "pytest-examples",
            "comments below each print that is reached; builds no site",
            ("-m", "pytest", "-q", "-p", "no:cacheprovider"),
            pytest_examples_files,
            (*PYTEST, "pytest-examples==0.0.18"),
            prepare=("-m", "pytest", "-q", "-p", "no:cacheprovider", "--update-examples"),
        ),
    )
}
