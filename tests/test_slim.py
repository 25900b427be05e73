"""What is left out of finished pages: blanks that nobody sees, and nothing else."""

from tashika.site.slim import slim, with_late_scripts


def test_blanks_around_a_line_end_become_that_end() -> None:
    assert slim("\n<ul>\n\n    \n  <li>\n    a b  \n  </li>\n</ul>\n") == "<ul>\n<li>\na b\n</li>\n</ul>\n"


def test_blanks_within_a_line_stay() -> None:
    assert slim("<p>a  <b> b</b>  c</p>") == "<p>a  <b> b</b>  c</p>"


def test_code_scripts_and_sources_of_formulas_stay_as_they_are() -> None:
    kept = [
        "<pre class=x><code>if a:\n\n    b</code></pre>",
        "<textarea>\n  a</textarea>",
        "<script>\n  a\n</script>",
        "<style>\n  a {}\n</style>",
        '<annotation encoding="application/x-tex">a \\\\\n  b</annotation>',
    ]
    assert slim("  \n  ".join(kept)) == "\n".join(kept)


def test_an_element_whose_name_begins_like_one_of_code_is_not_code() -> None:
    assert slim("<preface>\n  a</preface>") == "<preface>\na</preface>"


SCRIPTS = '<script src="../assets/javascripts/iframe-worker.js"></script>'
BUNDLE = '<script src="../assets/javascripts/bundle.a5f9d56c.min.js"></script>'


def test_what_search_needs_stands_before_the_script_of_the_theme_and_not_in_the_head() -> None:
    assert with_late_scripts(f"<head>{SCRIPTS}</head><body>{BUNDLE}</body>") == (
        f"<head></head><body>{SCRIPTS}{BUNDLE}</body>"
    )


def test_a_page_without_that_script_stays_as_it_is() -> None:
    page = f"<head>{SCRIPTS}</head><body></body>"
    assert with_late_scripts(page) == page
