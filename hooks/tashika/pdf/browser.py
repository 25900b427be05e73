"""A Chromium of the system's, started for one book with a fresh profile, and ended by its process id.

POSIX only: the browser's two descriptors are numbered 3 and 4, which `posix_spawn` can promise and `subprocess` cannot.
"""

from __future__ import annotations

import base64
import fcntl
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from tashika.pdf.pipe import Pipe, PipeError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-features=SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--remote-debugging-pipe",
)
LOCAL = ("file:", "data:", "blob:", "about:")
PAPER_LIMIT = 600.0  # seconds for one pass over a very long book


def find_browser(
    environment: Mapping[str, str] = os.environ, which: Callable[[str], str | None] = shutil.which
) -> str | None:
    """What $CHROME names, else the first browser found by the names that systems give it."""
    if environment.get("CHROME"):
        return which(environment["CHROME"])
    return next(filter(None, map(which, (*NAMES, *APPLICATIONS))), None)


class Browser:
    """One browser process; leaving the `with` block ends it and removes its profile."""

    def __init__(self, program: str, limit: float = 60.0) -> None:
        self._profile = tempfile.mkdtemp(prefix="tashika-browser-")
        arguments = [program, *FLAGS, f"--user-data-dir={self._profile}", "about:blank"]
        try:
            self.process, reading, writing = _spawn(arguments)
        except OSError as error:
            shutil.rmtree(self._profile, ignore_errors=True)
            raise PipeError(f"cannot start {program}: {error.strerror}") from None
        self.pipe = Pipe(reading, writing, limit)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(PipeError):
            self.pipe.call("Browser.close", limit=5.0)
        self.pipe.close()
        _end(self.process)
        _remove_socket(Path(self._profile))
        shutil.rmtree(self._profile, ignore_errors=True)

    def open(self, file: Path) -> Page:
        """Loads a local file and waits for what it loads in turn. The network is out of its reach."""
        target = self._empty()
        session = self.pipe.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self.pipe, session, target)
        for domain in ("Page", "Runtime", "Network"):
            page.call(f"{domain}.enable")
        page.call("Network.setBlockedURLs", urls=["http://*", "https://*", "ws://*", "wss://*", "ftp://*"])
        page.call("Page.navigate", url=file.resolve().as_uri())
        self.pipe.wait("Page.loadEventFired", session)
        return page

    def _empty(self) -> str:
        """The tab that the browser began with, while nothing uses it: each takes a process. Else a new one."""
        tabs = self.pipe.call("Target.getTargets")["targetInfos"]
        free = [t["targetId"] for t in tabs if t["type"] == "page" and t["url"] == "about:blank" and not t["attached"]]
        return str(free[0] if free else self.pipe.call("Target.createTarget", url="about:blank")["targetId"])


class Page:
    """An open document: runs scripts in it, prints it, and knows what it asked for."""

    def __init__(self, pipe: Pipe, session: str, target: str = "") -> None:
        self._pipe, self._session, self._target = pipe, session, target

    def call(self, method: str, limit: float | None = None, **parameters: Any) -> dict[str, Any]:
        """One command to this page."""
        return self._pipe.call(method, self._session, limit, **parameters)

    def run(self, script: str, limit: float | None = None) -> Any:
        """The value of an expression, awaited; PipeError where it raises or takes too long."""
        options = {"awaitPromise": True, "returnByValue": True}
        answer = self.call("Runtime.evaluate", limit, expression=script, **options)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise PipeError(f"a script failed: {details.get('exception', details).get('description', details['text'])}")
        return answer["result"].get("value")

    def show_as(self, medium: str) -> None:
        """Takes the rules of style sheets that are for print alone, or for screens again if empty."""
        self.call("Emulation.setEmulatedMedia", media=medium)

    def close(self) -> None:
        """Ends the page, and with it the process that held it; what it asked for is still known."""
        self._pipe.call("Target.closeTarget", targetId=self._target)

    def pdf(self, tagged: bool = True) -> bytes:
        """The page printed as its style sheet says, with or without tags."""
        # What was laid out before would be there beside the new layout.
        self.call("HeapProfiler.collectGarbage", PAPER_LIMIT)
        options = {"preferCSSPageSize": True, "printBackground": True, "generateTaggedPDF": tagged}
        handle = self.call("Page.printToPDF", PAPER_LIMIT, transferMode="ReturnAsStream", **options)["stream"]
        content = bytearray()
        while True:
            part = self.call("IO.read", handle=handle, size=4 << 20)
            content += base64.b64decode(part["data"]) if part.get("base64Encoded") else part["data"].encode("latin-1")
            if part["eof"]:
                self.call("IO.close", handle=handle)
                return bytes(content)

    def foreign_requests(self) -> list[str]:
        """Addresses that the page asked for and that are not files or data, once each, in order."""
        sent = (e for e in self._events("Network.requestWillBeSent"))
        return list(dict.fromkeys(e["request"]["url"] for e in sent if not e["request"]["url"].startswith(LOCAL)))

    def complaints(self) -> list[str]:
        """Scripts that raised and files that could not be loaded. Data are there already, whatever the browser says."""
        raised = [e["exceptionDetails"] for e in self._events("Runtime.exceptionThrown")]
        addresses = {e["requestId"]: e["request"]["url"] for e in self._events("Network.requestWillBeSent")}
        failed = (addresses.get(e["requestId"], "a file") for e in self._events("Network.loadingFailed"))
        return [str(d.get("exception", d).get("description", d["text"])) for d in raised] + [
            f"cannot load {address}" for address in failed if not address.startswith("data:")
        ]

    def _events(self, method: str) -> list[dict[str, Any]]:
        mine = (e for e in self._pipe.events if e.get("sessionId") == self._session)
        return [event["params"] for event in mine if event["method"] == method]


def _spawn(arguments: list[str]) -> tuple[int, int, int]:
    """Starts a program that reads commands from 3 and answers on 4; its id, and our ends."""
    theirs, ours = map(_high, os.pipe())
    mine, its = map(_high, os.pipe())
    nothing = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)
    actions = [(os.POSIX_SPAWN_DUP2, theirs, 3), (os.POSIX_SPAWN_DUP2, its, 4), *nothing]
    try:
        process = os.posix_spawn(arguments[0], arguments, os.environ, file_actions=actions, setpgroup=0)
    except OSError:
        os.close(ours)
        os.close(mine)
        raise
    finally:
        os.close(theirs)
        os.close(its)
    return process, mine, ours


def _high(descriptor: int) -> int:
    """The same end under a number that cannot be 3 or 4, closed in children."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return moved


def _remove_socket(profile: Path) -> None:
    """Removes the socket for a second browser of the same profile, in a folder of its own: who is killed leaves it."""
    with suppress(OSError):
        folder = (profile / "SingletonSocket").readlink().parent
        if folder.parent == Path(tempfile.gettempdir()):
            shutil.rmtree(folder)


def _end(process: int, patience: float = 10.0) -> None:
    """Waits for a process of ours; kills its group where it does not end."""
    deadline = time.monotonic() + patience
    while os.waitpid(process, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            with suppress(ProcessLookupError):
                os.killpg(process, signal.SIGKILL)
            os.waitpid(process, 0)
            return
        time.sleep(0.02)
