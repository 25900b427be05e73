"""What a file, a folder or a text is at one moment, as short text: both sides of a run compare two moments by it.

Everything here is bound at import, since a program may patch `os`. Nothing here raises OSError.
"""

from __future__ import annotations

from _blake2 import blake2b
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from os import O_CLOEXEC, O_RDONLY, close, fsencode, fstat, listdir, lstat, read, readlink, stat, walk
from os import open as open_file
from stat import S_ISDIR, S_ISREG
from time import time_ns

MISSING, FOLDER, SPECIAL = "missing", "folder", "special"
ALL, LIBRARIES = "*", "* of libraries"  # names for a whole environment, and for what a library may want to know of it
# Differs from shell to shell; no library computes by it.
NOISE = frozenset(
    b"_ SHLVL PWD OLDPWD MAKELEVEL MAKEFLAGS MFLAGS MAKE_TERMOUT MAKE_TERMERR TERM WINDOWID"
    b" NO_MKDOCS_2_WARNING".split()  # Material changes it in the process of a build
)
_PART = 1 << 20
LAG = 50_000_000  # nanoseconds by which the file system's clock may be behind
_MOMENT = 2_000_000_000  # nanoseconds: no file system has times that are coarser

_KEPT = 64  # digests of a folder for so many sets of names

_listed: dict[str, tuple[tuple[int, int, int, int] | None, _Found]] = {}


def of_bytes(data: bytes) -> str:
    """The digest of some bytes."""
    return blake2b(data, digest_size=16).hexdigest()


def of_texts(texts: Iterable[str]) -> str:
    """The digest of texts in their order, which may hold what is no Unicode."""
    return of_bytes(b"\0".join(text.encode("utf-8", "surrogatepass") for text in texts))


def of_variables(variables: Mapping[bytes, bytes], but: Collection[bytes] = ()) -> str:
    """The digest of a whole environment, without some names."""
    return of_bytes(b"\0".join(b"=".join(pair) for pair in sorted(variables.items()) if pair[0] not in but))


def as_name(names: Iterable[str]) -> str:
    """Names of modules as the name of one input."""
    return "\0".join(sorted(names))


def names_in(joined: Iterable[str]) -> frozenset[str]:
    """The names of modules in names of inputs."""
    return _names_in(tuple(joined))


@lru_cache(maxsize=64)
def _names_in(joined: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for each in joined for name in each.split("\0"))


def of_file(path: str) -> str:
    """The digest of a file's content, links followed; or in one word why there is none."""
    try:
        mode = stat(path).st_mode
        if not S_ISREG(mode):
            return FOLDER if S_ISDIR(mode) else SPECIAL
        descriptor = open_file(path, O_RDONLY | O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return MISSING
    except (OSError, ValueError) as error:
        return f"unreadable ({type(error).__name__})"
    try:
        if not S_ISREG(fstat(descriptor).st_mode):
            return SPECIAL
        state = blake2b(digest_size=16)
        while part := read(descriptor, _PART):
            state.update(part)
        return state.hexdigest()
    except OSError as error:
        return f"unreadable ({type(error).__name__})"
    finally:
        close(descriptor)


def stamp_of(path: str) -> str:
    """What the file system changes whenever a file is written or replaced; "" where there is no file."""
    try:
        found = stat(path)
    except (OSError, ValueError):
        return ""
    if S_ISDIR(found.st_mode):
        return ""
    return f"{found.st_dev}:{found.st_ino}:{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}"


def of_link(path: str) -> str:
    """Where a symbolic link leads; "" for anything else."""
    try:
        return readlink(path)
    except (OSError, ValueError):
        return ""


def of_folder(path: str) -> str:
    """The digest of the names in a folder."""
    try:
        return of_bytes(b"\0".join(sorted(map(fsencode, listdir(path)))))
    except (OSError, ValueError):
        return MISSING


def of_entries(path: str) -> str:
    """The digest of the names in a folder with what `os.scandir` tells of each: its kind and its size."""
    try:
        found = [(fsencode(name), lstat(f"{path}/{name}")) for name in sorted(listdir(path))]
    except (OSError, ValueError):
        return MISSING
    marks = (b"%s:%o:%d" % (name, each.st_mode, S_ISREG(each.st_mode) and each.st_size) for name, each in found)
    return of_bytes(b"\0".join(marks))


def of_search(path: str, names: Collection[str] | None = None) -> str:
    """The digest of what an import finds in a folder: all of it, or only modules of certain names."""
    try:
        found = _modules_in(path)
    except (OSError, ValueError):
        return of_file(path)  # an archive of modules, or nothing
    return found.digest(None if names is None else frozenset(names))


class _Found:
    """What can be imported from a folder, with its digests, which are asked for again and again."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._entries = sorted(entries)
        self._digests: dict[frozenset[str] | None, str] = {}

    def digest(self, names: frozenset[str] | None) -> str:
        if names not in self._digests:
            if len(self._digests) >= _KEPT:
                self._digests.clear()
            wanted = [entry for entry in self._entries if names is None or entry.partition(".")[0] in names]
            self._digests[names] = of_bytes(b"\0".join(map(fsencode, wanted)))
        return self._digests[names]


def of_metadata(path: str) -> str:
    """The digest of which distributions have their metadata in a folder."""
    try:
        found = sorted(entry for entry in listdir(path) if entry.endswith(("-info", ".egg", ".egg-link")))
    except (OSError, ValueError):
        return MISSING
    return of_bytes(b"\0".join(map(fsencode, found)))


def of_installed(place: str) -> tuple[str, int]:
    """The digest of what a distribution is, or a file or folder of none; and when it was installed.

    Its RECORD lists all files with their hashes, so that the same one, installed anew by each job of a CI, is the same.
    Without hashes, the times of the files tell.
    """
    listed = f"{place}/RECORD" if place.endswith(".dist-info") else place
    try:
        found = [stat(listed)]
        if S_ISDIR(found[0].st_mode):
            found += [stat(f"{folder}/{name}") for folder, _, names in walk(listed) for name in sorted(names)]
    except (OSError, ValueError):
        return MISSING, 0
    installed = max(each.st_ctime_ns for each in found)
    if listed != place and (digest := _of_record(listed)):
        return digest, installed
    marks = [f"{each.st_size}:{each.st_mtime_ns}" for each in found if S_ISREG(each.st_mode)]
    return of_texts(marks), installed


def _of_record(path: str) -> str:
    """The digest of a RECORD, if it has the hash of every file but of itself and of what was compiled; else ""."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return ""
    return of_bytes(data) if data.count(b",,") - data.count(b".pyc,,") == 1 else ""


def _modules_in(path: str) -> _Found:
    """What can be imported from a folder. A list is taken again when the folder may have changed since: its times are
    other ones, or were too young for a change in the same moment to show."""
    now = stat(path)
    times = (now.st_dev, now.st_ino, now.st_mtime_ns, now.st_ctime_ns)
    known = _listed.get(path)
    if known is None or known[0] != times:
        settled = time_ns() - max(now.st_mtime_ns, now.st_ctime_ns) > _MOMENT
        known = times if settled else None, _Found(filter(_importable, listdir(path)))
        _listed[path] = known
    return known[1]


def _importable(entry: str) -> bool:
    return entry != "__pycache__" and ("." not in entry or entry.endswith((".py", ".pyc", ".so")))
