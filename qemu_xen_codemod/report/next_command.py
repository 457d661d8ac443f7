"""What to type next, after `codemod apply`: a command that works from any folder."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path


def next_command(
    mode: str, tree: Path, written: Sequence[str], *, is_checkout: bool, keep_cr: bool
) -> str:
    """The command after a run in this mode that wrote these files; "" when there is none."""
    quoted = shlex.quote(str(tree.resolve()))
    if mode == "in-place":
        return f"git -C {quoted} diff" if is_checkout else ""
    if mode != "series":
        return "" if mode == "dry-run" else f"codemod apply --tree {quoted} --dry-run"
    first = Path(written[0]).resolve()
    # All patches of this version, be they 9 or 15, and the cover letter, which changes nothing.
    version = re.match(r"v\d+-", first.name)
    patches = f"{shlex.quote(str(first.parent))}/{version[0] if version else ''}0*.patch"
    if not is_checkout:
        return f"git -C {quoted} apply --allow-empty {patches}"
    return f"git -C {quoted} am {'--keep-cr ' if keep_cr else ''}--empty=drop {patches}"
