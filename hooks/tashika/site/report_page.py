"""The verification report as a page of the site: every program, claim, rule and skipped block. Pure.

Its headings are Markdown, for the table of contents to have them. Its tables are not: each row that goes through
Markdown takes longer to render than the words of a note, and all of them change whenever a program has run.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tashika.model import Claim, Page, Report, Run, Verdict
from tashika.records import heading
from tashika.site.decorate import duration
from tashika.site.findings import Findings
from tashika.site.words import kind_word, outcome_word, status_word, words

LONGEST = 60
PLACE = re.compile(r"<!-- tashika-part (\d+) -->")


@dataclass(frozen=True)
class ReportPage:
    """`text` is Markdown in which comments stand for `parts`, which are HTML."""

    text: str
    parts: tuple[str, ...] = ()

    def finish(self, rendered: str) -> str:
        """The page's HTML with its parts."""
        return PLACE.sub(lambda match: self.parts[int(match[1])], rendered)


def report_page(report: Report, language: str) -> ReportPage:
    """The page. `language` is the theme's."""
    say = words(language)
    findings = Findings(report)
    docs = posixpath.commonpath([posixpath.dirname(page.path) for page in report.pages]) if report.pages else ""
    environment = _table([say["name"], say["version"]], [map(html.escape, pair) for pair in report.environment.items()])
    lines = [f"# {say['report']}", say["intro"], _summary(report, say), f"## {say['environment']}"]
    parts = [environment]
    lines += [_place(parts), f"## {say['pages']}"]
    for page in report.pages:
        if part := _page(page, findings, language):
            parts.append(part)
            link = posixpath.relpath(page.path, docs)
            lines += [f"### [{heading(page) or html.escape(page.path)}]({link})", _place(parts)]
    lines.append(f"## {say['blocks_skipped']}")
    skips = [[f"<code>{html.escape(str(skip.at))}</code>", html.escape(skip.reason)] for skip in report.skips]
    if skips:
        parts.append(_table([say["place"], say["reason"]], skips))
    lines.append(_place(parts) if skips else say["none"])
    return ReportPage("\n\n".join(["---\nsearch:\n  exclude: true\nterms: false\n---", *lines, ""]), tuple(parts))


def _place(parts: Sequence[str]) -> str:
    """What stands for the last part."""
    return f"<!-- tashika-part {len(parts) - 1} -->"


def _summary(report: Report, say: Mapping[str, str]) -> str:
    held = sum(verdict.outcome == "holds" for verdict in report.verdicts)
    seconds = sum(run.seconds for run in report.runs)
    counts = f"{say['programs']}: {len(report.runs)} · {say['claims']}: {held} / {len(report.verdicts)}"
    state = say["all_hold" if report.ok else "not_all_hold"]
    return f"**{state}** {counts} · {seconds:.2f} {say['seconds']}"


def _page(page: Page, findings: Findings, language: str) -> str:
    """The programs and the claims of a page; "" if it has none."""
    say = words(language)
    programs = dict.fromkeys(block.program for block in page.blocks if block.program and not block.skip)
    runs = [findings.runs[program] for program in programs if program in findings.runs]
    files = {page.path, *(path for path, _ in page.shown)}
    verdicts = [v for path in sorted(files) for v in findings.by_path.get(path, ()) if isinstance(v, Verdict)]
    if not runs and not verdicts:
        return ""
    header = [say["programs"], say["outcome"], say["time"], say["versions"]]
    table = _table(header, [_run(run, findings, language) for run in runs])
    header = [say["place"], say["kind"], say["expected"], say["rule"], say["outcome"]]
    claims = _table(header, [_claim(verdict, language) for verdict in verdicts])
    summary = f"<summary>{say['claims']}: {len(verdicts)}</summary>"
    return f'{table}\n<details class="note">\n{summary}\n{claims}\n</details>'


def _run(run: Run, findings: Findings, language: str) -> list[str]:
    versions = html.escape(", ".join(findings.versions(run.program)))
    status = status_word(run.status, language)
    if run.frozen:
        status = html.escape(f"{words(language)['frozen']} {run.frozen.date}, {run.frozen.machine}")
    return [_code(run.program), status, duration(run.seconds, words(language)), versions or "–"]


def _claim(verdict: Verdict, language: str) -> list[str]:
    claim = verdict.claim
    rule = claim.rule.partition(",")[0] if claim.form == "prompt" else claim.rule
    at = f"{claim.at.path}:{claim.at.line}"
    kind = kind_word("equation" if claim.form == "equation" else claim.kind, language)
    expected = _code(_readable(claim), ' class="tashika-tex"' if claim.form == "equation" else "")
    return [_code(at), kind, expected, _code(rule), outcome_word(verdict.outcome, language)]


def _readable(claim: Claim) -> str:
    """What a claim says, without the markup of its place: of a record's table its name, of a drawing its kind."""
    if claim.kind in ("figure", "table"):
        return claim.detail
    if claim.kind == "display" and claim.expected.startswith("<svg"):
        return "SVG"
    return claim.expected.replace("{,}", ",") if claim.form == "formula" else claim.expected


def _code(text: str, attributes: str = "") -> str:
    """A text as code in a table cell, on one line, cut where it is long."""
    line = text.replace("\n", "⏎")
    shown = line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
    return f"<code{attributes}>{html.escape(shown, quote=False)}</code>"


def _table(header: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """A table as Markdown makes it; all cells are HTML."""
    head = "\n".join(f"<th>{cell}</th>" for cell in header)
    body = "\n".join("<tr>\n" + "\n".join(f"<td>{cell}</td>" for cell in row) + "\n</tr>" for row in rows)
    return f"<table>\n<thead>\n<tr>\n{head}\n</tr>\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"
