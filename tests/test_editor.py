"""An editor sees what is false in the text that it shows, and puts in what the run gave. The client is pygls' own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from lsprotocol import types
from pygls import uris
from pygls.lsp.client import LanguageClient

from tashika.check import check
from tashika.config import load_project
from tashika.editor.findings import findings, mend, mend_all

WAIT = 30.0
# A sign beyond the first 65,536 counts twice in UTF-16.
PAGE = "# 😀\n\n```python\nprint(1 + 1)  # 出力: 3\n```\n\n😀 重みは 18,342<!-- = 18_432 --> 個。\n"


class Editor(LanguageClient):
    """A client that collects what it is shown."""

    def __init__(self) -> None:
        super().__init__("editor", "1")
        self.shown: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def show(params: types.PublishDiagnosticsParams) -> None:
            self.shown.put_nowait(params)

    async def next(self, uri: str) -> list[types.Diagnostic]:
        """What is shown next of a file."""
        while True:
            found = await asyncio.wait_for(self.shown.get(), WAIT)
            if found.uri == uri:
                return list(found.diagnostics)

    def open(self, uri: str, text: str) -> None:
        self.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, types.LanguageKind.Markdown, 1, text))
        )

    def write(self, uri: str, version: int, text: str) -> None:
        document = types.VersionedTextDocumentIdentifier(version, uri)
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, [whole]))

    async def actions(self, uri: str, where: types.Range, only: str | None = None) -> list[types.CodeAction]:
        context = types.CodeActionContext([], [only] if only else None)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), where, context)
        found = await asyncio.wait_for(self.text_document_code_action_async(params), WAIT)
        return [each for each in found or [] if isinstance(each, types.CodeAction)]


def edit(root: Path, story: Callable[[Editor], Awaitable[None]]) -> None:
    """Runs a story in an editor with a server of its own, in a thread, since Playwright may keep a loop in this one."""

    async def run() -> None:
        editor = Editor()
        await editor.start_io(sys.executable, "-m", "tashika", "lsp")
        capabilities = types.ClientCapabilities(general=types.GeneralClientCapabilities(position_encodings=["utf-16"]))
        folder = uris.from_fs_path(str(root))
        await editor.initialize_async(types.InitializeParams(capabilities, root_uri=folder))
        editor.initialized(types.InitializedParams())
        try:
            await story(editor)
        finally:
            await editor.shutdown_async(None)
            editor.exit(None)
            await editor.stop()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(run())).result()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.tashika]\n", encoding="utf-8")
    (tmp_path / "docs/a.md").write_text(PAGE, encoding="utf-8")
    return tmp_path / "docs/a.md"


def applied(text: str, edits: list[types.TextEdit]) -> str:
    """A text after one edit whose columns are counted in UTF-16."""
    (one,) = edits
    lines = text.splitlines(keepends=True)

    def place(at: types.Position) -> int:
        head = lines[at.line].encode("utf-16-le")[: 2 * at.character].decode("utf-16-le")
        return len("".join(lines[: at.line])) + len(head)

    return text[: place(one.range.start)] + one.new_text + text[place(one.range.end) :]


def edits_of(action: types.CodeAction) -> list[types.TextEdit]:
    assert action.edit and action.edit.changes
    (edits,) = action.edit.changes.values()
    return list(edits)


def test_false_claims_are_shown_where_they_stand_and_mended_one_by_one(page: Path) -> None:
    async def story(editor: Editor) -> None:
        uri = uris.from_fs_path(str(page)) or ""
        editor.open(uri, PAGE)
        output, number = await editor.next(uri)
        assert (number.range.start, number.range.end) == (types.Position(6, 7), types.Position(6, 13))
        assert (number.code, number.source, output.range.start.line) == ("differs", "tashika", 3)
        assert "18432" in number.message
        action, whole = await editor.actions(uri, number.range)
        assert applied(PAGE, edits_of(action)) == PAGE.replace("18,342", "18,432")
        true = applied(PAGE, edits_of(whole))
        assert true == PAGE.replace("18,342", "18,432").replace("出力: 3", "出力: 2")
        (only,) = await editor.actions(uri, number.range, "source.fixAll")
        assert only.title == whole.title
        editor.write(uri, 2, true)
        assert await editor.next(uri) == []

    edit(page.parents[1], story)
    assert page.read_text(encoding="utf-8") == PAGE, "the server writes no file"


def test_what_is_not_saved_is_what_is_checked(page: Path) -> None:
    async def story(editor: Editor) -> None:
        uri = uris.from_fs_path(str(page)) or ""
        editor.open(uri, "# 何も\n")
        assert await editor.next(uri) == []
        editor.write(uri, 2, "```python\nraise ValueError(1)\n```\n")
        (raised,) = await editor.next(uri)
        assert raised.range.start.line == 1 and "ValueError" in raised.message
        assert await editor.actions(uri, raised.range) == [], "nothing could be written that makes it true"
        editor.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
        assert await editor.next(uri) == []

    edit(page.parents[1], story)


def test_a_file_of_no_project_and_one_that_is_no_note_are_left_alone(
    page: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async def story(editor: Editor) -> None:
        stranger, readme, own = (
            uris.from_fs_path(str(each)) or "" for each in (elsewhere, page.parents[1] / "R.md", page)
        )
        editor.open(stranger, PAGE)
        editor.open(readme, PAGE)
        editor.open(own, PAGE)
        assert len(await editor.next(own)) == 2
        assert editor.shown.empty()

    elsewhere = tmp_path_factory.mktemp("elsewhere") / "a.md"
    elsewhere.write_text(PAGE, encoding="utf-8")
    edit(page.parents[1], story)


def test_a_repair_is_the_smallest_replacement(page: Path) -> None:
    report = check(load_project(page.parents[1]))
    _, number = findings(report)["docs/a.md"]
    change = mend(report, number.at)
    assert change and (PAGE[change.start : change.end], change.text) == ("34", "43")
    assert mend_all(report, "docs/none.md") is None
