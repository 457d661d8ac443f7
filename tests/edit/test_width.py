# SPDX-License-Identifier: GPL-2.0-or-later
"""Lines that an edit made too wide are broken as their authors break lines."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.style import Style

#: Narrow, so that the samples are short.
STYLE = Style(width=30)


def renamed(data: bytes, old: bytes = b"old", new: bytes = b"longer_name") -> bytes:
    start = data.index(old)
    return apply_edits(data, [Edit(Span(start, start + len(old)), (new,))], STYLE).data


@pytest.mark.parametrize(
    "data",
    [
        b'    old("a string that is long");\n',
        b"    if (old == aaaaaaaaaaaaaaaa)\n",
        b"    old_and_one_word_without_gaps;\n",
        b"#define OLD old(a, b, c, d, e, f)\n",
        b"    old(a, b, c, d, e); \\\n",
        b"    // old(a, b, c, d, e, f);\n",
        b"    if (old_and_one_word/* c */&&\n        b)\n",
        b"    /* old(a, b, c, d, e, f); */\n",
        b"    /*\n     * old(a, b, c, d, e, f);\n     */\n",
    ],
    ids=[
        "string",
        "keyword",
        "word",
        "macro",
        "backslash",
        "line comment",
        "comment before an operator",
        "comment",
        "inside a comment",
    ],
)
def test_lines_that_nothing_helps_stay(data: bytes) -> None:
    """Too wide lines without a place to break them keep their white space."""
    assert renamed(data) == data.replace(b"old", b"longer_name", 1)


def test_the_last_column_stays_free_where_it_costs_no_line() -> None:
    """Of two places to break a line the one before the last column is used."""
    assert renamed(b"    old(aaaa, bb, ccc, dddd);\n") == (
        b"    longer_name(aaaa, bb,\n                ccc, dddd);\n"
    )
    assert renamed(b"    old(aaaa, bb, ccc, dddddddd);\n") == (
        b"    longer_name(aaaa, bb, ccc,\n                dddddddd);\n"
    )


def test_edited_line_that_was_too_wide_before_is_broken() -> None:
    """An edited line must fit, even if it was too wide before."""
    data = b"    longer_name(aaaaaa, bbbbbb, cccc);\n"
    assert renamed(data, b"longer_name", b"old_name123") == (
        b"    old_name123(aaaaaa,\n                bbbbbb, cccc);\n"
    )


def test_line_that_was_too_wide_and_only_moves_stays() -> None:
    """A continuation line that moves with its bracket, and gets no wider, is not broken."""
    data = b"    long(aaaa,\n         bbbbbbbbbbb, cccccccccccc);\n"
    assert renamed(data, b"long", b"f") == (b"    f(aaaa,\n      bbbbbbbbbbb, cccccccccccc);\n")


def test_untouched_wide_line_stays() -> None:
    """A line that is too wide, next to an edited one, is not changed."""
    data = b"    old(a);\n    xxxxxxxx(aaaaaa, bbbbbb, cccc);\n"
    assert renamed(data) == data.replace(b"old", b"longer_name")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"    old(aaaa, bbbb, cccc);\n", b"    longer_name(aaaa, bbbb,\n                cccc);\n"),
        (
            b"    old(aaaa, bbbb, cccc);\r\n",
            b"    longer_name(aaaa, bbbb,\r\n                cccc);\r\n",
        ),
        (b"\told(aa, bbb, cccc)", b"\tlonger_name(aa, bbb,\n\t\t    cccc)"),
        (
            b"    old(aaaa, bbbb, cccc,\n        dd);\n",
            b"    longer_name(aaaa, bbbb,\n                cccc, dd);\n",
        ),
        (
            b"    old(aaaa, bbbb, cccc,\n      dd);\n",
            b"    longer_name(aaaa, bbbb,\n      cccc, dd);\n",
        ),
        (
            b"    old(aaaa, bbbb, cccccc,\n        dd, eeeeee);\n",
            b"    longer_name(aaaa, bbbb,\n                cccccc,\n                dd, eeeeee);\n",
        ),
        (
            b"    old(aaaa, bbbb, cccc,\n        /* d */ dd);\n",
            b"    longer_name(aaaa, bbbb,\n                cccc,\n                /* d */ dd);\n",
        ),
        (
            b"    old(aaaa, x(bbbb, cccc,\n                dd), eeee);\n",
            b"    longer_name(aaaa,\n                x(bbbb, cccc,\n"
            b"                  dd), eeee);\n",
        ),
        (
            b"    old(aa(bbbbb, ccccccc));\n",
            b"    longer_name(aa(bbbbb,\n                   ccccccc));\n",
        ),
        (
            b"    fun(aaaa, old(b), cccc);\n",
            b"    fun(aaaa, longer_name(b),\n        cccc);\n",
        ),
        (
            b"    if (old(a) && bbbbbbbbb) {\n",
            b"    if (longer_name(a) &&\n        bbbbbbbbb) {\n",
        ),
        (
            b"    return old || bbbbbbbbb;\n",
            b"    return longer_name ||\n           bbbbbbbbb;\n",
        ),
        (
            b"    result = old(aaaaaaa);\n",
            b"    result =\n        longer_name(aaaaaaa);\n",
        ),
        (
            b"    old(aaaaaaaaaaaaaaa);\n",
            b"    longer_name(\n        aaaaaaaaaaaaaaa);\n",
        ),
        (
            b'    old(aaaaaaa, "bbbbbbbbbbbbbbbb");\n',
            b'    longer_name(aaaaaaa,\n                "bbbbbbbbbbbbbbbb");\n',
        ),
        (
            b"    \xc3\xa4\xc3\xa4(old, bbbbbb, ccc);\n",
            b"    \xc3\xa4\xc3\xa4(longer_name, bbbbbb,\n       ccc);\n",
        ),
    ],
    ids=[
        "last comma that fits",
        "crlf",
        "tabs",
        "joins the next line",
        "hanging indentation is copied",
        "does not join when it would not fit",
        "does not join a comment",
        "lines of a pushed out call move",
        "comma of an inner call",
        "comma of the call around",
        "after an operator",
        "after an operator without brackets",
        "after an assignment",
        "after the parenthesis",
        "a string alone may be too wide",
        "characters, not bytes",
    ],
)
def test_lines_are_broken_where_authors_break_them(before: bytes, after: bytes) -> None:
    """Each way to break, in exact bytes."""
    assert renamed(before) == after


def test_lines_after_a_parenthesis_that_was_broken_hang_too() -> None:
    """If the first argument hangs, the others are below it."""
    assert renamed(b'    old(aaaaaaaaaaaaaaa,\n        "b");\n') == (
        b'    longer_name(\n        aaaaaaaaaaaaaaa,\n        "b");\n'
    )


def test_realigned_line_that_became_too_wide_is_broken() -> None:
    """A line that only moved is broken like an edited one."""
    assert renamed(b"    old(a,\n        bbbbbb, cccccc);\n") == (
        b"    longer_name(a,\n                bbbbbb,\n                cccccc);\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            b"    if (old(handle, domain, index) && is_still_there(device, function, slot)) {\n",
            b"    if (much_longer(handle, domain, index) &&\n"
            b"        is_still_there(device, function, slot)) {\n",
        ),
        (
            b"    return old(first) | second(handle, domain) | third(handle, domain, entry, x);\n",
            b"    return much_longer(first) | second(handle, domain) |\n"
            b"           third(handle, domain, entry, x);\n",
        ),
        (
            b"    rc = old(handle,\n"
            b"             ((uint32_t)device->real_device.domain_number << 16) + some.ports |\n"
            b"             device->bus, entry);\n",
            b"    rc = much_longer(handle,\n"
            b"                     ((uint32_t)device->real_device.domain_number << 16) +\n"
            b"                     some.ports |\n"
            b"                     device->bus, entry);\n",
        ),
        (
            b"    rc = old(handle,\n"
            b"             (((uint32_t)devices->real_device.domain_number_a) << 16ul) |\n"
            b"             device->bus, entry);\n",
            b"    rc = much_longer(handle,\n"
            b"                     (((uint32_t)devices->real_device.domain_number_a) << 16ul)\n"
            b"                     | device->bus, entry);\n",
        ),
    ],
    ids=["logical", "operator behind the call", "operator inside", "operator at the end"],
)
def test_breaks_at_operators_that_join_calls(before: bytes, after: bytes) -> None:
    """An outer operator is the better place than a comma inside one of its operands."""
    start = before.index(b"old")
    edit = Edit(Span(start, start + 3), (b"much_longer",))
    assert apply_edits(before, [edit], Style()).data == after


@pytest.mark.parametrize("above", [b"", b"int a;\n\n"], ids=["first", "further down"])
def test_a_wide_line_below_removed_ones_stays(above: bytes) -> None:
    """No edit touched it: removed lines above it are no reason to break it."""
    removed = b"static int g(void)\n{\n}\n\n"
    wide = (
        b"int f(void *opaque, uint64_t address, uint32_t data, int pirq, bool masked, bool more)\n"
    )
    data = above + removed + wide + b"{\n}\n"
    edit = Edit(Span(len(above), len(above) + len(removed)), ())
    assert apply_edits(data, [edit], Style()).data == above + wide + b"{\n}\n"
