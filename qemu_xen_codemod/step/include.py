"""Include lines of a file, and the headers of the tree that they lead to."""

from __future__ import annotations

import posixpath
import re

from qemu_xen_codemod.c.lexer import Kind, Token, tokens
from qemu_xen_codemod.c.source import SourceFile, asked_once
from qemu_xen_codemod.c.types import Headers
from qemu_xen_codemod.step.draft import Draft

#: A quote or `<`, and the name.
INCLUDE = re.compile(rb"[ \t]*#[ \t]*include[ \t]*([\"<])([^\">]+)[\">]")

#: Good enough where a comment's include does no harm, and quick.
_QUOTED = re.compile(rb"(?m)^[ \t]*#[ \t]*include[ \t]*\"([^\"\n]+)\"")


@asked_once
def includes(source: SourceFile) -> dict[Token, tuple[bytes, str]]:
    """The include directives, each with its quote or `<` and its name."""
    found: dict[Token, tuple[bytes, str]] = {}
    for token in tokens(source.data):
        if token.kind is Kind.DIRECTIVE:
            include = INCLUDE.match(token.text)
            if include:
                found[token] = include.group(1), include.group(2).decode("utf-8", "replace")
    return found


def find_header(includer: str, name: str, draft: Draft) -> str | None:
    """The header's path: beside the file, below include/, or from the top of the tree."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(includer), name))
    for candidate in (beside, f"include/{name}", name):
        if draft.exists(candidate):
            return candidate
    return None


def headers_of(path: str, draft: Draft) -> Headers:
    """What gives the headers that a file includes, from the tree as it is now."""

    def header(name: str) -> SourceFile | None:
        found = find_header(path, name, draft)
        return draft.source(found) if found else None

    return header


def sees(path: str, header: str, draft: Draft) -> bool:
    """Does the file include the header, itself or through other headers of the tree?

    Where a quoted name is in none of the usual places every file of the tree that ends so counts:
    a build may name more include folders than we know of.
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
        found: list[str] = []
        for quoted in _QUOTED.findall(draft.read(at)):
            name = quoted.decode("utf-8", "replace")
            beside = find_header(at, name, draft)
            found += [beside] if beside else _ending_so(name, header, seen, draft)
        # The header's neighbours first: they are likely to lead to it.
        todo += sorted(found, key=lambda path: len(posixpath.commonpath((path, header))))
    return False


def _ending_so(name: str, header: str, seen: set[str], draft: Draft) -> list[str]:
    end = "/" + name.lstrip("./")
    if header.endswith(end):
        return [header]
    same = draft.named(posixpath.basename(name))
    return [path for path in same if path.endswith(end) and path not in seen]
