# SPDX-License-Identifier: GPL-2.0-or-later
"""The command line: names the commands and turns input errors into exit codes.

0: done. 1: found something. 2: wrong usage, a bad rule, an unreadable tree. 3: `prove` lacks
something that it needs. 128 and a signal's number: ended by it.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from qemu_xen_codemod import __version__
from qemu_xen_codemod.commands import apply, audit, completion, prove, review, rules, verify
from qemu_xen_codemod.commands.parser import Parser
from qemu_xen_codemod.errors import CodemodError
from qemu_xen_codemod.signals import end_code, ended_by_signals

_DESCRIPTION = """\
Move a QEMU tree off Xen's unstable libxenctrl, or change any C project by your own rules, and write
the result as a patch series for review.

examples:
  cd ~/qemu
  codemod apply --dry-run     the diff, nothing written
  codemod apply               the series, in patches_out
  codemod review              read it
  codemod audit               what uses an unstable library
  codemod rules new ID        a rule of your own, for any project
  codemod apply --help        more about a command
"""

#: The number of new objects before Python collects garbage: hundreds of thousands of tokens form no
#: cycles, and looking for cycles takes a tenth of the time.
_ALLOCATIONS = 200_000


def make_parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = Parser(prog="codemod", description=_DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"codemod {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    apply.add_parser(commands)
    audit.add_parser(commands)
    verify.add_parser(commands)
    prove.add_parser(commands)
    review.add_parser(commands)
    rules.add_parser(commands)
    completion.add_parser(commands)
    return parser


def _joined(words: Sequence[str]) -> list[str]:
    """The words, with `--configure --enable-xen` joined: argparse takes both for options."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == verify.CONFIGURE and word.startswith("-"):
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    gc.set_threshold(_ALLOCATIONS)
    _open_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A rule may contain characters that the terminal's encoding lacks.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        with ended_by_signals():
            words = _joined(sys.argv[1:] if argv is None else argv)
            if words[:1] == ["help"]:
                words = [*words[1:], "--help"]
            parser = make_parser()
            args, unknown = parser.parse_known_args(words)
            if unknown:
                args.parser.take_left(args, unknown)
            args.words, args.whole = words, parser
            code: int = args.run(args)
            sys.stdout.flush()
            return code
    except CodemodError as error:
        sys.stderr.write(f"{error.render()}\n")
        return 2
    except KeyboardInterrupt as error:
        sys.stderr.write("codemod: interrupted\n")
        return end_code(error)
    except BrokenPipeError:
        # The reader of our output has exited.
        _drop_output()
        return 141
    except OSError as error:
        # A full disk or a deleted folder: neither a result of the command nor a bug of ours.
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"error: {where}{error.strerror or error}\n")
        _drop_output()
        return 2
    except (RecursionError, MemoryError) as error:
        is_deep = isinstance(error, RecursionError)
        what = "the input is too deeply nested" if is_deep else "there is not enough memory"
        sys.stderr.write(f"error: {what}\n")
        return 2


def _open_streams() -> None:
    """Python has None for a stream that its caller has closed."""
    # Writing to stdout fails, as it does for any program; on stderr nothing can be reported.
    for name, mode in (("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, mode), "w", encoding="utf-8"))


def _drop_output() -> None:
    """Otherwise Python reports unwritten output when it flushes at exit."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
