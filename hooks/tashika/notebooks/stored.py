"""The stored outputs of a cell as claims. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tashika.compare import RuleError, check_rule
from tashika.model import Claim, ClaimKind, Span
from tashika.notebooks.cells import Cell, Notebook
from tashika.notebooks.spanned import Node
from tashika.outputs import PICTURE, VERIFIED, Output, described, merged

MAY_RAISE = "raises-exception"  # the tag by which Jupyter, too, goes on after an exception
STREAMS: dict[str, ClaimKind] = {"stdout": "stdout", "stderr": "stderr"}
KEYS = {
    "stream": {"output_type", "name", "text"},
    "error": {"output_type", "ename", "evalue", "traceback"},
    "execute_result": {"output_type", "data", "metadata", "execution_count"},
    "display_data": {"output_type", "data", "metadata"},
}


def text_of(node: Node | None) -> str:
    """The text of a string, or of a list of its lines."""
    if node is None:
        return ""
    return "".join(part.value for part in node.items if isinstance(part.value, str)) or (
        node.value if isinstance(node.value, str) else ""
    )


def stored_claims(book: Notebook, cell: Cell, program: str | None, steps: tuple[int, ...]) -> Iterator[Claim]:
    """A claim for each text and picture that a cell stores, and one that there are no others."""
    node = cell.node.get("outputs")
    if node is None:
        book.fault(cell.node, f"cell {cell.number} has no list of outputs", 'write "outputs": []')
        return
    if not steps and not node.items:
        return
    rule = cell.setting("rule") or "exact"
    read = [(item, output) for item in node.items if (output := _output(book, cell, item))]
    outputs = [output for _, output in read]
    at = replace(book.span(node), cell=f"cell {cell.number}, outputs")
    yield Claim(
        at,
        program,
        steps,
        "cell",
        "cell",
        described(merged(outputs)),
        detail=MAY_RAISE if MAY_RAISE in cell.tags else "",
    )
    for index, kind, mime, text, span in _pieces(book, cell, [item for item, _ in read], outputs):
        used = rule if mime in ("", "text/plain", "text/html") and kind != "raises" else "exact"
        try:
            check_rule(used, text)
        except RuleError as error:
            book.fault(cell.node, str(error))
            return
        yield Claim(span, program, steps, kind, "cell", text, used, f"{index} {mime}".rstrip())


def _pieces(
    book: Notebook, cell: Cell, nodes: Sequence[Node], outputs: Sequence[Output]
) -> Iterator[tuple[int, ClaimKind, str, str, Span]]:
    """Each text with the number of its output among the merged ones; streams that were merged make one text."""
    for index, output in enumerate(merged(outputs)):
        own = [node for node in nodes if node.start in output.places]
        name = f"cell {cell.number}, output {nodes.index(own[0]) + 1}"
        for kind, mime, text, places in _texts(output, own):
            first, last = places[0], places[-1]
            start, end = (first.items or [first])[0], (last.items or [last])[-1]
            yield index, kind, mime, text, replace(book.places.span(start.start, end.end), cell=name)


def _texts(output: Output, nodes: Sequence[Node]) -> Iterator[tuple[ClaimKind, str, str, list[Node]]]:
    if output.kind in STREAMS:
        yield STREAMS[output.kind], "", output.text, [node.get("text") or node for node in nodes]
    elif output.kind == "error":
        yield "raises", "", output.text, [nodes[0].get("evalue") or nodes[0]]
    else:
        for mime, text in output.data.items():
            kind: ClaimKind = "image" if mime == PICTURE else "display"
            yield kind, mime, text, [nodes[0].get("data", mime) or nodes[0]]


def _output(book: Notebook, cell: Cell, node: Node) -> Output | None:
    """A stored output; None, with a problem, for one that nothing could verify."""
    kind = node.text("output_type")
    where = f"cell {cell.number} stores"
    if kind not in KEYS:
        book.fault(node, f"{where} an output of the unknown type `{kind}`", "run the cell again and save")
    elif extra := [name for name in node.value if name not in KEYS[kind]]:
        book.fault(node.value[extra[0]], f"{where} `{extra[0]}`, which no {kind} has", "run the cell again and save")
    elif kind == "stream" and node.text("name") not in STREAMS:
        book.fault(node, f"{where} a stream `{node.text('name')}`", "the streams are stdout and stderr")
    elif kind == "stream":
        return Output(node.text("name"), text_of(node.get("text")), places=(node.start,))
    elif kind == "error":
        told = ": ".join(filter(None, (node.text("ename"), node.text("evalue"))))
        return Output("error", told, places=(node.start,))
    else:
        return _bundle(book, cell, node, kind)
    return None


def _bundle(book: Notebook, cell: Cell, node: Node, kind: str) -> Output | None:
    data = node.get("data")
    found: dict[str, str] = {}
    for mime, part in data.value.items() if data and isinstance(data.value, dict) else ():
        if mime not in VERIFIED or (isinstance(part.value, dict) or text_of(part) == "" != part.plain):
            told = f"cell {cell.number} displays `{mime}`, which cannot be compared with what a run gives"
            book.fault(part, told, "display text, a table, or a figure, or clear this output")
            return None
        found[mime] = text_of(part)
    if "<script" in found.get("text/html", "").lower():
        told = f"cell {cell.number} displays HTML with a script, whose work cannot be verified"
        book.fault(data.value["text/html"] if data else node, told, "display a table without a script")
        return None
    return Output(kind, data=found, places=(node.start,))
