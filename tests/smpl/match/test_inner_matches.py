# SPDX-License-Identifier: GPL-2.0-or-later
"""Nested matches of a disjunction. Coccinelle changes one of the two, or gives up."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch

PATCH = parse_semantic_patch(
    """\
@@ expression E; @@
(
- old_one(E, 0)
+ new_one(E)
|
- old_two(E)
+ new_one(E)
)
""",
    "x.cocci",
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("old_two(old_one(a, 0))", "new_one(new_one(a))"),
        ("old_one(old_two(a), 0)", "new_one(new_one(a))"),
        ("old_two(old_two(a))", "new_one(new_one(a))"),
        ("f(old_two(old_one(a, 1)))", "f(new_one(old_one(a, 1)))"),
    ],
)
def test_all_matches_are_changed_at_once(before: str, after: str) -> None:
    """No match is silently left for a second run."""
    source = SourceFile("a.c", b"int x(int a)\n{\n    return %s;\n}\n" % before.encode())
    done = apply_semantic_patch(PATCH, source, Style())
    assert done.data == source.data.replace(before.encode(), after.encode())
    assert done.refusals == ()
