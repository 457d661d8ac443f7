# SPDX-License-Identifier: GPL-2.0-or-later
"""The resolve step: `#if` conditions whose value the rule knows.

All files are resolved, or none: if one cannot be, or defines a macro that the rule claims to know,
the rule cannot be applied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qemu_xen_codemod.c.arms import Unresolved
from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.lexer import Kind, words_of
from qemu_xen_codemod.c.resolve import resolve
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.splice import splice
from qemu_xen_codemod.rule.steps.resolve import ResolveStep
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.include import sees
from qemu_xen_codemod.step.workspace import Matched
from qemu_xen_codemod.tree.globs import matches_any


def run_resolve(step: ResolveStep, draft: Draft, context: Context) -> str:
    """Resolve the conditions of each file. "" if done, else why not."""
    asked: dict[str, frozenset[bytes]] = {}
    for path in _paths(step, draft, context):
        source = draft.source(path)
        try:
            found = resolve(source, step.known)
        except Unresolved as error:
            return f"{error.why} ({draft.place_in_tree(path, error.offset)})"
        if not found.edits:
            continue
        asked[path] = found.macros
        draft.events += [Matched(path, span) for span in found.blocks]
        draft.rule_out(path, found.gone)
        spliced = splice(source.data, found.edits)
        draft.write(path, spliced.data, spliced.moves(len(source.data)))
        draft.patched.add(path)
    return _why_otherwise(asked, draft)


def _paths(step: ResolveStep, draft: Draft, context: Context) -> Iterator[str]:
    for path in draft.holding(frozenset(step.known)):
        wanted = matches_any(path, step.files) if step.files else True
        if wanted and is_c(path) and not context.leaves_file(path):
            yield path


def _why_otherwise(asked: Mapping[str, frozenset[bytes]], draft: Draft) -> str:
    """The first remaining `#define` or `#undef` of a macro by which a file was resolved."""
    macros = frozenset(name for names in asked.values() for name in names)
    for path in draft.holding(macros) if macros else ():
        for name, offset in _set(draft.source(path), macros) if is_c(path) else ():
            for user, names in asked.items():
                if name in names and (user == path or sees(user, path, draft)):
                    shown = name.decode("utf-8", "replace")
                    place = draft.place_in_tree(path, offset)
                    return f"{shown} is set by the tree itself ({place}), for {user} too"
    return ""


def _set(source: SourceFile, macros: frozenset[bytes]) -> Iterator[tuple[bytes, int]]:
    for directive in source.directives:
        words = [token for token in words_of(directive) if token.kind is not Kind.COMMENT]
        is_setting = len(words) > 1 and words[0].text in (b"define", b"undef")
        if is_setting and words[1].text in macros and not source.is_dead(directive.start):
            yield words[1].text, words[1].start
