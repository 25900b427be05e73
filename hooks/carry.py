"""Hatchling's build hook: puts the browser's files, which come from npm, into a wheel (`make wheel`)."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Carry(BuildHookInterface):  # type: ignore[type-arg]
    """Names the files of node_modules that the wheel carries: all of them or, where set-up was not done, none."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the files to what goes into the wheel; an editable install finds them in node_modules."""
        root = Path(self.root)
        files = runpy.run_path(str(root / "hooks" / "tashika" / "browser_files.py"))
        if version == "editable" or (root / "hooks" / "tashika" / files["CARRIED"].name).is_dir():
            return
        try:
            carried = dict(files["listed"](root / files["MODULES"]))
        except FileNotFoundError as missing:
            self.app.display_warning(
                f"This wheel checks notes but builds no site: there is no {missing}. Run: make wheel"
            )
            return
        target = f"tashika/{files['CARRIED'].name}"
        build_data["force_include"] |= {str(file): f"{target}/{name}" for name, file in carried.items()}
