"""What to type next, after `codemod apply`."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path


def next_command(mode: str, tree: Path, written: Sequence[str]) -> str:
    """The command after a run in this mode that wrote these files; "" when there is none."""
    quoted = shlex.quote(str(tree))
    if mode == "in-place":
        return f"git -C {quoted} diff"
    if mode != "series":
        return "" if mode == "dry-run" else f"codemod apply --tree {quoted} --dry-run"
    patches = [Path(name) for name in written if "-cover-letter" not in Path(name).name]
    folder = shlex.quote(str(patches[0].parent.resolve()))
    start = patches[0].name.split("0001-")[0]
    globs = [f"{folder}/{start}000[1-9]-*.patch"]
    if len(patches) > 9:
        globs.append(f"{folder}/{start}00[1-9][0-9]-*.patch")
    return f"git -C {quoted} am {' '.join(globs)}"
