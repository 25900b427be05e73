"""Highlighted code is the same, whether the classes of its style were worked out once or every time."""

from collections.abc import Iterator

import pytest
from pygments.formatters import HtmlFormatter
from pygments.formatters.html import HtmlFormatter as Html
from pygments.lexers import PythonLexer

from tashika.site.code_styles import remember_styles

CODE = "@wraps\ndef f(x: int = 1) -> str:\n    return f'{x}'  # comment\n"
KINDS = [{"style": "default"}, {"style": "monokai"}, {"style": "default", "classprefix": "p-"}, {"noclasses": True}]


class Other(Html):  # type: ignore[misc]
    """A formatter with classes of its own."""

    def _get_css_class(self, ttype: object) -> str:
        return f"other-{super()._get_css_class(ttype)}"


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What Pygments makes of the code by itself; afterwards it is as it was before."""
    kept = getattr(Html._create_stylesheet, "__wrapped__", Html._create_stylesheet)
    monkeypatch.setattr(Html, "_create_stylesheet", kept)
    yield made()


def made() -> list[str]:
    formatters = [kind(**options) for kind in (HtmlFormatter, Other) for options in KINDS]
    pages = [(each.get_style_defs(".x"), formatted(each)) for each in formatters]
    return [text for page in pages for text in page]


def formatted(formatter: HtmlFormatter) -> str:
    from pygments import highlight

    return str(highlight(CODE, PythonLexer(), formatter))


def test_code_is_highlighted_as_before(plain: list[str]) -> None:
    remember_styles()
    assert made() == plain and made() == plain
    assert len(set(plain)) > len(KINDS)


def test_a_style_is_worked_out_once(plain: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    worked_out = Html._create_stylesheet
    monkeypatch.setattr(Html, "_create_stylesheet", lambda self: [calls.append(self), worked_out(self)])
    remember_styles()
    remember_styles()
    for _ in range(3):
        HtmlFormatter()
    assert len(calls) == 1


def test_what_one_formatter_changes_is_no_others(plain: list[str]) -> None:
    remember_styles()
    HtmlFormatter().ttype2class.clear()
    assert HtmlFormatter().ttype2class


def test_pygments_without_that_method_is_left_alone(plain: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Html, "_create_stylesheet")
    remember_styles()
    assert not hasattr(Html, "_create_stylesheet")
