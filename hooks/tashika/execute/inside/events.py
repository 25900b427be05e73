"""The audit events by which a program changes files, starts processes or uses the network."""

from __future__ import annotations

import os

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Event -> for each path that it changes: its place, that of the folder it is relative to (-1: none), links followed?
CHANGES: dict[str, tuple[tuple[int, int, bool], ...]] = {
    "os.mkdir": ((0, 2, False),), "os.rmdir": ((0, 1, False),), "os.remove": ((0, 1, False),),
    "os.rename": ((0, 2, False), (1, 3, False)), "os.link": ((0, 2, True), (1, 3, False)),
    "os.symlink": ((1, 2, False),), "os.truncate": ((0, -1, True),), "os.chmod": ((0, 2, True),),
    "os.chown": ((0, 3, True),), "os.utime": ((0, 3, True),), "os.setxattr": ((0, -1, True),),
    "os.removexattr": ((0, -1, True),),
}  # fmt: skip
STARTS = (
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "pty.spawn",
)  # fmt: skip
SENDS = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg")
ASKS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
