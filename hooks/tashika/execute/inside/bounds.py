"""Bounds that the kernel keeps for a program and all that it starts, set in its own process before it begins.

RLIMIT_NPROC is refused: it counts all processes of a user, other programs' among them, and none of root's; the
executor counts a program's own. RLIMIT_AS is refused: torch reserves far more memory than it uses.
Landlock binds C libraries and child processes too, which no audit hook sees; without it, they are not bound.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from math import ceil

from .kin import adopt
from .order import Bounds
from .streams import system_call

_NO_NEW_PRIVILEGES = 38
_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_ASK_VERSION = 1
_TCP = 3  # LANDLOCK_ACCESS_NET_BIND_TCP and _CONNECT_TCP
_SIGNALS = 2  # LANDLOCK_SCOPE_SIGNAL
_GRACE = 1  # seconds by which the executor, which counts children too, comes first


def confine(bounds: Bounds) -> None:
    """Bind this process, for good."""
    _limit(resource.RLIMIT_CORE, 0)
    if bounds.files:
        _limit(resource.RLIMIT_NOFILE, bounds.files)
    if bounds.size:
        _limit(resource.RLIMIT_FSIZE, bounds.size)
    if bounds.cpu:
        # The first makes the process say where it is, the second ends it.
        soft = ceil(bounds.cpu) + _GRACE
        _limit(resource.RLIMIT_CPU, soft, soft + 1)
    if sys.platform.startswith("linux"):
        adopt()
        _keep_in(bounds.network)


def _limit(what: int, soft: int, hard: int | None = None) -> None:
    """Set a limit, unless there is a lower one already."""
    most = resource.getrlimit(what)[1]
    wanted = soft if hard is None else hard
    hard = wanted if most == resource.RLIM_INFINITY else min(most, wanted)
    resource.setrlimit(what, (min(soft, hard), hard))


def _keep_in(network: bool) -> None:
    """Let no TCP out, and no signal to others than the program's own processes, as far as this kernel can do that."""
    version = system_call("syscall", _CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)
    tcp = _TCP if version >= 4 and not network else 0
    signals = _SIGNALS if version >= 6 else 0
    if not tcp and not signals:
        return
    rules = (ctypes.c_uint64 * 3)(0, tcp, signals)
    size = ctypes.c_size_t(24 if signals else 16)
    descriptor = system_call("syscall", _CREATE_RULESET, rules, size, 0)
    if descriptor >= 0:
        system_call("prctl", _NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        system_call("syscall", _RESTRICT_SELF, descriptor, 0)
        os.close(descriptor)
