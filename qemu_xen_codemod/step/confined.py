# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that a rule leaves to a few files: whether other files use one after the rule.

An example is a handle that only some files still open: code elsewhere that uses it would compile
and find nothing in it.
"""

from __future__ import annotations

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.usage import uses
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.keep import kept_regions
from qemu_xen_codemod.tree.globs import matches_any


def why_not_confined(draft: Draft, context: Context) -> str:
    """The first use elsewhere, "" if there is none. Uses that the pack keeps are ignored."""
    if not draft.changes():
        return ""
    for name, globs in context.rule.confines.items():
        word = frozenset((name.encode(),))
        for path in filter(is_c, draft.holding(word)):
            if matches_any(path, globs):
                continue
            source = draft.source(path)
            kept = kept_regions(context.keep, source)
            for use in uses(source, word):
                if not any(region.span.contains(use.span) for region in kept):
                    place = draft.place_in_tree(path, use.span.start)
                    return (
                        f"{name}, which only {', '.join(globs)} may use, is still used elsewhere "
                        f"({place})"
                    )
    return ""
