"""Makes a site of notes whose claims are true, to measure builds with: `python bench/generate.py FOLDER --pages 30`.

The outputs that the pages claim come from running every snippet once, here. With --plain the same pages are built by
MkDocs alone: the mkdocs.yml names no hook, and everything else is equal.
"""

from __future__ import annotations

import argparse
import io
import random
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

HOOK = Path(__file__).resolve().parents[1] / "hooks" / "verify.py"
CONFIG = """\
site_name: Benchmark
use_directory_urls: false
theme: {name: material, language: en, font: false}
plugins: [search, tags]
markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - tables
  - toc: {permalink: true}
  - pymdownx.arithmatex: {generic: true}
  - pymdownx.details
  - pymdownx.highlight: {anchor_linenums: false, pygments_lang_class: true}
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
"""
TEXT = (
    "a note explains one idea of the course with its derivation and the code that computes it layer weight tensor "
    "gradient batch channel kernel stride window group input output shape value mean variance learning rate loss"
)
WORDS = TEXT.split()
FORMULAS = (
    r"y_{n,o,i,j} = \sum_{c,k,l} w_{o,c,k,l}\, x_{n,c,i+k,j+l} + b_o",
    r"H' = \left\lfloor \frac{H + 2p - k}{s} \right\rfloor + 1",
    r"\hat{x} = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}",
    r"\frac{\partial L}{\partial W} = \sum_n \delta_n x_n^{\top}",
    r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
    r"\theta_{t+1} = \theta_t - \eta \nabla_\theta L(\theta_t)",
)
NUMPY = (
    """import numpy as np

rng = np.random.default_rng({page})
x = rng.normal(size=({batch}, {channels}, 8, 8))
print(x.shape, round(float(x.mean()), 6))
""",
    """def unfold(x, k):
    windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))
    n, c, h, w, _, _ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * h * w, c * k * k)


columns = unfold(x, 3)
print(columns.shape)
print(round(float(columns.sum()), 4))
""",
    """groups = 2
grouped = x.reshape({batch}, groups, {channels} // groups, 8, 8)
w = rng.normal(size=(groups, 4, {channels} // groups))
y = np.einsum("ngchw,goc->ngohw", grouped, w).reshape({batch}, groups * 4, 8, 8)
print(y.shape, round(float(np.abs(y).max()), 6))
""",
    """for g in (1, 2):
    print(g, {channels} // g * 4 * 9, "weights")
""",
    """mean = x.mean(axis=(0, 2, 3), keepdims=True)
normal = (x - mean) / np.sqrt(x.var(axis=(0, 2, 3), keepdims=True) + 1e-5)
print(normal.shape)
print(round(float(normal.std()), 4))
""",
)
TORCH = (
    """import torch

torch.manual_seed({page})
x = torch.randn({batch}, {channels}, 8, 8)
print(tuple(x.shape))
""",
    """layer = torch.nn.Conv2d({channels}, 4, 3, groups=2)
print(sum(p.numel() for p in layer.parameters()))
""",
    """y = layer(x)
print(tuple(y.shape), y.requires_grad)
""",
    """y.square().mean().backward()
print(tuple(layer.weight.grad.shape))
""",
    """with torch.no_grad():
    print(tuple(torch.nn.functional.unfold(x, 3).shape))
""",
)
SLEEP = ("import time\n\ntime.sleep(0.25)\nprint({page})\n",)
WORKLOADS = {"numpy": NUMPY, "torch": TORCH, "sleep": SLEEP}


@dataclass(frozen=True)
class Shape:
    """How large a site is, and what its snippets do."""

    pages: int = 30
    snippets: int = 5
    workload: str = "numpy"
    prune: bool = False  # whether each page has only its part of the navigation, which all of them otherwise have whole

    @property
    def config(self) -> str:
        """The beginning of mkdocs.yml."""
        return CONFIG.replace("font: false", "font: false, features: [navigation.prune]") if self.prune else CONFIG


