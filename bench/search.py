"""How well and how fast the notes' search finds: recall, empty answers, wrong answers, time and size.

    python bench/search.py                  the corpus and queries of bench/queries
    python bench/search.py --site site      the queries of bench/queries/notes.txt on the built notes
    python bench/search.py --misses         also the queries that were answered badly
    python bench/search.py --peer           MiniSearch in the place of the worker

The worker runs in Node as it is built, with Material's messages.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "bench" / "queries"
GIVEN = ("first.json", "second.json")
WORKER = Path("assets", "javascripts", "workers", "search.a7633da7.min.js")
CONFIG = """\
site_name: bench
site_url: ""
use_directory_urls: false
theme: {name: material, language: ja, font: false}
plugins: [search]
hooks: [hooks/search.py]
markdown_extensions: [attr_list, pymdownx.superfences, {pymdownx.arithmatex: {generic: true}}]
"""


@dataclass(frozen=True)
class Query:
    """What is typed, and the places of which one should be found first; none if nothing should."""

    kind: str
    typed: str
    expected: list[str]


@dataclass(frozen=True)
class Answer(Query):
    """What was found, best first, and the milliseconds that took, by the clock and of the processor."""

    found: list[str]
    ms: float
    cpu: float

    def within(self, places: int) -> bool:
        """Whether one of the expected places is among the first so many."""
        return any(self.fits(place) for place in self.found[:places])

    def fits(self, place: str) -> bool:
        """A page without a section stands for all of its sections."""
        return any(place == want or ("#" not in want and place.split("#")[0] == want) for want in self.expected)


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


def ask(site: Path, queries: list[Query], peer: bool = False) -> tuple[tuple[float, float], list[Answer]]:
    """Milliseconds until the worker was ready, and its answers."""
    node = shutil.which("node") or Path(sys.executable).with_name("node")
    program = [DATA / "minisearch.mjs"] if peer else [DATA / "measure.mjs", site / WORKER]
    command = [node, *program, site / "search" / "search_index.json"]
    typed = json.dumps([query.typed for query in queries])
    done = json.loads(subprocess.run(command, input=typed, capture_output=True, text=True, check=True).stdout)
    pairs = zip(queries, done["answers"], strict=True)
    return (done["ready"], done["cpu"]), [
        Answer(q.kind, q.typed, q.expected, a["found"], a["ms"], a["cpu"]) for q, a in pairs
    ]


def given() -> list[Query]:
    """The queries on the corpus."""
    entries = [e for name in GIVEN for e in json.loads((DATA / name).read_text(encoding="utf-8"))]
    return [
        Query(e["cat"], e["q"], [re.sub(r"^[^#]*", r"\g<0>.html", place) for place in e["expect"]]) for e in entries
    ]


def on_notes(docs: list[dict[str, str]]) -> list[Query]:
    """The queries on the notes. Sections are looked up by their heading; says which queries have lost their place."""
    lines = (DATA / "notes.txt").read_text(encoding="utf-8").splitlines()
    queries = []
    for line in lines:
        kind, typed, places = ("#", "", "") if line.startswith("#") else map(str.strip, line.split(" |"))
        expected = [found for place in places.split(";") for found in _find(docs, place)]
        if places and not expected:
            print(f"left out, for the notes have no such place: {typed} ({places})", file=sys.stderr)
        elif kind != "#":
            queries.append(Query(kind, typed, expected))
    return queries


def _find(docs: list[dict[str, str]], place: str) -> list[str]:
    page, _, heading = (part.strip() for part in place.partition("§"))
    of_page = [doc for doc in docs if page and doc["location"].partition("#")[0] == f"{page}.html"]
    if heading:
        return [doc["location"] for doc in of_page if doc["title"].startswith(heading)]
    return [f"{page}.html"] if of_page else []


def report(site: Path, ready: tuple[float, float], answers: list[Answer]) -> str:
    """The figures, a line each."""
    asked = [answer for answer in answers if answer.expected]
    idle = [answer for answer in answers if not answer.expected]
    index = site / "search" / "search_index.json"
    docs = json.loads(index.read_text(encoding="utf-8"))["docs"]
    pages, letters = len({doc["location"].split("#")[0] for doc in docs}), sum(len(doc["text"]) for doc in docs)
    size = index.stat().st_size / pages / 1000
    return "\n".join(
        (
            f"queries             {len(asked)} with an answer, {len(idle)} without",
            f"recall@1            {_share(a.within(1) for a in asked):.3f}",
            f"recall@5            {_share(a.within(5) for a in asked):.3f}",
            f"zero hits           {_share(not a.found for a in asked):.1%}",
            f"results, no answer  {sum(len(a.found) for a in idle) / max(1, len(idle)):.2f} a query",
            f"query               {_times([answer.ms for answer in answers])}",
            f"  of the processor  {_times([answer.cpu for answer in answers])}",
            f"ready               {ready[0] / 1000:.3f} s, {ready[1] / 1000:.3f} s of the processor",
            f"worker              {(site / WORKER).stat().st_size:,} bytes",
            f"index               {size:.2f} KB a page of {letters / pages:.0f} characters",
            *(f"  {kind:<16} {_share(a.within(1) for a in of):.3f} of {len(of)}" for kind, of in _kinds(asked)),
        )
    )


def _times(times: list[float]) -> str:
    return f"{median(times):.2f} ms median, {sorted(times)[int(0.95 * len(times))]:.1f} ms p95"


def _kinds(answers: list[Answer]) -> list[tuple[str, list[Answer]]]:
    kinds = defaultdict(list)
    for answer in answers:
        kinds[answer.kind].append(answer)
    return sorted(kinds.items())


def _share(values: Any) -> float:
    found = list(values)
    return sum(found) / max(1, len(found))


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--site", type=Path, help="a built site of the notes")
    parser.add_argument("--misses", action="store_true", help="print the queries whose first result is wrong")
    parser.add_argument("--peer", action="store_true", help="measure MiniSearch instead")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = arguments.site or build(Path(folder))
        docs = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
        ready, answers = ask(site, on_notes(docs) if arguments.site else given(), arguments.peer)
        print(report(site, ready, answers))
    for answer in answers if arguments.misses else ():
        if not answer.within(1) if answer.expected else answer.found:
            print(f"  {answer.kind}: {answer.typed} → {answer.found[:3]}, wanted {answer.expected}")


if __name__ == "__main__":
    main()
