"""Keeps the code into which Jinja compiles templates, which takes longer than to fill one in."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from tashika.cache.store import read_checked, write_checked


class TemplateCode(jinja2.BytecodeCache):
    """Compiled templates in a folder. Jinja compares their sources; a damaged file is a template to be compiled."""

    def __init__(self, folder: Path, env: jinja2.Environment) -> None:
        self._folder = folder
        self._setting = json.dumps([jinja2.__version__, repr(env.autoescape), sorted(env.extensions)])

    def load_bytecode(self, bucket: Bucket) -> None:
        text = read_checked(self._file(bucket))
        if text is not None:
            bucket.bytecode_from_string(b64decode(text))

    def dump_bytecode(self, bucket: Bucket) -> None:
        write_checked(self._file(bucket), b64encode(bucket.bytecode_to_string()).decode("ascii"))

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / hashlib.sha256(f"{self._setting}{bucket.key}".encode()).hexdigest()
