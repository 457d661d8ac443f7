# SPDX-License-Identifier: GPL-2.0-or-later
"""Include lines of a file, and the headers of the tree that they lead to."""

from __future__ import annotations

import posixpath
import re

from qemu_xen_codemod.c.in_sight import Headers
from qemu_xen_codemod.c.lexer import Token
from qemu_xen_codemod.c.marks import Marks
from qemu_xen_codemod.c.source import SourceFile, asked_once
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.leads import Leads

#: A quote or `<`, and the name.
INCLUDE = re.compile(rb"[ \t]*#[ \t]*include[ \t]*([\"<])([^\">]+)[\">]")

#: Good enough where an include in a comment does no harm, and fast.
_QUOTED = re.compile(rb"(?m)^[ \t]*#[ \t]*include[ \t]*\"([^\"\n]+)\"")


@asked_once
def includes(source: SourceFile) -> dict[Token, tuple[bytes, str]]:
    """The include directives, each with its quote or `<` and its name."""
    found: dict[Token, tuple[bytes, str]] = {}
    marks = Marks(source.data)
    for index, start in enumerate(marks.starts):
        include = INCLUDE.match(source.data, start, marks.ends[index])
        if include:
            name = include.group(2).decode("utf-8", "replace")
            found[marks.token(index)] = include.group(1), name
    return found


def find_header(includer: str, name: str, draft: Draft) -> str | None:
    """The header's path: next to the file, below include/, or from the top of the tree."""
    neighbour = posixpath.normpath(posixpath.join(posixpath.dirname(includer), name))
    for candidate in (neighbour, f"include/{name}", name):
        if draft.exists(candidate):
            return candidate
    return None


def headers_of(path: str, draft: Draft) -> Headers:
    """A function that gives the headers that a file includes, from the tree as it is now."""

    def header(name: str) -> SourceFile | None:
        found = find_header(path, name, draft)
        return draft.source(found) if found else None

    return header


def sees(path: str, header: str, draft: Draft) -> bool:
    """Whether the file includes the header, directly or through other headers of the tree.

    If a quoted name is in none of the usual places, every file of the tree whose path ends so
    counts: a build may have more include folders than we know.
    """
    seen: set[str] = set()
    todo = [path]
    while todo:
        at = todo.pop()
        if at == header:
            return True
        if at in seen:
            continue
        seen.add(at)
        leads = _leads(at, draft)
        if any(header.endswith(end) for end in leads.ends):
            return True
        # The header's neighbours first: they are likely to include it.
        found = (name for name in leads.paths if name not in seen)
        todo += sorted(found, key=lambda item: len(posixpath.commonprefix((item, header))))
    return False


def _leads(path: str, draft: Draft) -> Leads:
    source = draft.source(path)
    known = draft.leads.get(path)
    if known is None or known.source is not source:
        known = draft.leads[path] = _find_leads(source, draft)
    return known


def _find_leads(source: SourceFile, draft: Draft) -> Leads:
    paths: dict[str, None] = {}
    ends: list[str] = []
    for quoted in _QUOTED.findall(source.data):
        name = quoted.decode("utf-8", "replace")
        neighbour = find_header(source.path, name, draft)
        if neighbour is not None:
            paths[neighbour] = None
            continue
        end = "/" + name.lstrip("./")
        ends.append(end)
        same = draft.named(posixpath.basename(name))
        paths.update((word, None) for word in same if word.endswith(end))
    return Leads(source, tuple(paths), tuple(ends))
