"""What a report looks like: each format is a function of the report alone. Add one to `FORMATS` to extend the set."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tashika.model import Report
from tashika.reports.as_github import github
from tashika.reports.as_json import to_json
from tashika.reports.as_junit import junit
from tashika.reports.as_text import text

__all__ = ["FORMATS", "github", "junit", "text", "to_json"]

FORMATS: Mapping[str, Callable[[Report], str]] = {"text": text, "json": to_json, "junit": junit, "github": github}
