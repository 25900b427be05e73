"""A glossary: terms with their reading, their English name, and one line on what they mean. Pure.

- term: 蒸留
  reading: じょうりゅう            # hiragana, or Latin letters; a term in Latin letters needs none
  english: knowledge distillation  # also names the entry in addresses
  aliases: [知識蒸留]
  text: one line of plain text
  page: ch18/distillation.md
  mark: no                         # common words: the glossary has them, pages do not mark them
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from tashika.model import Problem, Term
from tashika.records.fields import Faults, Fields, items, scalar
from tashika.records.links import Link
from tashika.records.nodes import Node, parse

KEYS = ("term", "reading", "english", "aliases", "text", "page", "mark")
READING = re.compile(r"[ぁ-ゖー・\s]+|[\x21-\x7e\s]+")
MARKUP = re.compile(r"[$`<>|]|\*\*|\]\(")
ROWS = {
    "あ": "ぁあぃいぅうぇえぉおゔ",
    "か": "かがきぎくぐけげこごゕゖ",
    "さ": "さざしじすずせぜそぞ",
    "た": "ただちぢっつづてでとど",
    "な": "なにぬねの",
    "は": "はばぱひびぴふぶぷへべぺほぼぽ",
    "ま": "まみむめも",
    "や": "ゃやゅゆょよ",
    "ら": "らりるれろ",
    "わ": "ゎわゐゑをん",
}
VOICED = str.maketrans(
    "がぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽぁぃぅぇぉっゃゅょゎゔ",
    "かきくけこさしすせそたちつてとはひふへほはひふへほあいうえおつやゆよわう",
)


def read_glossary(path: str, text: str) -> tuple[tuple[Term, ...], list[Problem]]:
    """The terms in the file's order, and all that is wrong with them."""
    root = parse(path, text)
    if isinstance(root, Problem):
        return (), [root]
    faults = Faults()
    terms = tuple(_term(node, faults) for node in items(root, "the glossary", faults))
    _check_doubles(terms, faults)
    return terms, faults.found


def link_of(term: Term) -> Link:
    """The page that explains a term."""
    return Link(term.at, term.page)


def anchor(term: Term) -> str:
    """The entry's name in the glossary page."""
    return "term-" + re.sub(r"[^a-z0-9]+", "-", term.english.lower()).strip("-")


def listing(terms: Iterable[Term], titles: Mapping[str, str], folder: str) -> str:
    """All terms below headings, one for each row of kana or Latin letter, for a page in some folder."""
    lines: list[str] = []
    group = ""
    for term in sorted(terms, key=lambda term: sort_key(term)):
        if group_of(term) != group:
            group = group_of(term)
            lines += ["", f"## {group}", ""]
        lines.append(_entry(term, titles, folder))
    return "\n".join(lines).lstrip("\n")


def group_of(term: Term) -> str:
    """`あ行` and so on, or the first letter of a Latin reading."""
    first = _reading(term)[:1]
    return next((f"{row}行" for row, kana in ROWS.items() if first in kana), first.upper())


def sort_key(term: Term) -> tuple[str, str, str]:
    """Latin letters first, then kana as a dictionary has them: voiced and small ones as their plain forms."""
    reading = _reading(term).lower().replace("・", "").replace("ー", "").replace(" ", "")
    return reading.translate(VOICED), reading, term.term


def _reading(term: Term) -> str:
    return term.reading or term.term


def _term(node: Node, faults: Faults) -> Term:
    fields = Fields.of(node, KEYS, faults)
    aliases = tuple(scalar(each, "alias", faults) for each in fields.items("aliases"))
    names = [fields.text(key) for key in ("term", "english", "text", "page")]
    marked = fields.choice("mark", ("yes", "no"), "yes") == "yes"
    term = Term(node.at, names[0], fields.text("reading", ""), names[1], aliases, names[2], names[3], marked)
    if not term.reading and not term.term.isascii():
        faults.tell(node.at, f"`{term.term}` has no reading", "add `reading: …` in hiragana")
    if term.reading and not READING.fullmatch(term.reading):
        faults.tell(fields.entries["reading"].at, f"the reading `{term.reading}` is neither hiragana nor Latin letters")
    if MARKUP.search(term.text):
        faults.tell(
            fields.entries["text"].at, "this text holds markup or a formula", "write plain text: tooltips show it"
        )
    return term


def _check_doubles(terms: Iterable[Term], faults: Faults) -> None:
    lines: dict[str, int] = {}
    for term in terms:
        for name in _names(term):
            first = lines.setdefault(name, term.at.line)
            if first != term.at.line:
                faults.tell(term.at, f"`{name}` stands at line {first} already", "leave one of the two")


def _names(term: Term) -> Iterator[str]:
    """What must be a term's own: the words that it is found by, and its name in addresses."""
    yield from filter(None, dict.fromkeys([term.term, *term.aliases]))
    if term.english:
        yield f"#{anchor(term)}"


def _entry(term: Term, titles: Mapping[str, str], folder: str) -> str:
    known = ", ".join(dict.fromkeys(name for name in (term.reading, term.english) if name and name != term.term))
    more = _told_apart(term)
    others = f" ＝ {'、'.join(map(_plain, more))}" if more else ""
    link = link_of(term).markdown(titles, folder)
    head = f'- <a id="{anchor(term)}"></a>**{_plain(term.term)}**{others}'
    return (
        f"{head} ({_plain(known)}): {_plain(term.text)} → {link}" if known else f"{head}: {_plain(term.text)} → {link}"
    )


def _told_apart(term: Term) -> list[str]:
    """The aliases that are other words: not the term or its English with other blanks, hyphens, capitals."""
    seen = {_spelling(term.term), _spelling(term.english)}
    found: list[str] = []
    for alias in term.aliases:
        if _spelling(alias) not in seen:
            seen.add(_spelling(alias))
            found.append(alias)
    return found


def _spelling(name: str) -> str:
    return re.sub(r"[\s\-]", "", name).replace("×", "x").casefold()


def _plain(text: str) -> str:
    """A text in which Markdown finds no markup."""
    return re.sub(r"([\\*_\[\]])", r"\\\1", text)
