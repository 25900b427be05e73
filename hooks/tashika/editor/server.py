"""A language server: what is false in the open notes as diagnostics, and the true output as a repair.

It knows no editor. Columns go over the wire in the units that the client asks for, lines from 0.
"""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from tashika import __version__
from tashika.config import ConfigError, find_project, load_project
from tashika.editor.findings import Finding, Mend, findings, mend, mend_all, text_of
from tashika.editor.session import Session
from tashika.lines import Places
from tashika.model import Report, Span

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.tashika"
QUICK = types.CodeActionKind.QuickFix


class NotesServer(LanguageServer):
    """The server with a session for each project that has an open note."""

    def __init__(self) -> None:
        super().__init__("tashika", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Incremental)
        self.sessions: dict[Path, Session] = {}
        self.shown: dict[Path, set[str]] = {}

    def session_of(self, uri: str) -> tuple[Session, str] | None:
        """The session that a file belongs to, and its path there; None if it belongs to no project."""
        file = Path(uris.to_fs_path(uri) or "").resolve()
        try:
            root = find_project(file.parent)
            if root is None or not file.is_relative_to(root):
                return None
            if root not in self.sessions:
                self.sessions[root] = Session(load_project(root), lambda report: self.publish(root, report))
        except ConfigError as error:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, str(error)))
            return None
        return self.sessions[root], file.relative_to(root).as_posix()

    async def publish(self, root: Path, report: Report) -> None:
        """Shows what a report says of each of its files, and clears what was said of others before."""
        found = findings(report)
        for path in self.shown.get(root, set()) - found.keys():
            found[path] = []
        self.shown[root] = {path for path, each in found.items() if each}
        for path, each in found.items():
            uri = uris.from_fs_path(str(root / path)) or ""
            shown = [self.diagnostic(uri, path, one) for one in each]
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown))

    def diagnostic(self, uri: str, path: str, finding: Finding) -> types.Diagnostic:
        """A failure in the client's units."""
        return types.Diagnostic(
            range=self.range_of(uri, path, finding.at),
            message=finding.message,
            severity=types.DiagnosticSeverity.Error,
            code=finding.kind,
            source="tashika",
        )

    def range_of(self, uri: str, path: str, at: Span) -> types.Range:
        """A span in the client's units."""
        document = self.workspace.get_text_document(uri)
        last = len(document.lines)
        start, end = ((min(line - 1, last), column - 1) for line, column in _ends(at))
        range_ = types.Range(types.Position(*start), types.Position(*end))
        return document.position_codec.range_to_client_units(document.lines, range_)

    def edit(self, uri: str, path: str, change: Mend, text: str) -> types.WorkspaceEdit:
        """A replacement in the client's units."""
        span = Places(path, text).span(change.start, change.end)
        return types.WorkspaceEdit(changes={uri: [types.TextEdit(self.range_of(uri, path, span), change.text)]})

    async def end(self) -> None:
        """Ends all sessions."""
        while self.sessions:
            await self.sessions.popitem()[1].close()


def _ends(at: Span) -> tuple[tuple[int, int], tuple[int, int]]:
    """The two ends; a place without extent is shown to the end of its line, as far as the client has one."""
    empty = (at.line, at.column) == (at.end_line, at.end_column)
    return (at.line, at.column), (at.end_line + empty, 1 if empty else at.end_column)


def make_server() -> NotesServer:
    """A server that is ready to be started on a pair of streams."""
    server = NotesServer()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        _changed(server, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        _changed(server, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        _changed(server, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        if found := server.session_of(params.text_document.uri):
            found[0].change(found[1], None)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions([QUICK, FIX_ALL]))
    async def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        return _actions(server, params)

    @server.feature(types.SHUTDOWN)
    async def shut_down(params: None) -> None:
        await server.end()

    return server


def _changed(server: NotesServer, uri: str) -> None:
    if found := server.session_of(uri):
        session, path = found
        session.change(path, server.workspace.get_text_document(uri).source)


def _actions(server: NotesServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    """The repairs in a range; none while the text is not the one that was checked."""
    uri = params.text_document.uri
    found = server.session_of(uri)
    if found is None:
        return []
    (session, path), text = found, server.workspace.get_text_document(uri).source
    if text_of(session.report, path) != text:
        return []
    offered = []
    for each in findings(session.report)[path]:
        where = server.range_of(uri, path, each.at)
        change = mend(session.report, each.at) if _touch(where, params.range) else None
        if change:
            action = types.CodeAction("Write what the run gave", QUICK, [server.diagnostic(uri, path, each)])
            action.edit = server.edit(uri, path, change, text)
            offered.append(action)
    if change := mend_all(session.report, path):
        whole = types.CodeAction("Write what the runs gave into all claims", FIX_ALL)
        whole.edit = server.edit(uri, path, change, text)
        offered.append(whole)
    only = params.context.only
    return [each for each in offered if not only or any(_is_kind(each.kind, kind) for kind in only)]


def _is_kind(kind: types.CodeActionKind | str | None, wanted: types.CodeActionKind | str) -> bool:
    own, asked = (getattr(each, "value", each) for each in (kind, wanted))
    return own == asked or str(own).startswith(f"{asked}.")


def _touch(one: types.Range, other: types.Range) -> bool:
    ends = [(p.line, p.character) for p in (one.start, one.end, other.start, other.end)]
    return ends[0] <= ends[3] and ends[2] <= ends[1]
