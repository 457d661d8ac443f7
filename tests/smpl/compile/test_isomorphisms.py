# SPDX-License-Identifier: GPL-2.0-or-later
"""Each isomorphism by name: code that only it matches, and a rule that disables it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main
from qemu_xen_codemod.smpl import parse_semantic_patch
from qemu_xen_codemod.smpl.compile.isomorphisms import (
    UNSUPPORTED,
    CodeForm,
    isomorphism_names,
    read_isomorphisms,
    standard_isomorphisms,
)
from tests.smpl.judge import spatch
from tests.smpl.refusals import refused_in
from tools.isomorphism_table import PAGE, page, table

IN_FUNCTION = "int run(char *p, int n, struct dev *d)\n{{\n    {}\n    go();\n    return 0;\n}}\n"
LOCAL = "int run(void)\n{{\n    {}\n    go();\n    return 0;\n}}\n"

#: The rule, and code that has only the other form.
ONLY_BY = {
    "drop_cast": (
        "type T; expression E;\n@@\n- take((T)E)\n+ give(E)\n",
        IN_FUNCTION.format("take(n);"),
    ),
    "not_int1": ("int X;\n@@\n- !X\n+ is_zero(X)\n", IN_FUNCTION.format("x = n == 0;")),
    "not_int2": (
        "@@\n  if (\n- n + 2\n+ is_set(n)\n  ) act();\n",
        IN_FUNCTION.format("if (n + 2 != 0) act();"),
    ),
    "not_ptr1": ("expression *X;\n@@\n- !X\n+ is_null(X)\n", IN_FUNCTION.format("x = p == NULL;")),
    "not_ptr2": (
        "expression *X;\n@@\n  if (\n- X\n+ is_set(X)\n  ) act();\n",
        IN_FUNCTION.format("if (p != NULL) act();"),
    ),
    "commeq": (
        "expression E;\n@@\n- E == KIND\n+ is_kind(E)\n",
        IN_FUNCTION.format("x = KIND == n;"),
    ),
    "commneq": (
        "expression E;\n@@\n- E != KIND\n+ is_other(E)\n",
        IN_FUNCTION.format("x = KIND != n;"),
    ),
    "is_zero": ("expression E;\n@@\n- E == 0\n+ is_zero(E)\n", IN_FUNCTION.format("x = !n;")),
    "isnt_zero": (
        "@@\n- get(1) != 0\n+ has(1)\n",
        IN_FUNCTION.format("if (get(1)) act();"),
    ),
    "is_null": ("expression E;\n@@\n- E == NULL\n+ is_null(E)\n", IN_FUNCTION.format("x = !p;")),
    "isnt_null1": (
        "@@\n- get(1) != NULL\n+ has(1)\n",
        IN_FUNCTION.format("if (get(1)) act();"),
    ),
    "bitor_comm": ("@@\n- get(1) | 2\n+ both()\n", IN_FUNCTION.format("x = 2 | get(1);")),
    "bitand_comm": ("@@\n- get(1) & 2\n+ both()\n", IN_FUNCTION.format("x = 2 & get(1);")),
    "plus_comm": ("@@\n- get(1) + 2\n+ both()\n", IN_FUNCTION.format("x = 2 + get(1);")),
    "mult_comm": ("@@\n- get(1) * 2\n+ both()\n", IN_FUNCTION.format("x = 2 * get(1);")),
    "gtr_lss": ("@@\n- get(1) < 2\n+ less()\n", IN_FUNCTION.format("x = 2 > get(1);")),
    "gtr_lss_eq": ("@@\n- get(1) >= 2\n+ more()\n", IN_FUNCTION.format("x = 2 <= get(1);")),
    "inc": ("@@\n- count++;\n+ next(&count);\n", IN_FUNCTION.format("count += 1;")),
    "unlikely": (
        "expression E;\n@@\n- take(unlikely(E))\n+ give(E)\n",
        IN_FUNCTION.format("take(likely(n));"),
    ),
    "paren": ("expression E;\n@@\n- x = (E);\n+ set(E);\n", IN_FUNCTION.format("x = n;")),
    "zero_multiple_format": (
        "@@\n- take(0)\n+ end()\n",
        IN_FUNCTION.format("take('\\0');"),
    ),
    "neg_if": (
        "expression E;\n@@\n  if (E)\n- first();\n+ one();\n  else\n  second();\n",
        IN_FUNCTION.format("if (!n) second(); else first();"),
    ),
    "drop_else": (
        "statement S;\n@@\n  if (n)\n- first();\n+ one();\n  else S\n",
        IN_FUNCTION.format("if (n) first();"),
    ),
    "neg_if_exp": (
        "expression E;\n@@\n- E ? first : second\n+ one_of(E)\n",
        IN_FUNCTION.format("x = !n ? second : first;"),
    ),
    "braces0": (
        "expression E;\n@@\n- while (E) { ... }\n+ loop(E);\n",
        IN_FUNCTION.format("while (n) act();"),
    ),
    "braces1": (
        "expression E;\n@@\n- while (E) { ... act(); }\n+ loop(E);\n",
        IN_FUNCTION.format("while (n) act();"),
    ),
    "braces2": (
        "expression E;\n@@\n- while (E) { ... act(); ... }\n+ loop(E);\n",
        IN_FUNCTION.format("while (n) act();"),
    ),
    "braces3": (
        "expression E;\n@@\n- while (E) { act(); ... }\n+ loop(E);\n",
        IN_FUNCTION.format("while (n) act();"),
    ),
    "braces4": (
        "expression E;\n@@\n- while (E) { act(); }\n+ loop(E);\n",
        IN_FUNCTION.format("while (n) act();"),
    ),
    "ptr_to_array": (
        "expression E;\n@@\n- take(E->member)\n+ give(E)\n",
        IN_FUNCTION.format("take(d[n].member);"),
    ),
    "fld_to_ptr": (
        "struct dev E;\n@@\n- take(E.member)\n+ give(1)\n",
        IN_FUNCTION.format("take(d->member);"),
    ),
    "ret": (
        "@@\n- leave();\n+ left();\n  return ...;\n",
        "void run(int n)\n{\n    if (n) {\n        leave();\n        return;\n    }\n}\n",
    ),
    "value_format": ("@@\n- take(16)\n+ take_some()\n", IN_FUNCTION.format("take(0x10);")),
    "optional_storage": ("@@\n- int count;\n+ long count;\n", "static int count;\n"),
    "optional_qualifier": ("@@\n- int count;\n+ long count;\n", "volatile int count;\n"),
    "decl_init": (
        "identifier i;\n@@\n  int i;\n  ...\n- go();\n+ stop();\n",
        LOCAL.format("int count = 3;"),
    ),
    "extern_decl_init": (
        "identifier i;\n@@\n  extern int i;\n  ...\n- go();\n+ stop();\n",
        LOCAL.format("extern int count = 3;"),
    ),
    "static_decl_init": (
        "identifier i;\n@@\n  static int i;\n  ...\n- go();\n+ stop();\n",
        LOCAL.format("static int count = 3;"),
    ),
    "add_int1": ("@@\n- unsigned count;\n+ long count;\n", LOCAL.format("unsigned int count;")),
    "add_int2": ("@@\n- signed count;\n+ long count;\n", LOCAL.format("signed int count;")),
    "add_signed": ("@@\n- int count;\n+ long count;\n", LOCAL.format("signed int count;")),
    "type_words": ("@@\n- long count;\n+ int count;\n", LOCAL.format("long int count;")),
    "initialiser": (
        "expression r;\n@@\n  r =\n- take()\n+ give()\n",
        LOCAL.format("int r = take();"),
    ),
    "several_declarators": (
        "@@\n- int count;\n",
        LOCAL.format("int first, count;"),
    ),
    "field_order": (
        "@@\n  struct two t = { .a = 1,\n- .b = 2,\n+ .b = 3,\n  };\n",
        "struct two t = { .b = 2, .a = 1 };\n",
    ),
    "missing_return": (
        "@@\n+ leave();\n  return;\n",
        "void run(int n)\n{\n    go();\n}\n",
    ),
    "negative_number": (
        "constant C;\n@@\n- take(-C)\n+ give(C)\n",
        IN_FUNCTION.format("take(-1);"),
    ),
}
#: Isomorphisms that spatch has under the same name; it has the others without one.
COCCINELLES = sorted(
    {*(isomorphism.name for isomorphism in standard_isomorphisms())}
    | {"optional_storage", "optional_qualifier", "value_format"}
    | {"decl_init", "extern_decl_init", "static_decl_init", "add_int1", "add_int2", "add_signed"}
)


def patch_of(name: str, *, disabled: bool = False) -> str:
    body = ONLY_BY[name][0]
    return (f"@ disable {name} @\n" if disabled else "@@\n") + body


def test_each_isomorphism_has_a_case() -> None:
    """Every isomorphism has code that only it matches."""
    assert set(ONLY_BY) == isomorphism_names() - UNSUPPORTED


@pytest.mark.parametrize("name", ONLY_BY)
def test_matches_in_a_tree(name: str, tmp_path: Path) -> None:
    """A file that has only the other form is found by its words and edited."""
    (tmp_path / "p.cocci").write_text(patch_of(name))
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a.c").write_text(ONLY_BY[name][1])
    (tree / "b.c").write_text("void unrelated(void)\n{\n    other(7);\n}\n")
    rules, place = str(tmp_path / "p.cocci"), str(tree)
    main(["apply", "--rules", rules, "--tree", place, "--in-place"])
    assert (tree / "a.c").read_text() != ONLY_BY[name][1]
    assert (tree / "a.c").read_text() == refused_in(patch_of(name), ONLY_BY[name][1])[0]


@pytest.mark.parametrize("name", ONLY_BY)
def test_a_disabled_isomorphism_does_not_match(name: str) -> None:
    """A rule that disables it leaves the same code unchanged."""
    code = ONLY_BY[name][1]
    assert refused_in(patch_of(name, disabled=True), code) == (code, [])


@pytest.mark.parametrize("name", ONLY_BY)
def test_isomorphisms_of_a_rule_are_listed(name: str) -> None:
    """A rule's isomorphisms are listed, except those that it disables."""
    assert name in parse_semantic_patch(patch_of(name), "p").isomorphisms
    assert name not in parse_semantic_patch(patch_of(name, disabled=True), "p").isomorphisms


