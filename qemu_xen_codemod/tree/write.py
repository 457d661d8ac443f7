# SPDX-License-Identifier: GPL-2.0-or-later
"""Write Changes into a tree's files, in place."""

from __future__ import annotations

from collections.abc import Sequence

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.tree.in_place import replace_files
from qemu_xen_codemod.tree.tree import Tree


def write_files(tree: Tree, changes: Sequence[Change]) -> None:
    """Write each file's `after`, all of them or none; keep its mode, or create it.

    Several changes of a file must follow one another. Raises TreeError, having written nothing, if
    a file is a link, is behind one, cannot be written or does not contain `before` any more, or if
    there is something in the place of a new one.
    """
    files: dict[str, tuple[bytes | None, bytes]] = {}
    for change in changes:
        before = None if change.is_new else change.before
        first, last = files.get(change.path, (before, change.before))
        if last != change.before:
            raise ValueError(f"{change.path}: a change does not follow the one before it")
        files[change.path] = (first, change.after)
    replace_files(tree, {p: pair for p, pair in files.items() if pair[0] != pair[1]})
