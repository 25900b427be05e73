"""What pages show of an answer log: a table of its rows with the score, and a table of its mistakes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tashika.records.exams import Log, Row
from tashika.records.links import Link

Words = Mapping[str, str | tuple[str, ...]]
JA: Words = {
    "numbered": "問 {}",
    "unnumbered": "第 {} 行（番号の記録なし）",
    "score": "答えた {given} 問のうち、{right} 問が正解です（{share:.1f} %）。",
    "ungraded": "{rows} 行、{given} 個の答えがあります。正誤の記録がないので、得点は出せません。",
    "answers": ("問題", "書いた答え", "正しい答え", "題材のページ", "備考"),
    "mistakes": ("問題", "書いた答え", "正しい答え", "読み直すページ"),
    "no mistakes": "間違いの記録はありません。",
    "not recorded": "正誤の記録がないので、どれが間違いかは分かりません。",
    "comma": "、",
}
EN: Words = {
    "numbered": "Question {}",
    "unnumbered": "Row {} (number not recorded)",
    "score": "{right} of {given} answers are right ({share:.1f} %).",
    "ungraded": "{rows} rows with {given} answers. What was right is not recorded, so there is no score.",
    "answers": ("Question", "Answer given", "Right answer", "Pages", "Notes"),
    "mistakes": ("Question", "Answer given", "Right answer", "Read again"),
    "no mistakes": "No mistake is recorded.",
    "not recorded": "What was right is not recorded, so nobody can tell the mistakes.",
    "comma": ", ",
}
WORDS = {"ja": JA, "en": EN}
Titles = Mapping[str, str]


def answers(log: Log, titles: Titles, folder: str) -> str:
    """The score, and every row in the record's order, for a page in some folder."""
    words = WORDS[log.language]
    share = 100 * log.right / log.given if log.given else 0.0
    key = "score" if log.graded else "ungraded"
    line = str(words[key]).format(given=log.given, right=log.right, share=share, rows=len(log.rows))
    rows = [list(_answered(log, row, n, titles, folder)) for n, row in enumerate(log.rows, 1)]
    return f"{line}\n\n{table(words['answers'], rows)}"


def mistakes(log: Log, titles: Titles, folder: str) -> str:
    """Each wrong answer with the right one and what to read again, for a page in some folder."""
    words = WORDS[log.language]
    rows = [row for n, each in enumerate(log.rows, 1) for row in _mistakes(log, each, n, titles, folder)]
    if not rows:
        return str(words["no mistakes" if log.graded else "not recorded"])
    return table(words["mistakes"], rows)


def _answered(log: Log, row: Row, position: int, titles: Titles, folder: str) -> Iterator[str]:
    comma = str(WORDS[log.language]["comma"])
    yield _name(log, row, position)
    yield comma.join(_answer(name, letter) for name, letter in row.answers.items())
    yield comma.join(_answer(name, f"**{letter}**") for name, letter in row.corrections.items())
    yield _links(row.pages, titles, folder, comma)
    yield row.note


def _mistakes(log: Log, row: Row, position: int, titles: Titles, folder: str) -> Iterator[list[str]]:
    again = _links(row.pages or log.review, titles, folder, str(WORDS[log.language]["comma"]))
    for name, letter in row.corrections.items():
        question = f"{_name(log, row, position)} {name}".rstrip()
        yield [question, row.answers.get(name, ""), f"**{letter}**", again]


def _name(log: Log, row: Row, position: int) -> str:
    key, number = ("unnumbered", position) if row.number is None else ("numbered", row.number)
    return str(WORDS[log.language][key]).format(number)


def _answer(name: str, letter: str) -> str:
    return f"{name}\N{NO-BREAK SPACE}{letter}" if name else letter


def _links(links: Sequence[Link], titles: Titles, folder: str, comma: str) -> str:
    return comma.join(link.markdown(titles, folder) for link in links)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table of the columns that hold something; an empty cell holds a dash."""
    used = [n for n in range(len(header)) if any(row[n] for row in rows)]
    lines = [[cells[n] for n in used] for cells in (header, ["---"] * len(header), *rows)]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') or '–' for cell in cells)} |" for cells in lines)
