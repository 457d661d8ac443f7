# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that a rule adds to a macro, and uses of the macro where they mean something else.

A name in a macro's body means what it means where the macro is used. If the user has a local with
that name, the macro's new code would mean the local. The rule cannot be applied then.
"""

from __future__ import annotations

from collections.abc import Iterator

from qemu_xen_codemod.c.functions import functions_in
from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.locals import locals_of
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import macro_body, macro_name, uses
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.include import sees


def why_captured(draft: Draft) -> str:
    """The first such use, "" if there is none."""
    for change in draft.changes():
        path = change.path
        if not is_c(path) or b"define" not in change.after:
            continue
        for macro, names in _new_names(draft.compiled_before(path), draft.source(path)):
            for name, user, offset in _captured_in_tree(macro, names, path, draft):
                place = draft.place_in_tree(user, offset)
                local, shown = (data.decode("utf-8", "replace") for data in (name, macro))
                return f"{local}, which {shown} would name, is a local name here ({place})"
    return ""


def _captured_in_tree(
    macro: bytes, names: frozenset[bytes], path: str, draft: Draft
) -> Iterator[tuple[bytes, str, int]]:
    for user in filter(is_c, draft.holding(frozenset((macro,)))):
        if user == path or sees(user, path, draft):
            found = _captured(draft.source(user), macro, names)
            yield from ((name, user, offset) for name, offset in found)


def _new_names(before: SourceFile, after: SourceFile) -> Iterator[tuple[bytes, frozenset[bytes]]]:
    """For each macro the words that its body did not contain."""
    old, new = _words(before), _words(after)
    for macro in sorted(new):
        names = new[macro] - old.get(macro, new[macro])
        if names:
            yield macro, names


def _words(source: SourceFile) -> dict[bytes, frozenset[bytes]]:
    found: dict[bytes, frozenset[bytes]] = {}
    for directive in source.directives:
        name = macro_name(directive)
        if name:
            body = macro_body(directive)[1]
            words = frozenset(pair.text for pair in body if pair.kind is Kind.WORD)
            found[name] = found.get(name, frozenset()) | words
    return found


def _captured(
    source: SourceFile, macro: bytes, names: frozenset[bytes]
) -> Iterator[tuple[bytes, int]]:
    places = [use.span.start for use in uses(source, frozenset((macro,))) if not use.macro]
    for _, node in functions_in(source) if places else ():
        inside = [at for at in places if node.start_byte <= at < node.end_byte]
        for local in locals_of(source, node) if inside else ():
            for at in inside:
                if local.name in names and local.is_seen_at(at):
                    yield local.name, at
