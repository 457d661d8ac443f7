# SPDX-License-Identifier: GPL-2.0-or-later
"""Read the rules that `gcc -MD` writes for make: an object, and the files that it read."""

from __future__ import annotations

import re

#: A `\` before a space, a `#` or a line's end, and `$$`; any other `\` stands for itself.
_WORD = re.compile(rb"(?:\\\r?\n|\\[ #]|\$\$|[^ \t\r\n])+")
_ESCAPE = re.compile(rb"\\([ #])|\$(\$)")
_CONTINUED = re.compile(rb"\\\r?\n")


def read_depfile(data: bytes) -> tuple[str, ...]:
    """The prerequisites of all rules, in order and each once.

    The empty rules that `-MP` writes for headers add none.
    """
    found: dict[str, None] = {}
    for line in _CONTINUED.sub(b" ", data).splitlines():
        words = _WORD.findall(line)
        ends = (index for index, word in enumerate(words) if word.endswith(b":"))
        for word in words[next(ends, len(words)) + 1 :]:
            name = _ESCAPE.sub(rb"\1\2", word)
            found[name.decode("utf-8", "surrogateescape")] = None
    return tuple(found)
