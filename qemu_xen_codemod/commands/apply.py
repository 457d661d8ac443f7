# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod apply`: run the rules on a tree, and write, show, check or make the changes.

The engine, jinja2 and the series writer are imported on demand: a dry run of one semantic patch
should not wait for them.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qemu_xen_codemod.commands.apply_options import OUT, add_apply_options
from qemu_xen_codemod.commands.options import PROBLEM_FORMATS, find_tree, terminal_of
from qemu_xen_codemod.commands.rules_run import run_rules
from qemu_xen_codemod.commands.standard_input import run_on_standard_input
from qemu_xen_codemod.errors import UsageError

if TYPE_CHECKING:
    from qemu_xen_codemod.plan import Plan
    from qemu_xen_codemod.report.apply_data import ApplyReport
    from qemu_xen_codemod.rule.pack import Pack
    from qemu_xen_codemod.series.series import Series
    from qemu_xen_codemod.tree.tree import Tree

_MAINTAINER_SCRIPT = "scripts/get_maintainer.pl"
_DESCRIPTION = """\
Rewrite the tree by the rules. Without a mode option the result is written to --out as patch files,
and the tree is not changed.
"""
_EPILOG = """\
Exit codes: 0 success, also when nothing had to change; 1 --check found something to change or to
list, or a reference was refused or unanswered; 2 wrong usage, a bad rule, or an unreadable tree.

examples:
  codemod apply                                    the series, in patches_out
  codemod apply --dry-run hw/xen                   the diff for one folder
  codemod apply --check                            exit 1 when there is a change
  codemod apply --only xen-domain-shutdown         one rule, and what it needs
  codemod apply --rules my.cocci --in-place        a rule of your own; edit the files
  codemod apply -v2 --to qemu-devel@nongnu.org     the second version, for git send-email
  codemod apply --branch xen-libs                  commits on a new branch
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "apply",
        help="rewrite a tree as a patch series",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run)
    add_apply_options(parser)


def run(args: argparse.Namespace) -> int:
    """Run the command; return the exit code. Raises CodemodError."""
    mode = _mode(args)
    _check_usage(args, mode)
    if "-" in args.paths:
        return run_on_standard_input(args, mode)
    args.tree = find_tree(args, args.paths)
    from qemu_xen_codemod.tree.remembered import Remembered

    # Git lists its files while the engine is loaded.
    tree, taken_back = _open_tree(args)
    from qemu_xen_codemod.report.apply_data import ApplyReport
    from qemu_xen_codemod.report.next_command import next_command
    from qemu_xen_codemod.report.tally import count_of
    from qemu_xen_codemod.series.commit import join_changes
    from qemu_xen_codemod.tree.chosen import choose_files

    if args.branch is not None:
        from qemu_xen_codemod.series.branch import check_branch

        check_branch(tree, args.branch)
    # The current folder may be deleted, which matters only for relative paths.
    here = Path.cwd() if args.paths else tree.root
    chosen = choose_files(tree, args.paths, args.exclude, args.changed_since, here)
    ran = run_rules(
        args,
        Remembered(tree),
        str(args.tree),
        chosen=chosen,
        has_letter=mode in ("series", "branch"),
    )
    plan, notes = ran.plan, ran.notes
    if chosen is not None:
        notes = (f"{count_of(len(chosen), 'file')} of the tree chosen", *notes)
    tree.check_unchanged()
    changes = join_changes(plan.commits)
    written: tuple[str, ...] = ()
    keep_cr = False
    if mode in ("series", "branch"):
        series = _write_series(args, tree, ran.pack, plan)
        written = (args.branch,) if args.branch else tuple(map(_shown, series.files))
        notes += series.notes
        keep_cr = series.keep_cr
    elif mode == "in-place":
        written = _edit_in_place(tree, plan)
    report = ApplyReport(
        mode,
        str(args.tree),
        tree.base,
        ran.pack.name,
        plan,
        changes,
        (*taken_back, *tree.notes, *plan.notes, *notes),
        written,
        next_command(mode, tree, written, args.words, keep_cr=keep_cr) if changes else "",
        tuple(map(str, args.rules)),
    )
    _print(args, report)
    is_listed = any(result.listed for result in plan.results)
    found = args.check and (bool(changes) or is_listed)
    return 1 if found or not plan.is_clean else 0


def _open_tree(args: argparse.Namespace) -> tuple[Tree, tuple[str, ...]]:
    """The tree, and notes on what a killed earlier run had done to it."""
    from qemu_xen_codemod.tree.in_place import take_back
    from qemu_xen_codemod.tree.tree import open_tree

    tree = open_tree(args.tree, committed=args.committed)
    notes = take_back(tree)
    # Its files are listed again: new ones may have been removed.
    return (open_tree(args.tree, committed=args.committed) if notes else tree), notes


def _mode(args: argparse.Namespace) -> str:
    for name in ("dry-run", "check", "in-place"):
        if getattr(args, name.replace("-", "_")):
            return name
    return "series" if args.branch is None else "branch"


def _check_usage(args: argparse.Namespace, mode: str) -> None:
    if (args.dry_run or args.check) and (args.in_place or args.branch is not None):
        option = "--dry-run" if args.dry_run else "--check"
        other = "--in-place" if args.in_place else "--branch"
        raise UsageError(f"{option} writes nothing, {other} does", help="leave out one of them")
    if args.branch is not None and args.out is not None:
        raise UsageError(
            "--branch and --out do not go together: the result is either patch files or a branch",
            help="git format-patch makes patch files of a branch",
        )
    if args.stdin_name is not None and args.paths != ["-"]:
        raise UsageError("--stdin-name is only for standard input", help="name it as path: -")
    if mode == "in-place" and args.committed:
        raise UsageError(
            "--committed and --in-place do not go together",
            help="--in-place edits the work tree; commit or drop your changes first",
        )


def _write_series(args: argparse.Namespace, tree: Tree, pack: Pack, plan: Plan) -> Series:
    from qemu_xen_codemod.report.cover_facts import cover_facts
    from qemu_xen_codemod.series.branch import write_branch
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
    if args.branch is not None:
        return write_branch(tree, plan.commits, cover, options, args.branch, args.previous)
    return write_series(tree, plan.commits, cover, options, args.out or OUT, args.previous)


def _edit_in_place(tree: Tree, plan: Plan) -> tuple[str, ...]:
    from qemu_xen_codemod.series.commit import join_changes
    from qemu_xen_codemod.tree.write import write_files

    changes = join_changes(plan.commits)
    write_files(tree, changes)
    return tuple(change.path for change in changes)


def _shown(path: Path) -> str:
    """The path relative to the user's folder, if it is below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, FileNotFoundError):
        return str(path)


def _print(args: argparse.Namespace, report: ApplyReport) -> None:
    from qemu_xen_codemod.report.apply_data import apply_data
    from qemu_xen_codemod.report.apply_text import print_left, print_report
    from qemu_xen_codemod.report.diff import unified_diff
    from qemu_xen_codemod.report.terminal import json_text, write_diff

    dry = report.mode == "dry-run"
    diff = unified_diff(report.changes) if dry else b""
    if args.format in PROBLEM_FORMATS:
        from qemu_xen_codemod.report.apply_problems import apply_problems
        from qemu_xen_codemod.report.problem_text import problems_text

        log = apply_problems(report).below(args.path_prefix)
        sys.stdout.write(problems_text(args.format, log))
        return
    if args.format == "json":
        data = apply_data(report)
        if dry:
            data["diff"] = diff.decode("utf-8", "backslashreplace")
        sys.stdout.write(json_text(data))
        return
    if dry:
        write_diff(diff, sys.stdout, args.color)
    terminal = terminal_of(args, sys.stderr if dry else sys.stdout)
    (print_left if args.quiet else print_report)(report, terminal)
