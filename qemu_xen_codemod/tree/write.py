"""Write Changes into a tree's files, where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.tree.confined import Confined
from qemu_xen_codemod.tree.tree import Tree


def write_files(tree: Tree, changes: Sequence[Change]) -> None:
    """Write each file's `after`, the whole of it or nothing, and keep its mode.

    Several changes of a file have to follow one another. Raises TreeError, having written nothing,
    when a file is a link, lies behind one, cannot be written or does not hold `before` any more.
    """
    files: dict[str, tuple[bytes, bytes]] = {}
    for change in changes:
        first, last = files.get(change.path, (change.before, change.before))
        if last != change.before:
            raise ValueError(f"{change.path}: a change does not follow the one before it")
        files[change.path] = (first, change.after)
    Confined(tree.root).replace({p: pair for p, pair in files.items() if pair[0] != pair[1]})
