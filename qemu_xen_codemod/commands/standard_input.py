# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod apply -`: a file from standard input, written edited to standard output.

For editors: the unsaved text replaces the file of the tree, and the tree's headers and macros are
used. Standard error gets the refused matches, and nothing else if all went well.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qemu_xen_codemod.commands.options import find_tree
from qemu_xen_codemod.commands.rules_run import Files, run_rules
from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.named_path import resolved

if TYPE_CHECKING:
    from qemu_xen_codemod.plan import Plan

#: The file's name if none is given.
_NAME = "standard-input.c"


def run_on_standard_input(args: argparse.Namespace, mode: str) -> int:
    """Run the command; return the exit code. Raises CodemodError."""
    if mode in ("in-place", "branch") or args.out is not None or args.paths != ["-"]:
        raise UsageError(
            "`-` must be the only file: the result goes to standard output",
            help="leave out other paths, --out, --branch and --in-place",
        )
    if Path("-") in args.rules:
        raise UsageError(
            "standard input is the file, and cannot be the rule, too",
            help="name the rule's file: --rules my.cocci",
        )
    from qemu_xen_codemod.report.diff import unified_diff
    from qemu_xen_codemod.report.terminal import write_diff
    from qemu_xen_codemod.series.commit import join_changes

    data = sys.stdin.buffer.read()
    files, path, tree = _files(args, data)
    plan = run_rules(args, files, tree, chosen=frozenset((path,))).plan
    changes = join_changes(plan.commits)
    edits = [change for change in changes if change.path == path]
    if mode == "dry-run":
        write_diff(unified_diff(edits), sys.stdout, args.color)
    elif mode == "series":
        sys.stdout.buffer.write(edits[0].after if edits else data)
    _tell(plan, path, [change.path for change in changes if change.path != path])
    return 1 if args.check and edits else 0


def _files(args: argparse.Namespace, data: bytes) -> tuple[Files, str, str]:
    """The files that are used, the path of ours among them, and the tree's name."""
    from qemu_xen_codemod.step.workspace import FilesInMemory
    from qemu_xen_codemod.tree.overlay import Overlay
    from qemu_xen_codemod.tree.remembered import Remembered
    from qemu_xen_codemod.tree.tree import open_tree

    name = args.stdin_name or Path(_NAME)
    root = find_tree(args, [str(name.parent)], needs_one=False)
    if root is None:
        return FilesInMemory({name.name: data}), name.name, str(name)
    tree = open_tree(root, committed=args.committed)
    whole = resolved(tree.root / name if args.stdin_name is None else Path.cwd() / name)
    if not whole.is_relative_to(tree.root):
        raise UsageError(f"--stdin-name {name} is not in the tree {tree.root}")
    path = whole.relative_to(tree.root).as_posix()
    return Remembered(Overlay(tree, path, data)), path, str(root)


def _tell(plan: Plan, path: str, others: list[str]) -> None:
    """Report what the user must know, on standard error."""
    from qemu_xen_codemod.report.terminal import Terminal

    terminal = Terminal(sys.stderr, color=False)
    for result in plan.results:
        for refusal in result.refused:
            if refusal.place.path == path:
                terminal.item(f"{refusal.place}: refused by {result.rule.id}: {refusal.why}")
    for unread in plan.unread:
        if unread.path == path:
            terminal.item(f"note: {path}:{unread.line}: not read: {unread.why}")
    for other in others:
        terminal.item(f"note: {other} has to change too: run codemod apply on the tree")
