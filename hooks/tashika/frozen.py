"""Results of programs that not every machine can run, kept beside the notes and valid for one code only.

A file of JSON lines beside the page or snippet: a head for each program, then its facts, one a line, so that a
change of one of them is a change of one line. Whoever can write such a file can also write the notes: it is reviewed
like them, and is no proof against forgery.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tashika.cache.entry import Damaged, decode, encode, read_entry
from tashika.cache.normal import normalised
from tashika.environment import describe
from tashika.execute.inside import digests
from tashika.model import Frozen, Input, Problem, Program, Run, Span

SUFFIX = ".frozen.jsonl"
REPAIR = "run `tashika freeze {}` on a machine that can run it"


@dataclass(frozen=True)
class Thawed:
    """The frozen runs of some programs, and a problem for each program that has none of its present code."""

    runs: Mapping[str, Run]
    problems: tuple[Problem, ...] = ()


def thaw(root: Path, programs: Iterable[Program]) -> Thawed:
    """The results of these programs that were frozen, where code and local files are as they were then."""
    runs: dict[str, Run] = {}
    problems = []
    for program in programs:
        try:
            runs[program.id] = _read(root, program)
        except Damaged as error:
            line = program.chunks[0].line
            at = Span(program.path, line, 1, line, 1)
            problems.append(Problem(at, "claim", str(error), REPAIR.format(program.path)))
    return Thawed(runs, tuple(problems))


def freeze(root: Path, pairs: Sequence[tuple[Program, Run]], date: str, machine: str) -> dict[Path, str]:
    """The files that keep these runs, by path, with what they hold of other programs. Raises Damaged."""
    texts: dict[Path, dict[str, list[str]]] = {}
    for program, run in pairs:
        file = place(root, program.path)
        kept = texts.setdefault(file, _groups(file))
        kept[program.id] = _lines(root, program, run, {"date": date, "machine": machine})
    return {file: "".join(line + "\n" for key in sorted(kept) for line in kept[key]) for file, kept in texts.items()}


def place(root: Path, path: str) -> Path:
    """Where the results of a page or snippet are kept."""
    return (root / path).with_suffix(SUFFIX)


def _lines(root: Path, program: Program, run: Run, made: Mapping[str, str]) -> list[str]:
    own = replace(run, inputs=())
    _, seconds, modules, events = json.loads(encode(program, own))
    head = {
        "program": program.id,
        **made,
        "code": _code(program),
        "environment": describe(run.modules),
        "files": dict(_local(root, run.inputs)),
        "seconds": seconds,
        "modules": modules,
    }
    return [json.dumps(each, ensure_ascii=False) for each in (head, *events)]


def _local(root: Path, inputs: Iterable[Input]) -> Iterator[tuple[str, str]]:
    """The project's own files that a run read, by their path below the root. The rest is told by versions alone."""
    for each in inputs:
        path = Path(each.name)
        if each.kind == "file" and path.is_relative_to(root) and each.digest != digests.MISSING:
            yield path.relative_to(root).as_posix(), each.digest


def _code(program: Program) -> str:
    """The digest of a program and of what claims want to know of it, wherever it stands on the page."""
    normal = normalised(program)
    watch = sorted([normal.number.get(line, -line), *kinds] for line, kinds in program.watch.items())
    probes = [[normal.number.get(probe.after, -probe.after), probe.expression] for probe in program.probes]
    return digests.of_texts([json.dumps([program.id, normal.code, watch, probes])])


def _read(root: Path, program: Program) -> Run:
    """The frozen run. Raises Damaged, in words for the author."""
    file = place(root, program.path)
    lines = _groups(file).get(program.id)
    if not lines:
        raise Damaged("this program has no frozen result")
    try:
        head, *events = map(json.loads, lines)
        frozen = Frozen(head["date"], head["machine"], tuple(head["environment"].items()))
        if head["code"] != _code(program):
            raise Damaged(
                f"the code, or what is claimed of it, has changed since its result was frozen ({frozen.date})"
            )
        changed = [name for name, digest in head["files"].items() if digests.of_file(str(root / name)) != digest]
        if changed:
            raise Damaged(f"{changed[0]} has changed since the result was frozen ({frozen.date})")
        entry = read_entry(json.dumps([[], head["seconds"], head["modules"], events]))
        return replace(decode(program, entry), frozen=frozen)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        if isinstance(error, Damaged) and "frozen" in str(error):
            raise
        raise Damaged(f"the frozen result in {file.name} is damaged: {error}") from None


def _groups(file: Path) -> dict[str, list[str]]:
    """The lines of a file by the program that they speak of; none if there is no such file. Raises Damaged."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise Damaged(f"the frozen result in {file.name} is damaged: {error}") from None
    found: dict[str, list[str]] = {}
    key = ""
    for number, line in enumerate(lines, 1):
        key = _program(line, f"{file.name}:{number}") or key
        if not key:
            raise Damaged(f"the frozen result in {file.name} is damaged: line {number} belongs to no program")
        found.setdefault(key, []).append(line)
    return found


def _program(line: str, where: str) -> str:
    """The program whose head a line is; "" for a fact."""
    try:
        shape: Any = json.loads(line)
    except ValueError as error:
        hint = " (conflict marks of a merge?)" if line[:7] in ("<<<<<<<", "=======", ">>>>>>>") else ""
        raise Damaged(f"the frozen result in {where} is damaged: {error}{hint}") from None
    return str(shape.get("program", "")) if isinstance(shape, dict) else ""
