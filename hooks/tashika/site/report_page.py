"""The verification report as a page of the site: every program, claim, rule and skipped block. Pure."""

from __future__ import annotations

import html
import posixpath
from collections.abc import Iterator, Mapping, Sequence

from tashika.model import Page, Report, Run, Verdict
from tashika.records import heading
from tashika.site.decorate import duration
from tashika.site.findings import Findings
from tashika.site.words import kind_word, outcome_word, status_word, words

LONGEST = 60


def report_page(report: Report, language: str) -> str:
    """The page's Markdown. `language` is the theme's."""
    say = words(language)
    findings = Findings(report)
    docs = posixpath.commonpath([posixpath.dirname(page.path) for page in report.pages]) if report.pages else ""
    lines = ["---", "search:", "  exclude: true", "terms: false", "---", "", f"# {say['report']}", "", say["intro"], ""]
    lines += [*_summary(report, say), "", f"## {say['environment']}", ""]
    lines += _table([say["name"], say["version"]], [list(pair) for pair in report.environment.items()])
    lines += ["", f"## {say['pages']}", ""]
    for page in report.pages:
        lines += _page(page, findings, language, posixpath.relpath(page.path, docs))
    lines += [f"## {say['blocks_skipped']}", ""]
    skips = [[f"<code>{html.escape(str(skip.at))}</code>", html.escape(skip.reason)] for skip in report.skips]
    lines += _table([say["place"], say["reason"]], skips) if skips else [say["none"]]
    return "\n".join([*lines, ""])


def _summary(report: Report, say: Mapping[str, str]) -> list[str]:
    held = sum(verdict.outcome == "holds" for verdict in report.verdicts)
    seconds = sum(run.seconds for run in report.runs)
    counts = f"{say['programs']}: {len(report.runs)} · {say['claims']}: {held} / {len(report.verdicts)}"
    state = say["all_hold" if report.ok else "not_all_hold"]
    return [f"**{state}** {counts} · {seconds:.2f} {say['seconds']}"]


def _page(page: Page, findings: Findings, language: str, link: str) -> Iterator[str]:
    say = words(language)
    programs = dict.fromkeys(block.program for block in page.blocks if block.program and not block.skip)
    runs = [findings.runs[program] for program in programs if program in findings.runs]
    files = {page.path, *(path for path, _ in page.shown)}
    verdicts = [v for path in sorted(files) for v in findings.by_path.get(path, ()) if isinstance(v, Verdict)]
    if not runs and not verdicts:
        return
    yield f"### [{heading(page) or html.escape(page.path)}]({link})"
    yield ""
    yield from _table(
        [say["programs"], say["outcome"], say["time"], say["versions"]], [_run(run, findings, language) for run in runs]
    )
    yield ""
    yield f'??? note "{say["claims"]}: {len(verdicts)}"'
    yield ""
    header = [say["place"], say["kind"], say["expected"], say["rule"], say["outcome"]]
    yield from (f"    {line}" for line in _table(header, [_claim(verdict, language) for verdict in verdicts]))
    yield ""


def _run(run: Run, findings: Findings, language: str) -> list[str]:
    versions = ", ".join(findings.versions(run.program))
    status = status_word(run.status, language)
    if run.frozen:
        status = html.escape(f"{words(language)['frozen']} {run.frozen.date}, {run.frozen.machine}")
    return [_code(run.program), status, duration(run.seconds, words(language)), versions or "–"]


def _claim(verdict: Verdict, language: str) -> list[str]:
    claim = verdict.claim
    rule = claim.rule.partition(",")[0] if claim.form == "prompt" else claim.rule
    expected = claim.detail if claim.kind == "figure" else claim.expected
    at = f"{claim.at.path}:{claim.at.line}"
    kind = kind_word(claim.kind, language)
    return [_code(at), kind, _code(expected), _code(rule), outcome_word(verdict.outcome, language)]


def _code(text: str) -> str:
    """A text as code in a table cell, shortened, with nothing left that Markdown could take for markup."""
    line = text.replace("\n", "⏎")
    short = line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
    escaped = "".join(char if char.isalnum() or char in " ⏎…" else f"&#{ord(char)};" for char in short)
    return f"<code>{escaped}</code>"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    rule = ["---"] * len(header)
    return [f"| {' | '.join(cells)} |" for cells in (header, rule, *rows)]
