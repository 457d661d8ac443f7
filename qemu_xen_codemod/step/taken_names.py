# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that a step's text defines and that have another meaning in the tree.

A fork may have a function or a macro with the name. A second one does not compile, and calls that
the rule adds would be calls of the first. The tree is considered as the rule found it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tree_sitter import Node

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.nodes import named_code_children
from qemu_xen_codemod.c.signature import Named, Signature, named_in
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import uses
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.rule.inserted import inserted_names, inserted_prototypes
from qemu_xen_codemod.rule.steps.create import CreateStep
from qemu_xen_codemod.rule.steps.insert import InsertStep
from qemu_xen_codemod.rule.steps.text import TextStep
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.keep import kept_regions
from qemu_xen_codemod.step.workspace import Workspace


def why_taken(
    step: InsertStep | CreateStep | TextStep, target: str, draft: Draft, context: Context
) -> str:
    """Why the text's names cannot have its meaning, "" if they can. `target` is the file that gets
    the text, or has it.
    """
    wanted = inserted_names(step)
    workspace = draft.workspace
    paths = [path for path in workspace.holding(frozenset(wanted)) if is_c(path)]
    names_there = _named(workspace.source(target), wanted) if workspace.exists(target) else []
    missing = sorted(wanted.keys() - {named.name for named in names_there})
    is_there = len(missing) < len(wanted)
    if is_there and missing:
        first = names_there[0]
        place = workspace.place_in_tree(target, first.offset)
        return (
            f"{_shown(first.name)} is already declared ({place}), and {_shown(missing[0])} is not"
        )
    prototypes = inserted_prototypes(step) if paths else frozenset()
    for path in paths:
        if context.keeps_file(path):
            continue
        source = workspace.source(path)
        for item in _named(source, wanted):
            if item.name in prototypes and item.signature == wanted[item.name]:
                # The existing declaration says the same.
                is_there = is_there or len(wanted) == 1
            elif path != target and not is_there:
                return _said(item.name, "is already declared", workspace, path, item.offset)
            if item.signature != wanted[item.name]:
                return _said(
                    item.name, "is already declared differently", workspace, path, item.offset
                )
        kept = kept_regions(context.keep, source)
        for name, use in _other_calls(source, wanted, is_there=is_there):
            if not any(region.span.contains(use) for region in kept):
                return _said(name, "is already used differently", workspace, path, use.start)
    return ""


def _said(name: bytes, what: str, workspace: Workspace, path: str, offset: int) -> str:
    place = workspace.place_in_tree(path, offset)
    return f"{_shown(name)}, which it would define, {what} ({place})"


def _shown(name: bytes) -> str:
    return name.decode("utf-8", "replace")


def _named(source: SourceFile, wanted: Mapping[bytes, Signature]) -> list[Named]:
    if not wanted.keys() & source.words:
        return []
    return [named for named in named_in(source) if named.name in wanted]


def _other_calls(
    source: SourceFile, wanted: Mapping[bytes, Signature], *, is_there: bool
) -> Iterator[tuple[bytes, Span]]:
    """Uses of the names that must mean something else: any, while nothing in the tree declares
    them, and calls with another number of arguments.
    """
    for use in uses(source, frozenset(wanted)):
        parameters = wanted[use.word].parameters
        count = _arguments_at(source, use.span.start)
        fits = parameters is None or count is None or count == len(parameters)
        if not is_there or not fits:
            yield use.word, use.span


def _arguments_at(source: SourceFile, offset: int) -> int | None:
    """How many arguments the call of the name at an offset has, None if it is not a call."""
    node = source.root.descendant_for_byte_range(offset, offset + 1)
    parent: Node | None = node.parent if node is not None else None
    if node is None or parent is None or parent.type != "call_expression":
        return None
    function, given = (
        parent.child_by_field_name("function"),
        parent.child_by_field_name("arguments"),
    )
    if function is None or given is None or function.id != node.id:
        return None
    return len(named_code_children(given))
