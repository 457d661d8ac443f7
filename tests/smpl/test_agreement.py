# SPDX-License-Identifier: GPL-2.0-or-later
"""Agreement with Coccinelle: spatch and we make the same code of the same corpus files.

Needs the `spatch` command (Debian's package coccinelle, 1.1.1). Run with `-m spatch`.
"""

from __future__ import annotations

import re

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import SemanticPatch, apply_semantic_patch, parse_semantic_patch
from tests.smpl.judge import comparable, spatch, spatch_all, without_listed
from tests.smpl.test_corpus import CASES, CORPUS

#: Semantic patches for which Coccinelle gives other code, which we do not want; see docs/smpl.md.
DIFFERENT = {
    "iso_initialiser_is_optional_in_context": "its T takes brackets: `char[3] *x` is no C",
    "rule_depends_on_ever_and_never": "it counts the matches in the files before",
}
#: The same for one file each.
DIFFERENT_FILES = {
    # Coccinelle puts `&` before any expression: the operator then applies to its beginning.
    "expr_gets_an_operator_before_it": [
        "iso_comparison_of_two_constants.c",
        "iso_conditional_negated.c",
        "iso_conditional_with_the_opposite_condition.c",
        "meta_type_of_an_expression_with_qualifiers.c",
        "no_type_of_an_expression_with_other_qualifiers.c",
    ],
    # An array parameter is an array to Coccinelle, if a typedef hides it.
    "meta_array": ["no_meta_typed_array.c"],
    "meta_array_of_any_type": ["no_meta_typed_array.c"],
    # It does not resolve the typedef of a cast.
    "meta_type_of_an_expression_with_qualifiers": ["type_alone.c"],
    "no_type_of_an_expression_with_other_qualifiers": ["type_alone.c"],
    # It gives up on a function with `complex double`.
    "args_type_of_a_cast_like_a_call": ["no_type_complex.c"],
    "meta_type_of_a_macro": ["no_type_complex.c"],
    # The same; and it takes a macro that declares something for a declaration.
    "meta_declaration": ["decl_declarer.c", "no_type_complex.c"],
    # It reorders the qualifiers of a declaration whose beginning it keeps, and drops attributes
    # after the type.
    "fresh_identifier_inherited": [
        "decl_qualifiers_in_another_order.c",
        "meta_type_after_its_qualifier.c",
        "meta_type_with_an_attribute.c",
    ],
    "plus_declarations_and_the_storage_class": [
        "decl_qualifiers_in_another_order.c",
        "meta_type_after_its_qualifier.c",
        "meta_type_with_an_attribute.c",
    ],
    # It puts `*` before `box->head`.
    "disj_nested_matches": ["struct_of_a_type_metavariable.c"],
    "disj_earlier_branch_keeps_its_tokens": [
        "fresh_identifier_made_of_names.c",
        "no_dots_to_another_variable.c",
    ],
    # It adds statements after a declaration outside functions, too.
    "meta_typed_unknown_operand": ["no_enum_with_another_value.c"],
    # It matches code on a path out for which there is no other.
    "nest_with_a_name_bound_later": ["dots_when_not_label.c"],
    # It leaves the type of an array after `static const`.
    "type_metavariable_replaced": ["macro_body_with_types_of_the_file.c"],
    # It takes the 0 of `do { .. } while (0)` for a test.
    "iso_not_null_inside_a_test": ["loop_do_once.c"],
}
SOURCES = {f"{name}.c": (CORPUS / f"{name}.c").read_bytes() for name in CASES}


def test_comparable_ignores_only_space_and_comments() -> None:
    """Files that differ in a word, an operator or a directive's word are not the same."""
    same = comparable(b"f( a );\n#define X  1\n/* g */")
    assert comparable(b"f(a) ;\n#  define X 1 // h\n") == same
    for other in (b"f(b);\n#define X 1\n", b"f(a);\n#define X 2\n", b"f(&a);\n#define X 1\n"):
        assert comparable(other) != same


def _renumbered(patch: SemanticPatch, words: list[bytes]) -> list[bytes]:
    """The words, with fresh identifiers numbered from 0; Coccinelle counts over all files."""
    metavariables = [entry for rule in patch.rules for entry in rule.fresh]
    fresh = [entry.fresh for entry in metavariables if entry.fresh is not None]
    prefixes = b"|".join(re.escape(b"%s" % name.parts[:1]) for name in fresh if name.is_numbered)
    if not prefixes:
        return words
    numbered = re.compile(b"(%s)([0-9]+)" % prefixes)
    matches = [numbered.fullmatch(word) for word in words]
    order = list(dict.fromkeys(match.group(2) for match in matches if match is not None))
    return [
        word if match is None else b"%s%d" % (match.group(1), order.index(match.group(2)))
        for word, match in zip(words, matches, strict=True)
    ]


@pytest.mark.spatch
@pytest.mark.parametrize("name", CASES)
def test_spatch_gives_the_expected_code(name: str) -> None:
    """The expected code of the corpus is Coccinelle's, apart from white space and comments."""
    wanted = (CORPUS / f"{name}.res").read_bytes()
    assert comparable(spatch(CORPUS / f"{name}.cocci", SOURCES[f"{name}.c"])) == comparable(wanted)


@pytest.mark.spatch
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.xfail(reason=DIFFERENT[name]))
        if name in DIFFERENT
        else name
        for name in CASES
    ],
)
def test_agrees_on_every_file_of_the_corpus(name: str) -> None:
    """For each semantic patch and each C file of the corpus, we and Coccinelle make the same code.

    Where Coccinelle gives up ("already tagged token", "inconsistent control-flow paths") or we
    refuse a match with a reason, nothing is compared: neither is a wrong edit.
    """
    path = CORPUS / f"{name}.cocci"
    patch = parse_semantic_patch(path.read_text(encoding="utf-8"), path.name)
    differing = []
    for source, judged in spatch_all(path, SOURCES).items():
        ours = apply_semantic_patch(patch, SourceFile(source, SOURCES[source]), Style())
        if judged is None or ours.refusals:
            continue
        our_words, their_words = (
            _renumbered(patch, comparable(code)) for code in (without_listed(ours), judged)
        )
        if our_words != their_words:
            differing.append(source)
    assert sorted(differing) == DIFFERENT_FILES.get(name, [])
