"""Keeps the code into which Jinja compiles templates, which takes longer than to fill one in."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from tashika.cache.store import read_whole, write_whole


class TemplateCode(jinja2.BytecodeCache):
    """Compiled templates in a folder. Jinja compares their sources; a damaged file is a template to be compiled."""

    def __init__(self, folder: Path, env: jinja2.Environment) -> None:
        self._folder = folder
        self._setting = json.dumps([jinja2.__version__, repr(env.autoescape), sorted(env.extensions)])

    def load_bytecode(self, bucket: Bucket) -> None:
        code = read_whole(self._file(bucket))
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        write_whole(self._file(bucket), bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / hashlib.sha256(f"{self._setting}{bucket.key}".encode()).hexdigest()
