# SPDX-License-Identifier: GPL-2.0-or-later
"""Prefix operators that tree-sitter parses as something else than C means."""

from __future__ import annotations

from time import process_time

import pytest
from tree_sitter import Node

from qemu_xen_codemod.c.fragments import fragments
from qemu_xen_codemod.c.source import SourceFile

HEAD = "typedef int foo; typedef char other;\nint f(int a, int *x) {\nreturn "


def shape(source: SourceFile, node: Node) -> str:
    """An expression with the operands of each operator in brackets."""
    if node.child_count == 0:
        return source.text(node).decode()
    if node.type in ("type_descriptor", "string_literal"):
        return source.text(node).decode()
    parts = "".join(shape(source, child) for child in node.children)
    return parts if node.type == "parenthesized_expression" else f"[{parts}]"


def shape_of(code: str) -> tuple[str, list[str]]:
    """The shape of an expression in a function, and what is left as misread."""
    source = SourceFile("a.c", f"{HEAD}{code};\n}}\n".encode())
    node = source.root.descendant_for_byte_range(len(HEAD), len(HEAD) + len(code))
    assert node is not None
    return shape(source, node), [source.text(span).decode() for span in source.unparsed]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # As tree-sitter parses them.
        ("-x", "[-x]"),
        ("(a)-x", "[(a)-x]"),
        ("(a) & x", "[(a)&x]"),
        ("(int)-x", "[(int)[-x]]"),
        ("a && x", "[a&&x]"),
        ("a-x--", "[a-[x--]]"),
        ("*x++", "[*[x++]]"),
        ("(-x)+1", "[([-x])+1]"),
        ("sizeof(a) * x", "[[sizeof(a)]*x]"),
        # A postfix operator comes first.
        ("!x--", "[![x--]]"),
        ("-x++", "[-[x++]]"),
        ("!!a->x[1]--", "[![![[[a->x][1]]--]]]"),
        ("a && !x--", "[a&&[![x--]]]"),
        ("(foo)!x--", "[(foo)[![x--]]]"),
        ("(foo)!!x--", "[(foo)[![![x--]]]]"),
        ("a - -x--", "[a-[-[x--]]]"),
        # A cast.
        ("(foo)-x", "[(foo)[-x]]"),
        ("(foo)*x", "[(foo)[*x]]"),
        ("(foo)&x", "[(foo)[&x]]"),
        ("( foo ) + x", "[(foo)[+x]]"),
        ("(foo)-1", "[(foo)[-1]]"),
        ("a + (foo)-x", "[a+[(foo)[-x]]]"),
        ("(foo)*x * 2", "[[(foo)[*x]]*2]"),
        ("(foo)*x++", "[(foo)[*[x++]]]"),
        ("(other)-x--", "[(other)[-[x--]]]"),
        ("(int)(foo)-x", "[(int)[(foo)[-x]]]"),
        ("(foo)(other)-x", "[(foo)[(other)[-x]]]"),
    ],
)
def test_operators_have_the_operands_that_they_have_in_c(code: str, expected: str) -> None:
    assert shape_of(code) == (expected, [])


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("a &-x--", ["-"]),
        ("(unknown)-x", [")-"]),
        ("(unknown) * x", [") *"]),
        ("(foo)(x)->y", [")("]),
        ("(foo)(x)[1]", [")("]),
        ("sizeof(x)[1]", [")["]),
        ("sizeof(x)->y", [")->"]),
    ],
)
def test_what_cannot_be_shown_is_reported(code: str, left: list[str]) -> None:
    assert shape_of(code)[1] == left


def test_a_type_whose_name_has_an_odd_length_is_reported() -> None:
    """There, no type of C's grammar has the same length."""
    source = SourceFile(
        "a.c", b"typedef int long_name1;\nint f(int *x) { return (long_name1)*x++; }"
    )
    assert [source.text(span) for span in source.unparsed] == [b"long_name1"]


def test_the_address_of_a_label_is_one_name() -> None:
    source = SourceFile(
        "a.c", b"void f(void) {\n    void *x[] = { &&one, && two };\none: two:;\n}\n"
    )
    kinds = [source.root.descendant_for_byte_range(at, at + 3) for at in (34, 41)]
    assert [(node.type, source.text(node)) for node in kinds if node] == [
        ("identifier", b"&&one"),
        ("identifier", b"&& two"),
    ]


@pytest.mark.slow
def test_a_long_sum_of_casts_takes_linear_time() -> None:
    """Each of its tokens is as deep in the tree as the sum has operands."""
    times = []
    for count in (500, 2000):
        code = b"typedef int foo;\nint v = " + b" + ".join([b"(foo)-N"] * count) + b";\n"
        begin = process_time()
        assert SourceFile("a.c", code).root.type == "translation_unit"
        times.append(process_time() - begin)
    assert times[1] < 12 * times[0]


def test_names_in_macros_are_those_of_the_file() -> None:
    """The body of a macro is parsed separately; its parameters are no types."""
    code = b"typedef int foo;\n#define A (foo)-1\n#define B(foo) (foo)-1\n#define C (bar)-1\n"
    found = [fragment.source for fragment in fragments(SourceFile("a.c", code), None)]
    shown = [
        (b"cast_expression" in str(source.root).encode(), len(source.unparsed))
        for source in found
        if source is not None
    ]
    assert shown == [(True, 0), (False, 0), (False, 1)]
