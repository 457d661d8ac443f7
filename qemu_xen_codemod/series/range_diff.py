# SPDX-License-Identifier: GPL-2.0-or-later
"""The previous version as commits, for `git range-diff` to compare with.

Its patches are applied to the files of its own base commit, if the tree has it, in a private
folder, and become commits in a private repository.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.errors import RuleError, TreeError
from qemu_xen_codemod.series.commit import Commit
from qemu_xen_codemod.series.history import History, build_history
from qemu_xen_codemod.series.identity import Identity
from qemu_xen_codemod.series.mail import paths_of
from qemu_xen_codemod.series.previous import PreviousPatch, PreviousSeries
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.confined import Confined
from qemu_xen_codemod.tree.private import PrivateRepository
from qemu_xen_codemod.tree.tree import Tree


def rebuild(tree: Tree, previous: PreviousSeries, identity: Identity, date: int) -> History:
    """Its commits. TreeError, with the reason, if they cannot be made."""
    if not isinstance(tree, Checkout):
        raise TreeError("the tree is not a git checkout")
    # The files that it is based on: of its own base commit, else of the tree's.
    store = replace(tree.store, head=previous.base or tree.store.head)
    on = Checkout(tree.git, tree.root, store, committed=True)
    repository = PrivateRepository(tree.git)
    try:
        paths = {path for patch in previous.patches for path in paths_of(patch.diff)}
        files = on.read_all(sorted(paths))
        return build_history(
            on, tuple(_commits(repository, previous.patches, files)), identity, date
        )
    except RuleError as error:
        raise TreeError(error.what) from None
    finally:
        repository.close()


def _commits(
    repository: PrivateRepository, patches: tuple[PreviousPatch, ...], files: dict[str, bytes]
) -> Iterator[Commit]:
    work = repository.folder / "work"
    work.mkdir()
    for path, data in files.items():
        (work / path).parent.mkdir(parents=True, exist_ok=True)
        (work / path).write_bytes(data)
    for patch in patches:
        repository.run("apply", "--whitespace=nowarn", "-", data=patch.diff, work_tree=work)
        changes = []
        for path in sorted(set(paths_of(patch.diff))):
            after = Confined(work).occupant(path)
            if after is None:
                raise TreeError(f"it removes {path}")
            changes.append(Change(path, files.get(path, b""), after, path not in files))
            files[path] = after
        body = "\n\n".join(filter(None, (patch.body, "\n".join(patch.reviews))))
        yield Commit((patch.subject,), patch.subject, body, tuple(changes))
