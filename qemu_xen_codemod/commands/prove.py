# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod prove`: both series together, QEMU with its series on a Xen with its own."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qemu_xen_codemod.commands.options import add_color_option, terminal_of
from qemu_xen_codemod.errors import UsageError

if TYPE_CHECKING:
    from qemu_xen_codemod.prove.half import Half
    from qemu_xen_codemod.prove.level import Level, Result

_DESCRIPTION = """\
Prove both series together: QEMU with its series, built for a Xen with its own. All work is done in
private copies; the trees and BUILD are only read.

This BUILDS AND RUNS what is in the trees: --link compiles and links, --recorder runs the library
that was built, --hypervisor runs Xen's build system and boots the result in an emulator, --guest
boots a guest with the QEMU that was built. Use it only with trees that you would build anyway. The
default level is --link.
"""
_EPILOG = """\
Exit codes: 0 every requested level succeeded; 1 one failed; 2 wrong usage, or an unreadable tree or
build; 3 none failed, but something is missing, which is named; 130 interrupted.

examples:
  codemod prove --qemu ~/qemu -p ~/build --xen ~/xen                the symbols that are left
  codemod prove --qemu ~/qemu -p ~/build --xen ~/xen --recorder     the same hypercalls are issued
  codemod prove --xen ~/xen --hypervisor --packages ~/debian        they work; some minutes
  codemod prove --qemu ~/qemu -p ~/build --guest --packages ~/debian
                                                                    a guest runs, on Debian's Xen
"""
_LACKING = 3


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "prove",
        help="prove QEMU's and Xen's series together",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run)
    parser.add_argument(
        "--qemu", metavar="TREE", type=Path, help="a checkout of QEMU; not for --hypervisor alone"
    )
    parser.add_argument(
        "-p",
        "--build",
        metavar="BUILD",
        type=Path,
        help="a build directory of it, built once with Xen and passthrough",
    )
    parser.add_argument("--xen", metavar="TREE", type=Path, help="a checkout of Xen")
    parser.add_argument(
        "--allow-compiler",
        metavar="PATH",
        type=Path,
        action="append",
        default=[],
        help="allow a compiler that the build names by its path and that is not on PATH",
    )
    levels = parser.add_argument_group("levels", "Any of them together.")
    for name, help in (
        ("link", "compile QEMU with that Xen, link it without the unstable libraries"),
        ("recorder", "RUN old and new functions on a recorder, and compare their hypercalls"),
        ("hypervisor", "RUN Xen's build twice, boot both in an emulator, call the new functions"),
        ("guest", "RUN a guest in an emulator, with the QEMU of the series as device model"),
    ):
        levels.add_argument(
            f"--{name}", dest="levels", action="append_const", const=name, help=help
        )
    boots = parser.add_argument_group(
        "what --hypervisor and --guest boot",
        "Debian's kernel, and for --guest its Xen: those of this machine, or of a folder.",
    )
    boots.add_argument(
        "--packages",
        metavar="FOLDER",
        type=Path,
        help="DOWNLOAD missing packages with apt-get and unpack them there; nothing is installed",
    )
    boots.add_argument(
        "--kernel", metavar="FILE", type=Path, help="dom0's Linux, its drivers in lib/modules"
    )
    add_color_option(parser.add_argument_group("output"))


def run(args: argparse.Namespace) -> int:
    """Run the command; return the exit code. Raises CodemodError."""
    from qemu_xen_codemod.prove.level import Failed, Lacking, Level
    from qemu_xen_codemod.report.prove_text import print_end

    levels = [Level(name) for name in args.levels or ("link",)]
    needing = [level.value for level in levels if level is not Level.GUEST]
    if needing and args.xen is None:
        raise UsageError(f"--{needing[0]} needs a Xen", help="name its tree: --xen TREE")
    of_qemu = [level.value for level in levels if level is not Level.HYPERVISOR]
    if of_qemu and (args.qemu is None or args.build is None):
        raise UsageError(
            f"--{of_qemu[0]} needs a QEMU", help="name its tree and a build: --qemu TREE -p BUILD"
        )
    results = _prove(args, levels)
    print_end(results, terminal_of(args, sys.stdout))
    if any(isinstance(result, Failed) for result in results):
        return 1
    return _LACKING if any(isinstance(result, Lacking) for result in results) else 0


def _prove(args: argparse.Namespace, levels: Sequence[Level]) -> list[Result]:
    from qemu_xen_codemod.prove.debian import Packages
    from qemu_xen_codemod.prove.prove import prove
    from qemu_xen_codemod.prove.request import Request
    from qemu_xen_codemod.report.progress import progress_bar
    from qemu_xen_codemod.report.prove_text import print_result
    from qemu_xen_codemod.tree.private_folder import PrivateFolder, cannot_be_written

    terminal = terminal_of(args, sys.stdout)
    results = []
    qemu, xen = (_half(getattr(args, name), name) for name in ("qemu", "xen"))
    private = PrivateFolder()
    try:
        with progress_bar(sys.stderr) as bar:
            request = Request(
                qemu,
                args.build,
                xen,
                private.path,
                tuple(args.allow_compiler),
                (lambda what, done, all_: bar(done, all_, what, 0, 1)) if bar else _tell_nobody,
                Packages(args.packages),
                args.kernel,
            )
            for result in prove(request, levels):
                print_result(result, terminal)
                sys.stdout.flush()
                results.append(result)
    except OSError as error:
        raise cannot_be_written(error) from None
    finally:
        private.close()
        for half in (qemu, xen):
            if half is not None:
                half.close()
    return results


def _tell_nobody(what: str, done: int, total: int) -> None:
    """There is no terminal to show it on."""


def _half(path: Path | None, name: str) -> Half | None:
    from qemu_xen_codemod.prove.half import Half
    from qemu_xen_codemod.rule.catalogue import choose_pack
    from qemu_xen_codemod.verify.prove import open_checkout

    if path is None:
        return None
    tree = open_checkout(path)
    pack = choose_pack(tree)
    if pack.name != name:
        raise UsageError(
            f"--{name} {path} is not a tree that the rules for {name} support",
            help="name the top folder of one, as git clone makes it",
        )
    return Half(tree, pack)
