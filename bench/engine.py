"""What running programs costs, without a site: `python bench/engine.py`. CPU is that of the whole process tree.

*a program more*: what a fork server takes for each further program that does nothing but import the library it has
loaded. *to run*: the snippets of some pages, the start of the server and its import included, against a bare `exec` of
the same code in one process that has imported it. *a save*: seconds from an edit of a page's last line to the verdict,
by the executor that a preview keeps.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from statistics import median

from generate import Shape, generate, page_snippets, write

from tashika.cache import why_not_the_same
from tashika.config import Project, load_project, make_project
from tashika.execute import make_executor
from tashika.model import Chunk, Program
from tashika.rechecking import Rechecking

LIBRARIES = ("numpy", "torch")
FEW, MANY = 20, 120
BLOCKS, PAUSE = 6, 0.3


def processor_time() -> float:
    """Seconds of this process and of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(each.ru_utime + each.ru_stime for each in used)


def cost(work: Callable[[], object]) -> float:
    """The CPU seconds that some work takes."""
    before = processor_time()
    work()
    return processor_time() - before


def run(project: Project, codes: Sequence[str]) -> None:
    """Runs programs in processes of their own."""
    programs = [Program(f"{n}.md", (Chunk(f"{n}.md", 1, code),)) for n, code in enumerate(codes)]
    for ended in make_executor(project).execute(programs):
        assert ended.status == "ok", ended.detail


def a_program_more(project: Project, library: str) -> float:
    """Milliseconds of CPU."""
    few, many = (cost(lambda count=count: run(project, [f"import {library}\n"] * count)) for count in (FEW, MANY))
    return (many - few) / (MANY - FEW) * 1000


def to_run(project: Project, library: str, pages: int) -> float:
    """The CPU of running pages, each in a process, as a multiple of a bare `exec` of them."""
    shape = Shape(pages, 5, library)
    codes = ["".join(code for code, _ in page_snippets(page, shape)) for page in range(pages)]  # it is imported now
    with redirect_stdout(io.StringIO()):
        bare = cost(lambda: [exec(compile(code, "page", "exec"), {"__name__": "__main__"}) for code in codes])
    return cost(lambda: run(project, codes)) / bare


def saves(folder: Path, library: str, rounds: int) -> list[float]:
    """Wall seconds from each of some saves to the verdict."""
    slow = f"\n```python\nimport time\ntime.sleep({PAUSE})\n```\n" * BLOCKS
    page = folder / "docs" / "slow.md"
    start = f"# A page\n\n```python\nimport {library}\n```\n{slow}"
    kept = Rechecking(load_project(folder), why_not_the_same)
    took = []
    try:
        for turn in range(rounds + 1):
            page.write_text(f"{start}\n```python\nprint({turn})  # output: {turn}\n```\n", encoding="utf-8")
            time.sleep(0.5)  # whoever has saved is not waiting for the one before
            began = time.perf_counter()
            report = kept.check()
            assert report.ok, report
            took.append(time.perf_counter() - began)
    finally:
        kept.close()
    return took[1:]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=100)
    given = parser.parse_args(arguments)
    print(f"load average {os.getloadavg()[0]:.1f}\n")
    print("| library | a program more, ms | to run, times `exec` | a save, ms | the best |\n|" + " --- |" * 5)
    for library in LIBRARIES:
        with tempfile.TemporaryDirectory(prefix="tashika-bench-") as name:
            folder = Path(name)
            project = make_project(folder, {})
            more = median(a_program_more(project, library) for _ in range(given.rounds))
            ratio = median(to_run(project, library, given.pages) for _ in range(given.rounds))
            write(folder, generate(Shape(0, 0)))
            took = saves(folder, library, given.rounds)
        numbers = more, ratio, median(took) * 1000, min(took) * 1000
        print(f"| {library} | {' | '.join(f'{number:.1f}' for number in numbers)} |", flush=True)


if __name__ == "__main__":
    main()
