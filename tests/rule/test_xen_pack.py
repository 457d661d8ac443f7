# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules for Xen on a tree that has some of what they add: the rest is added, once each.

The tree is that of the rules' own examples.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from itertools import combinations

import pytest

from qemu_xen_codemod.plan import Plan, make_plan
from qemu_xen_codemod.rule.catalogue import load_pack
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.shipped import shipped
from qemu_xen_codemod.step.workspace import FilesInMemory

_HEADER = "xen/include/public/hvm/dm_op.h"
_DM = "xen/arch/x86/hvm/dm.c"
_ARM = "xen/arch/arm/dm.c"
_CORE = "tools/libs/devicemodel/core.c"
_XLAT = "xen/include/xlat.lst"
_MAP = "tools/libs/devicemodel/libxendevicemodel.map"
_OPS = {
    "set-acpi-s-state": ["set-acpi-s-state"],
    "bind-pt-msi-irq": ["bind-pt-msi-irq", "bind-pt-msi-irq-x86"],
    "unbind-pt-msi-irq": ["unbind-pt-msi-irq", "unbind-pt-msi-irq-x86"],
    "bind-pt-pci-irq": ["bind-pt-pci-irq", "bind-pt-pci-irq-x86"],
    "unbind-pt-pci-irq": ["unbind-pt-pci-irq", "unbind-pt-pci-irq-x86"],
}
_CALLS = {name: [name] for name in ("map-pirq", "unmap-pirq", "map-pirq-msi", "map-pirq-gsi")}
_FUNCTIONS = _OPS | _CALLS
_OTHER_CASE = b"""\
    case XEN_DMOP_bind_pt_msi_irq:
        rc = bind_msi(d, &op.u.bind_pt_msi_irq);
        break;

    default:
"""
#: The results of the rules on a tree without any of it.
_LISTS = (
    (_XLAT, r"^\?\tdm_op_(?:set_acpi|bind|unbind)\w+"),
    (_DM, r"^CHECK_\w+(?=;)"),
    (_DM, r"^ +case XEN_DMOP_\w+(?=:)"),
    (_DM, r"^ +\[XEN_DMOP_\w+\]"),
    (_HEADER, r"^#define XEN_DMOP_[a-z]\w+"),
    (_CORE, r"^(?:static )?int \w+"),
    ("tools/include/xendevicemodel.h", r"^int \w+"),
    (_MAP, r"^\t\txendevicemodel_\w+"),
    ("xen/drivers/passthrough/x86/hvm.c", r"^int \w+|^#include \S+"),
    ("xen/arch/x86/domctl.c", r"^.*pt_irq.*$"),
)


@cache
def _pack() -> Pack:
    return load_pack(shipped("rules") / "xen")


@cache
def _xen() -> Mapping[str, bytes]:
    """All files of the examples; if several have a file, the longest version."""
    files: dict[str, bytes] = {}
    for rule in _pack().rules:
        for path, text in rule.examples[0].before.items():
            files[path] = max(files.get(path, b""), text, key=len)
    return files


def _run(files: Mapping[str, bytes], only: Collection[str] = ()) -> Plan:
    rules = [rule for rule in _pack().rules if not only or rule.id in only]
    return make_plan(FilesInMemory(files), _pack(), rules)


def _after(files: Mapping[str, bytes], plan: Plan) -> Mapping[str, bytes]:
    """The files with the plan's changes; nothing of it may be refused."""
    assert [r.rule.id for r in plan.results if r.is_broken or r.refused] == []
    return {**files, **{change.path: change.after for c in plan.commits for change in c.changes}}


def _lists(files: Mapping[str, bytes]) -> list[list[str]]:
    return [
        sorted(re.findall(pattern, files[path].decode(), re.MULTILINE)) for path, pattern in _LISTS
    ]


@cache
def _whole() -> list[list[str]]:
    return _lists(_after(_xen(), _run(_xen())))


@pytest.mark.parametrize(
    "there",
    [
        *(pytest.param((name,), id=name) for name in _FUNCTIONS),
        *(
            pytest.param(pair, marks=pytest.mark.slow, id=" and ".join(pair))
            for pair in combinations(_FUNCTIONS, 2)
        ),
    ],
)
def test_a_tree_with_some_of_the_functions_gets_the_others(there: tuple[str, ...]) -> None:
    """Whichever came first, each is there once in the end, with a number of its own."""
    brought = {"pt-irq-update"} if any("bind" in name for name in there) else set()
    only = {rule for name in there for rule in _FUNCTIONS[name]} | brought
    some = _after(_xen(), _run(_xen(), only))
    all_of_them = _after(some, _run(some))
    assert _lists(all_of_them) == _whole()
    numbers = re.findall(rb"XEN_DMOP_[a-z]\w+ (\d+)$", all_of_them[_HEADER], re.MULTILINE)
    assert len(set(numbers)) == len(numbers) == 1 + len(_OPS)


def test_a_second_series_is_empty() -> None:
    """Each rule finds what it would add, and reports it."""
    plan = _run(_after(_xen(), _run(_xen())))
    assert plan.commits == ()
    skipped = {result.rule.id: result.skipped for result in plan.results}
    assert skipped["bind-pt-msi-irq-x86"] == f"{_DM} already has XEN_DMOP_bind_pt_msi_irq"
    assert skipped["remote-shutdown-arm"] == f"{_ARM} already has XEN_DMOP_remote_shutdown"


def test_a_dm_op_of_another_make_is_left_alone() -> None:
    """The tree's own case for it stays the only one, whatever its fields are."""
    files = {
        **_xen(),
        _DM: _xen()[_DM].replace(b"    default:\n", _OTHER_CASE, 1),
        _HEADER: b"#define XEN_DMOP_bind_pt_msi_irq 21\n" + _xen()[_HEADER],
        _CORE: b"int xendevicemodel_bind_pt_msi_irq(int pirq);\n" + _xen()[_CORE],
    }
    plan = _run(files)
    made = _after(files, plan)
    assert made[_DM].count(b"case XEN_DMOP_bind_pt_msi_irq:") == 1
    skipped = {result.rule.id: result.skipped for result in plan.results}
    assert skipped["bind-pt-msi-irq-x86"] == f"{_DM} already has XEN_DMOP_bind_pt_msi_irq"
    assert b"case XEN_DMOP_bind_pt_pci_irq:" in made[_DM]
