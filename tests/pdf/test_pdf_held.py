"""Code goes on on the next page where a reader would part it."""

from __future__ import annotations

from tashika.pdf.code import set_code
from tashika.pdf.held import held_lines
from tashika.pdf.tree import classed, classes, parse

CODE = '''import a

def f(x):
    """What it does."""
    y = 1
    for a in b:  # each
        y += (
            2
        )
    return y

x = 1
y = 2
# what follows
print(x)
z = 3'''.splitlines()
SAID = [line.split("#")[0].rstrip() for line in CODE]


def free(least: int, lines: list[str] = CODE, said: list[str] = SAID) -> list[str]:
    """The lines that may be the first ones of a page."""
    return [line.strip() for line, held in zip(lines, held_lines(lines, said, least), strict=True) if not held]


def test_no_page_ends_below_a_line_that_opens_a_block_or_below_less_than_three_lines() -> None:
    assert free(3) == ["import a", "for a in b:  # each", "x = 1", "y = 2", "# what follows"]
    assert "for a in b:  # each" not in free(5), "five lines stand above it in a box"
    assert free(5)[-1] == "x = 1"


def test_what_is_too_short_to_be_parted_stays_whole() -> None:
    lines = ["a = 1"] * 5
    assert free(3, lines, lines) == ["a = 1"] and len(free(3, [*lines, "b"], [*lines, "b"])) == 2


def test_a_text_of_many_lines_keeps_the_quotes_at_its_end() -> None:
    lines = ['a = """', *["row"] * 5, '"""', "b = 1", "c = 1"]
    assert free(3, lines, lines) == ['a = """', "row", "row", "row"]
    lines[6] = "row"
    assert len(free(3, lines, lines)) == 5


def test_a_comment_that_says_what_is_printed_stays_below_the_code_and_its_first_line_with_it() -> None:
    lines = ["a = 1", "b = 2", "c = 3", "print(a)", "# 出力:", "# 1", "# 2", "d = 4", "e = 5", "f = 6"]
    said = [line.split("#")[0] for line in lines]
    assert free(2, lines, said) == ["a = 1", "c = 3", "print(a)", "# 2", "d = 4", "e = 5"]


def test_the_last_line_of_a_function_in_the_book_does_not_stand_on_top_of_a_page() -> None:
    code = "import a\n\n\ndef f():\n    x = 1\n    y = 2\n    z = 3\n    return x\n\n\na = f()\nb = f()\nc = f()"
    article = parse(f'<body><div class="highlight"><pre><code>{code}</code></pre></div></body>')
    set_code(article)
    held = {str(line.text_content()): "held" in classes(line) for line in classed(article, "line")}
    assert held["    return x"] and not held["    z = 3"]


def test_lines_of_code_are_held_together_in_the_book_and_more_of_them_in_a_box() -> None:
    rows = "\n".join(f"x = {number}" for number in range(8))
    block = f'<div class="highlight"><pre><code>{rows}</code></pre></div>'
    article = parse(f"<body>{block}<details><summary>code</summary>{block}</details></body>")
    set_code(article)
    held = [
        ["held" in classes(line) for line in classed(listing, "line")].count(True)
        for listing in classed(article, "listing")
    ]
    assert held == [4, 6]
