# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod rules explain`: why a rule matches in a file, or what prevents it."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qemu_xen_codemod.commands.options import (
    add_color_option,
    add_define_option,
    terminal_of,
    unknown_rule,
)
from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.named_path import resolved

if TYPE_CHECKING:
    from qemu_xen_codemod.rule.pack import Pack
    from qemu_xen_codemod.rule.rule import Rule
    from qemu_xen_codemod.rule.semantic import ParsePatch
    from qemu_xen_codemod.rule_result import RuleResult
    from qemu_xen_codemod.step.explanation import Asking, Explanation
    from qemu_xen_codemod.step.workspace import Files

_DESCRIPTION = """\
Say why a rule matches in a file, or how far the match gets and what stops it. For a file of a
checkout the whole tree is read, as by `codemod apply`.

examples:
  codemod rules explain xen-domain-shutdown hw/xen/xen-hvm-common.c
  codemod rules explain my.cocci hw/xen/xen_pt.c:140
"""
_RULE_FILE = re.compile(r"(.*\.(?:ya?ml|cocci))(?::(\w+))?\Z", re.DOTALL)
_LINE = re.compile(r"(.+):(\d+)(?::\d+)?:?\Z", re.DOTALL)


def add_action(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser(
        "explain",
        help="say why a rule does or does not match in a file",
        description=_DESCRIPTION,
    )
    parser.set_defaults(run=run)
    parser.add_argument(
        "rule",
        metavar="RULE",
        help="a built-in rule's id, or a rule file, - is standard input; FILE.cocci:NAME for one "
        "rule of several",
    )
    parser.add_argument("file", metavar="FILE[:LINE]", help="a C file and, if wanted, a line")
    parser.add_argument(
        "--tree",
        type=Path,
        help="the tree of the file (default: the checkout that contains it, if any)",
    )
    add_define_option(parser)
    add_color_option(parser.add_argument_group("output"))


def run(args: argparse.Namespace) -> int:
    """Print the explanation. Raises CodemodError."""
    from qemu_xen_codemod.report.explanation_text import print_explanation
    from qemu_xen_codemod.rule.defined import modes_of, with_defined
    from qemu_xen_codemod.rule.semantic import smpl_parser
    from qemu_xen_codemod.step.explanation import explain_rule
    from qemu_xen_codemod.step.workspace import Workspace

    files, asking = _asked(args)
    workspace = Workspace(files)
    parse = smpl_parser(modes_of(args.define))
    rule, pack, asking = _rule(args.rule, files, asking, parse)
    pack = with_defined(pack, args.define)
    rule = next((item for item in pack.rules if item.id == rule.id), rule)
    if asking.line is not None:
        _check_line(workspace.read(asking.path), asking)
    explanation = explain_rule(rule, pack, workspace, asking)
    result = (
        _result(files, pack, rule) if asking.is_tree and _is_asked_of_tree(explanation) else None
    )
    print_explanation(explanation, result, terminal_of(args, sys.stdout))
    return 0


def _is_asked_of_tree(explanation: Explanation) -> bool:
    """Whether the whole tree matters, and not only the file: a rule of several steps may be refused
    as a whole, and what a patch would change here may have uses elsewhere.
    """
    from qemu_xen_codemod.rule.steps.patch import PatchStep

    steps = explanation.rule.steps
    if len(steps) > 1 or explanation.rule.needs or explanation.rule.confines:
        return True
    if isinstance(steps[0], PatchStep) and steps[0].patch.search_words() is None:
        # Each file of the tree would have to be searched.
        return False
    return any(
        matched.change is not None
        for step in explanation.steps
        for rule in step.rules
        for matched in rule.matched
    )


def _result(files: Files, pack: Pack, rule: Rule) -> RuleResult:
    """The result of `apply --only` for the rule in the whole tree."""
    from qemu_xen_codemod.plan import Settings, make_plan
    from qemu_xen_codemod.rule.selection import select_rules

    selection = select_rules(pack.rules, [rule.id])
    settings = Settings(
        symbols=frozenset(name for item in selection.rules for name in item.symbols),
        brought=selection.brought,
        others=selection.others,
    )
    plan = make_plan(files, pack, selection.rules, settings)
    return next(result for result in plan.results if result.rule.id == rule.id)


def _asked(args: argparse.Namespace) -> tuple[Files, Asking]:
    """The files that matter, and the place in question."""
    from qemu_xen_codemod.step.explanation import Asking
    from qemu_xen_codemod.step.workspace import FilesInMemory
    from qemu_xen_codemod.tree.remembered import Remembered
    from qemu_xen_codemod.tree.tree import open_tree

    given, line = args.file, None
    found = _LINE.match(given)
    if found and not Path(given).exists():
        given, line = found.group(1), int(found.group(2))
    path = Path(given)
    if args.tree is not None and not path.exists():
        path = args.tree / given
    if not path.is_file():
        what = f"{given} is a folder" if path.is_dir() else f"there is no file {given}"
        raise UsageError(what, help="name a C file and, if wanted, a line: FILE:LINE")
    whole = resolved(path)
    above = [parent for parent in whole.parents if (parent / ".git").exists()]
    root = resolved(args.tree) if args.tree is not None else next(iter(above), None)
    if root is None:
        return FilesInMemory({given: _bytes_of(path)}), Asking(given, line, is_tree=False)
    if not whole.is_relative_to(root):
        raise UsageError(f"{given} is not in {args.tree}", help="name the tree of the file")
    tree = Remembered(open_tree(root))
    inside = whole.relative_to(root).as_posix()
    if inside not in tree.paths():
        if args.tree is not None:
            raise UsageError(
                f"{inside} is not a file of the tree {root}", help="is it tracked by git?"
            )
        return FilesInMemory({given: _bytes_of(path)}), Asking(given, line, is_tree=False)
    return tree, Asking(inside, line)


def _bytes_of(path: Path) -> bytes:
    from qemu_xen_codemod.regular_file import read_regular

    try:
        return read_regular(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None


def _rule(given: str, files: Files, asking: Asking, parse: ParsePatch) -> tuple[Rule, Pack, Asking]:
    """The rule that the user names, and its pack."""
    from dataclasses import replace

    from qemu_xen_codemod.rule.catalogue import (
        builtin_packs,
        choose_pack,
        load_pack,
        load_rules,
    )

    found = _RULE_FILE.match(given)
    if found or "/" in given or given == "-":
        path = Path(found.group(1) if found else given)
        pack = (
            choose_pack(files, [path], parse=parse)
            if asking.is_tree
            else load_rules([path], parse=parse)
        )
        if len(pack.rules) != 1:
            raise UsageError(f"{path} has {len(pack.rules)} rules", help="name one rule's file")
        rule = pack.rules[0]
        if found and found.group(2):
            asking = replace(asking, name=found.group(2))
            _check_name(rule, asking.name)
        return rule, pack, asking
    packs = [choose_pack(files)] if asking.is_tree else []
    packs += [load_pack(folder) for folder in builtin_packs()]
    known = {rule.id: (rule, pack) for pack in reversed(packs) for rule in pack.rules}
    if given not in known:
        raise unknown_rule(given, known, "your own is named by its file")
    return (*known[given], asking)


def _check_name(rule: Rule, name: str) -> None:
    from qemu_xen_codemod.rule.fault import nearest
    from qemu_xen_codemod.rule.steps.patch import PatchStep

    steps = (step for step in rule.steps if isinstance(step, PatchStep))
    names = [
        compiled_rule.name
        for step in steps
        for compiled_rule in step.patch.rules
        if compiled_rule.name
    ]
    if name not in names:
        raise UsageError(
            f"{rule.place.path} has no rule {name}", help=nearest(name, names, "named rules")
        )


def _check_line(data: bytes, asking: Asking) -> None:
    """Raises UsageError for a line without code."""
    from qemu_xen_codemod.c.source import SourceFile

    source = SourceFile(asking.path, data)
    assert asking.line is not None
    starts = (*source.line_starts, len(data))
    lines = len(source.line_starts) - data.endswith(b"\n")
    if not 0 < asking.line <= lines:
        raise UsageError(f"{asking.path} has no line {asking.line}", help=f"it has {lines} lines")
    start, end = starts[asking.line - 1], starts[asking.line]
    has_code = any(start < pair.end and pair.start < end for pair in source.code)
    if not has_code and source.directive_at(start) is None:
        raise UsageError(
            f"{asking.path}:{asking.line} has no code",
            help="name the line on which the code begins",
        )
