# SPDX-License-Identifier: GPL-2.0-or-later
"""The series for Xen: applied, built as a library, and made once only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qemu_xen_codemod.prove.xen_build import build_libraries
from qemu_xen_codemod.rule.entrypoints_load import read_library_file
from qemu_xen_codemod.rule.library import library_folder
from tests.real.run import codemod, digest, fetch_tree, output_of

pytestmark = pytest.mark.real

_MAP = "tools/libs/devicemodel/libxendevicemodel.map"
_FOLDER = Path("tools/libs/devicemodel")


@pytest.fixture(scope="module")
def tree() -> Path:
    """Debian 12's Xen. Its bindings of interrupts rely on a lock that a DM op does not take."""
    return fetch_tree("xen", "4.17")


@pytest.fixture(scope="module")
def made(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A copy with the series, and what `apply` printed."""
    folder = tmp_path_factory.mktemp("xen")
    before = digest(tree)
    done = codemod("apply", "--tree", tree, "--out", folder / "series")
    assert digest(tree) == before
    output_of("git", "clone", "-q", "--shared", tree, folder / "xen")
    patches = sorted((folder / "series").glob("0*.patch"))
    output_of("git", "am", "-q", "--empty=drop", *patches, cwd=folder / "xen")
    return folder / "xen", done.stdout.decode()


def _proposed() -> set[str]:
    path = library_folder() / "libxendevicemodel.yml"
    return {name for one in read_library_file(path) for name in one.functions}


def test_the_hypervisor_s_bindings_are_refused_by_name(made: tuple[Path, str]) -> None:
    """There is no lock to bind under; all else is done."""
    tree, told = made
    left = re.findall(r"^ *(\S+): not run: (.*)$", told, re.MULTILINE)
    why = "xen/include/xen/sched.h has no caps_lock: the binding would run without the lock of"
    bindings = [f"{kind}bind-pt-{sort}-irq-x86" for sort in ("msi", "pci") for kind in ("", "un")]
    assert [rule for rule, reason in left if reason.startswith(why)] == ["pt-irq-update", *bindings]
    assert [rule for rule, reason in left if not reason.startswith(why)] == ["changelog"]
    dm = (tree / "xen/arch/x86/hvm/dm.c").read_text()
    assert "XEN_DMOP_set_acpi_s_state" in dm
    assert "XEN_DMOP_bind_pt_pci_irq" not in dm


def test_numbers_are_the_next_ones(tree: Path, made: tuple[Path, str]) -> None:
    """Those of DM ops, of the library's version and of its map."""
    numbers = r"^#define XEN_DMOP_[a-z]\w* (\d+)$"
    header = Path("xen/include/public/hvm/dm_op.h")
    before = re.findall(numbers, (tree / header).read_text(), re.MULTILINE)
    after = re.findall(numbers, (made[0] / header).read_text(), re.MULTILINE)
    last = max(map(int, before))
    assert sorted(map(int, set(after) - set(before))) == list(range(last + 1, last + 6))
    assert (made[0] / _MAP).read_text().rstrip().endswith("} VERS_1.4;")
    assert re.search(r"^MINOR += 5$", (made[0] / _FOLDER / "Makefile").read_text(), re.MULTILINE)


def test_the_library_has_all_it_had_and_what_is_proposed(made: tuple[Path, str]) -> None:
    """Built by its own Makefile, with Xen's own warnings as errors."""
    tree, _ = made
    build_libraries(tree)
    library = tree / _FOLDER / "libxendevicemodel.so.1.5"
    words = output_of("nm", "-D", "--defined-only", "--with-symbol-versions", library).decode()
    found = dict(re.findall(r" T (xendevicemodel_\w+)@@(\S+)", words))
    listed = set(
        re.findall(r"^\t\t(xendevicemodel_\w+);$", (tree / _MAP).read_text(), re.MULTILINE)
    )
    assert found.keys() == listed
    assert {name for name, version in found.items() if version == "VERS_1.5"} == _proposed()


def test_a_second_series_is_empty(made: tuple[Path, str], tmp_path: Path) -> None:
    """Each rule says that the tree has its function."""
    done = codemod("apply", "--tree", made[0], "--out", tmp_path / "again")
    assert not (tmp_path / "again").exists()
    told = done.stdout.decode()
    assert "the tree already has xendevicemodel_map_pirq" in told


def test_a_tree_with_one_of_the_functions_gets_the_others(tree: Path, tmp_path: Path) -> None:
    """As when one of the other series that are posted is merged."""
    copy = tmp_path / "xen"
    output_of("git", "clone", "-q", "--shared", tree, copy)
    output_of(
        "git", "am", "-q", "--empty=drop", *_only(tree, tmp_path, "set-acpi-s-state"), cwd=copy
    )
    done = codemod("apply", "--tree", copy, "--out", tmp_path / "rest")
    text = b"".join(path.read_bytes() for path in sorted((tmp_path / "rest").glob("0*.patch")))
    assert b"+int xendevicemodel_map_pirq(" in text
    assert b"+int xendevicemodel_set_acpi_s_state(" not in text
    # The version of the first may be released.
    assert b"+VERS_1.6 {" in text
    assert b"+#define XEN_DMOP_bind_pt_msi_irq 22" in text
    assert "set-acpi-s-state: not run: the tree already has xendevicemodel_set_acpi_s_state" in (
        done.stdout.decode()
    )


def _only(tree: Path, folder: Path, rule: str) -> list[Path]:
    codemod("apply", "--tree", tree, "--only", rule, "--out", folder / "first")
    return sorted((folder / "first").glob("0*.patch"))
