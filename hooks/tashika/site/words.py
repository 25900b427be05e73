"""What the hook adds to a site, in the site's language."""

from __future__ import annotations

from collections.abc import Mapping

JA = {
    "verified": "検証済み",
    "ran": "実行済み",
    "frozen": "凍結された結果",
    "skipped": "実行していません",
    "seconds": "秒",
    "failed": "検証に失敗しました",
    "report": "検証レポート",
    "intro": "ノートのコードをすべて実行しました。前回から何も変わっていないコードには、前回の実行結果を使っています。"
    "書かれている出力・値・数値は、ひとつずつ実行結果と照合してあります。",
    "all_hold": "すべての主張が成り立ちました。",
    "not_all_hold": "成り立たない主張があります。",
    "claims": "主張",
    "programs": "プログラム",
    "blocks_skipped": "実行していないブロック",
    "reason": "理由",
    "environment": "実行環境",
    "pages": "ページごとの内訳",
    "place": "場所",
    "kind": "種類",
    "expected": "書かれている値",
    "rule": "照合規則",
    "outcome": "結果",
    "time": "時間",
    "versions": "読み込んだライブラリ",
    "name": "名前",
    "version": "版",
    "answer": "答え",
    "none": "なし",
    "save_notebook": "ノートブックとして保存",
    "save_script": ".py として保存",
    "not_shown": "このページに載せていないコード",
    "modules": "このページのコードが読み込むモジュール",
    "spaces": "別々に動くコードの名前がぶつからないように、切り替えて使う",
    "drawn": "図は、それを保存したセルの下に出す",
    "printed": "出力",
    "search": "検索",
    "menu": "メニュー",
    "tags": "タグ",
    "contents": "（メニューの中）",
    "download": "サイトをまとめてダウンロードする",
}
EN = {
    "verified": "verified",
    "ran": "ran",
    "frozen": "frozen result",
    "skipped": "not run",
    "seconds": "s",
    "failed": "Verification failed",
    "report": "Verification report",
    "intro": "All code in the notes was run; where nothing has changed since, the run of before is used. "
    "Each output, value and number was compared.",
    "all_hold": "Every claim holds.",
    "not_all_hold": "Some claims do not hold.",
    "claims": "claims",
    "programs": "programs",
    "blocks_skipped": "Blocks that were not run",
    "reason": "reason",
    "environment": "Environment",
    "pages": "By page",
    "place": "place",
    "kind": "kind",
    "expected": "what is written",
    "rule": "rule",
    "outcome": "outcome",
    "time": "time",
    "versions": "imported libraries",
    "name": "name",
    "version": "version",
    "answer": "Answer",
    "none": "none",
    "save_notebook": "Save as notebook",
    "save_script": "Save as .py",
    "not_shown": "code that this page does not show",
    "modules": "modules that the code of this page imports",
    "spaces": "several programs run apart: this changes from the names of one to those of another",
    "drawn": "a figure is shown below the cell that saves it",
    "printed": "output",
    "search": "Search",
    "menu": "Menu",
    "tags": "Tags",
    "contents": " (in the menu)",
    "download": "Download the site",
}
KINDS = {
    "ja": {
        "stdout": "出力",
        "stderr": "標準エラー",
        "value": "値",
        "raises": "例外",
        "prose": "文中の値",
        "figure": "図",
        "table": "表",
        "equation": "数式",
        "cell": "セルの出力",
        "display": "セルの表示",
        "image": "画像",
    },
}
STATUSES = {
    "ja": {
        "ok": "完了",
        "raised": "例外で終了",
        "timeout": "時間切れ",
        "killed": "強制終了",
        "crashed": "異常終了",
    },
}
OUTCOMES = {
    "ja": {
        "holds": "一致",
        "differs": "不一致",
        "unreached": "未到達",
        "orphan": "対応するコードなし",
        "unrunnable": "照合できず",
    },
    "en": {},
}


def words(language: str) -> Mapping[str, str]:
    """The texts for a theme language; English where there is no better."""
    return JA if language == "ja" else EN


def kind_word(kind: str, language: str) -> str:
    """A kind of claim in the site's language."""
    return KINDS.get(language, {}).get(kind, kind)


def status_word(status: str, language: str) -> str:
    """How a run ended, in the site's language."""
    return STATUSES.get(language, {}).get(status, status)


def outcome_word(outcome: str, language: str) -> str:
    """An outcome in the site's language."""
    return OUTCOMES.get(language, {}).get(outcome, outcome)
