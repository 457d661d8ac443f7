# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod: known` in a comment: the reference is kept, not new, and not changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.audit.conftest import Audit

CALL = "void f(void)\n{{\n    int a;\n{}\n    a = 2;\n}}\n"


@pytest.mark.parametrize(
    "code",
    [
        "    xc_domain_pause(0, 1); /* codemod: known */",
        "    xc_domain_pause(0, 1); // codemod: known",
        "    /* codemod: known */\n    xc_domain_pause(0, 1);",
        "    a = xc_domain_pause(0,\n                        1); /* codemod: known: debugging */",
        "    if (xc_domain_pause(0, 1)) { /* codemod: known */\n        a = 1;\n    }",
    ],
)
def test_marked(tmp_path: Path, audit: Audit, code: str) -> None:
    """On the line, above it, or on a later line of the statement."""
    (tmp_path / "a.c").write_text(CALL.format(code))
    code_, out, _ = audit(tmp_path, "--format", "json")
    (reference,) = json.loads(out)["references"]
    assert (code_, reference["outcome"]) == (0, "kept")
    assert reference["reason"] == "marked as known" + (": debugging" if "debugging" in code else "")


@pytest.mark.parametrize(
    "code",
    [
        "    xc_domain_pause(0, 1);",
        "    xc_domain_pause(0, 1); /* codemod: unknown */",
        '    xc_domain_pause(0, "/* codemod: known */");',
        "    /* codemod: known */\n\n    xc_domain_pause(0, 1);",
        "    a = 1; /* codemod: known */\n    xc_domain_pause(0, 1);",
    ],
)
def test_not_marked(tmp_path: Path, audit: Audit, code: str) -> None:
    """Other words, strings, and comments of other statements."""
    (tmp_path / "a.c").write_text(CALL.format(code))
    (reference,) = json.loads(audit(tmp_path, "--format", "json")[1])["references"]
    assert reference["outcome"] == "unanswered"


def test_a_marked_reference_is_not_new(tmp_path: Path, audit: Audit) -> None:
    """The guard accepts it, and says what to do with an unmarked one."""
    known = tmp_path / "known"
    (tmp_path / "a.c").write_text("int a;\n")
    audit(tmp_path, "--write-baseline", known)
    (tmp_path / "a.c").write_text(CALL.format("    xc_domain_pause(0, 1); /* codemod: known */"))
    assert audit(tmp_path, "--baseline", known)[0] == 0
    (tmp_path / "a.c").write_text(CALL.format("    xc_domain_pause(0, 1);"))
    code, out, _ = audit(tmp_path, "--baseline", known, "--format", "github")
    assert code == 1
    assert "or /* codemod: known */ on its line." in out


def test_unused_ones_are_told(tmp_path: Path, audit: Audit) -> None:
    (tmp_path / "a.c").write_text("int a; /* codemod: known */\n")
    assert ("note: a.c:1: `codemod: known` marks no use of what is looked for here") in audit(
        tmp_path
    )[1]


def test_what_to_write_instead(mini_qemu: Path, audit: Audit) -> None:
    """A new call of a function that rules replace is reported with what they call instead."""
    known = mini_qemu.parent / "known"
    audit(mini_qemu, "--write-baseline", known)
    file = mini_qemu / "hw/xen/xen_pt.c"
    file.write_text(f"{file.read_text()}void x(int d)\n{{\n    xc_domain_shutdown(0, d, 1);\n}}\n")
    code, out, _ = audit(mini_qemu, "--baseline", known, "--format", "github")
    assert code == 1
    assert "whose ABI is not stable. Call xendevicemodel_shutdown()" in out
