"""What makes the false claims of a notebook true, as edits of its file: everything else stays byte for byte. Pure."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tashika.compare import matches, parse_rule
from tashika.lines import Places
from tashika.model import Claim, Page, Run, Verdict
from tashika.notebooks.cells import Cell, Notebook, read_file
from tashika.notebooks.spanned import Node
from tashika.outputs import DRAWING, PICTURE, Output, last_name, of_run
from tashika.polish import polished
from tashika.render import Edit, apply
from tashika.restyle import keep_digits


@dataclass
class Rewriter:
    """Collects the edits of one notebook."""

    page: Page
    runs: Mapping[str, Run]
    edits: list[Edit] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.book: Notebook = read_file(self.page.path, self.page.text)
        self._ascii = self.page.text.isascii() and "\\u" in self.page.text

    def take_outputs(self, verdicts: Sequence[Verdict]) -> None:
        """Rewrites what a cell stores, by the verdicts on it that differ; only the texts that do, if that is enough."""
        claim = verdicts[0].claim
        cell = self._cell(claim.at.line)
        given = of_run(self.runs[claim.program or ""].events, claim.after)
        node = cell.node.get("outputs")
        assert node is not None  # a claim stands there
        if any(verdict.claim.kind == "cell" for verdict in verdicts) or any(v.claim.kind == "raises" for v in verdicts):
            new = [self._stored(cell, number, output) for number, output in enumerate(given)]
            self._replace(node, new)
            return
        for verdict in verdicts:
            self._take_text(cell, verdict, given)

    def _take_text(self, cell: Cell, verdict: Verdict, given: Sequence[Output]) -> None:
        claim, actual = verdict.claim, verdict.actual or ""
        index, _, mime = claim.detail.partition(" ")
        if mime == DRAWING:
            actual = self._polished(cell, int(index), actual)
        elif parse_rule(claim.rule)[0] in ("digits", "tolerance"):
            rounded = keep_digits(claim.expected, actual)
            actual = rounded if matches(rounded, actual, claim.rule) else actual
        nodes = self._texts_at(cell, claim)
        self._replace(nodes[0], _lines(actual, mime))
        for node in nodes[1:]:  # streams that were merged: their text is now in the first
            self._replace(node, [])

    def _texts_at(self, cell: Cell, claim: Claim) -> list[Node]:
        """The nodes of the texts that a claim's place spans."""
        start, end = self.book.places.offsets(claim.at)
        mime, found = claim.detail.partition(" ")[2], []
        for output in (cell.node.get("outputs") or cell.node).items:
            node = output.get("data", mime) if mime else output.get("text")
            own = mime or output.text("name") == claim.kind
            if node and own and node.end >= start and node.start <= end:
                found.append(node)
        return found

    def take_sources(self, edits: Iterable[Edit]) -> None:
        """Takes edits of the shadow: of comments and of running text."""
        shadow = Places(self.page.path, self.book.shadow)
        cells: dict[int, list[Edit]] = {}
        for edit in edits:
            cell = self._cell(shadow.place(edit.start)[0])
            start = shadow.offset(cell.line, 1)
            cells.setdefault(cell.number, []).append(Edit(edit.start - start, edit.end - start, edit.text))
        for number, found in cells.items():
            self._rewrite(self.book.cells[number - 1], found)

    def _rewrite(self, cell: Cell, edits: list[Edit]) -> None:
        lines = [line.rstrip("\n") for line in self.book.shadow.split("\n")[cell.line - 1 : cell.end_line]]
        text = apply("\n".join(lines), edits)
        source = cell.node.get("source")
        assert source is not None  # lines come from it
        if not source.items:
            self._replace(source, _lines(text, "") if "\n" in text else text)
            return
        parts = list(self._parts([*lines], text.split("\n"), source.items))
        gap = ",\n" + self._lead(source.items[0].start)
        self.edits.append(Edit(source.items[0].start, source.items[-1].end, gap.join(parts)))

    def _parts(self, old: Sequence[str], new: Sequence[str], nodes: Sequence[Node]) -> Iterator[str]:
        """The JSON strings of the new lines: those that stay, as they are written."""
        same = difflib.SequenceMatcher(None, old, new, autojunk=False)
        kept = {b + n: a + n for a, b, size in same.get_matching_blocks() for n in range(size)}
        for index, line in enumerate(new):
            before = kept.get(index)
            value = line if index == len(new) - 1 else f"{line}\n"
            if before is not None and before < len(nodes) and nodes[before].value == value:
                yield self.page.text[nodes[before].start : nodes[before].end]
            else:
                yield self._dumped(value)

    def _cell(self, line: int) -> Cell:
        places = self.book.places
        return next(c for c in self.book.cells if places.place(c.node.start)[0] <= line <= c.last)

    def _replace(self, node: Node, value: Any) -> None:
        lead = self._lead(node.start)
        text = self._dumped(value, self._unit(lead)).replace("\n", f"\n{lead}")
        if self.page.text[node.start : node.end] != text:
            self.edits.append(Edit(node.start, node.end, text))

    def _dumped(self, value: Any, indent: str | None = None) -> str:
        text = json.dumps(value, ensure_ascii=self._ascii, indent=indent, sort_keys=True)
        newline = "\r\n" if self.page.text.count("\r\n") > self.page.text.count("\n") // 2 else "\n"
        return text.replace("\n", newline)

    def _lead(self, offset: int) -> str:
        line = self.book.places.lines[self.book.places.place(offset)[0] - 1]
        return line[: len(line) - len(line.lstrip(" \t"))]

    def _unit(self, lead: str) -> str:
        """One step of indentation: the first one of the file."""
        second = self.book.places.lines[1] if len(self.book.places.lines) > 1 else ""
        return second[: len(second) - len(second.lstrip(" \t"))] or " "

    def _stored(self, cell: Cell, number: int, output: Output) -> dict[str, Any]:
        """An output as a notebook stores it."""
        if output.kind in ("stdout", "stderr"):
            return {"output_type": "stream", "name": output.kind, "text": _lines(output.text, "")}
        if output.kind == "error":
            told = last_name(output.text)
            name, _, value = told.partition(": ")
            return {"output_type": "error", "ename": name, "evalue": value, "traceback": [told]}
        data = {mime: self._content(cell, number, mime, text) for mime, text in output.data.items()}
        bundle: dict[str, Any] = {"output_type": output.kind, "data": data, "metadata": {}}
        count = cell.node.get("execution_count")
        return bundle | ({"execution_count": count and count.value} if output.kind == "execute_result" else {})

    def _content(self, cell: Cell, number: int, mime: str, text: str) -> Any:
        text = self._polished(cell, number, text) if mime == DRAWING else text
        return text if mime == PICTURE else _lines(text, mime)

    def _polished(self, cell: Cell, number: int, svg: str) -> str:
        stem = self.page.path.rpartition("/")[2].removesuffix(".ipynb")
        return polished(svg, f"{stem}-{cell.number}-{number + 1}.svg") if "tashika-figure" in svg else svg


def _lines(text: str, mime: str) -> Any:
    """A text as the list of its lines, as Jupyter writes it; a picture's base64 as one string."""
    return text if mime == PICTURE else _split(text)


def _split(text: str) -> list[str]:
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
