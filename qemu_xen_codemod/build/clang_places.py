# SPDX-License-Identifier: GPL-2.0-or-later
"""Places that libclang's Python package does not provide: by offset, and as written."""

from __future__ import annotations

from ctypes import POINTER, Structure, byref, c_uint, cast
from typing import Any


def cursor_at(parsed: Any, name: str, offset: int) -> Any:
    """The innermost cursor at a byte offset of a file of the unit, by libclang's name."""
    from clang.cindex import Cursor, SourceLocation

    file = parsed.get_file(name)
    return Cursor.from_location(parsed, SourceLocation.from_offset(parsed, file, offset))


def written_at(cursor: Any) -> tuple[str, int]:
    """The file and byte offset where a cursor's name is written; "" for no file.

    For a word in a macro's argument this is the word, for one in a macro's body the place where the
    macro is expanded.
    """
    from clang.cindex import File, c_object_p, conf

    file, line, column, offset = c_object_p(), c_uint(), c_uint(), c_uint()
    place = conf.lib.clang_getCursorLocation(cursor)
    results = (byref(file), byref(line), byref(column), byref(offset))
    conf.lib.clang_getFileLocation(place, *results)
    return (str(File(file).name), offset.value) if file else ("", 0)


def skipped_ranges(parsed: Any, name: str) -> tuple[tuple[int, int], ...]:
    """The byte ranges of a file that the preprocessor skipped."""
    from clang.cindex import SourceRange, conf

    class Ranges(Structure):
        _fields_ = (("count", c_uint), ("ranges", POINTER(SourceRange)))

    get = conf.lib.clang_getSkippedRanges
    get.restype = POINTER(Ranges)
    found = get(parsed, parsed.get_file(name))
    try:
        ranges = [found.contents.ranges[index] for index in range(found.contents.count)]
        return tuple((each.start.offset, each.end.offset) for each in ranges)
    finally:
        conf.lib.clang_disposeSourceRangeList(cast(found, POINTER(Ranges)))
