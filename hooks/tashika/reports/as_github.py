"""A report as workflow commands, which GitHub Actions shows as annotations beside the lines of a change."""

from __future__ import annotations

from tashika.model import Report
from tashika.reports.as_text import Failure, failures, summary


def github(report: Report) -> str:
    """An error for each failure, and a notice that counts."""
    lines = [_error(failure) for failure in failures(report)]
    return "".join(f"{line}\n" for line in (*lines, f"::notice title=tashika::{_data(summary(report))}"))


def _error(failure: Failure) -> str:
    at = failure.at
    where = {"file": at.path, "line": at.line, "endLine": at.end_line, "col": at.column}
    if at.end_line == at.line and at.end_column > at.column:
        where["endColumn"] = at.end_column - 1
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in {**where, "title": failure.title}.items())
    return f"::error {listed}::{_data(str(failure))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
