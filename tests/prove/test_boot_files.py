# SPDX-License-Identifier: GPL-2.0-or-later
"""The parts of a boot: an archive of files, Debian packages, programs of the machine."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

from qemu_xen_codemod.prove.debian import Packages
from qemu_xen_codemod.prove.initramfs import Initramfs
from qemu_xen_codemod.prove.level import MissingNeeds
from qemu_xen_codemod.prove.xen_build import check_programs


@pytest.mark.real
def test_cpio_unpacks_what_was_written(tmp_path: Path) -> None:
    """Files, their modes, folders above them and links."""
    files = Initramfs()
    files.add("init", b"#!/bin/sh\n", runs=True)
    files.add("a/b/odd", b"12345")
    files.folder("proc")
    files.link("a/link", "/a/b")
    files.write(tmp_path / "archive")
    cpio = shutil.which("cpio")
    assert cpio is not None
    data = gzip.decompress((tmp_path / "archive").read_bytes())
    target = tmp_path / "root"
    target.mkdir()
    subprocess.run([cpio, "-id", "--quiet"], cwd=target, input=data, check=True)
    assert (target / "a/b/odd").read_bytes() == b"12345"
    assert (target / "init").stat().st_mode & 0o777 == 0o755
    assert (target / "proc").is_dir()
    assert str((target / "a/link").readlink()) == "/a/b"


def test_a_program_brings_its_libraries(tmp_path: Path) -> None:
    """And the loader, under the name that the program uses for it."""
    files = Initramfs()
    files.add_program("bin/sh", Path("/bin/sh").resolve())
    files.write(tmp_path / "archive")
    data = gzip.decompress((tmp_path / "archive").read_bytes())
    assert b"lib64/ld-linux-x86-64.so.2\0" in data
    assert b"/libc.so.6\0" in data
    with pytest.raises(MissingNeeds, match=r"lib\w+\.so"):
        Initramfs([tmp_path]).add_program("bin/sh", Path("/bin/sh").resolve())


def test_a_kernel_is_found_with_its_drivers(tmp_path: Path) -> None:
    """The newest in the folder, by its numbers; a driver may be compressed."""
    for version in ("6.1.0-9-amd64", "6.1.0-56-amd64"):
        drivers = tmp_path / "lib/modules" / version / "kernel/drivers/xen"
        drivers.mkdir(parents=True)
        (drivers / "xen-evtchn.ko").write_bytes(b"")
    (tmp_path / "boot").mkdir()
    for version in ("6.1.0-9-amd64", "6.1.0-56-amd64"):
        (tmp_path / "boot" / f"vmlinuz-{version}").write_bytes(b"")
    kernel = Packages(tmp_path).kernel(None)
    assert kernel.image.name == "vmlinuz-6.1.0-56-amd64"
    assert kernel.module("xen-evtchn").name == "xen-evtchn.ko"
    with pytest.raises(MissingNeeds, match=r"xen-privcmd\.ko"):
        kernel.module("xen-privcmd")
    (tmp_path / "boot/vmlinuz-7").write_bytes(b"")
    with pytest.raises(MissingNeeds, match=r"drivers of .*vmlinuz-7"):
        Packages(tmp_path).kernel(tmp_path / "boot/vmlinuz-7")
    with pytest.raises(MissingNeeds, match=r"a kernel .*none"):
        Packages(tmp_path).kernel(tmp_path / "none")


def test_nothing_is_downloaded_unless_the_user_names_a_folder() -> None:
    """Missing files are named with Debian's package, and the option that downloads it."""
    with pytest.raises(MissingNeeds) as raised:
        Packages().find("boot/no-such-file-*", "no-such-package")
    (need,) = raised.value.needs
    assert "/boot/no-such-file-*, of Debian's no-such-package" in need.what
    assert "--packages FOLDER" in need.help


def test_each_missing_program_is_named_with_its_package() -> None:
    """All at once, so that one installation is enough."""
    with pytest.raises(MissingNeeds) as raised:
        check_programs({"no-such-program": "one", "sh": "dash", "nor-this": "other"})
    assert [need.what for need in raised.value.needs] == [
        "no-such-program on PATH",
        "nor-this on PATH",
    ]
    assert raised.value.needs[0].help == "Debian has it in one"
