"""What a book adds to its pages, in the notes' language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

JA = {
    "preface": "はじめに",
    "contents": "目次",
    "main": "第{}章",
    "back": "付録{}",
    "notes": "注",
    "answers": "確認問題の解答",
    "answer on": "答え p. ",
    "question": "問 {}",
    "figure": "図",
    "table": "表",
    "equation": "式",
    "aside": "（{}）",
    "index": "索引",
    "bold": "太い数字は、その言葉を説明しているページです。",
    "comma": "、",
    "edition of": "{0:%Y}年{0.month}月版",
    "day": "{0:%Y}年{0.month}月{0.day}日",
    "all held": "　✓ {:,} の主張を実行して検証",
    "published": "発行",
    "author": "著者",
    "edition": "版",
    "verified": "検証",
    "page": "ページ",
    "others": "ほか",
    "all": "主張",
    "results": "結果",
    "counted": "ページごとの主張の数です。いくつかのページで使うプログラムの主張は、どのページにも数えています。"
    "主張ごとの記録は、サイトの検証レポートにあります。",
    "rules": "比べ方の規則には、完全な一致（exact）、書いてある桁までの一致（digits）、"
    "許す誤差（rtol は相対、atol は絶対）などがあります。表の主張を規則で分けると、",
    "stop": " です。",
    "programs": "プログラム",
    "program": "プログラム",
    "ended": "結果とライブラリ",
    "digests": "主張は、そのファイルに書いてある主張の数です。SHA-256 はファイルのダイジェストの先頭 {} 桁で、"
    "手元のファイルが検証したものと同じかどうかを確かめられます。",
    "left out": "主張とプログラムの数には、本に載せていないページの分も含まれます。",
    "held": "ノートの主張 {claims:,} 件のうち {held:,} 件が実行結果と一致",
    "environment": "環境",
    "type": "書体",
    "fonts": "本文と見出しは {fonts}、数式は KaTeX のフォント",
    "changed": "（その後の変更を含む）",
}
EN = {
    "preface": "Preface",
    "contents": "Contents",
    "main": "Chapter {}",
    "back": "Appendix {}",
    "notes": "Notes",
    "answers": "Answers",
    "answer on": "answer: p. ",
    "question": "Question {}",
    "figure": "Figure",
    "table": "Table",
    "equation": "Equation",
    "aside": " ({})",
    "index": "Index",
    "bold": "Bold numbers are the pages that explain the term.",
    "comma": ", ",
    "edition of": "Edition of {0:%B} {0:%Y}",
    "day": "{0.day} {0:%B} {0:%Y}",
    "all held": "\u2003✓ {:,} claims run and verified",
    "published": "Published",
    "author": "Author",
    "edition": "Edition",
    "verified": "Verified",
    "page": "page",
    "others": "other",
    "all": "claims",
    "results": "results",
    "counted": "How many claims each page makes. Those of a program that several pages use are counted on each of "
    "them. The site's verification report has a line for each claim.",
    "rules": "Rules of comparison are the same text (exact), the same as far as digits are written (digits), a bound "
    "of the error (rtol the relative, atol the absolute one), and others. The claims of the table by rule: ",
    "stop": ".",
    "programs": "Programs",
    "program": "program",
    "ended": "result and libraries",
    "digests": "Claims are those that the file itself makes. SHA-256 has the first {} digits of the file's digest, "
    "which tell whether a file is the one that was verified.",
    "left out": "These numbers are also of pages that are not in this book.",
    "held": "{held:,} of {claims:,} claims in the notes agree with what their code gave",
    "environment": "Environment",
    "type": "Type",
    "fonts": "{fonts} for text and headings, KaTeX's fonts for formulas",
    "changed": " (with later changes)",
}


def book_words(language: str) -> Mapping[str, str]:
    """The texts for a theme language; English where there is no better."""
    return JA if language == "ja" else EN


def dated(template: str, date: datetime) -> str:
    """A date in words."""
    return template.replace("{0:%B}", _MONTHS[date.month - 1]).format(date)


_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
"""Whatever the locale."""
