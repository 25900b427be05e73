"""How well and how fast the notes' search finds: recall, empty answers, wrong answers, time and size.

    python bench/search.py                  the corpus and queries of bench/queries
    python bench/search.py --site site      the queries of bench/queries/*.txt on the built notes
    python bench/search.py --box http       in the site's search box, in Chromium; or `--box file`, opened from a folder
    python bench/search.py --times 10       with ten times the text
    python bench/search.py --misses         also the queries that were answered badly
    python bench/search.py --peer           MiniSearch in the place of the worker

Without --box the worker runs in Node as it is built, with Material's messages.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from search_queries import DATA, ON_NOTES, Answer, Query, given, on_notes

ROOT = Path(__file__).resolve().parents[1]
INDEX = Path("search", "search_index.json")
WORKER = Path("assets", "javascripts", "workers", "search.a7633da7.min.js")
Sets = dict[str, list[Query]]
CONFIG = """\
site_name: bench
site_url: ""
use_directory_urls: false
theme: {name: material, language: ja, font: false}
plugins: [search]
hooks: [hooks/search.py]
markdown_extensions: [attr_list, pymdownx.superfences, {pymdownx.arithmatex: {generic: true}}]
"""


def build(folder: Path) -> Path:
    """The site of the corpus, built with MkDocs and the search hook."""
    for page in json.loads((DATA / "corpus.json").read_text(encoding="utf-8")):
        text = {s["id"]: s["md"].replace("\n$$", "\n\n$$") for s in page["sections"]}
        sections = (f"## {s['title']} {{ #{s['id']} }}\n\n{text[s['id']]}" for s in page["sections"])
        head = f"---\ntags: {json.dumps(page['tags'], ensure_ascii=False)}\n---\n\n# {page['title']}\n\n{page['intro']}"
        path = folder / "docs" / f"{page['path']}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join([head, *sections]) + "\n", encoding="utf-8")
    shutil.copyfile(DATA / "glossary.yml", folder / "docs" / "glossary.yml")
    for name in ("node_modules", "hooks"):
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=folder, check=True)
    return folder / "site"


def ask(site: Path, sets: Sets, peer: bool = False) -> tuple[float, dict[str, list[Answer]]]:
    """Milliseconds until the worker was ready, and its answers, in Node."""
    program = [DATA / "minisearch.mjs"] if peer else [DATA / "measure.mjs", site / WORKER]
    done = _in_node([*program, site / INDEX], json.dumps([query.typed for of in sets.values() for query in of]))
    answers = iter(done["answers"])
    return done["ready"], {name: [_answered(query, next(answers)) for query in of] for name, of in sets.items()}


def _in_node(program: list[Path], given: str = "") -> Any:
    node = shutil.which("node") or Path(sys.executable).with_name("node")
    done = subprocess.run([node, *program], input=given, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _answered(query: Query, got: dict[str, Any]) -> Answer:
    return Answer(query.kind, query.typed, query.expected, got["found"], got["ms"], got["cpu"])


def repeated(site: Path, folder: Path, times: int) -> Path:
    """The site, in the folder, with each entry of its index so many times, at other addresses."""
    shutil.copytree(site, folder, copy_function=os.link, dirs_exist_ok=True)
    index = json.loads((site / INDEX).read_text(encoding="utf-8"))
    index["docs"] = [
        {**doc, "location": f"{n}/{doc['location']}" if n else doc["location"]}
        for n in range(times)
        for doc in index["docs"]
    ]
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    for path, content in ((folder / INDEX, text), ((folder / INDEX).with_suffix(".js"), f"var __index = {text}")):
        path.unlink()
        path.write_text(content, encoding="utf-8")
    return folder


def pieces_of(site: Path) -> str:
    """Whether every piece of a section finds the section."""
    done = _in_node([DATA / "substrings.mjs", site / INDEX])
    return f"pieces missed       {len(done['missed'])} of {done['asked']:,}"


def size_of(site: Path) -> list[str]:
    """What the worker and the index weigh, a line each."""
    index = site / INDEX
    docs = json.loads(index.read_text(encoding="utf-8"))["docs"]
    pages, letters = len({doc["location"].split("#")[0] for doc in docs}), sum(len(doc["text"]) for doc in docs)
    return [
        f"worker              {(site / WORKER).stat().st_size:,} bytes",
        f"index               {index.stat().st_size / pages / 1000:.2f} KB a page of {letters / pages:.0f} characters,"
        f" {letters:,} in all",
    ]


def report(sets: dict[str, list[Answer]]) -> list[str]:
    """The figures, a line each and a column for each set."""
    asked = {name: [answer for answer in answers if answer.expected] for name, answers in sets.items()}
    idle = {name: [answer for answer in answers if not answer.expected] for name, answers in sets.items()}
    kinds = sorted({answer.kind for answers in asked.values() for answer in answers})

    def row(title: str, cells: Iterable[str]) -> str:
        return f"{title:<20}" + "".join(f"{cell:<18}" for cell in cells).rstrip()

    def found(kind: str) -> Iterator[str]:
        for answers in asked.values():
            of = [answer for answer in answers if answer.kind == kind]
            yield f"{_share(a.within(1) for a in of):.3f} of {len(of)}" if of else "-"

    return [
        row("", sets),
        row("queries", (f"{len(asked[name])} and {len(idle[name])} idle" for name in sets)),
        row("recall@1", (f"{_share(a.within(1) for a in answers):.3f}" for answers in asked.values())),
        row("recall@5", (f"{_share(a.within(5) for a in answers):.3f}" for answers in asked.values())),
        row("zero hits", (f"{_share(not a.found for a in answers):.1%}" for answers in asked.values())),
        row("results, no answer", (f"{sum(len(a.found) for a in of) / max(1, len(of)):.2f}" for of in idle.values())),
        row("ms, median, p95", (_times([answer.ms for answer in answers]) for answers in sets.values())),
        *(
            [row("  of the processor", (_times([a.cpu or 0 for a in answers]) for answers in sets.values()))]
            * _knows(sets)
        ),
        *(row(f"  {kind}", found(kind)) for kind in kinds),
    ]


def _knows(sets: dict[str, list[Answer]]) -> bool:
    return all(answer.cpu is not None for answers in sets.values() for answer in answers)


def _times(times: list[float]) -> str:
    return f"{median(times):.2f}, {sorted(times)[int(0.95 * len(times))]:.1f}"


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return sum(found) / max(1, len(found))


def _misses(sets: dict[str, list[Answer]]) -> Iterator[str]:
    for name, answers in sets.items():
        for answer in answers:
            if not answer.within(1) if answer.expected else answer.found:
                yield f"  {name}, {answer.kind}: {answer.typed} → {answer.found[:3]}, wanted {answer.expected}"


def measure(site: Path, sets: Sets, arguments: argparse.Namespace) -> None:
    """Asks the sets and prints what came of it."""
    if arguments.box:
        from search_box import ask_in_box  # which needs Playwright

        ready, answers = ask_in_box(site, sets, arguments.box)
    else:
        ready, answers = ask(site, sets, arguments.peer)
    print(*report(answers), f"ready               {ready / 1000:.3f} s", *size_of(site), pieces_of(site), sep="\n")
    print(*(_misses(answers) if arguments.misses else ()), sep="\n")


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--site", type=Path, help="a built site of the notes")
    parser.add_argument("--box", choices=("http", "file"), help="type into the search box, in Chromium")
    parser.add_argument(
        "--times", type=int, default=1, help="repeat the index's entries so many times, for time and size"
    )
    parser.add_argument("--misses", action="store_true", help="print the queries whose first result is wrong")
    parser.add_argument("--peer", action="store_true", help="measure MiniSearch instead")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.site and arguments.site.parent) as folder:
        site = arguments.site or build(Path(folder))
        docs = json.loads((site / INDEX).read_text(encoding="utf-8"))["docs"]
        sets = {name: on_notes(name, docs) for name in ON_NOTES} if arguments.site else {"given": given()}
        many = repeated(site, Path(folder, "many"), arguments.times) if arguments.times > 1 else site
        measure(many, sets, arguments)


if __name__ == "__main__":
    main()
