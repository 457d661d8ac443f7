# SPDX-License-Identifier: GPL-2.0-or-later
"""Broken files of a tree, and all built-in rules on it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

from qemu_xen_codemod.plan import Plan, make_plan
from qemu_xen_codemod.rule.catalogue import load_pack
from qemu_xen_codemod.series.commit import join_changes
from qemu_xen_codemod.shipped import shipped
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.fuzz.c_code import real_trees
from tests.fuzz.case import Case, Failure, bounded
from tests.fuzz.mutation import mutated_text

_MINI = Path(__file__).parent.parent.parent.parent / "examples/mini-qemu"
_FOLDERS = ("hw/xen", "hw/i386/xen", "accel/xen", "include/hw/xen")
#: For a real tree, its files with Xen's functions, as many as one run can take in a second.
_BESIDE = ("VERSION", "include/hw/xen/xen_native.h", "include/hw/xen/xen_common.h")
_WORDS = (
    b"xen_xc~xen_dmod~xc_interface_open(NULL, NULL, 0)~XC_INTERFACE_FMT~xc_new_one(a)~"
    b"xc_set_hvm_param(xen_xc, xen_domid, HVM_PARAM_ACPI_S_STATE, 3)~xc_interface *xc;~if (~{~"
    b'#if CONFIG_XEN_CTRL_INTERFACE_VERSION < 40900\n~#else\n~#endif\n~}~(~)~;~/*~*/~//~"~'
    b"\\\n~#define xen_xc other\n~static ~inline ~return ~,"
).split(b"~")
#: For a tree of a dozen files.
_SECONDS = 2.0


class BuiltInPack:
    suffix = ".txt"

    def __init__(self, _folder: Path, trees: bool = False) -> None:
        folder = shipped("rules") / "qemu"
        self._pack = load_pack(folder)
        self._trees = [_read(_MINI, sorted(p for p in _MINI.rglob("*") if p.name != "README"))]
        for tree in real_trees() if trees else ():
            paths = [path for folder in _FOLDERS for path in sorted((tree / folder).rglob("*"))]
            self._trees.append(_read(tree, [*paths, tree / "VERSION"]))

    def make(self, rng: Random) -> Case:
        number = rng.randrange(len(self._trees))
        tree = self._trees[number]
        path = rng.choice(sorted(tree))
        others = list(tree.values())
        data = tree[path]
        for _ in range(rng.choice((1, 1, 2, 5))):
            data = mutated_text(rng, data, others, _WORDS)
        return Case(b"".join(data.splitlines(keepends=True)[:1900]), f"{number} {path}")

    def run(self, case: Case) -> str:
        number, _, path = case.beside.partition(" ")
        tree = self._trees[int(number)]
        # The whole of the small one; of a real tree the files that most rules read or write.
        files = {p: data for p, data in tree.items() if number == "0" or p in _BESIDE}
        files[path] = case.data
        plan = self._plan(files)
        changes = join_changes(plan.commits)
        if not changes:
            return "same"
        after = {**files, **{change.path: change.after for change in changes}}
        again = self._plan(after)
        if again.commits and not _has_refused(plan):
            raise Failure("again", ", ".join(commit.subject for commit in again.commits))
        return "changed"

    def _plan(self, files: Mapping[str, bytes]) -> Plan:
        with bounded(_SECONDS):
            plan = make_plan(FilesInMemory(files), self._pack, self._pack.rules)
        for reference in plan.references:
            assert reference.outcome is not None
        return plan


def _has_refused(plan: Plan) -> bool:
    """A match that was refused because of another may be done when that one is gone."""
    return any(result.refused or result.is_broken for result in plan.results)


def _read(root: Path, paths: list[Path]) -> dict[str, bytes]:
    found = (path for path in paths if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}