@pytest.mark.spatch
@pytest.mark.parametrize("name", COCCINELLES)
def test_spatch_has_the_same_isomorphism(name: str, tmp_path: Path) -> None:
    """Coccinelle edits the code, too, and does not if the same name is disabled."""
    data = ONLY_BY[name][1].encode()
    for disabled in (False, True):
        path = tmp_path / "p.cocci"
        path.write_text(patch_of(name, disabled=disabled))
        assert (spatch(path, data) == data) is disabled


def test_names_of_coccinelle_are_accepted() -> None:
    """Names that only Coccinelle uses are accepted, too."""
    for name in UNSUPPORTED:
        parse_semantic_patch(f"@ disable {name} @\n@@\n- f();\n", "p")
    assert not UNSUPPORTED & {form.value for form in CodeForm}


def test_reads_an_isomorphism_file() -> None:
    """Forms, those that stand for others, pure metavariables, and where they apply."""
    text = b"// c\nToTestExpression\n@ it @\nexpression E; pure type T;\n@@\n(T)E <=> f(E) => E\n"
    (isomorphism,) = read_isomorphisms(text, "x.iso")
    assert (isomorphism.name, isomorphism.texts, isomorphism.both) == (
        "it",
        ("(T)E", "f(E)", "E"),
        2,
    )
    assert (isomorphism.where.value, isomorphism.pure, isomorphism.is_statement) == (
        "tested",
        frozenset(("T",)),
        False,
    )


def test_the_documented_table_is_current() -> None:
    """docs/smpl.md has each name; run tools/isomorphism_table.py after a change of the list."""
    assert PAGE.read_text(encoding="utf-8") == page()
    rows = [line.split("`")[1] for line in table().splitlines()[2:]]
    assert rows == [
        *(isomorphism.name for isomorphism in standard_isomorphisms()),
        *(form.value for form in CodeForm),
    ]


def test_a_refused_match_names_its_isomorphism() -> None:
    """Only if the match is not of the pattern's own form."""
    patch = "@@ @@\n- i++;\n+ i--;\n"
    code, refused = refused_in(patch, "void f(int i)\n{\n    i += 1;\n    i++;\n}\n")
    assert code == "void f(int i)\n{\n    i += 1;\n    i--;\n}\n"
    assert refused == [
        "3: it matches through an isomorphism, in a form that cannot be edited (matched by "
        "isomorphism inc)"
    ]
