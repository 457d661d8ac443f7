# SPDX-License-Identifier: GPL-2.0-or-later
"""Half: one of the two trees, its series as `git am` applied it, and private copies of both states.

The tree is only read. A copy contains what is committed, so that nothing that a build left in the
tree is included, and it may be built in.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.plan import Plan, Settings, make_plan
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.rule.selection import select_rules
from qemu_xen_codemod.series.cover import Cover
from qemu_xen_codemod.series.identity import Identity
from qemu_xen_codemod.series.mail import read_series
from qemu_xen_codemod.series.options import SeriesOptions
from qemu_xen_codemod.series.series import write_series
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.private import PrivateRepository
from qemu_xen_codemod.tree.private_folder import PrivateFolder
from qemu_xen_codemod.verify.applied import Applied

_COVER = Cover("the series to be proved", "It is not sent.\n")
_NOBODY = "codemod prove <prove@codemod.invalid>"


class Half:
    """Closing it removes everything that was made."""

    def __init__(self, tree: Checkout, pack: Pack) -> None:
        self.tree, self.pack = tree, pack
        self._private = PrivateFolder()
        self._applied: Applied | None = None

    @cached_property
    def plan(self) -> Plan:
        """What the pack's rules make of the tree. Raises TreeError, RuleError."""
        selection = select_rules(self.pack.rules)
        settings = Settings(brought=selection.brought, counts_all=True)
        return make_plan(self.tree, self.pack, selection.rules, settings)

    @cached_property
    def applied(self) -> Applied:
        """The tree with the series. Raises CodemodError, OSError (the disk is full)."""
        folder = self._private.path / "series"
        series = write_series(
            self.tree,
            self.plan.commits,
            _COVER,
            SeriesOptions(),
            folder,
            # The series is not sent, so git need not know its user.
            identity=Identity(_NOBODY, _NOBODY),
        )
        mails = read_series(folder) if series.files else ()
        self._applied = applied = Applied(self.tree, mails, as_one=True)
        if applied.failure is not None:
            raise TreeError(
                f"git am does not apply the series for {self.tree.root}: {applied.failure.words}"
            )
        return applied

    @cached_property
    def plain(self) -> Path:
        """A copy of the tree without the series, which may be built in. Raises OSError."""
        return self._copy("plain", 0)

    @cached_property
    def patched(self) -> Path:
        """A copy of the tree with the series, which may be built in. Raises OSError."""
        return self._copy("patched", len(self.applied.touched))

    def _copy(self, name: str, state: int) -> Path:
        applied, store = self.applied, self.tree.store
        target = self._private.path / name
        target.mkdir()
        lender = PrivateRepository(
            self.tree.git,
            objects=store.objects,
            object_format=store.object_format,
            shallow=store.head,
        )
        try:
            lender.run("read-tree", store.head)
            lender.run("checkout-index", "--all", "--quiet", work_tree=target)
        finally:
            lender.close()
        for path, data in applied.files(state).items():
            place = target / path
            if data is None:
                place.unlink(missing_ok=True)
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            # Never through a link in the tree.
            place.unlink(missing_ok=True)
            place.write_bytes(data)
        for patch in applied.touched[:state]:
            for touched in patch:
                if touched.is_file and (target / touched.path).is_file():
                    (target / touched.path).chmod(int(touched.mode[-3:], 8))
        return target

    def folder(self, name: str) -> Path:
        """A private folder for what is made from this half."""
        path = self._private.path / name
        path.mkdir(exist_ok=True)
        return path

    def close(self) -> None:
        if self._applied is not None:
            self._applied.close()
        self._private.close()
