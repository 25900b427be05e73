"""A run is reused only while all that it depended on is unchanged: each test changes one thing behind its back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tashika.cache.store import Store
from tashika.check import check, explain, kept_runs
from tashika.config import Project, load_project
from tashika.execute import ForkExecutor, Limits, Setting, SpawnExecutor
from tashika.model import Report

Files = Mapping[str, str]


class Notes:
    """A project with a store of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "docs").mkdir()
        (root / "snippets").mkdir()
        (root / "pyproject.toml").write_text("[tool.tashika]\nclaims = 'partial'\n", encoding="utf-8")

    @property
    def outside(self) -> Path:
        """A folder that programs may change."""
        folder = self.root.parent / "outside"
        folder.mkdir(exist_ok=True)
        (folder / "there").touch()
        return folder

    @property
    def project(self) -> Project:
        return load_project(self.root)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    def page(self, code: str, name: str = "docs/a.md") -> Path:
        return self.write(name, f"```python\n{code}\n```\n")

    def check(self, **options: object) -> Report:
        return check(replace(self.project, **options))  # type: ignore[arg-type]

    def ran(self, **options: object) -> list[str]:
        """The programs that a check did run, after which all of its runs ended well."""
        report = self.check(**options)
        assert all(run.status == "ok" for run in report.runs), report.problems
        return [run.program for run in report.runs if not run.reused]

    def why(self) -> str:
        """Why the only program would run."""
        ((_, reason),) = explain(self.project)
        return reason


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    (tmp_path / "project").mkdir()
    return Notes(tmp_path / "project")


def settled(notes: Notes) -> None:
    """The first check runs, the second one does not."""
    assert notes.ran() == ["docs/a.md"]
    assert notes.why() == ""
    assert notes.ran() == []


def printed(report: Report) -> str:
    return "".join(event.text for run in report.runs for event in run.events if event.kind == "stdout")


# what is read


def folder_in(notes: Notes) -> str:
    return f"import sys; sys.path.insert(0, {str(notes.root / 'lib')!r})\n"


def test_an_edited_module_runs_its_program_again_even_within_a_second(notes: Notes) -> None:
    notes.write("lib/one.py", "VALUE = 1\n")
    notes.page(folder_in(notes) + "import one; print(one.VALUE)")
    settled(notes)
    subprocess.run([sys.executable, "-B", "-m", "compileall", "-q", str(notes.root / "lib")], check=True)
    times = (notes.root / "lib/one.py").stat()
    os.utime(notes.write("lib/one.py", "VALUE = 2\n"), ns=(times.st_atime_ns, times.st_mtime_ns))
    assert notes.why() == "lib/one.py changed"
    assert printed(notes.check()) == "2\n", "bytecode of the same second is that of the old source"


def test_an_edited_module_of_a_module_runs_the_program_again(notes: Notes) -> None:
    notes.write("lib/outer/__init__.py", "from .inner import VALUE\n")
    notes.write("lib/outer/inner.py", "VALUE = 1\n")
    notes.page(folder_in(notes) + "import outer; print(outer.VALUE)")
    settled(notes)
    notes.write("lib/outer/inner.py", "VALUE = 2\n")
    assert notes.why() == "lib/outer/inner.py changed"
    assert printed(notes.check()) == "2\n"


READERS = {
    "open": "print(open({0!r}).read())",
    "os.open": "import os; print(os.read(os.open({0!r}, os.O_RDONLY), 9))",
    "pathlib": "from pathlib import Path; print(Path({0!r}).read_text())",
    "mmap": "import mmap; f = open({0!r}, 'rb'); print(mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)[:])",
    "np.fromfile": "import numpy as np; print(np.fromfile({0!r}, dtype='u1'))",
    "np.memmap": "import numpy as np; print(np.memmap({0!r}, mode='r'))",
    "np.loadtxt": "import numpy as np; print(np.loadtxt({0!r}))",
    "size": "import os; print(os.path.getsize({0!r}))",
    "scandir": "import os; print([e.stat().st_size for e in os.scandir({0!r}[:-7])])",
    "exists": "import os; print(os.path.exists({0!r}))",
    "chdir": "import os; os.chdir({0!r}[:-6]); print(open('data.x').read())",
    "thread": "import threading as t; x = t.Thread(target=lambda: print(open({0!r}).read())); x.start(); x.join()",
    "probe": "x = 1\n```\n\n1<!-- = int(open({0!r}).read()) -->\n\n```python\npass",
}


