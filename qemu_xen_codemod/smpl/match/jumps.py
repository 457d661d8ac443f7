# SPDX-License-Identifier: GPL-2.0-or-later
"""`break` and `continue` of a pattern: they belong to the innermost loop of the pattern."""

from __future__ import annotations

from tree_sitter import Node

from qemu_xen_codemod.c.statements import jump_target
from qemu_xen_codemod.smpl.compile.pattern import PatternNode
from qemu_xen_codemod.smpl.match.matcher import Form, Matcher, match_children
from qemu_xen_codemod.smpl.match.state import Loops, MatchState, States

LOOPS = ("while_statement", "do_statement", "switch_statement")
JUMPS = ("break_statement", "continue_statement")


def as_loop(form: Form) -> Form:
    """The form of a loop or a `switch`, which records itself as the innermost one."""

    def match_loop(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
        around = state.loops
        is_switch = node.type == "switch_statement"
        inside = state.within(Loops(node.id, around.continued if is_switch else node.id))
        for match_state in form(matcher, pattern, node, inside):
            yield match_state.within(around)

    return match_loop


def match_jump(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """A jump. A jump out of an inner loop that the pattern does not have does not match."""
    loops = state.loops
    wanted = loops.left if node.type == "break_statement" else loops.continued
    target = jump_target(node) if wanted else None
    if not wanted or (target is not None and target.id == wanted):
        yield from match_children(matcher, pattern, node, state)
