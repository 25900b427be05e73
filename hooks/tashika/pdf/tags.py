"""The tree of tags, mended: what Chromium leaves out for those who hear the book, and what differs from run to run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, String

NOT = (b"<E020>", b"<0338>")
"""KaTeX's font has the stroke of a crossed-out sign in a private place; Unicode has it among the combining signs."""
UNNAMED = {"ja": "図", "en": "figure"}


def mend_tags(pdf: pikepdf.Pdf, titles: Mapping[str, str], language: str) -> None:
    """Gives figures and links their descriptions, heads of tables their scope, and elements ids that stay the same."""
    if "/StructTreeRoot" not in pdf.Root:
        return
    elements = list(tree(pdf.Root.StructTreeRoot.get("/K")))
    for element in elements:
        _describe(element, UNNAMED.get(language, UNNAMED["en"]))
    _describe_links(pdf, titles)
    _renumber(pdf.Root.StructTreeRoot, elements)


def tree(node: pikepdf.Object | None) -> Iterator[Dictionary]:
    """The elements below, in reading order."""
    waiting = [node]
    while waiting:
        element = waiting.pop()
        if isinstance(element, Array):
            waiting.extend(reversed(list(element)))
        elif isinstance(element, Dictionary) and "/S" in element:
            yield element
            waiting.append(element.get("/K"))


def mend_letters(pdf: pikepdf.Pdf) -> None:
    """Lets formulas be read with the signs of Unicode."""
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/Type") == Name.Font and "/ToUnicode" in item:
            table = item.ToUnicode.read_bytes()
            if NOT[0] in table.upper():
                item.ToUnicode = pdf.make_stream(table.replace(*NOT).replace(NOT[0].lower(), NOT[1]))


def _describe(element: Dictionary, unnamed: str) -> None:
    kind = element.S
    if kind == Name.Figure and "/Alt" not in element:
        inner = (str(below.Alt) for below in tree(element.get("/K")) if "/Alt" in below)
        element.Alt = String(next(inner, unnamed))
    if kind == Name.TH and "/A" not in element:
        element.A = Dictionary(O=Name.Table, Scope=Name.Column)


def _describe_links(pdf: pikepdf.Pdf, titles: Mapping[str, str]) -> None:
    """What a link leads to: the heading's title, or the address."""
    for page in pdf.pages:
        for note in page.get("/Annots", []):
            if note.get("/Subtype") == Name.Link and "/Contents" not in note:
                note.Contents = String(_goal(note, titles))


def _goal(note: pikepdf.Object, titles: Mapping[str, str]) -> str:
    action = note.get("/A", Dictionary())
    goal = note.get("/Dest", action.get("/D"))
    if goal is None:
        return str(action.get("/URI", ""))
    name = "" if isinstance(goal, Array) else unquote(str(goal).removeprefix("/"))
    return titles.get(name, name)


def _renumber(root: pikepdf.Object, elements: list[Dictionary]) -> None:
    """Ids come from the browser's memory, and differ from run to run: here they count the elements."""
    owners = {bytes(element.ID): element for element in elements if "/ID" in element}
    new = {old: String(f"n{number:07}") for number, old in enumerate(owners)}
    for element in elements:
        if "/ID" in element:
            element.ID = new[bytes(element.ID)]
        for attributes in _attributes(element):
            if "/Headers" in attributes:
                heads = (bytes(head) for head in attributes.Headers)
                attributes.Headers = Array([new[head] for head in heads if head in new])
    if "/IDTree" in root:
        root.IDTree = Dictionary(Names=Array([x for old, name in new.items() for x in (name, owners[old])]))


def _attributes(element: Dictionary) -> list[Dictionary]:
    given = element.get("/A")
    several = list(given) if isinstance(given, Array) else [given]
    return [one for one in several if isinstance(one, Dictionary)]