@pytest.mark.parametrize("reader", READERS)
def test_a_data_file_that_changes_or_goes_runs_its_program_again(notes: Notes, reader: str) -> None:
    data = notes.write("data/data.x", "1")
    notes.page(READERS[reader].format(str(data)))
    settled(notes)
    data.write_text("22" if reader in ("size", "scandir") else "2", encoding="utf-8")
    assert notes.why() in ("data/data.x changed", "something changed in data")
    data.unlink()
    assert notes.why() in ("data/data.x is gone", "something changed in data")
    data.write_text("1", encoding="utf-8")
    assert notes.ran() == [], "what is as it was is found again"


def test_an_array_that_changes_runs_its_program_again(notes: Notes) -> None:
    numpy = pytest.importorskip("numpy")
    notes.write("data/none", "")
    numpy.save(notes.root / "data/a.npy", numpy.arange(3))
    notes.page(f"import numpy as np; print(np.load({str(notes.root / 'data/a.npy')!r}))")
    settled(notes)
    numpy.save(notes.root / "data/a.npy", numpy.arange(1, 4))
    assert notes.why() == "data/a.npy changed"
    assert printed(notes.check()) == "[1 2 3]\n"


@pytest.mark.slow
def test_a_tensor_that_changes_runs_its_program_again(notes: Notes) -> None:
    torch = pytest.importorskip("torch")
    notes.write("data/none", "")
    torch.save(torch.arange(3), notes.root / "data/a.pt")
    notes.page(f"import torch; print(torch.load({str(notes.root / 'data/a.pt')!r}))")
    settled(notes)
    torch.save(torch.arange(1, 4), notes.root / "data/a.pt")
    assert notes.why() == "data/a.pt changed"


def test_a_file_that_newly_appears_runs_the_program_that_looked_for_it(notes: Notes) -> None:
    place = notes.root / "settings.txt"
    notes.page(f"try: print(open({str(place)!r}).read())\nexcept OSError: print('none')")
    settled(notes)
    place.write_text("some", encoding="utf-8")
    assert notes.why() == "settings.txt is there now"
    assert printed(notes.check()) == "some\n"


@pytest.mark.parametrize(
    "lister",
    [
        "import os; print(os.listdir({0!r}))",
        "import os; print([e.name for e in os.scandir({0!r})])",
        "import glob; print(glob.glob({0!r} + '/*'))",
        "from pathlib import Path; print([p.name for p in Path({0!r}).iterdir()])",
        "import os; os.chdir({0!r}); print(os.listdir())",
    ],
)
def test_a_new_name_in_a_folder_runs_the_program_that_listed_it(notes: Notes, lister: str) -> None:
    notes.write("data/a.txt", "")
    notes.page(lister.format(str(notes.root / "data")))
    settled(notes)
    notes.write("data/b.txt", "")
    assert notes.why() == "something changed in data"


@pytest.mark.parametrize("module", ["json", "colorsys", "one"])
def test_a_module_that_newly_shadows_another_runs_the_program_again(notes: Notes, module: str) -> None:
    notes.write("pyproject.toml", "[tool.tashika]\nclaims = 'partial'\n")
    notes.write("snippets/ch/s.py", f"try: import {module}\nexcept ImportError: pass\n")
    notes.write("docs/a.md", '```python\n--8<-- "ch/s.py"\n```\n')
    assert notes.ran() == ["snippets/ch/s.py"]
    notes.write("snippets/ch/data.txt", "no module at all")
    assert notes.ran() == []
    notes.write(f"snippets/ch/{module}/__init__.py", "print('shadow')\n")
    reasons = {program.id: reason for program, reason in explain(notes.project)}
    assert reasons["snippets/ch/s.py"] == "snippets/ch has another module now"
    report = notes.check()
    assert not {run.program: run for run in report.runs}["snippets/ch/s.py"].reused
    assert "shadow" in printed(report)


def test_a_link_that_leads_elsewhere_runs_the_program_again(notes: Notes) -> None:
    notes.write("data/a.txt", "a")
    notes.write("data/b.txt", "b")
    link = notes.root / "link.txt"
    link.symlink_to("data/a.txt")
    notes.page(f"print(open({str(link)!r}).read())")
    settled(notes)
    link.unlink()
    link.symlink_to("data/b.txt")
    assert notes.why() == "link.txt changed"
    assert printed(notes.check()) == "b\n"


