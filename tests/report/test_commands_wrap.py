# SPDX-License-Identifier: GPL-2.0-or-later
"""All commands wrap their text in the same way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import MakeCheckout
from tests.report.screen import on_terminal


@pytest.mark.slow
@pytest.mark.parametrize("command", ["apply --check", "audit", "verify series"])
def test_all_commands_wrap_alike(
    make_checkout: MakeCheckout, git: Callable[..., bytes], tmp_path: Path, command: str
) -> None:
    """At 60 columns no line is longer, whichever command wrote it."""
    name = "hw/xen/xen_pt_something.c"
    call = b"void a_function_that_has_a_name(void)\n{\n    xc_domain_pause(1);\n}\n"
    twice = call.replace(b"(1);", b"(1);\n    xc_domain_pause(1);")
    tree = make_checkout({"VERSION": b"10.2.0\n", "include/hw/xen/xen.h": b"int a;\n", name: twice})
    (tree / name).write_bytes(call)
    git(tree, "commit", "-q", "-am", "hw/xen: pause the domain once, twice makes no difference")
    git(tree, "format-patch", "-q", "-o", str(tmp_path / "series"), "HEAD~1")
    git(tree, "reset", "-q", "--hard", "HEAD~1")
    written = on_terminal(*command.split(), "--tree", "tree", folder=tmp_path)
    assert len(written.splitlines()) > 3
    assert [line for line in written.splitlines() if len(line) > 60] == []
