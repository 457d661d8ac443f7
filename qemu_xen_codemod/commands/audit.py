# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod audit`: list uses of functions that must be replaced, and guard against new ones.

These are functions of Xen libraries without a stable ABI, or what the user's own rules replace.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qemu_xen_codemod.commands.audit_options import add_audit_options, are_files, check_usage
from qemu_xen_codemod.commands.options import find_tree, terminal_of, with_macros
from qemu_xen_codemod.errors import BuildError, CodemodError, UsageError

if TYPE_CHECKING:
    from qemu_xen_codemod.audit.compare import Difference
    from qemu_xen_codemod.audit.finding import Audit
    from qemu_xen_codemod.rule.pack import Library, Pack
    from qemu_xen_codemod.step.not_read import NotRead
    from qemu_xen_codemod.step.own_names import OwnNames
    from qemu_xen_codemod.tree.remembered import Remembered
    from qemu_xen_codemod.tree.tree import Tree

_DESCRIPTION = """\
List every reference of the tree to a function of a Xen library whose ABI is not stable, or with
--rules to what your own rules replace, and what `codemod apply` would do about it. The tree is only
read.
"""
_EPILOG = """\
Exit codes: 0 success, whatever was listed; 1 a reference is not in --baseline, or --check found a
reference (in a comparison, a new one); 2 wrong usage, or an input cannot be read, in which case the
others are still listed.

examples:
  codemod audit                                    by symbol, and what apply would do about it
  codemod audit -p ~/build                         and what that build compiles
  codemod audit --write-baseline known             once; then in CI:
  codemod audit --baseline known --format github   exit 1 on a new reference
  codemod audit --objects /usr/bin/qemu-system-i386
  codemod audit --rules ~/mypack --check           exit 1 where your own old function is used
  codemod audit --rules ~/mypack --against HEAD --check    only on what is new since HEAD
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "audit",
        help="list uses of functions that must be replaced",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run)
    add_audit_options(parser)


def run(args: argparse.Namespace) -> int:
    """Run the command; return the exit code. Raises CodemodError."""
    if args.objects is None or not are_files(args):
        args.tree = find_tree(args, needs_one=False)
    check_usage(args)
    from qemu_xen_codemod.tree.remembered import Remembered
    from qemu_xen_codemod.tree.tree import open_tree

    # Git lists its files while the rest is loaded.
    tree = open_tree(args.tree) if args.tree is not None else None
    from qemu_xen_codemod.audit.finding import is_open
    from qemu_xen_codemod.audit.libraries import audited_libraries
    from qemu_xen_codemod.rule.catalogue import choose_pack
    from qemu_xen_codemod.rule.pack import NEUTRAL

    files = Remembered(tree) if tree is not None else None
    pack = with_macros(choose_pack(files, args.rules) if files is not None else NEUTRAL, args)
    if args.rules:
        pack = _with_own_libraries(pack, args.rules)
    libraries, faults = audited_libraries(pack, args.libs, own=bool(args.rules))
    if faults and not libraries:
        raise faults[0]
    own = _own_names(args, pack, libraries)
    audit, more = _audit(args, tree, files, pack, libraries, own)
    faults = (*faults, *more)
    difference = _difference(args, audit, pack, libraries, own)
    _print(args, audit, difference, faults)
    if args.write_baseline is not None:
        _write_baseline(args.write_baseline, audit, faults)
    if faults:
        return 2
    if difference is not None:
        return 1 if difference.new and (args.check or args.baseline is not None) else 0
    return 1 if args.check and any(map(is_open, audit.findings)) else 0


def _with_own_libraries(pack: Pack, paths: Sequence[Path]) -> Pack:
    """The pack with its libraries if the user named the whole pack. Otherwise without any: only the
    pack's style matters, or it is the pack for the tree.
    """
    from qemu_xen_codemod.rule.catalogue import pack_folder

    is_whole = any(path == pack_folder(path) for path in paths)
    return pack if is_whole else replace(pack, libraries=(), symbols=())


def _own_names(args: argparse.Namespace, pack: Pack, libraries: Sequence[Library]) -> OwnNames:
    """The names that the user's rules handle, in addition to functions of libraries. Raises
    UsageError.
    """
    from qemu_xen_codemod.step.own_names import OwnNames, own_names

    if not args.rules:
        return OwnNames()
    if args.objects is not None and not libraries:
        raise UsageError(
            "--objects looks for functions of libraries, and the rules have no pack with libraries",
            help="name them under libraries: in the pack.yaml, or a file: --libs LIBRARY",
        )
    own = own_names(pack.rules, libraries)
    if not own.all and not libraries:
        raise UsageError(
            "the rules remove no name, so there is nothing to look for",
            help="say which functions they are about: symbols: [old_call]; what uses a member of "
            "one struct is found by the compiler once the member is gone",
        )
    return own


def _audit(
    args: argparse.Namespace,
    tree: Tree | None,
    files: Remembered | None,
    pack: Pack,
    libraries: Sequence[Library],
    own: OwnNames,
) -> tuple[Audit, tuple[CodemodError, ...]]:
    """The audit, and what could not be read of a build."""
    from qemu_xen_codemod.audit.finding import Audit, Finding, LinkedFile, Origin
    from qemu_xen_codemod.audit.source import find_in_source
    from qemu_xen_codemod.report.progress import progress_bar
    from qemu_xen_codemod.tree.in_place import notes_on_half_done

    faults: tuple[CodemodError, ...] = ()
    findings: tuple[Finding, ...] = ()
    linked_files: tuple[LinkedFile, ...] = ()
    notes: tuple[str, ...] = ()
    unread: tuple[NotRead, ...] = ()
    with progress_bar(sys.stderr) as progress:
        if files is not None:
            findings, plan = find_in_source(
                files, pack, libraries, progress, with_own=bool(args.rules)
            )
            notes, unread = plan.notes, plan.unread
        if args.build is not None and tree is not None:
            from qemu_xen_codemod.audit.compiled import with_states

            try:
                findings, more = with_states(findings, tree.root, args.build, progress)
                notes += more
            except BuildError as error:
                faults = (error,)
        elif args.objects is not None and (paths := _linked_files(args)):
            from qemu_xen_codemod.audit.installed import find_in_files

            installed = find_in_files(paths, libraries, findings)
            findings, faults = installed.findings, installed.faults
            linked_files, notes = installed.files, notes + installed.notes
        elif args.objects is not None and tree is not None:
            from qemu_xen_codemod.audit.linked import find_in_objects

            linked = find_in_objects(args.objects[0], args.target, tree, findings, libraries)
            findings, faults = linked.findings, linked.faults
            notes += linked.notes
    if tree is not None:
        tree.check_unchanged()
    audit = Audit(
        str(args.tree) if args.tree is not None else "",
        tree.base if tree is not None else None,
        pack.name,
        Origin.OBJECTS if args.objects is not None else Origin.SOURCE,
        tuple(library.name for library in libraries),
        pack.symbols,
        findings,
        (*((*tree.notes, *notes_on_half_done(tree)) if tree is not None else ()), *notes),
        linked_files,
        unread,
        pack.stable_calls,
        tuple(map(str, args.rules)),
        {rule.id: rule.subject for rule in pack.rules} if args.rules else {},
        tuple(sorted(name.decode() for name in own.all)),
    )
    return audit, faults


def _linked_files(args: argparse.Namespace) -> tuple[Path, ...]:
    """The files that --objects names; the program of --target if the folder is not a build."""
    from qemu_xen_codemod.objects.target import is_build

    if are_files(args):
        return tuple(args.objects)
    folder, program = args.objects[0], args.objects[0] / args.target
    return (program,) if program.is_file() and not is_build(folder, args.target) else ()


def _difference(
    args: argparse.Namespace,
    audit: Audit,
    pack: Pack,
    libraries: Sequence[Library],
    own: OwnNames,
) -> Difference | None:
    from qemu_xen_codemod.audit.compare import compare

    if args.baseline is not None:
        from qemu_xen_codemod.audit.baseline import read_baseline

        before = read_baseline(args.baseline, audit.origin)
        rules = [word for path in args.rules for word in ("--rules", str(path))]
        write = shlex.join(["codemod", "audit", *rules, "--write-baseline", str(args.baseline)])
        accept = f"To accept it: {write}, or /* codemod: known */ on its line."
        return replace(compare(audit.findings, before, str(args.baseline)), accept=accept)
    if args.against is not None:
        from qemu_xen_codemod.audit.against import marks_of_other
        from qemu_xen_codemod.report.audit_problems import BY_COMMENT

        before = marks_of_other(args.against, args.tree, libraries, own, pack.keep, audit.origin)
        found = compare(audit.findings, before, args.against)
        return replace(found, accept=BY_COMMENT if args.check else "")
    return None


def _write_baseline(path: Path, audit: Audit, faults: Sequence[CodemodError]) -> None:
    from qemu_xen_codemod.audit.baseline import write_baseline
    from qemu_xen_codemod.report.terminal import Terminal

    if faults:
        raise UsageError(
            "no baseline was written, because an input could not be read",
            help="a baseline with missing references would report them as new later",
        )
    write_baseline(path, audit.findings, audit.origin)
    Terminal(sys.stderr, color=False).item(f"{path}: {len(audit.findings)} references written")


def _print(
    args: argparse.Namespace,
    audit: Audit,
    difference: Difference | None,
    faults: Sequence[CodemodError],
) -> None:
    from qemu_xen_codemod.report.audit_text import print_audit, print_difference
    from qemu_xen_codemod.report.terminal import write_data

    out, beside = terminal_of(args, sys.stdout), terminal_of(args, sys.stderr)
    if args.format == "text":
        if not args.quiet or (difference is not None and difference.new):
            print_audit(audit, difference, out)
    else:
        write_data(_formatted(args, audit, difference, faults), sys.stdout)
        if difference is not None and not args.quiet:
            print_difference(difference, audit, beside)
        for note in audit.notes if args.format != "json" and not args.quiet else ():
            beside.item(f"note: {note}", "note", "  ")
    sys.stdout.flush()
    for fault in faults:
        beside.text(fault.render())


def _formatted(
    args: argparse.Namespace,
    audit: Audit,
    difference: Difference | None,
    faults: Sequence[CodemodError],
) -> str:
    """The audit in a format for programs."""
    from qemu_xen_codemod.report.terminal import json_text

    if args.format == "csv":
        from qemu_xen_codemod.report.audit_csv import audit_csv

        return audit_csv(audit)
    if args.format == "ld":
        from qemu_xen_codemod.report.audit_ld import audit_ld

        return audit_ld(audit)
    if args.format != "json":
        from qemu_xen_codemod.report.audit_problems import audit_problems
        from qemu_xen_codemod.report.problem_text import problems_text

        log = audit_problems(audit, difference, faults, is_check=args.check)
        return problems_text(args.format, log.below(args.path_prefix))
    from qemu_xen_codemod.report.audit_data import audit_data

    return json_text(audit_data(audit, difference, faults))