@dataclass(frozen=True)
class Part:
    """A piece of a page: Markdown, then maybe a snippet and what it prints."""

    text: str
    code: str = ""
    output: str = ""


def generate(shape: Shape, hook: Path | None = HOOK) -> Mapping[str, str]:
    """A site's files; without a hook it is one for MkDocs alone."""
    hooks = f"hooks: [{hook}]\n" if hook else ""
    report = "  - verification.md\n" if hook else ""
    return {
        "mkdocs.yml": f"{shape.config}{hooks}{navigation(shape)}{report}",
        "pyproject.toml": "[tool.tashika]\n",
        "snippets/.gitkeep": "",
        "docs/index.md": contents(shape),
        **{f"docs/{name(page)}": page_text(page, shape) for page in range(shape.pages)},
    }


def navigation(shape: Shape, suffix: str = ".md") -> str:
    """The part of mkdocs.yml that lists the pages."""
    return "nav:\n  - index.md\n" + "".join(f"  - {name(page, suffix)}\n" for page in range(shape.pages))


def contents(shape: Shape) -> str:
    """The page that links to all others."""
    return "# Benchmark\n\n" + "\n".join(f"- [{page}]({name(page)})" for page in range(shape.pages)) + "\n"


def name(page: int, suffix: str = ".md") -> str:
    """The file of a page, below docs."""
    return f"page{page:03}{suffix}"


def page_text(page: int, shape: Shape) -> str:
    """A page: in each section some words, formulas, a snippet and what the snippet prints."""
    lines = []
    for part in page_parts(page, shape):
        lines.append(part.text)
        if part.code:
            lines += [f"```python\n{part.code}\n```\n", f"```output\n{part.output}\n```\n"]
    return "\n".join(["---", f"tags: [t{page % 5}]", "---", "", *lines])


def page_parts(page: int, shape: Shape) -> list[Part]:
    """The page in pieces, so that each of the peers can have it in its own format."""
    chance = random.Random(page)
    codes = page_snippets(page, shape)
    parts = []
    for section in range(max(len(codes), 1)):
        lines = [f"# Note {page}", "", "word", ""] if not section else []
        lines += [f"## Part {section}", "", words(chance, 300 // max(len(codes), 1)), ""]
        for formula in FORMULAS[section :: max(len(codes), 1)]:
            lines += [f"$${formula}$$", "", words(chance, 5), f"$n_{section} = {page}$.", ""]
        code, output = codes[section] if section < len(codes) else ("", "")
        parts.append(Part("\n".join(lines), code.rstrip("\n"), output.rstrip("\n")))
    following = (page + 1) % shape.pages
    return [*parts, Part(f"See [note {following}]({name(following)}#part-0).\n")]


def page_snippets(page: int, shape: Shape) -> list[tuple[str, str]]:
    """The page's snippets, each with what it prints when they run in one namespace, in order."""
    templates = WORKLOADS[shape.workload]
    namespace: dict[str, object] = {"__name__": "__main__"}
    found = []
    for index in range(shape.snippets):
        code = templates[index % len(templates)].format(page=page, batch=2 + page % 3, channels=4)
        code = f"step = {index}\n{code}"
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile(code, name(page), "exec"), namespace)
        found.append((code, printed.getvalue()))
    return found


def words(chance: random.Random, count: int) -> str:
    """A line of prose."""
    return " ".join(chance.choice(WORDS) for _ in range(count)).capitalize() + "."


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Writes text files with plain line ends."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=30)
    parser.add_argument("--snippets", type=int, default=5, help="on each page")
    parser.add_argument("--workload", choices=sorted(WORKLOADS), default="numpy")
    parser.add_argument("--plain", action="store_true", help="the same pages without the hook")
    given = parser.parse_args(arguments)
    shape = Shape(given.pages, given.snippets, given.workload)
    write(given.folder, generate(shape, None if given.plain else HOOK))


if __name__ == "__main__":
    main()