def test_a_file_that_changes_while_its_reader_runs_is_no_known_input(notes: Notes) -> None:
    data = notes.write("data.txt", "1")
    notes.page(f"print(open({str(data)!r}).read())\nopen('started', 'w').close()\nimport time; time.sleep(1.5)")
    worker = threading.Thread(target=notes.check)
    worker.start()
    time.sleep(1.0)
    data.write_text("2", encoding="utf-8")
    worker.join()
    assert notes.why() == f"{data} changed while the program ran"
    assert printed(notes.check()) == "2\n"


def test_a_program_that_changes_what_it_has_read_is_run_every_time(notes: Notes) -> None:
    data = notes.outside / "data.txt"
    data.write_text("1", encoding="utf-8")
    notes.page(f"p = {str(data)!r}\nn = int(open(p).read())\nprint(n)\nopen(p, 'w').write(str(n + 1))")
    assert [printed(notes.check()) for _ in range(3)] == ["1\n", "2\n", "3\n"]


def test_a_file_of_the_program_s_own_making_is_no_input(notes: Notes) -> None:
    notes.page("open('own.txt', 'w').write('1')\nimport os; os.mkdir('d'); print(open('own.txt').read(), os.listdir())")
    settled(notes)


def test_a_link_of_the_program_s_own_making_hides_no_device(notes: Notes) -> None:
    notes.page("import os; os.symlink('/dev/urandom', 'l')\nprint(len(open('l', 'rb').read(4)))")
    assert printed(notes.check()) == "4\n"
    assert notes.why() == "reads /dev/urandom"


@pytest.mark.parametrize("make", ["symlink", "link"])
def test_a_link_of_the_program_s_own_making_hides_nothing(notes: Notes, make: str) -> None:
    data = notes.outside / "data.txt"
    data.write_text("1", encoding="utf-8")
    notes.page(f"import os; os.{make}({str(data)!r}, 'l')\nprint(open('l').read())")
    assert printed(notes.check()) == "1\n"
    assert (notes.why() == "") == (make == "symlink"), "another name for a file is a change of that file"
    data.write_text("2", encoding="utf-8")
    assert printed(notes.check()) == "2\n"


def test_a_file_behind_a_folder_link_of_the_program_s_own_making_is_an_input(notes: Notes) -> None:
    data = notes.write("data/data.txt", "1")
    notes.page(f"import os; os.symlink({str(data.parent)!r}, 'd')\nprint(open('d/data.txt').read())")
    settled(notes)
    data.write_text("2", encoding="utf-8")
    assert notes.why() == "data/data.txt changed"


# what is read of the surroundings


@pytest.mark.parametrize(
    "reader",
    ["os.environ.get('TOLD')", "os.getenv('TOLD')", "os.environb.get(b'TOLD')", "'TOLD' in os.environ",
     "sorted(os.environ)", "len(os.environ)", "dict(os.environ)", "os.environ.copy().get('TOLD')"],
)  # fmt: skip
def test_a_variable_that_changes_runs_the_program_that_read_it(
    notes: Notes, reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("PYTEST")]:
        monkeypatch.delenv(name)
    notes.page(f"import os\nx = {reader}")
    settled(notes)
    monkeypatch.setenv("TOLD", "1")
    assert notes.why() in ("variable TOLD changed", "an environment variable changed")


def test_a_variable_that_nobody_read_changes_nothing(notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    notes.page("import os\nos.environ['OWN'] = '1'\nprint(os.environ['OWN'])")
    settled(notes)
    monkeypatch.setenv("TOLD", "1")
    monkeypatch.setenv("OWN", "2")
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "maybe")  # which a build with Material changes
    assert notes.ran() == []


