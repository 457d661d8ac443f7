# SPDX-License-Identifier: GPL-2.0-or-later
"""Composition of edits: copies, nesting, duplicates, conflicts, and the new places of bytes."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.splice import splice
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import EditError

STYLE = Style()


def span(data: bytes, text: bytes) -> Span:
    start = data.index(text)
    return Span(start, start + len(text))


def test_no_edits_keep_every_byte() -> None:
    """Without edits the bytes stay, whatever they are."""
    data = b"f(a,\r\n\t b\xff)\f;"
    assert apply_edits(data, [], STYLE).data == data


def test_a_line_replaced_by_itself_is_not_broken() -> None:
    """A line that is too wide, and that an edit rewrites unchanged, stays."""
    data = b"    f(" + b"argument, " * 12 + b"last);\n"
    assert apply_edits(data, [Edit(Span(0, len(data)), (data,))], STYLE).data == data


def test_identical_edits_are_one() -> None:
    """Two rules that require the same edit get it once."""
    data = b"f(a);\n"
    edits = [Edit(span(data, b"f"), (b"g",), "one"), Edit(span(data, b"f"), (b"g",), "two")]
    assert apply_edits(data, edits, STYLE).data == b"g(a);\n"


def test_nested_edit_goes_along_with_a_copied_range() -> None:
    """An argument is edited in its new place."""
    data = b"f(x(1), y);\n"
    outer = Edit(span(data, b"f(x(1), y)"), (b"g(", Span(8, 9), b", ", Span(2, 6), b")"))
    inner = Edit(span(data, b"1"), (b"2",))
    assert apply_edits(data, [inner, outer], STYLE).data == b"g(y, x(2));\n"


def test_edits_may_be_nested_more_deeply_than_python_calls() -> None:
    """Each keeps what is inside the brackets, and is inside those before it."""
    depth = 2000
    data = b"f(" * depth + b"a" + b")" * depth + b";\n"
    edits = [
        Edit(Span(2 * at, len(data) - 2 - at), (b"g(", Span(2 * at + 2, len(data) - 3 - at), b")"))
        for at in range(depth)
    ]
    assert splice(data, edits).data == data.replace(b"f", b"g")


def test_nested_edit_vanishes_with_deleted_text() -> None:
    """An edit inside text that another one removes does nothing."""
    data = b"f(x(1), y);\n"
    outer = Edit(span(data, b"x(1), "), ())
    assert apply_edits(data, [outer, Edit(span(data, b"1"), (b"2",))], STYLE).data == b"f(y);\n"


def test_an_insertion_between_two_copied_ranges_is_done_once() -> None:
    """An insertion at the border of two copied ranges belongs to one of them."""
    data = b"f(ab);\n"
    outer = Edit(Span(0, 5), (b"g", Span(1, 3), Span(3, 5)))
    assert apply_edits(data, [outer, Edit(Span(3, 3), (b"-",))], STYLE).data == b"g(a-b);\n"


def test_a_range_copied_from_elsewhere_takes_edits_inside_it_along() -> None:
    """A moved statement is edited in its new place, and its removal is not."""
    data = b"a();\nb(1);\nc();\n"
    moved = [Edit(Span(0, 0), (Span(5, 11),)), Edit(Span(5, 11), ())]
    applied = apply_edits(data, [*moved, Edit(span(data, b"1"), (b"2",))], STYLE)
    assert applied.data == b"b(2);\na();\nc();\n"
    assert applied.moves.new(5) == 0
    assert applied.moves.new(7) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Edit(Span(0, 4), (b"x",), "one"), Edit(Span(2, 6), (b"y",), "two")),
        (Edit(Span(0, 4), (b"x",), "one"), Edit(Span(0, 4), (b"y",), "two")),
        (Edit(Span(2, 2), (b"x",), "one"), Edit(Span(2, 2), (b"y",), "two")),
        (Edit(Span(0, 8), (Span(0, 3),), "one"), Edit(Span(2, 4), (b"y",), "two")),
    ],
    ids=["overlap", "same span", "same place", "half inside a copied range"],
)
def test_conflicts_name_both_rules_and_spans(first: Edit, second: Edit) -> None:
    """Conflicting edits are refused, in either order."""
    for edits in ([first, second], [second, first]):
        with pytest.raises(EditError) as error:
            apply_edits(b"f(a, b);\n", edits, STYLE)
        for edit in edits:
            assert f"{edit.span.start}-{edit.span.end} by rule {edit.rule}" in error.value.what


def test_edit_outside_of_the_file_is_refused() -> None:
    """A span or a copied range past the end is an error."""
    for edit in (Edit(Span(0, 9), ()), Edit(Span(0, 1), (Span(0, 9),))):
        with pytest.raises(EditError):
            apply_edits(b"f();\n", [edit], STYLE)


def test_moves_are_right_after_realignment() -> None:
    """Offsets pass through the splice and the realignment."""
    data = b"f(a,\n  b);\nend\n"
    applied = apply_edits(data, [Edit(Span(0, 1), (b"long_name",))], STYLE)
    assert applied.data == b"long_name(a,\n          b);\nend\n"
    assert applied.moves.new(0) is None
    for word in (b"a,", b"b)", b"end"):
        assert applied.moves.new(data.index(word)) == applied.data.index(word)
    assert applied.moves.new(len(data)) == len(applied.data)


def test_moves_are_right_after_a_break() -> None:
    """Offsets after a line break that the layout added are right."""
    data = b"f(" + b"a" * 40 + b", " + b"b" * 34 + b");\n"
    applied = apply_edits(data, [Edit(Span(0, 1), (b"long_name",))], STYLE)
    assert applied.data.count(b"\n") == 2
    assert applied.moves.new(data.index(b"b")) == applied.data.index(b"b")


def test_a_part_of_an_edited_range_is_copied_beside_it() -> None:
    """The edit is done where its whole range is kept; the copy of a part stays as it was."""
    data = b"if ((r = f()) < 0) g();\n"
    inner = Edit(span(data, b"(r = f())"), (span(data, b"r"),))
    whole = span(data, b"if ((r = f()) < 0) g();")
    outer = Edit(whole, (b"{ ", span(data, b"r"), b" = ", span(data, b"f()"), b"; ", whole, b" }"))
    assert splice(data, (inner, outer)).data == b"{ r = f(); if (r < 0) g(); }\n"


def test_a_part_of_an_edited_range_that_nothing_keeps() -> None:
    data = b"if ((r = f()) < 0) g();\n"
    inner = Edit(span(data, b"(r = f())"), (b"x",))
    outer = Edit(span(data, b"if ((r = f()) < 0) g();"), (span(data, b"r"),))
    with pytest.raises(EditError, match="two edits overlap"):
        splice(data, (inner, outer))
