"""What is left out of a printed book is missed by nobody."""

from __future__ import annotations

import io

import pikepdf
import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pikepdf import Array, Dictionary, Name
from small_book import ROOT

from tashika.pdf.slim import NEEDED, slim, without_tables

FONT = next((ROOT / "node_modules" / "katex" / "dist" / "fonts").glob("KaTeX_Main-Regular.ttf"))


def tagged(content: bytes = b"0.1234567 0 m") -> pikepdf.Pdf:
    """Two pages; a paragraph with two plain runs on the first one and a third, with a link in it, on the second."""
    pdf = pikepdf.new()
    for _ in range(2):
        pdf.add_blank_page()
    one, two = (page.obj for page in pdf.pages)
    pdf.pages[0].Contents = pdf.make_stream(content)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))

    def element(kind: str, **more: object) -> Dictionary:
        return pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(kind), **more))

    link = element("/Link", Pg=two, K=1)
    runs = [element("/NonStruct", Pg=one, K=0), element("/NonStruct", Pg=one, K=1)]
    runs.append(element("/NonStruct", Pg=two, K=Array([0, link])))
    named = element("/NonStruct", Pg=two, K=2, Lang="en")
    paragraph = element("/P", K=Array([*runs, named]), P=root)
    for inner in (*runs, named):
        inner.P = paragraph
    link.P = runs[2]
    root.K = paragraph
    root.ParentTree = Dictionary(Nums=Array([0, Array(runs[:2]), 1, Array([runs[2], link, named])]))
    pdf.Root.StructTreeRoot = root
    return pdf


def test_runs_without_a_meaning_stand_in_what_is_around_them_and_pages_know_it() -> None:
    pdf = tagged()
    slim(pdf)
    root = pdf.Root.StructTreeRoot
    first, second, far, link, named = root.K.K
    assert (first, second) == (0, 1) and root.K.Pg.objgen == pdf.pages[0].obj.objgen
    assert far.MCID == 0 and far.Pg.objgen == pdf.pages[1].obj.objgen
    assert Name.Link == link.S and link.P.objgen == root.K.objgen
    assert named.Lang == "en", "what says more than that it is nothing stays"
    owners = [[str(one.S) for one in root.ParentTree.Nums[at]] for at in (1, 3)]
    assert owners == [["/P", "/P"], ["/P", "/Link", "/NonStruct"]]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"0.1234567 0 m 12.5 1 l", b"0.123 0 m 12.5 1 l"),
        (b"0 .9999999 m\n-2.7186 0 l", b"0 1.000 m\n-2.719 0 l"),
        (b".0524762 0 0 .0524762 1 2 cm\n0 1.23456 m", b".0524762 0 0 .0524762 1 2 cm\n0 1.235 m"),
        (b".2399999 0 0 -.2399999 0 0 Tm",) * 2,
        (b"(1.23456) Tj 0.1234567 0 Td",) * 2,
    ],
)
def test_lengths_have_three_digits_but_text_and_scales_are_left_alone(before: bytes, after: bytes) -> None:
    pdf = tagged(before)
    slim(pdf)
    assert pdf.pages[0].Contents.read_bytes() == after


def test_a_font_without_the_tables_of_typesetting_draws_the_same_glyphs() -> None:
    whole = FONT.read_bytes()
    slimmed = without_tables(whole)
    before, after = (TTFont(io.BytesIO(font), checkChecksums=1) for font in (whole, slimmed))
    assert {tag.encode().ljust(4) for tag in after.reader.tables} == {t.encode() for t in before.reader.tables} & NEEDED
    assert len(slimmed) < len(whole)
    assert after.reader["glyf"] == before.reader["glyf"] and after.reader["hmtx"] == before.reader["hmtx"]
