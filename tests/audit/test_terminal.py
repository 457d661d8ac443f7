# SPDX-License-Identifier: GPL-2.0-or-later
"""The text on a terminal: it fits, wraps, and is coloured as requested."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from qemu_xen_codemod.audit.compare import compare
from qemu_xen_codemod.audit.finding import Audit, Finding, Origin
from qemu_xen_codemod.build.spot import State
from qemu_xen_codemod.report.audit_text import print_audit
from qemu_xen_codemod.report.terminal import Terminal
from qemu_xen_codemod.rule.outcome import Outcome

LONG = Finding(
    "xc_get_hvm_param",
    "libxenctrl",
    "include/hw/xen/xen_native.h",
    336,
    10,
    "xen_get_default_ioreq_server_info",
    state=State.NOT_COMPILED,
    outcome=Outcome.REFUSED,
    rule="xen-default-ioreq-server",
    reason="the code around it is split by an #if and could not be parsed by any means at all",
)
AUDIT = Audit(
    "t",
    None,
    "qemu",
    Origin.SOURCE,
    ("libxenctrl",),
    findings=(LONG, replace(LONG, line=344, state=State.COMPILED, outcome=Outcome.KEPT)),
    notes=("hw/xen/xen_pt.c does not parse as it is built: " + "some words " * 9,),
)


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_nothing_is_coloured_unless_asked_for() -> None:
    """No escape sequence without colour."""
    out = Screen()
    print_audit(AUDIT, None, Terminal(out, color=False))
    assert "\x1b" not in out.getvalue()


def test_it_fits_80_columns() -> None:
    """Long rows break before state and outcome, sentences between words."""
    out = Screen()
    print_audit(AUDIT, None, Terminal(out, color=False))
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert "    not-compiled  refused" in lines


def test_elsewhere_a_reference_is_one_line() -> None:
    """In a pipe nothing is wrapped."""
    out = io.StringIO()
    print_audit(AUDIT, None, Terminal(out, color=False))
    lines = out.getvalue().splitlines()
    assert any("xen_native.h:336:10" in line and line.endswith("refused") for line in lines)
    assert f"note: {AUDIT.notes[0]}" in lines


def test_no_escape_sequence_of_the_tree_gets_through() -> None:
    """Control characters of paths and source lines are shown as such."""
    out = Screen()
    finding = replace(LONG, path="a\x1b]0;x\x07\n.c", text="\x1b[2J")
    audit = replace(AUDIT, findings=(finding,), notes=())
    print_audit(audit, None, Terminal(out, color=False))
    print_audit(audit, compare([finding], [], "x"), Terminal(out, color=False))
    assert "\x1b" not in out.getvalue()
    assert "  a\\x1b]0;x\\x07\\n.c:336:10" in out.getvalue()
    assert ": \\x1b[2J" in out.getvalue()


def test_colours() -> None:
    """Heads are bold, refused references are red, and each colour ends with its line."""
    out = Screen()
    print_audit(AUDIT, None, Terminal(out, color=True))
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("\x1b[1mxc_get_hvm_param: 2 references, ")
    assert any(line.startswith("\x1b[31m  include") for line in lines)
    assert all(line.endswith("\x1b[m") for line in lines if "\x1b" in line)


def test_colours_of_a_comparison() -> None:
    """New references are red, gone ones green."""
    out = Screen()
    gone = replace(LONG, symbol="xc_other").mark
    print_audit(AUDIT, compare(AUDIT.findings, [LONG.mark, gone], "x"), Terminal(out, color=True))
    assert "\x1b[31m  + include/hw/xen/xen_native.h:344:10" in out.getvalue()
    assert "\x1b[32m  - include/hw/xen/xen_native.h" in out.getvalue()
