"""The examples of a `pycon` fence, read by the standard library's doctest. Pure."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tashika.comments import Source
from tashika.model import Chunk, Claim, Problem, Skip, Span
from tashika.snippets import syntax_problem

IGNORE_DETAIL = doctest.IGNORE_EXCEPTION_DETAIL
SKIP = doctest.OPTIONFLAGS_BY_NAME["SKIP"]


@dataclass(frozen=True)
class Prompts:
    """What a fence of prompts runs and claims."""

    chunks: tuple[Chunk, ...] = ()
    claims: tuple[Claim, ...] = ()
    problems: tuple[Problem, ...] = ()
    steps: tuple[int, ...] = ()
    broken: bool = False
    """Whether some of it cannot run."""
    skips: tuple[Skip, ...] = ()


def read_prompts(source: Source, program: str, skips: bool = False) -> Prompts:
    """Reads the examples of a fence. An example whose statement may print claims what doctest would expect.

    Where `skips` are allowed, doctest's +SKIP leaves an example out, as what is not run; a fence says it otherwise.
    """
    whole = source.span((1, 1), (1, 1))
    try:
        examples = doctest.DocTestParser().get_examples(source.code, source.path)
    except ValueError as error:
        return Prompts(
            broken=True, problems=(Problem(whole, "authoring", f"doctest cannot read these prompts: {error}"),)
        )
    if not examples:
        return Prompts(
            broken=True,
            problems=(Problem(whole, "authoring", "a `pycon` fence needs `>>>` prompts", "use a python fence"),),
        )
    left = [each for each in examples if skips and each.options.get(SKIP)]
    found = _collect(source, [each for each in examples if each not in left], program)
    return replace(found, skips=tuple(Skip(_line(source, each), "doctest: +SKIP") for each in left))


def _line(source: Source, example: doctest.Example) -> Span:
    return source.span((example.lineno + 1, 1), (example.lineno + 1, 1))


def _collect(source: Source, examples: Sequence[doctest.Example], program: str) -> Prompts:
    chunks: list[Chunk] = []
    claims: list[Claim] = []
    problems: list[Problem] = []
    broken = False
    for example in examples:
        line = source.line + example.lineno
        try:
            tree = ast.parse(example.source)
        except SyntaxError as error:
            problems.append(syntax_problem(source.path, error, line))
            broken = True
            continue
        if example.options.get(SKIP):
            message = "doctest's +SKIP hides a claim"
            problems.append(Problem(_line(source, example), "authoring", message, 'use { .pycon .no-run reason="…" }'))
        chunks.append(Chunk(source.path, line, example.source, "single"))
        if example.want or any(isinstance(node, ast.Expr) for node in tree.body):
            claims.append(_claim(source, example, program))
    steps = tuple(chunk.line for chunk in chunks)
    return Prompts(tuple(chunks), tuple(claims), tuple(problems), steps, broken)


def _claim(source: Source, example: doctest.Example, program: str) -> Claim:
    lines = source.code.split("\n")
    first = example.lineno + example.source.count("\n") + 1
    last = first + example.want.count("\n") - 1
    after = (source.line + example.lineno,)
    flags = sum(flag for flag, on in example.options.items() if on)
    rule = f"doctest, flags={flags}"
    end = (last, len(lines[last - 1]) + 1)
    if example.exc_msg is not None:
        message = example.exc_msg.rstrip("\n")
        last_of_message = message.count("\n")
        at = source.span((last - last_of_message, example.indent + 1), end)
        return Claim(
            at,
            program,
            after,
            "raises",
            "prompt",
            message.partition(":")[0] if flags & IGNORE_DETAIL else message,
            rule,
        )
    start = (first, example.indent + 1) if example.want else end
    return Claim(source.span(start, end), program, after, "stdout", "prompt", example.want.removesuffix("\n"), rule)
