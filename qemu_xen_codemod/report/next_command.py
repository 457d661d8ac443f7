# SPDX-License-Identifier: GPL-2.0-or-later
"""What to type next, after `codemod apply`: a command that works from any folder."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from qemu_xen_codemod.tree.tree import Tree


def next_command(
    mode: str, tree: Tree, written: Sequence[str], words: Sequence[str], *, keep_cr: bool
) -> str:
    """The command after a run in this mode, with these words, that wrote these files; ""
    for none.
    """
    quoted = shlex.quote(str(tree.root))
    if mode == "branch":
        return f"git -C {quoted} log -p --reverse HEAD..{shlex.quote(written[0])}"
    if mode == "in-place":
        return f"git -C {quoted} diff" if tree.base is not None else ""
    if mode != "series":
        shown = ["--dry-run" if word == "--check" else word for word in words]
        return "" if mode == "dry-run" else f"codemod {shlex.join(shown)}"
    first = Path(written[0]).resolve()
    # All patches of this version, 9 or 15, and the cover letter, which changes nothing.
    version = re.match(r"v\d+-", first.name)
    patches = f"{shlex.quote(str(first.parent))}/{version[0] if version else ''}0*.patch"
    if tree.base is None:
        return f"git -C {quoted} apply --allow-empty {patches}"
    return f"git -C {quoted} am {'--keep-cr ' if keep_cr else ''}--empty=drop {patches}"
