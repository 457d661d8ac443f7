# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls that a rule leaves with as many arguments as the function took before the rule.

This happens to a call that was refused or is in barred code. It would not compile with the changed
function, so the rule cannot be applied. If nothing was refused, this is what the rule's author
wrote.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from qemu_xen_codemod.c.functions import functions_in
from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.locals import parameters_of
from qemu_xen_codemod.c.nodes import named_code_children
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.include import sees
from qemu_xen_codemod.step.workspace import Refused


def why_calls_are_left(draft: Draft) -> str:
    """The first such call, "" if there is none."""
    if not any(isinstance(event, Refused) for event in draft.events):
        return ""
    for change in draft.changes():
        path = change.path
        changed = _changed(draft.compiled_before(path), draft.source(path)) if is_c(path) else ()
        for name, old, new in changed:
            for user, node in _calls_in_tree(name, path, draft):
                if _arguments(node) == old:
                    place = draft.place_in_tree(user, node.start_byte)
                    shown = name.decode("utf-8", "replace")
                    return f"{shown} would take {new} arguments, but a call has {old} ({place})"
    return ""


def _changed(before: SourceFile, after: SourceFile) -> Iterator[tuple[bytes, int, int]]:
    """The functions whose number of parameters changes, with both numbers."""
    was = {name: _parameters(before, node) for name, node in functions_in(before)}
    for name, node in functions_in(after):
        old, new = was.get(name), _parameters(after, node)
        if old is not None and new is not None and old != new:
            yield name, old, new


def _parameters(source: SourceFile, function: Node) -> int | None:
    """The number of parameters, None if any number may be passed."""
    found = list(parameters_of(function))
    if any(node.type == "variadic_parameter" for node in found):
        return None
    if len(found) == 1 and source.text(found[0]) == b"void":
        return 0
    return len(found)


def _calls_in_tree(name: bytes, path: str, draft: Draft) -> Iterator[tuple[str, Node]]:
    """The calls of a function of the file."""
    for user in filter(is_c, draft.holding(frozenset((name,)))):
        is_redefined = user != path and any(
            data == name for data, _ in functions_in(draft.source(user))
        )
        if user == path or sees(user, path, draft) or (path.endswith(".c") and not is_redefined):
            yield from ((user, node) for node in _calls(draft.source(user), name))


def _calls(source: SourceFile, name: bytes) -> Iterator[Node]:
    todo = [source.root]
    while todo:
        node = todo.pop()
        todo.extend(reversed(node.children))
        function = node.child_by_field_name("function") if node.type == "call_expression" else None
        if function is not None and source.text(function) == name:
            yield node


def _arguments(call: Node) -> int:
    given = call.child_by_field_name("arguments")
    return len(named_code_children(given)) if given is not None else 0
