"""The claims that stand in the comments of Python source. Pure.

Comments come from `tokenize`, never from a search for `#` in lines: a string may hold one.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tashika.compare import RuleError, check_rule
from tashika.model import Claim, ClaimForm, ClaimKind, Problem, Span
from tashika.statements import Group

LABEL = re.compile(
    r"#(?:[ \t]*(?:出力|[Oo]utput|標準エラー|stderr|例外|raises)[ \t]*(?P<rule>\[[^\]]*\])?[ \t]*[:：]"
    r"|(?:>|[ \t]*=>)(?P<arrow_rule>\[(?:exact|digits|unordered|\.\.\.|[ra]tol=[^\]]*)\])?)"
)
KINDS: dict[str, ClaimKind] = {"標": "stderr", "s": "stderr", "例": "raises", "r": "raises", "=": "value"}
SECTION_MARK = "8<-"


@dataclass(frozen=True)
class Comment:
    """A comment by its 1-based place in the code; `header` is the first line of the logical line that it ends or
    stands in, 0 between statements."""

    line: int
    column: int
    text: str
    alone: bool
    header: int


@dataclass(frozen=True)
class Source:
    """Python source as it stands in a file: from line `line` of `path` on, line i moved `cuts[i]` columns right."""

    path: str
    code: str
    line: int = 1
    cuts: Sequence[int] = ()

    def span(self, start: tuple[int, int], end: tuple[int, int]) -> Span:
        """The place in the file between two (line, column) places in the code."""
        return Span(self.path, *self._place(*start), *self._place(*end))

    def _place(self, line: int, column: int) -> tuple[int, int]:
        cut = self.cuts[line - 1] if line <= len(self.cuts) else 0
        return line + self.line - 1, column + cut


def find_comments(code: str) -> list[Comment]:
    """Every comment of valid Python source, in order."""
    if "#" not in code:  # reading the tokens takes longer than all the rest of reading a page
        return []
    comments: list[Comment] = []
    header = 0
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        line, column = token.start
        if token.type == tokenize.COMMENT:
            alone = not token.line[:column].strip()
            comments.append(Comment(line, column + 1, token.string.rstrip(), alone, header))
        elif token.type == tokenize.NEWLINE:
            header = 0
        elif not header and token.type not in (tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER):
            header = line
    return comments


def read_claims(source: Source, groups: Sequence[Group], program: str) -> tuple[list[Claim], list[Problem]]:
    """The claims in a source's comments; `groups` are its statements, with the file's line numbers."""
    claims: list[Claim] = []
    problems: list[Problem] = []
    for comment, below in _labelled(find_comments(source.code)):
        owner = _owner(comment, groups, source.line - 1)
        claim = _claim(source, comment, below)
        fault = _fault(claim, owner)
        if fault:
            problems.append(Problem(claim.at, "authoring", fault))
        else:
            claims.append(replace(claim, program=program, after=(owner.line,) if owner else ()))
    return claims, problems


def _labelled(comments: Sequence[Comment]) -> Iterator[tuple[Comment, list[Comment]]]:
    """Each comment that carries a label, with the comment lines below that belong to it."""
    index = 0
    while index < len(comments):
        comment = comments[index]
        index += 1
        label = LABEL.match(comment.text)
        if label is None:
            continue
        below: list[Comment] = []
        arrows = _is_arrow(label)
        if arrows or label.end() == len(comment.text):
            while index < len(comments) and _continues(comments[index], [comment, *below], arrows):
                below.append(comments[index])
                index += 1
        yield comment, below


def _is_arrow(label: re.Match[str]) -> bool:
    return label[0].startswith("#>")


def _continues(comment: Comment, before: Sequence[Comment], arrows: bool) -> bool:
    last = before[-1]
    adjacent = comment.alone and comment.line == last.line + 1
    aligned = not last.alone or comment.column == last.column
    label = LABEL.match(comment.text)
    fits = (label is not None and _is_arrow(label)) if arrows else label is None
    return adjacent and aligned and fits and SECTION_MARK not in comment.text


def _claim(source: Source, comment: Comment, below: Sequence[Comment]) -> Claim:
    label = LABEL.match(comment.text)
    assert label is not None
    kind = KINDS.get(label[0][1:].lstrip()[0], "stdout")
    rule = (label["rule"] or label["arrow_rule"] or "[exact]")[1:-1].strip()
    form, text, start = _expected(comment, below, label, kind)
    last = below[-1] if below else comment
    at = source.span((comment.line, comment.column + start), (last.line, last.column + len(last.text)))
    return Claim(at, None, (), kind, form, text, rule)


def _expected(
    comment: Comment, below: Sequence[Comment], label: re.Match[str], kind: ClaimKind
) -> tuple[ClaimForm, str, int]:
    """The form of a claim, the text that it expects, and where in its first comment that text begins."""
    rest = comment.text[label.end() :]
    if _is_arrow(label) and (below or comment.alone):
        lines = [rest, *(c.text[2:] for c in below)]
        return "arrows", "\n".join(line.removeprefix(" ") for line in lines), label.end()
    if not rest.strip():
        lines = [c.text[1:].removeprefix(" ") for c in below]
        return "block", "\n".join(lines), label.end()
    text = rest.removeprefix(" ") if kind in ("stdout", "stderr") else rest.lstrip()
    return "line", text, len(comment.text) - len(text)


def _owner(comment: Comment, groups: Sequence[Group], shift: int) -> Group | None:
    """The statements that a comment speaks of."""
    line = comment.line + shift
    if comment.header:
        header = comment.header + shift
        return next((g for g in groups if g.line <= line and g.header_line >= header), None)
    ended = [g for g in groups if g.end_line < line and g.column <= comment.column]
    if not ended:
        return None
    last = max(ended, key=lambda g: (g.end_line, g.column))
    return last if last.column == comment.column else None


def _fault(claim: Claim, owner: Group | None) -> str:
    if claim.kind == "value" and owner and not owner.has_value:
        return "`# =>` speaks of the value of an expression, but this statement is none"
    try:
        check_rule(claim.rule, claim.expected)
    except RuleError as error:
        return str(error)
    return ""
