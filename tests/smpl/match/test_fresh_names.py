# SPDX-License-Identifier: GPL-2.0-or-later
"""Fresh identifiers: the numbers that make them unique, and names that cannot be made."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import Patched, apply_semantic_patch, parse_semantic_patch

NUMBERED = """\
@@
expression E;
fresh identifier n = "n";
@@
- check(E);
+ int n = E;
"""
JOINED = """\
@@
identifier i;
fresh identifier n = "new_" ## i;
@@
- check(i);
+ %s;
"""
CODE = b"""\
int n1;

void f(int a)
{
    int new_b = a;

    check(a);
    check(new_b);
    check(b);
}
"""


def patched(patch: str, code: bytes = CODE) -> Patched:
    return apply_semantic_patch(
        parse_semantic_patch(patch, "p.cocci"), SourceFile("a.c", code), Style()
    )


def test_a_number_used_in_the_file_is_skipped() -> None:
    """Coccinelle uses it, and so names a different variable."""
    data = patched(NUMBERED).data
    assert b"int n0 = a;\n    int n2 = new_b;\n    int n3 = b;\n" in data


@pytest.mark.parametrize(
    ("added", "why"),
    [
        ("int n = i", "new_b, which the added code declares, is already a local name here"),
        ("g(n)", "new_b, which the added code names, is a local name here"),
    ],
)
def test_a_fresh_name_that_is_a_local_variable(added: str, why: str) -> None:
    """That match is refused, others are edited."""
    done = patched(JOINED % added)
    assert [refusal.why for refusal in done.refusals] == [why]
    assert b"check(b);" in done.data
    assert b"check(a);" not in done.data


def test_a_fresh_name_with_an_unbound_part() -> None:
    """The name cannot be made, and the match is refused."""
    patch = """\
@@
identifier i;
fresh identifier n = "new_" ## i;
@@
(
- check(i);
+ g(n);
|
- check(1);
+ g(n);
)
"""
    done = patched(patch, b"void f(int a) { check(a); check(1); }\n")
    assert done.data == b"void f(int a) { g(new_a); check(1); }\n"
    assert [refusal.why for refusal in done.refusals] == [
        "the added code uses a metavariable that is not bound in this match"
    ]
