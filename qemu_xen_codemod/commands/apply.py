"""`codemod apply`: run the rules on a tree, and write, show, check or make the changes.

Engine, jinja2 and the series writer are loaded when they are needed: a dry run of one
semantic patch should not wait for them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qemu_xen_codemod.commands.options import (
    add_color_option,
    add_define_option,
    add_macro_option,
    add_rule_options,
    chosen_rules,
    terminal_of,
    with_macros,
)
from qemu_xen_codemod.errors import RuleError, UsageError

if TYPE_CHECKING:
    from qemu_xen_codemod.plan import Plan
    from qemu_xen_codemod.report.apply_data import ApplyReport
    from qemu_xen_codemod.rule.pack import Pack
    from qemu_xen_codemod.rule.rule import Rule
    from qemu_xen_codemod.rule.selection import Selection
    from qemu_xen_codemod.series.series import Series
    from qemu_xen_codemod.tree.tree import Tree

_OUT = Path("patches_out")
_MAINTAINER_SCRIPT = "scripts/get_maintainer.pl"
_DESCRIPTION = """\
Rewrite the tree by the rules. Without a mode the commits are written to --out as patch files, and
the tree stays as it is.
"""
_EPILOG = """\
Exit code 0: done, also when there was nothing to change. 1: --check found something to change or
to list, or a reference was refused or unanswered. 2: wrong usage, a bad rule, a tree that cannot be
read.
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "apply",
        help="rewrite a tree as a patch series",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)
    parser.add_argument("--tree", type=Path, required=True, help="the checkout, or a plain folder")
    parser.add_argument("--out", type=Path, help=f"folder for the series, {_OUT} unless given")
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("--dry-run", action="store_true", help="print the diff, write nothing")
    modes.add_argument("--check", action="store_true", help="only say whether there is a change")
    modes.add_argument("--in-place", action="store_true", help="edit the tree's own files")
    rules = parser.add_argument_group("rules")
    add_rule_options(
        rules,
        only="run these rules, and what they need",
        outcome="run the rules of these outcomes: rewritten, wrapped, retired, annotated",
    )
    add_macro_option(rules)
    add_define_option(rules)
    rules.add_argument(
        "--committed",
        action="store_true",
        help="work on the files as HEAD has them, not as they were modified since",
    )
    series = parser.add_argument_group("series", "Without effect in the other modes.")
    series.add_argument(
        "--signoff",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="end each message with your Signed-off-by, as the tree's project asks or not",
    )
    series.add_argument(
        "--subject-prefix",
        metavar="PREFIX",
        help="PATCH unless given, or RFC PATCH while functions that the patches call are missing",
    )
    series.add_argument(
        "--tested",
        metavar="FILE",
        type=Path,
        help="text for the cover letter: what was tested; codemod verify --format cover prints it",
    )
    series.add_argument("-v", "--reroll-count", metavar="N", type=int, help="version of the series")
    series.add_argument(
        "--previous",
        metavar="SERIES",
        type=Path,
        help="the version before, a folder or an mbox as b4 writes it; what lies in --out of it "
        "unless given",
    )
    series.add_argument("--to", metavar="ADDRESS", action="append", default=[])
    series.add_argument("--cc", metavar="ADDRESS", action="append", default=[])
    series.add_argument(
        "--get-maintainer",
        action="store_true",
        help="run the tree's get_maintainer.pl to find more of both",
    )
    output = parser.add_argument_group("output")
    output.add_argument("--format", choices=("text", "json"), default="text")
    add_color_option(output)


def run(args: argparse.Namespace) -> int:
    """Do it; the exit code. Raises CodemodError."""
    mode = _mode(args)
    _check_usage(args, mode)
    from qemu_xen_codemod.tree.remembered import Remembered

    # Git lists its files while the engine is loaded.
    tree, taken_back = _open_tree(args)
    from qemu_xen_codemod.plan import Settings, make_plan
    from qemu_xen_codemod.report.apply_data import ApplyReport
    from qemu_xen_codemod.report.next_command import next_command
    from qemu_xen_codemod.report.progress import progress_bar
    from qemu_xen_codemod.rule.catalogue import choose_pack
    from qemu_xen_codemod.rule.defined import with_defined
    from qemu_xen_codemod.rule.variables import read_settings
    from qemu_xen_codemod.series.commit import join_changes

    files = Remembered(tree)
    settings = read_settings(args.set)
    pack = with_macros(choose_pack(files, args.rules, settings), args)
    pack = with_defined(pack, args.define)
    selection = _chosen_rules(args, pack)
    rules, notes = selection.rules, _missed(selection)
    if args.rules:
        # Examples are written with the rules' own names.
        plain = {key: value for key, value in settings.items() if key not in pack.names}
        own = pack
        if plain != settings:
            own = replace(choose_pack(files, args.rules, plain), macros=pack.macros)
        _check_examples(_chosen_rules(args, own).rules, own)
    chosen = frozenset(symbol for rule in rules for symbol in rule.symbols)
    is_chosen = args.rules or args.only is not None or args.outcome is not None
    with progress_bar(sys.stderr) as progress:
        how = Settings(
            progress,
            chosen if is_chosen else None,
            counts_all=mode == "series" and bool(pack.cover),
            brought=selection.brought,
            others=selection.others,
            unnamed=args.only is None,
        )
        plan = make_plan(files, pack, rules, how)
        tree.check_unchanged()
        changes = join_changes(plan.commits)
        written: tuple[str, ...] = ()
        keep_cr = False
        if mode == "series":
            series = _write_series(args, tree, pack, plan)
            written = tuple(_shown(path) for path in series.files)
            notes += series.notes
            keep_cr = series.keep_cr
        elif mode == "in-place":
            written = _edit_in_place(tree, plan)
    report = ApplyReport(
        mode,
        str(args.tree),
        tree.base,
        pack.name,
        plan,
        changes,
        (*taken_back, *tree.notes, *plan.notes, *notes),
        written,
        next_command(mode, args.tree, written, is_checkout=tree.base is not None, keep_cr=keep_cr)
        if changes
        else "",
    )
    _print(args, report)
    is_listed = any(result.listed for result in plan.results)
    found = mode == "check" and (bool(changes) or is_listed)
    return 1 if found or not plan.is_clean else 0


