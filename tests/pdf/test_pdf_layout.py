"""What pages carry at their heads and feet, from where a pass has put things; no browser is needed."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest
from small_book import HEADINGS, heading

from tashika.pdf.layout import Outline, Place, Printed, page_labels, plan, roman, shortened
from tashika.pdf.model import Book, BookError
from tashika.pdf.passes import MOST, mark, settle, torn_boxes

OUTLINE = Outline(HEADINGS, ("one", "two"), "one")
PAGES = {"toc": 1, "one": 2, "one-a": 3, "one-a-i": 3, "one-b": 5, "two": 6, "two-a": 7}


def printed(pages: int, *blanks: str, **moved: int) -> Printed:
    at = PAGES | {name.replace("_", "-"): page for name, page in moved.items()}
    return Printed(pages, {id: Place(page, 0) for id, page in at.items()}, blanks)


def test_front_matter_has_roman_labels_and_the_first_chapter_is_on_page_one() -> None:
    assert page_labels(5, 2) == ("i", "ii", "1", "2", "3")
    assert [roman(number) for number in (1, 4, 9, 14, 40, 49)] == ["i", "iv", "ix", "xiv", "xl", "xlix"]
    made = plan(printed(8), OUTLINE, ["two", "toc"])
    assert made.pages_of == {"two": "5", "toc": "ii"}
    assert made.folios[:3] == ("", "ii", "1"), "the cover shows none"


def test_left_pages_show_the_chapter_and_right_ones_the_section_and_openings_nothing() -> None:
    made = plan(printed(9), OUTLINE, [])
    assert made.heads == (
        "",
        "",
        "",
        "1 はじめの章",
        "1.1 最初の節",
        "1 はじめの章",
        "",
        "2 おわりの章",
        "2.1 最後の節",
    )


def test_the_colophon_shows_neither_head_nor_folio_but_has_a_label() -> None:
    made = plan(printed(9, end=8), replace(OUTLINE, colophon="end"), [])
    assert (made.labels[8], made.folios[8], made.heads[8]) == ("7", "", "")
    assert (made.folios[7], made.heads[7]) == ("6", "2 おわりの章")


def test_a_chapter_on_a_left_page_gets_a_blank_page_before_it_and_numbers_know_of_it() -> None:
    made = plan(printed(8, two=5, two_a=6), OUTLINE, ["two", "two-a"])
    assert made.blanks == ("two",)
    assert made.pages_of == {"two": "5", "two-a": "6"}
    assert (made.labels[5], made.folios[5], made.heads[5]) == ("4", "", ""), "a blank page counts, and shows nothing"


def test_a_pass_with_the_blank_page_confirms_the_plan() -> None:
    first = plan(printed(8, two=5, two_a=6), OUTLINE, ["two"])
    assert plan(printed(9, "two"), OUTLINE, ["two"]) == first


def test_a_blank_page_that_is_no_longer_needed_goes() -> None:
    made = plan(printed(10, "two", two=7, two_a=8), OUTLINE, ["two"])
    assert made.blanks == ()
    assert made.pages_of == {"two": "5"}


def test_blank_pages_before_one_chapter_move_those_after_it() -> None:
    made = plan(printed(9, one=1, one_a=2, one_a_i=2, one_b=3, two=5, two_a=6), OUTLINE, ["one", "two"])
    assert made.blanks == ("one",)
    assert made.pages_of == {"one": "1", "two": "5"}


def test_what_was_not_printed_is_named() -> None:
    with pytest.raises(BookError, match="nothing can refer to them: lost"):
        plan(printed(8), OUTLINE, ["lost"])
    with pytest.raises(BookError, match="nowhere"):
        plan(printed(8), Outline((*HEADINGS, heading(2, "", "無い", "nowhere")), (), "one"), [])


def test_a_long_running_head_is_cut_with_a_mark() -> None:
    assert shortened("短い") == "短い"
    assert shortened("長" * 60) == "長" * 45 + "…"
    assert shortened("abc" * 20, 10).endswith("…")


class Restless:
    """A page whose chapter is on another page each time."""

    def __init__(self) -> None:
        self.passes = 0

    def run(self, script: str, limit: float | None = None) -> object:
        return {"chapters": [], "targets": ["one"], "frontEnds": "one", "colophon": ""}

    def show_as(self, medium: str) -> None:
        pass

    def places(self) -> dict[str, tuple[int, int]]:
        """The page of each name, and its height in points."""
        return {"one": (2 + self.passes % 2, 700)}

    def pdf(self, tagged: bool = True) -> bytes:
        self.passes += 1
        pdf = pikepdf.new()
        for _ in range(8):
            pdf.add_blank_page()
        pdf.Root.Dests = pikepdf.Dictionary(
            {
                f"/{name}": pikepdf.Array([pdf.pages[page].obj, pikepdf.Name.XYZ, 0, y, 0])
                for name, (page, y) in self.places().items()
            }
        )
        made = io.BytesIO()
        pdf.save(made)
        return made.getvalue()


def test_page_numbers_that_never_settle_are_an_error_after_four_passes(tmp_path: object) -> None:
    page, said = Restless(), list[str]()
    book = Book("", None, (HEADINGS[1],), "", (), "ja", None, "", "", "B5")  # type: ignore[arg-type]
    with pytest.raises(BookError, match="did not settle in 4 passes"):
        settle(page, mark(page, book), None, said.append)
    assert page.passes == MOST == len(said)


class Steady(Restless):
    """A page that prints the same each time."""

    def pdf(self, tagged: bool = True) -> bytes:
        made = super().pdf(tagged)
        self.passes -= 1
        self.tagged = tagged
        return made


def test_a_pass_that_was_foreseen_is_enough_and_one_that_was_foreseen_wrongly_is_not() -> None:
    page, said = Steady(), list[str]()
    book = Book("", None, (HEADINGS[1],), "", (), "ja", None, "", "", "B5")  # type: ignore[arg-type]
    marks = mark(page, book)
    first = settle(page, marks, None, said.append)
    assert first.passes == 2 and page.tagged
    assert settle(page, marks, first.plan, said.append).passes == 1 and page.tagged
    wrong = replace(first.plan, pages_of={"one": "9"})
    assert settle(page, marks, wrong, said.append).passes == 2


def test_a_box_that_goes_on_in_the_middle_of_a_page_is_torn() -> None:
    places = {"one": Place(1, 729), "resumed-0": Place(2, 724), "resumed-1": Place(2, 640), "two": Place(3, 640)}
    assert torn_boxes(Printed(4, places)) == ["resumed-1"]
    assert torn_boxes(Printed(4, {})) == []


class Torn(Steady):
    """A page with one box that was parted in the middle of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.joined = list[str]()

    def run(self, script: str, limit: float | None = None) -> object:
        if script.startswith("tashikaJoin"):
            self.joined.append(script)
        return super().run(script, limit)

    def places(self) -> dict[str, tuple[int, int]]:
        return super().places() | ({} if self.joined else {"resumed-3": (0, 300)})


def test_a_torn_box_is_made_one_again_though_all_page_numbers_were_foreseen() -> None:
    book = Book("", None, (HEADINGS[1],), "", (), "ja", None, "", "", "B5")  # type: ignore[arg-type]
    told = settle(Steady(), mark(Steady(), book), None, print).plan
    page = Torn()
    assert settle(page, mark(page, book), told, print).passes == 2
    assert page.joined == ['tashikaJoin(["resumed-3"])']
