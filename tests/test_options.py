"""What an author may ask for one program, where it is written, and what is said of it when it is wrong."""

from __future__ import annotations

import pytest

from tashika.execute import Limits
from tashika.markdown import read_page
from tashika.model import Problem
from tashika.options import NAMES, Options
from tashika.snippets import read_snippet


def of_file(text: str) -> tuple[Options, list[str]]:
    snippet = read_snippet("snippets/a.py", text)
    assert snippet.program
    return snippet.program.options, told(snippet.problems)


def of_page(*fences: str) -> tuple[dict[str, Options], list[str]]:
    text = "\n".join(f"```{{ .python {fence} }}\nx = 1\n```\n" for fence in fences)
    page = read_page("docs/a.md", text, {"a.py": read_snippet("snippets/a.py", "x = 1\n")}, "snippets")
    return {program.id: program.options for program in page.programs}, told(page.problems)


def told(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{p.at.line}:{p.at.column}-{p.at.end_column} {p.message}; {p.repair}" for p in problems]


def test_options_at_the_head_of_a_file_are_its_programs() -> None:
    text = (
        "#!/usr/bin/env python\n# A note.\n# tashika: timeout=120, memory=8GB, network=true\n# tashika: pure\n\nx = 1\n"
    )
    assert of_file(text) == (Options(timeout=120.0, memory=8_000_000_000, network=True, pure=True), [])


def test_options_on_the_fences_of_a_session_add_up() -> None:
    options, problems = of_page('timeout="120"', 'cpu="9.5" timeout="120"', 'session="b" processes="4" .pure')
    assert problems == []
    assert options["docs/a.md"] == Options(timeout=120.0, cpu=9.5)
    assert options["docs/a.md#b"] == Options(processes=4, pure=True)


@pytest.mark.parametrize(
    ("text", "size"), [("500", 500), ("1_000kB", 10**6), ("1.5 GB", 1_500_000_000), ("2MiB", 2 << 20), ("7B", 7)]
)
def test_sizes_have_units(text: str, size: int) -> None:
    assert of_file(f"# tashika: disk={text}, output = {text}\nx = 1\n") == (Options(disk=size, output=size), [])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("# tashika: timout=3", "1:12-20 there is no option `timout`; write timeout"),
        ("# tashika: x", f"1:12-13 there is no option `x`; known: {', '.join(NAMES)}"),
        ("#tashika:timeout=soon", "1:10-22 `timeout` cannot be `soon`; write it like timeout=120"),
        ("# tashika: pure, timeout", "1:18-25 `timeout` needs a value; write it like timeout=120"),
        ("# tashika: timeout=0", "1:12-21 `timeout` cannot be `0`; write it like timeout=120"),
        ("# tashika: memory=8TB", "1:12-22 `memory` cannot be `8TB`; write it like memory=8GB"),
        ("# tashika: files=20", "1:12-20 `files` cannot be `20`; write it like files=512"),
        ("# tashika: network=maybe", "1:12-25 `network` cannot be `maybe`; write it like network=true"),
        ("# tashika: cpu=1, cpu=2", "1:19-24 `cpu` is `2` here, and was 1 before; leave one of them"),
        ("# tashika:", "1:11-11 no option is written here; write # tashika: timeout=120, network=true"),
        ("# tashika: cpu=1 ,, pure", "1:19-25 no option is written here; write # tashika: timeout=120, network=true"),
    ],
)
def test_wrong_option_of_a_file_is_reported_with_its_place_and_repair(line: str, message: str) -> None:
    _, problems = of_file(f"{line}\nx = 1\n")
    assert problems == [message]


@pytest.mark.parametrize(
    ("fence", "message"),
    [
        ('timout="3"', "1:14-24 there is no option `timout`; write timeout"),
        ('hl_lines="1" timeout=soon', '1:27-39 `timeout` cannot be `soon`; write it like timeout="120"'),
        ('pure="perhaps"', '1:14-28 `pure` cannot be `perhaps`; write it like pure="true"'),
    ],
)
def test_wrong_option_of_a_fence_is_reported_with_its_place_and_repair(fence: str, message: str) -> None:
    assert of_page(fence)[1] == [message]


def test_fences_of_one_session_that_disagree_are_reported_at_the_later_one() -> None:
    options, problems = of_page('timeout="1"', "", 'timeout="2"')
    assert problems == ["9:14-25 `timeout` is `2` here, and was 1 before; leave one of them"]
    assert options["docs/a.md"] == Options(timeout=1.0)


def test_option_further_down_in_a_file_is_reported() -> None:
    assert of_file("x = 1\n# tashika: timeout=3\n") == (
        Options(),
        ["2:1-21 options stand at the head of a file; move this line up there"],
    )
    assert of_file("x = 1  # tashika: timeout=3\n")[1] == [
        "1:8-28 options stand at the head of a file; move this line up there"
    ]


def test_comment_or_text_about_tashika_is_no_option() -> None:
    assert of_file('"""# tashika: timout=3"""\n# tashika checks this\n') == (Options(), [])


def test_option_on_a_fence_that_shows_a_file_belongs_to_the_file() -> None:
    text = '```{ .python timeout="9" title="a" }\n--8<-- "a.py"\n```\n'
    page = read_page("docs/a.md", text, {"a.py": read_snippet("snippets/a.py", "x = 1\n")}, "snippets")
    assert told(page.problems) == [
        "1:14-25 `timeout` belongs to the file that this block shows; write # tashika: timeout=9 at its head"
    ]


def test_attributes_of_html_and_of_highlighting_are_no_options() -> None:
    assert of_page('title="a" linenums="1" hl_lines="1" #anchor id="x" data-lang="py" .wide')[1] == []


def test_limits_of_a_program_are_those_of_the_project_where_it_asks_for_nothing() -> None:
    limits = Limits(60.0, 1000, memory=5, files=300)
    asked = limits.with_options(Options(timeout=2.0, memory=9, network=True, pure=True))
    assert asked == Limits(2.0, 1000, memory=9, files=300, network=True)
    assert limits.with_options(Options()) == limits
