"""A report as JUnit XML: a suite for each file, a case for each claim, problem and block that was not run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container
from itertools import chain, count
from xml.etree import ElementTree as XML

from tashika.model import Report, Span
from tashika.reports.as_text import Failure, problem_failure, verdict_failure
from tashika.reports.difference import printable


def junit(report: Report) -> str:
    """The report as an XML document. Failures have the words of the text report; infrastructure is an <error>."""
    suites: dict[str, XML.Element] = defaultdict(lambda: XML.Element("testsuite"))
    for at, content in sorted(_cases(report), key=lambda case: case[0]):
        case = XML.SubElement(suites[at.path], "testcase", _attributes(at, suites[at.path]))
        if content is not None:
            case.append(content)
    root = XML.Element("testsuites", name="tashika")
    for path, suite in sorted(suites.items()):
        seconds = sum(run.seconds for run in report.runs if run.program.partition("#")[0] == path)
        suite.attrib.update({"name": printable(path), **_counts(suite), "time": f"{seconds:.3f}"})
        root.append(suite)
    root.attrib.update({**_counts(root), "time": f"{sum(run.seconds for run in report.runs):.3f}"})
    XML.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + XML.tostring(root, encoding="unicode") + "\n"


def case_name(at: Span, taken: Container[str]) -> str:
    """path:line; for a further case on a line with its column as well, and then with a number."""
    names = chain((f"{at.path}:{at.line}", str(at)), (f"{at} ({n})" for n in count(2)))
    return next(name for name in names if name not in taken)


def _cases(report: Report) -> list[tuple[Span, XML.Element | None]]:
    cases = [(v.claim.at, None if v.outcome == "holds" else _failure(verdict_failure(v))) for v in report.verdicts]
    cases += [(problem.at, _failure(problem_failure(problem))) for problem in report.problems]
    cases += [(skip.at, XML.Element("skipped", message=printable(skip.reason))) for skip in report.skips]
    return cases


def _failure(failure: Failure) -> XML.Element:
    tag = "error" if failure.family == "infrastructure" else "failure"
    element = XML.Element(tag, message=failure.title, type=failure.family)
    element.text = str(failure)
    return element


def _attributes(at: Span, suite: XML.Element) -> dict[str, str]:
    path = printable(at.path)
    name = case_name(at, {case.get("name", "") for case in suite})
    return {"classname": path, "name": printable(name), "file": path, "line": str(at.line)}


def _counts(element: XML.Element) -> dict[str, str]:
    """Numbers of cases below an element, as JUnit's readers expect them."""
    names = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    return {name: str(len(list(element.iter(tag)))) for name, tag in names.items()}
