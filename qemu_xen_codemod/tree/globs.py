# SPDX-License-Identifier: GPL-2.0-or-later
"""Globs over POSIX paths inside a tree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


def matches_any(path: str, globs: Iterable[str]) -> bool:
    """Whether the path matches one of the globs.

    `*` and `?` do not match `/`, `**` does. A glob with wildcards but without a slash matches the
    file's name in any folder; a name without wildcards is a path from the top.
    """
    return any(_compiled(glob).fullmatch(path) for glob in globs)


@lru_cache(maxsize=256)
def _compiled(glob: str) -> re.Pattern[str]:
    wild = any(char in glob for char in "*?[")
    pattern = "(?:.*/)?" if wild and "/" not in glob else ""
    at = 0
    while at < len(glob):
        char = glob[at]
        closing = glob.find("]", at + 2)
        if glob.startswith("**/", at):
            pattern += "(?:.*/)?"
            at += 3
        elif glob.startswith("**", at):
            pattern += ".*"
            at += 2
        elif char == "[" and closing > 0:
            inside = glob[at + 1 : closing].replace("\\", "\\\\")
            pattern += "[" + ("^" + inside[1:] if inside[0] == "!" else inside) + "]"
            at = closing + 1
        else:
            pattern += {"*": "[^/]*", "?": "[^/]"}.get(char, re.escape(char))
            at += 1
    try:
        return re.compile(pattern)
    except re.error:
        return re.compile(re.escape(glob))