def _open_tree(args: argparse.Namespace) -> tuple[Tree, tuple[str, ...]]:
    """The tree, and notes on what an earlier run that was killed had done to it."""
    from qemu_xen_codemod.tree.in_place import take_back
    from qemu_xen_codemod.tree.tree import open_tree

    tree = open_tree(args.tree, committed=args.committed)
    notes = take_back(tree)
    # Its files are listed once: new ones may have gone.
    return (open_tree(args.tree, committed=args.committed) if notes else tree), notes


def _mode(args: argparse.Namespace) -> str:
    for name in ("dry-run", "check", "in-place"):
        if getattr(args, name.replace("-", "_")):
            return name
    return "series"


def _check_usage(args: argparse.Namespace, mode: str) -> None:
    if mode == "in-place" and args.committed:
        raise UsageError(
            "--committed and --in-place do not go together",
            help="what is committed is no file that could be edited; commit or drop your changes",
        )


def _chosen_rules(args: argparse.Namespace, pack: Pack) -> Selection:
    """The rules to run."""
    if not pack.rules:
        raise UsageError(
            f"no built-in rules are for {args.tree}",
            help="name rules of your own: --rules PATH",
        )
    return chosen_rules(args, pack)


def _missed(selection: Selection) -> tuple[str, ...]:
    """Notes on what the chosen rules miss."""
    left = {rule.id for rule in selection.others}
    return tuple(
        f"{rule.id} follows {name.value}, which was not chosen: its commit may need that one"
        for rule in selection.rules
        for name in rule.follows
        if name.value in left
    )


def _check_examples(rules: Sequence[Rule], pack: Pack) -> None:
    """A rule whose own examples fail edits nothing. The built-in ones are tested as they are made.

    Raises RuleError.
    """
    from qemu_xen_codemod.plan import try_rule
    from qemu_xen_codemod.rule.examples import check_rule
    from qemu_xen_codemod.rule.fault import raise_faults

    raise_faults(
        [
            RuleError(
                failure.told,
                place=failure.place,
                help="codemod rules test shows the same; mend the rule or its example",
            )
            for rule in rules
            for failure in check_rule(rule, lambda rule, files: try_rule(rule, files, pack))
        ]
    )


def _write_series(args: argparse.Namespace, tree: Tree, pack: Pack, plan: Plan) -> Series:
    from qemu_xen_codemod.report.cover_facts import cover_facts
    from qemu_xen_codemod.series.cover import render_cover
    from qemu_xen_codemod.series.options import SeriesOptions, source_date
    from qemu_xen_codemod.series.series import Series, write_series
    from qemu_xen_codemod.series.tested import read_tested

    if not plan.commits:
        return Series((), (), (), ())
    facts = cover_facts(
        plan, pack, tree=tree.root.name, base=tree.base or "", tested=read_tested(args.tested)
    )
    prefix = pack.rfc_prefix if facts.unreleased and pack.rfc_prefix else "PATCH"
    options = SeriesOptions(
        subject_prefix=prefix if args.subject_prefix is None else args.subject_prefix,
        reroll_count=args.reroll_count,
        signoff=pack.signoff if args.signoff is None else args.signoff,
        to=tuple(args.to),
        cc=tuple(args.cc),
        get_maintainer=(pack.get_maintainer or _MAINTAINER_SCRIPT) if args.get_maintainer else None,
        date=source_date(os.environ),
    )
    cover = render_cover(pack.cover, facts)
    return write_series(tree, plan.commits, cover, options, args.out or _OUT, args.previous)


def _edit_in_place(tree: Tree, plan: Plan) -> tuple[str, ...]:
    from qemu_xen_codemod.series.commit import join_changes
    from qemu_xen_codemod.tree.write import write_files

    changes = join_changes(plan.commits)
    write_files(tree, changes)
    return tuple(change.path for change in changes)


def _shown(path: Path) -> str:
    """The path from where the user stands, when it is below."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, FileNotFoundError):
        return str(path)


def _print(args: argparse.Namespace, report: ApplyReport) -> None:
    from qemu_xen_codemod.report.apply_data import apply_data
    from qemu_xen_codemod.report.apply_text import print_report
    from qemu_xen_codemod.report.diff import unified_diff
    from qemu_xen_codemod.report.terminal import json_text, write_diff

    dry = report.mode == "dry-run"
    diff = unified_diff(report.changes) if dry else b""
    if args.format == "json":
        data = apply_data(report)
        if dry:
            data["diff"] = diff.decode("utf-8", "backslashreplace")
        sys.stdout.write(json_text(data))
        return
    if dry:
        write_diff(diff, sys.stdout, args.color)
    print_report(report, terminal_of(args, sys.stderr if dry else sys.stdout))
