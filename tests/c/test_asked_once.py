# SPDX-License-Identifier: GPL-2.0-or-later
"""Questions about a file whose answers are kept."""

from __future__ import annotations

from qemu_xen_codemod.c.source import SourceFile, asked_once

_ASKED: list[bytes] = []


@asked_once
def _length(source: SourceFile) -> int:
    _ASKED.append(source.data)
    return len(source.data)


@asked_once
def _first(source: SourceFile) -> bytes:
    return source.data[:1]


def test_the_answer_is_kept_with_the_file_and_no_longer() -> None:
    """Another file with the same path, as a rule leaves it, is asked again."""
    source, other = SourceFile("a.c", b"int a;"), SourceFile("a.c", b"int aa;")
    assert [_length(source), _length(source), _length(other), _length(source)] == [6, 6, 7, 6]
    assert _ASKED == [b"int a;", b"int aa;"]
    assert (_first(source), _length(source)) == (b"i", 6)