def test_a_variable_that_c_libraries_read_runs_everything_again(notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    notes.page("print(1)")
    settled(notes)
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    assert notes.why() == "an environment variable changed that libraries read"


def install(site: Path, version: str, value: int, hashes: bool = True) -> None:
    """Puts a distribution into a folder as pip does it: the old one goes."""
    for old in site.glob("fake-*"):
        shutil.rmtree(old)
    (site / "fake").mkdir(parents=True, exist_ok=True)
    (site / "fake/__init__.py").write_text(f"VALUE = {value}\n", encoding="utf-8")
    info = site / f"fake-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: fake\nVersion: {version}\n", encoding="utf-8")
    digest = f"sha256={hashlib.sha256((site / 'fake/__init__.py').read_bytes()).hexdigest()}" if hashes else ""
    listed = f"fake/__init__.py,{digest},\nfake/__pycache__/__init__.cpython-311.pyc,,\n"
    (info / "RECORD").write_text(f"{listed}fake-{version}.dist-info/RECORD,,\n", encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The site-packages of a virtual environment of its own."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)
    return next((tmp_path / "venv/lib").glob("python*/site-packages"))


def test_an_upgraded_distribution_runs_its_program_again(
    notes: Notes, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(site.parents[2] / "bin/python"))
    install(site, "1.0", 1)
    time.sleep(0.1)
    notes.page("import fake; print(fake.VALUE)")
    settled(notes)
    (site / "another.py").write_text("", encoding="utf-8")
    assert notes.ran() == [], "what else is installed does not matter"
    install(site, "2.0", 2)
    time.sleep(0.1)
    assert notes.why() == "fake 1.0 → 2.0"
    assert printed(notes.check()) == "2\n"
    settled_again = notes.ran()
    assert settled_again == []
    install(site, "2.0", 3)
    assert notes.why() == "fake was installed again"


@pytest.mark.parametrize("hashes", [True, False])
def test_the_same_distribution_installed_anew_is_the_same_if_its_record_proves_it(
    notes: Notes, site: Path, monkeypatch: pytest.MonkeyPatch, hashes: bool
) -> None:
    monkeypatch.setattr(sys, "executable", str(site.parents[2] / "bin/python"))
    install(site, "1.0", 1, hashes)
    time.sleep(0.1)
    notes.page("import fake; print(fake.VALUE)")
    settled(notes)
    time.sleep(0.1)
    install(site, "1.0", 1, hashes)
    assert notes.why() == ("" if hashes else "fake was installed again")


@pytest.mark.parametrize("executor", ["fork", "spawn"])
def test_a_library_that_takes_the_clock_for_its_own_when_it_is_imported_is_seen_to_use_it(
    notes: Notes, site: Path, monkeypatch: pytest.MonkeyPatch, executor: str
) -> None:
    monkeypatch.setattr(sys, "executable", str(site.parents[2] / "bin/python"))
    install(site, "1.0", 1)
    (site / "fake/__init__.py").write_text("from time import time\ndef late(): return time() > 0\n", encoding="utf-8")
    time.sleep(0.1)
    notes.page("import fake; print(fake.late())")
    assert notes.ran(executor=executor) == notes.ran(executor=executor) == ["docs/a.md"]
    assert notes.why() == "uses the clock: time.time"


IMPORTING = {
    "import os\nVALUE = os.environ.get('STEERED')\n": "variable STEERED changed",
    "import os\nVALUE = dict(os.environ)\n": "an environment variable changed",
    "import os, subprocess\nVALUE = subprocess.run(['true']).returncode\n": "an environment variable changed",
}


@pytest.mark.parametrize("code", IMPORTING)
def test_a_variable_that_steers_the_import_of_a_library_counts_and_no_other(
    notes: Notes, site: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    for name in [name for name in os.environ if name.startswith("PYTEST")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(sys, "executable", str(site.parents[2] / "bin/python"))
    install(site, "1.0", 1)
    (site / "fake/__init__.py").write_text(code, encoding="utf-8")
    time.sleep(0.1)
    notes.page("import fake")
    settled(notes)
    if "STEERED" in code:
        monkeypatch.setenv("GITHUB_RUN_ID", "1")
        assert notes.ran() == [], "each job of a CI has others"
    monkeypatch.setenv("STEERED", "2")
    assert notes.why() == IMPORTING[code]


@pytest.mark.parametrize("executor", ["fork", "spawn"])
def test_a_file_that_a_library_reads_when_it_is_imported_counts(
    notes: Notes, site: Path, monkeypatch: pytest.MonkeyPatch, executor: str
) -> None:
    settings = notes.outside / "settings.txt"
    settings.write_text("1", encoding="utf-8")
    monkeypatch.setattr(sys, "executable", str(site.parents[2] / "bin/python"))
    install(site, "1.0", 1)
    (site / "fake/__init__.py").write_text(f"VALUE = open({str(settings)!r}).read()\n", encoding="utf-8")
    time.sleep(0.1)
    notes.page("import fake; print(fake.VALUE)")
    notes.ran(executor=executor)
    assert notes.ran(executor=executor) == []
    settings.write_text("2", encoding="utf-8")
    assert notes.ran(executor=executor) == ["docs/a.md"] and printed(notes.check()) == "2\n"


def test_a_folder_on_pythonpath_counts_file_by_file(
    notes: Notes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "site-packages", "1.0", 1)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'site-packages'}:{os.environ.get('PYTHONPATH', '')}")
    notes.page("import fake; print(fake.VALUE)")
    settled(notes)
    (tmp_path / "site-packages/fake/__init__.py").write_text("VALUE = 2\n", encoding="utf-8")
    assert printed(notes.check()) == "2\n"


def test_other_limits_run_the_program_again(notes: Notes) -> None:
    notes.page("print(1)")
    settled(notes)
    assert notes.ran(limits=replace(notes.project.limits, timeout=7.0)) == ["docs/a.md"]
    assert notes.ran(limits=replace(notes.project.limits, output=1000)) == ["docs/a.md"]
    assert notes.ran() == []


def test_an_option_that_changes_runs_its_program_again(notes: Notes) -> None:
    notes.page("print(1)")
    settled(notes)
    page = notes.root / "docs/a.md"
    page.write_text(page.read_text().replace("```python", '```{ .python timeout="9" }'))
    assert notes.why() == "its options changed"
    assert notes.ran() == ["docs/a.md"]
    assert notes.ran() == []


@pytest.mark.parametrize("kind", ["now", "subprocess", "pid", "urandom", "Random", "id", "C library"])
def test_a_run_that_its_author_vouches_for_is_reused(notes: Notes, kind: str) -> None:
    page = notes.page(IMPURE[kind])
    page.write_text(page.read_text().replace("```python", "```{ .python .pure }"))
    settled(notes)
    page.write_text(page.read_text().replace(" .pure", ""))
    assert notes.ran() == notes.ran() == ["docs/a.md"]


@pytest.mark.parametrize("kind", ["write", "touched", "renamed"])
def test_nobody_can_vouch_for_a_run_that_changes_files(notes: Notes, kind: str) -> None:
    page = notes.page(IMPURE[kind].replace("{0!r}", repr(str(notes.outside))))
    page.write_text(page.read_text().replace("```python", "```{ .python .pure }"))
    assert notes.ran() == notes.ran() == ["docs/a.md"]


def test_a_file_that_changes_runs_a_program_again_whatever_its_author_vouches_for(notes: Notes) -> None:
    data = notes.write("data.txt", "1")
    page = notes.page(f"import time; time.time(); print(open({str(data)!r}).read())")
    page.write_text(page.read_text().replace("```python", "```{ .python .pure }"))
    settled(notes)
    data.write_text("2", encoding="utf-8")
    assert notes.why() == "data.txt changed"
    assert printed(notes.check()) == "2\n"


@pytest.mark.parametrize("setting", [Setting(hash_seed=1), Setting(seed=1), Setting(threads=2)])
def test_another_setting_runs_the_program_again(notes: Notes, setting: Setting) -> None:
    notes.page("print(1)")
    settled(notes)
    limits = notes.project.limits
    report = check(notes.project, executor=SpawnExecutor(notes.root, limits, setting=setting))
    assert [run.reused for run in report.runs] == [False]


# what no two runs share


IMPURE = {
    "time": "import time; x = time.time()",
    "time by another name": "import time; x = getattr(time, 'ti' + 'me')()",
    "perf_counter": "from time import perf_counter as p; x = p()",
    "localtime": "import time; x = time.localtime()",
    "strftime": "import time; x = time.strftime('%Y')",
    "now": "from datetime import datetime; x = datetime.now()",
    "today": "import datetime; x = datetime.date.today()",
    "in a string": "exec('import datetime; x = datetime.datetime.now()')",
    "Random": "import random; x = random.Random().random()",
    "SystemRandom": "import random; x = random.SystemRandom().random()",
    "seed": "import random; random.seed(1); random.seed()",
    "urandom": "import os; x = os.urandom(4)",
    "urandom by another name": "import os; x = getattr(os, 'uran' + 'dom')(4)",
    "secrets": "import secrets as s; x = s.token_bytes(4)",
    "uuid4": "import uuid; x = uuid.uuid4()",
    "default_rng": "import numpy as np; x = np.random.default_rng().random()",
    "default_rng by another name": "import numpy as np; x = getattr(np.random, 'default_' + 'rng')().random()",
    "/dev/urandom": "x = open('/dev/urandom', 'rb').read(4)",
    "socket": "import socket; s = socket.socket(); s.close()",
    "socket bound": "import os, socket; s = socket.socket(socket.AF_UNIX); s.bind('s'); os.remove('s')",
    "subprocess": "import subprocess; subprocess.run(['true'])",
    "os.system": "import os; x = os.system('true')",
    "fork": "import os; p = os.fork() or os._exit(0); os.waitpid(p, 0)",
    "posix_spawn": "import os; p = os.posix_spawn('/bin/true', ['true'], {}); os.waitpid(p, 0)",
    "pid": "import os; x = os.getpid()",
    "id": "x = id(object())",
    "address": "print(object())",
    "folder": "import os; print(os.getcwd())",
    "/proc": "x = open('/proc/uptime').read()",
    "sqlite": "import sqlite3; sqlite3.connect('own.db').close()",
    "C library": "import ctypes; x = ctypes.CDLL(None).getpagesize()",
    "write": "open({0!r} + '/there', 'w').close()",
    "touched": "import os; os.utime({0!r} + '/there')",
    "renamed": "import os\nos.chdir({0!r})\nos.rename('there', 'b')\nos.rename('b', 'there')",
}


@pytest.mark.parametrize("kind", IMPURE)
def test_an_impure_run_is_never_reused(notes: Notes, kind: str) -> None:
    notes.page(IMPURE[kind].replace("{0!r}", repr(str(notes.outside))))
    assert notes.ran() == ["docs/a.md"]
    assert notes.why() not in ("", "never run before"), "the reason is told"
    assert notes.ran() == ["docs/a.md"]


def test_an_impure_local_module_makes_its_program_impure(notes: Notes) -> None:
    notes.write("lib/one.py", "from datetime import datetime\nVALUE = datetime.now()\n")
    notes.page(folder_in(notes) + "import one")
    assert [notes.ran(), notes.ran()] == [["docs/a.md"]] * 2
    assert notes.why() == "uses the clock: now"


PURE = {
    "random": "import random; print(random.random())",
    "from random": "from random import choice; print(choice([1, 2]))",
    "np.random": "import numpy as np; print(np.random.rand())",
    "seeded": "import random; random.seed(1); print(random.random())",
    "rng": "import numpy as np; print(np.random.default_rng(0).random())",
    "datetime": "import datetime; print(datetime.date(2026, 1, 1) + datetime.timedelta(1))",
    "comment": "print(1)  # not now",
    "sleep": "import time; time.sleep(0.001)",
    "stack": "import numpy as np; print(np.stack([[1], [2]]).trace())",
}


@pytest.mark.parametrize("kind", PURE)
def test_what_only_looks_impure_is_reused(notes: Notes, kind: str) -> None:
    notes.page(PURE[kind])
    settled(notes)


def test_a_run_that_did_not_end_well_runs_again(notes: Notes) -> None:
    notes.page("1 / 0")
    assert [run.reused for _ in range(2) for run in notes.check().runs] == [False, False]
    assert notes.why() == "its last run did not end well"


# what is edited in a page


def test_prose_claims_comments_and_places_run_nothing(notes: Notes) -> None:
    page = notes.page("x = 3\nprint(x)  # 出力: 3\n```\n\n3<!-- = x --> 個\n\n```python\nx  # => 3")
    settled(notes)
    text = page.read_text(encoding="utf-8")
    page.write_text("# 題\n\n前書き\n\n" + text.replace("x = 3\n", "# 注\n\nx = 3\n"), encoding="utf-8")
    report = notes.check()
    assert report.ok and [run.reused for run in report.runs] == [True]
    page.write_text(text.replace("出力: 3", "出力: 4").replace("=> 3", "=> 5").replace("3<!", "6<!"), encoding="utf-8")
    report = notes.check()
    assert [run.reused for run in report.runs] == [True]
    found = [(v.claim.at.line, v.outcome, v.actual) for v in sorted(report.verdicts, key=lambda v: v.claim.at)]
    assert found == [(3, "differs", "3\n"), (6, "differs", "3"), (9, "differs", "3")]


def test_output_that_nobody_claims_is_found_at_the_line_where_it_stands_now(notes: Notes) -> None:
    page = notes.page("for i in range(2):\n    print(i)")
    settled(notes)
    page.write_text("\n\n\n" + page.read_text(encoding="utf-8"), encoding="utf-8")
    report = notes.check(claims="complete")
    assert [run.reused for run in report.runs] == [True]
    assert [str(problem.at) for problem in report.problems] == ["docs/a.md:5:1"]


@pytest.mark.parametrize("code", ["print(2)", "print(1);", "print( 1)", "print(1)\nprint(1)", "if 1:\n  print(1)"])
def test_an_edit_of_the_code_runs_it_again(notes: Notes, code: str) -> None:
    notes.page("print(1)")
    settled(notes)
    notes.page(code)
    assert notes.why() == "the code changed, or what is claimed of it"
    assert notes.ran() == ["docs/a.md"]


def test_another_probe_or_kind_of_claim_runs_the_program_again(notes: Notes) -> None:
    notes.page("x = 1\nx")
    settled(notes)
    notes.page("x = 1\nx  # => 1")
    assert notes.ran() == ["docs/a.md"]
    notes.page("x = 1\nx  # => 1\n```\n\n2<!-- = x + 1 -->\n\n```python\npass")
    assert notes.check().ok


LINES = {
    "warning": "import warnings; warnings.warn('here')",
    "traceback": "import traceback\ntry: 1 / 0\nexcept Exception: traceback.print_exc()",
    "frame": "import sys; print(sys._getframe().f_lineno)",
    "logging": "import logging; logging.basicConfig(format='%(lineno)d'); logging.warning('x')",
    "code": "def f(): pass\nprint(f.__code__.co_firstlineno)",
}


@pytest.mark.parametrize("kind", LINES)
def test_a_program_that_sees_its_own_lines_runs_again_when_they_move(notes: Notes, kind: str) -> None:
    page = notes.page(LINES[kind])
    notes.check()
    page.write_text("\n\n" + page.read_text(encoding="utf-8"), encoding="utf-8")
    assert [run.reused for run in notes.check().runs] == [False]


def test_a_program_that_reads_its_own_comments_runs_again_when_they_change(notes: Notes) -> None:
    notes.page("import inspect\ndef f():\n    return 1  # one\nprint(inspect.getsource(f))")
    settled(notes)
    notes.page("import inspect\ndef f():\n    return 1  # two\nprint(inspect.getsource(f))")
    assert "two" in printed(notes.check())


def test_a_hash_inside_a_string_is_code(notes: Notes) -> None:
    notes.page("print('''a\n# b\n''')")
    settled(notes)
    notes.page("print('''a\n# c\n''')")
    assert printed(notes.check()) == "a\n# c\n\n"


# the store


def entries(notes: Notes) -> list[Path]:
    return sorted((notes.root / ".cache/tashika/runs").glob("*/*"))


DAMAGES: Mapping[str, Callable[[bytes], bytes]] = {
    "empty": lambda old: b"",
    "cut": lambda old: old[:-40],
    "noise": lambda old: bytes(range(256)) * 20,
    "one letter": lambda old: old.replace(b'"stdout"', b'"stdouT"', 1),
    "another output": lambda old: old.replace(b'"1\\n"', b'"2\\n"', 1),
    "foreign": lambda old: b"%PDF-1.7",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_a_miss(notes: Notes, damage: str) -> None:
    notes.page("print(1)")
    settled(notes)
    (entry,) = entries(notes)
    before = entry.read_bytes()
    entry.write_bytes(DAMAGES[damage](before))
    assert entry.read_bytes() != before
    assert printed(notes.check()) == "1\n"
    assert notes.ran() == []


WRONG = [
    "{}",
    "[]",
    "null",
    "1",
    "[" * 9999,
    "[[[1, 2, 3]], 1, [], []]",
    '[[], "1", [], []]',
    "[[], 1, [1], []]",
    "[[], 1, [], [1]]",
    '[[], 1, [], [["stdout", [99], "x", "", 0]]]',
    '[[], 1, [], [["stdout", [1], "x", "7", 0]]]',
    '[[], 1, [], [["no", [1], "x", "", 0]]]',
    '[[], 1, [], [["stdout", [[]], "x", "", 0]]]',
]


@pytest.mark.parametrize("text", WRONG)
def test_an_entry_of_wrong_types_is_a_miss(notes: Notes, text: str) -> None:
    notes.page("print(1)")
    settled(notes)
    (entry,) = entries(notes)
    entry.unlink()
    Store(entry.parents[1], 10**6).add(entry.parent.name, text)
    assert notes.why()
    assert printed(notes.check()) == "1\n"


def test_a_store_that_cannot_be_is_no_error(notes: Notes) -> None:
    notes.page("print(1)")
    notes.write(".cache/tashika", "a file where the folder should be")
    assert [notes.ran(), notes.ran()] == [["docs/a.md"]] * 2
    (notes.root / ".cache/tashika").unlink()
    notes.write(".cache/tashika/runs", "one level below")
    assert [notes.ran(), notes.ran()] == [["docs/a.md"]] * 2


def test_a_store_that_cannot_be_written_is_no_error(notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("read-only")

    notes.page("print(1)")
    monkeypatch.setattr("tashika.cache.store.new_file", refuse)
    assert [notes.ran(), notes.ran()] == [["docs/a.md"]] * 2


def test_without_a_cache_everything_runs_and_nothing_is_kept(notes: Notes) -> None:
    notes.page("print(1)")
    assert [notes.ran(cache=None), notes.ran(cache=None)] == [["docs/a.md"]] * 2
    assert not (notes.root / ".cache").exists()


def test_several_states_of_a_file_are_kept(notes: Notes) -> None:
    data = notes.write("data.txt", "0")
    notes.page(f"print(open({str(data)!r}).read())")
    for state in "0123":
        data.write_text(state, encoding="utf-8")
        assert printed(notes.check()) == f"{state}\n"
    for state in "0123":
        data.write_text(state, encoding="utf-8")
        report = notes.check()
        assert (printed(report), report.runs[0].reused) == (f"{state}\n", True)
    data.write_text("4", encoding="utf-8")
    notes.check()
    assert len(entries(notes)) == 4


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    store = Store(tmp_path, 2200)
    for key in "abc":
        store.add(key * 32, key * 1000)
        time.sleep(0.01)
    (oldest,) = (file for file, _ in store.variants("a" * 32))
    store.touch(oldest)
    store.trim()
    assert [key for key in "abc" if list(store.variants(key * 32))] == ["a", "c"]


def test_clean_removes_what_was_kept_and_nothing_else(notes: Notes) -> None:
    notes.page("print(1)")
    other = notes.write(".cache/tashika/runs/mine.txt", "mine")
    settled(notes)
    kept = kept_runs(notes.project)
    assert kept is not None
    kept.clean()
    assert other.read_text(encoding="utf-8") == "mine"
    assert notes.ran() == ["docs/a.md"]


CHECK = "import sys; from tashika.cli import main; sys.exit(main(sys.argv[1:]))"


def test_two_checks_at_once_agree(notes: Notes) -> None:
    for name in "abcd":
        notes.page(f"print({name!r})", f"docs/{name}.md")
    command = [sys.executable, "-c", CHECK, "-C", str(notes.root), "check"]
    # With what this process knows of its environment: readline, imported by pytest, adds COLUMNS behind its back.
    environment = dict(os.environ)
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert notes.ran() == []


def test_a_kill_at_any_moment_leaves_no_wrong_entry(notes: Notes) -> None:
    code = (
        "import sys, itertools; from pathlib import Path; from tashika.cache.store import Store\n"
        "store = Store(Path(sys.argv[1]), 10**9)\n"
        "for n in itertools.count():\n"
        "    store.add('a' * 32, str(n) * 100_000); store.trim()\n"
        "    if n == 2: print(flush=True)"
    )
    command = [sys.executable, "-c", code, str(notes.root / "store")]
    for pause in (0.0, 0.003, 0.01, 0.02, 0.05):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None and process.stdout.readline() == b"\n"
            time.sleep(pause)
            process.send_signal(signal.SIGKILL)
    store = Store(notes.root / "store", 10**9)
    texts = [text for _, text in store.variants("a" * 32)]
    assert texts
    for text in texts:
        assert text == text[: len(text) // 100_000] * 100_000, "an entry is whole"
    store.add("a" * 32, "new")
    assert next(text for _, text in store.variants("a" * 32)) == "new"


# what is told, and how fast


def test_explain_tells_what_has_never_run_and_what_changed(notes: Notes) -> None:
    notes.page("print(1)")
    assert notes.why() == "never run before"
    settled(notes)
    ((_, reason),) = explain(replace(notes.project, limits=Limits(3.0, 1000)))
    assert reason == "the limits changed"


def test_without_a_change_no_worker_is_started(notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    notes.page("print(1)")
    settled(notes)

    def refuse(*_: object) -> None:
        raise AssertionError("a worker was started")

    for executor in (SpawnExecutor, ForkExecutor):
        monkeypatch.setattr(executor, "execute", refuse)
    assert notes.check().runs[0].reused


def test_secrets_in_variables_are_not_written(notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "very-secret")
    notes.page("import os; x = os.environ['TOKEN']")
    settled(notes)
    (entry,) = entries(notes)
    assert "TOKEN" in entry.read_text(encoding="utf-8")
    for file in (notes.root / ".cache").rglob("*"):
        assert not file.is_file() or b"very-secret" not in file.read_bytes()
    json.loads(entry.read_text(encoding="utf-8").partition("\n")[2])
