# SPDX-License-Identifier: GPL-2.0-or-later
"""Properties of any file and any edits."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from qemu_xen_codemod.c.lexer import tokens
from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.splice import splice
from qemu_xen_codemod.edit.style import Style

STYLE = Style(width=24)

#: Bits of C, and other bytes, in any order: also unclosed brackets, comments and strings.
FILES = st.lists(
    st.sampled_from(
        b"f( | g(|)|, |,|;|{|}|[|]|=| = |&& |!! |a|bb|long_word|12|\n|\n    |\n\t|\n\t  |\r\n  "
        b"|\"s\"|'c'|/* c */|/* c\n  d */|// c\n|\n#if X\n|\n#else\n|\n#endif\n|\\\n|\f|\xff"
        b"|\xc3\xa4|return |if (|\n   ".split(b"|")
    ),
    max_size=60,
).map(b"".join)


@st.composite
def edited_files(draw: st.DrawFn) -> tuple[bytes, list[Edit]]:
    """A file and edits of some of its words, a few of them swapped by copied ranges."""
    data = draw(FILES)
    words = [Span(*found.span()) for found in re.finditer(rb"\b(?:a|bb|f|g|12)\b", data)]
    chosen = draw(st.lists(st.sampled_from(words), unique=True)) if words else []
    texts = st.sampled_from([b"x", b"longer_name", b"f(a, b)", b"g(a,\n  b)"])
    pieces = st.one_of(texts, st.sampled_from(words)) if words else texts
    return data, [Edit(span, (draw(pieces),)) for span in chosen]


@given(FILES, st.data())
def test_text_replaced_by_itself_changes_nothing(data: bytes, draw: st.DataObject) -> None:
    """Neither literal bytes nor copies of the old text change the file."""
    cuts = sorted(draw.draw(st.sets(st.integers(0, len(data)), max_size=6)))
    spans = [Span(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    for edits in (
        [Edit(span, (data[span.start : span.end],)) for span in spans],
        [Edit(span, (span,)) for span in spans],
    ):
        applied = apply_edits(data, edits, STYLE)
        assert applied.data == data
        assert [applied.moves.new(at) for at in range(len(data) + 1)] == [*range(len(data) + 1)]


@given(edited_files())
def test_layout_changes_white_space_only(sample: tuple[bytes, list[Edit]]) -> None:
    """The tokens are those of the edits without layout."""
    data, edits = sample

    def texts(text: bytes) -> list[list[bytes]]:
        return [token.text.split() for token in tokens(text)]

    assert texts(apply_edits(data, edits, STYLE).data) == texts(splice(data, edits).data)


@given(edited_files())
def test_moves_tell_where_bytes_stand(sample: tuple[bytes, list[Edit]]) -> None:
    """A byte that is not gone is where the map says."""
    data, edits = sample
    applied = apply_edits(data, edits, STYLE)
    inside = {at for edit in edits for at in range(edit.span.start, edit.span.end)}
    for at in range(len(data)):
        new = applied.moves.new(at)
        assert new is None or applied.data[new] == data[at]
        if at not in inside and data[at : at + 1].strip():
            assert new is not None
    assert applied.moves.new(len(data)) == len(applied.data)


@given(edited_files())
def test_lines_outside_of_brackets_stay(sample: tuple[bytes, list[Edit]]) -> None:
    """Lines before the first edit and after a closed statement keep every byte."""
    data, edits = sample
    tail = b"\n" + b"end(of,\n    file);\n"
    applied = apply_edits(data + b'*/"\n}' + tail, edits, STYLE)
    assert applied.data.endswith(tail)
    if edits:
        first = data.rfind(b"\n", 0, min(edit.span.start for edit in edits)) + 1
        assert applied.data.startswith(data[:first])


@given(edited_files())
def test_order_of_edits_does_not_matter(sample: tuple[bytes, list[Edit]]) -> None:
    """The same edits give the same bytes, in any order."""
    data, edits = sample
    result = apply_edits(data, edits, STYLE).data
    assert apply_edits(data, edits[::-1], STYLE).data == result
