# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes of initialisers with named fields, which match in any order."""

from __future__ import annotations

from tests.smpl.refusals import refused_in

_HEAD = "@@\nidentifier i; expression E;\n@@\n"


def test_a_field_is_added_before_the_one_that_the_patch_names() -> None:
    """A value without a name keeps its place before it."""
    patch = f"{_HEAD}  struct s i = {{\n+ .z = 1,\n  .b = E,\n  }};\n"
    after = "struct s v = { M(1), .z = 1, .b = 2, .c = 3 };\n"
    assert refused_in(patch, "struct s v = { M(1), .b = 2, .c = 3 };\n") == (after, [])


def test_a_literal_with_other_fields_is_not_removed() -> None:
    """Coccinelle leaves the others behind, which is no C any more."""
    patch = f"{_HEAD}- (struct s){{ .b = E }}\n+ made(E)\n".replace("identifier i; ", "")
    code = "struct s v = (struct s){ .b = 2 };\nstruct s w = (struct s){ .b = 2, .c = 3 };\n"
    reason = (
        "2: the initialiser that goes has a field that the pattern does not name"
        " (matched by isomorphism field_order), see 2"
    )
    assert refused_in(patch, code) == (code.replace("(struct s){ .b = 2 };", "made(2);"), [reason])
    whole = f"{_HEAD}- struct s i = {{ .b = E }};\n+ DEFINE(i, E);\n"
    code = "struct s v = { .b = 2 };\nstruct s w = { .c = 3, .b = 2 };\n"
    after = code.replace("struct s v = { .b = 2 };", "DEFINE(v, 2);")
    assert refused_in(whole, code) == (after, [reason])
    dots = whole.replace("{ .b = E }", "{ ..., .b = E, ... }")
    assert refused_in(dots, code) == ("DEFINE(v, 2);\nDEFINE(w, 2);\n", [])


def test_an_empty_initialiser_keeps_its_blanks() -> None:
    patch = f"{_HEAD}  struct s i = {{\n+ .z = 1,\n  ...\n  }};\n".replace("expression E;", "")
    code = "struct s v = { };\nstruct s w = {};\n"
    assert refused_in(patch, code) == ("struct s v = { .z = 1 };\nstruct s w = {.z = 1};\n", [])
