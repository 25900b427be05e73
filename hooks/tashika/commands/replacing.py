"""Replaces files whole, all of them or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tashika.commands.asked import Refused


def require_unchanged(root: Path, texts: Mapping[str, str]) -> None:
    for path, content in texts.items():
        try:
            same = (root / path).read_bytes().decode("utf-8", "replace") == content
        except FileNotFoundError:
            same = not content  # a picture that is to be drawn for the first time
        except OSError:
            same = False
        if not same:
            raise Refused(f"{path} has changed since it was run: nothing is written, run again")


def replace_files(root: Path, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    """Replaces files whole, all or none, with the modes that they had; paths in reports never lead through links.

    A picture may be new, and its folder too.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for path, content in new.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("wb", dir=file.parent, prefix=".tashika-", delete=False) as stream:
                staged.append((Path(stream.name), file))
                stream.write(content.encode("utf-8"))
            if file.exists():
                shutil.copymode(file, stream.name)
            else:
                os.chmod(stream.name, 0o644)
        require_unchanged(root, old)
        for temporary, file in staged:
            os.replace(temporary, file)
    except OSError as error:
        raise Refused(f"cannot write {error.filename}: {error.strerror}") from None
    finally:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)
