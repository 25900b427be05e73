"""Words in source by which a run may depend on what no other run shares: a net below what is seen at run time. Pure.

It also looks into strings, since code may be built from them, and errs on the side of impure: a word too many costs a
run, a word too few could keep a claim alive that is false. Not caught: names that are put together from parts.
"""

from __future__ import annotations

import re

GENERATORS_ARE_SEEDED = True  # whether a worker seeds `random` and NumPy's global generator before the program runs

# Reasons that an author can vouch for; the others say that nobody knows what the run depended on.
_VOUCHED = (
    "starts a process", "sends a signal", "uses the network", "uses the clock", "uses randomness", "asks ", "calls ",
    "loads the library", "depends on the process or the machine", "may read what cannot be seen", "shows ", "reads /",
    "opens a database",
)  # fmt: skip
_CLOCK = re.compile(
    r"\b(now|utcnow|today|time_ns|perf_counter(_ns)?|monotonic(_ns)?|process_time(_ns)?|thread_time(_ns)?|localtime|gmtime"
    r"|ctime|clock_gettime|default_timer|timeit|time\.time|getmtime|getatime|getctime|st_[amc]time(_ns)?|getrusage)\b"
)
_RANDOM = re.compile(
    r"\b(?:urandom|getrandom|SystemRandom|secrets|token_(?:hex|bytes|urlsafe)|randbits|uuid[14]|initial_seed)\b"
    r"|\b(?:default_rng|RandomState|Random|SeedSequence|PCG64|PCG64DXSM|MT19937|Philox|SFC64)\(\s*(?:None\s*)?\)"
    r"|\bseed\(\s*(?:None\s*)?\)"
)
_GLOBAL = re.compile(
    r"\brandom\.(?!seed\b|Random\b|default_rng\b|Generator\b|RandomState\b|manual_seed\b|SeedSequence\b)\w+"
    r"|\bfrom\s+(?:numpy\.)?random\s+import\b"
)
_SEEDED = re.compile(r"\bseed\(\s*[^)\s]")
_PROCESS = re.compile(
    r"\b(?:getpid|getppid|gethostname|getlogin|getuser|get_ident|get_native_id|psutil|resource|getloadavg|tracemalloc"
    r"|faulthandler|urlopen|mkdtemp|mkstemp|data_ptr)\b|\bid\("
)
_UNSEEN = re.compile(
    r"\b(?:cv2|h5py|netCDF4|pyarrow|parquet|tensorflow|torchaudio|torchvision|rasterio|osgeo|cffi|from_file|cpp_extension"
    r"|jit\.load|duckdb|polars|soundfile|tofile)\b|\b_posixsubprocess\b|\bposix\b|\b_io\b"
)
_LINES = re.compile(
    r"lineno|\b(?:_getframe|currentframe|inspect|traceback|logging|dis|co_lines|co_positions|settrace|setprofile|cProfile"
    r"|pdb|linecache|doctest|getsource\w*|tokenize)\b|\bimport\s+(?:trace|profile)\b"
)


def why_impure(code: str) -> str:
    """Why a run of this code must not be reused, or ""."""
    if found := _CLOCK.search(code):
        return f"uses the clock: {found[0]}"
    if found := _RANDOM.search(code):
        return f"uses randomness without a seed: {found[0]}"
    if not GENERATORS_ARE_SEEDED and not _SEEDED.search(code) and (found := _GLOBAL.search(code)):
        return f"uses randomness without a seed: {found[0]}"
    if found := _PROCESS.search(code):
        return f"depends on the process or the machine: {found[0]}"
    if found := _UNSEEN.search(code):
        return f"may read what cannot be seen: {found[0]}"
    return ""


def sees_lines(code: str) -> bool:
    """Whether this code may see the numbers of its own lines, or its comments."""
    return bool(_LINES.search(code))


def is_vouched(reason: str) -> bool:
    """Whether a reason does not count for a program whose author says that it is pure."""
    return reason.startswith(_VOUCHED)
