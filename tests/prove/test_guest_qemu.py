# SPDX-License-Identifier: GPL-2.0-or-later
"""How QEMU is configured for the guest level."""

from __future__ import annotations

from pathlib import Path

from qemu_xen_codemod.prove.guest_qemu import read_tools

_STATUS = """\
#!/bin/sh
unset CC
exec '/home/ann/qemu/configure' '--enable-xen' '--python=/opt/my python/bin/python3' \
'--enable-xen-pci-passthrough' '--cc=gcc-13' "$@"
"""


def test_tools_are_those_of_the_user_s_build(tmp_path: Path) -> None:
    """Its features are not used: the device model has what it needs, and no passthrough."""
    (tmp_path / "config.status").write_text(_STATUS.replace("\\\n", ""))
    assert read_tools(tmp_path) == ("--python=/opt/my python/bin/python3", "--cc=gcc-13")


def test_a_build_that_does_not_say_leaves_it_to_path(tmp_path: Path) -> None:
    """For example one that has been cleaned, or that is not a build."""
    assert read_tools(tmp_path) == ()
    (tmp_path / "config.status").write_text("exec 'unfinished")
    assert read_tools(tmp_path) == ()
