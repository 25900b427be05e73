"""All that identifies a run before it happens: by parts, so that a change can be named."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from tashika.cache.normal import normalised
from tashika.cache.own_code import own_code
from tashika.execute import Limits, Setting
from tashika.execute.inside import digests
from tashika.execute.process import surroundings
from tashika.model import Program

FORMAT = "1"
# What libraries in C read without being seen; all other variables are noted when a program reads them.
_READ_BY_C = (
    "PYTHON", "OMP_", "MKL_", "OPENBLAS_", "BLIS_", "GOTO_", "KMP_", "VECLIB_", "NPY_", "NUMPY_", "TORCH", "PYTORCH_",
    "ATEN_", "ONEDNN_", "DNNL_", "MKLDNN_", "GOMP_", "CUDA_", "CUBLAS_", "NVIDIA_", "NCCL_", "FREETYPE_",
    "JAX_", "XLA_", "TF_", "LD_", "DYLD_", "GLIBC_", "MALLOC_", "LANG",
    "LC_", "TZ", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "SOURCE_DATE_EPOCH",
)  # fmt: skip


def parts_of(program: Program, root: Path, surrounding: Mapping[str, str]) -> dict[str, str]:
    """The parts of a program's key, by the names under which a change of them is told."""
    options = json.dumps(asdict(program.options))
    return {"code": _code(program, root), "options": options, **surrounding}


def surrounding_parts(limits: Limits, setting: Setting) -> dict[str, str]:
    """The parts that all programs of a check have in common."""
    return {
        "limits": json.dumps(asdict(limits)),
        "setting": json.dumps(asdict(setting)),
        "interpreter": _interpreter(),
        "tashika": own_code("execute", "cache", "model"),
        "machine": json.dumps([platform.platform(), os.cpu_count()]),
        "environment": _environment(setting),
    }


def key_of(parts: Mapping[str, str]) -> str:
    """The name of an entry."""
    return digests.of_texts([FORMAT, *(f"{name}={part}" for name, part in sorted(parts.items()))])


def exact(program: Program) -> str:
    """The digest of a program with its lines and comments."""
    lines = [[chunk.path, chunk.line, chunk.code, chunk.mode] for chunk in program.chunks]
    return digests.of_texts([json.dumps([lines, [[p.path, p.line] for p in program.probes]])])


def _code(program: Program, root: Path) -> str:
    normal = normalised(program)
    watch = sorted([normal.number.get(line, -line), *kinds] for line, kinds in program.watch.items())
    probes = [[normal.number.get(p.after, -p.after), p.expression, p.path] for p in program.probes]
    where = [program.id, str(root), program.path, program.search, program.file]
    return digests.of_texts([json.dumps([where, normal.code, watch, probes])])


def _interpreter() -> str:
    """The version and the file of the interpreter, and what it runs at its start."""
    file = os.path.realpath(sys.executable)
    sites = [folder for folder in sys.path if folder.endswith(("site-packages", "dist-packages"))]
    starts = [each for site in sites for each in sorted(Path(site).glob("*.pth"))]
    marks = [digests.of_file(str(each)) for each in starts]
    return json.dumps([sys.version, sys.executable, file, digests.stamp_of(file), [*map(str, starts)], marks])


def _environment(setting: Setting) -> str:
    known = surroundings(os.environ, setting)
    return digests.of_texts(f"{name}={known[name]}" for name in sorted(known) if name.startswith(_READ_BY_C))
