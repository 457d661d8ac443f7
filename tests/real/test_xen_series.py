# SPDX-License-Identifier: GPL-2.0-or-later
"""The series for Xen: applied, built as a library, and made only once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qemu_xen_codemod.prove.xen_build import build_libraries
from qemu_xen_codemod.rule.entrypoints_load import read_library_file
from qemu_xen_codemod.rule.library import library_folder
from tests.real.run import codemod, digest, fetch_tree, output_of, run

pytestmark = pytest.mark.real

_MAP = "tools/libs/devicemodel/libxendevicemodel.map"
_FOLDER = Path("tools/libs/devicemodel")


@pytest.fixture(scope="module")
def tree() -> Path:
    """Debian 12's Xen. Its interrupt bindings need a lock that a DM op does not take."""
    return fetch_tree("xen", "4.17")


@pytest.fixture(scope="module")
def made(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A copy with the series, and the output of `apply`."""
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
    return {name for entrypoints in read_library_file(path) for name in entrypoints.functions}


def test_the_hypervisor_s_bindings_are_refused_by_name(made: tuple[Path, str]) -> None:
    """The lock that they need does not exist; everything else is done."""
    tree, output = made
    left = re.findall(r"^ *(\S+): not run: (.*)$", output, re.MULTILINE)
    why = "xen/include/xen/sched.h has no caps_lock: the binding would run without the lock of"
    bindings = [f"{kind}bind-pt-{sort}-irq-x86" for sort in ("msi", "pci") for kind in ("", "un")]
    assert [rule for rule, reason in left if reason.startswith(why)] == ["pt-irq-update", *bindings]
    assert [rule for rule, reason in left if not reason.startswith(why)] == ["changelog"]
    dm = (tree / "xen/arch/x86/hvm/dm.c").read_text()
    assert "XEN_DMOP_set_acpi_s_state" in dm
    assert "XEN_DMOP_bind_pt_pci_irq" not in dm
    cover = (tree.parent / "series/0000-cover-letter.patch").read_text()
    assert "Do not ship this half alone." in cover
    assert all(
        len(line) <= 72 for line in cover.partition("\n\n")[2].split("\n\n[1] ")[0].split("\n")
    )


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


def _exported(library: Path) -> dict[str, str]:
    """Name -> node of the map."""
    words = output_of("nm", "-D", "--defined-only", "--with-symbol-versions", library).decode()
    return dict(re.findall(r" T (xendevicemodel_\w+)@@(\S+)", words))


def test_the_library_has_all_it_had_and_what_is_proposed(made: tuple[Path, str]) -> None:
    """Built by its own Makefile, with Xen's own warnings as errors."""
    tree, _ = made
    build_libraries(tree)
    library = tree / _FOLDER / "libxendevicemodel.so.1.5"
    found = _exported(library)
    listed = set(
        re.findall(r"^\t\t(xendevicemodel_\w+);$", (tree / _MAP).read_text(), re.MULTILINE)
    )
    assert found.keys() == listed
    folder = output_of("pkg-config", "--variable=libdir", "xendevicemodel").decode().strip()
    debian = _exported(Path(folder) / "libxendevicemodel.so")
    assert len(debian) > 20
    assert debian.items() <= found.items()
    assert found.keys() - debian.keys() == _proposed()
    assert {name for name, version in found.items() if version == "VERS_1.5"} == _proposed()


def test_xen_s_own_checks_of_headers_pass(made: tuple[Path, str]) -> None:
    """Public headers are ANSI C and C++, and the structs of 32-bit guests are those of 64-bit ones.

    The former are files of `make build` in xen/include; the latter is compiled into dm.o. Only
    arch/x86/hvm is built, so that nothing can be linked in the end.
    """
    tree, _ = made
    make = ("make", "-C", tree / "xen", "XEN_TARGET_ARCH=x86_64")
    output_of(*make, "defconfig")
    log = run(*make, "-k", "-j2", "build", "ALL_OBJS-y=arch/x86/hvm/built_in.o", "ALL_LIBS-y=")
    text = (log.stdout + log.stderr).decode()
    failed = re.findall(r"\*\*\* \[\S+ (\S+)\] Error", text)
    assert set(failed) <= {"prelink.o", "xen-syms", "xen.efi", "xen"}, text
    assert ": warning: " not in text
    for name in ("headers.chk", "headers++.chk"):
        assert "hvm/dm_op.h" in (tree / "xen/include" / name).read_text()
    assert "CHECK_dm_op_set_acpi_s_state;" in (tree / "xen/arch/x86/hvm/dm.c").read_text()
    for name in ("dm.o", "hvm.o", "vmsi.o", "built_in.o"):
        assert (tree / "xen/arch/x86/hvm" / name).is_file()


def test_a_second_series_is_empty(made: tuple[Path, str], tmp_path: Path) -> None:
    """Each rule reports that the tree has its function."""
    done = codemod("apply", "--tree", made[0], "--out", tmp_path / "again")
    assert not (tmp_path / "again").exists()
    output = done.stdout.decode()
    assert "the tree already has xendevicemodel_map_pirq" in output


def test_a_tree_with_one_of_the_functions_gets_the_others(tree: Path, tmp_path: Path) -> None:
    """As if one of the other posted series had been merged."""
    copy = tmp_path / "xen"
    output_of("git", "clone", "-q", "--shared", tree, copy)
    output_of(
        "git", "am", "-q", "--empty=drop", *_only(tree, tmp_path, "set-acpi-s-state"), cwd=copy
    )
    done = codemod("apply", "--tree", copy, "--out", tmp_path / "rest")
    text = b"".join(path.read_bytes() for path in sorted((tmp_path / "rest").glob("0*.patch")))
    assert b"+int xendevicemodel_map_pirq(" in text
    assert b"+int xendevicemodel_set_acpi_s_state(" not in text
    assert b"- A DM op sets the ACPI S state" not in text
    assert b"- libxendevicemodel gets the functions that map and unmap pirqs" in text
    # The version of the first may have been released.
    assert b"+VERS_1.6 {" in text
    assert b"+#define XEN_DMOP_bind_pt_msi_irq 22" in text
    assert "set-acpi-s-state: not run: the tree already has xendevicemodel_set_acpi_s_state" in (
        done.stdout.decode()
    )


def _only(tree: Path, folder: Path, rule: str) -> list[Path]:
    codemod("apply", "--tree", tree, "--only", rule, "--out", folder / "first")
    return sorted((folder / "first").glob("0*.patch"))
