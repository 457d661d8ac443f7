# SPDX-License-Identifier: GPL-2.0-or-later
"""Long output is shown through $PAGER, or less, if standard output is a terminal.

The pager is the user's own: its name and arguments are in PAGER, and no shell parses them.
"""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from qemu_xen_codemod.report.terminal import is_terminal

_DEFAULT = "less -R"


@contextmanager
def paged(out: TextIO) -> Iterator[TextIO]:
    """Where to write: the pager, or `out` itself if it is not a terminal or there is no pager."""
    words = _pager()
    if not is_terminal(out) or not words:
        yield out
        return
    text = _Text(out)
    yield text
    _show(words, text.getvalue(), out)


class _Text(io.StringIO):
    """Collects all output; as wide as the terminal that it is for."""

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self._out = out

    def isatty(self) -> bool:
        return self._out.isatty()


def _pager() -> list[str]:
    """The program and its arguments; [] for none."""
    try:
        words = shlex.split(os.environ.get("PAGER") or _DEFAULT)
    except ValueError:
        words = shlex.split(_DEFAULT)
    program = shutil.which(words[0]) if words and words[0] != "cat" else None
    return [program, *words[1:]] if program else []


def _show(words: list[str], text: str, out: TextIO) -> None:
    out.flush()
    # As in git: exit at once if all fits on the screen, keep colours, leave the text there.
    environment = {"LESS": "FRX", **os.environ}
    try:
        process = subprocess.Popen(  # noqa: S603 (the user's pager, no shell)
            words,
            stdin=subprocess.PIPE,
            env=environment,
            encoding=out.encoding or "utf-8",
            errors="backslashreplace",
        )
    except OSError:
        out.write(text)
        return
    # The reader may quit before the end. Ctrl-C is for the pager, where it stops a search.
    with suppress(BrokenPipeError, KeyboardInterrupt):
        process.communicate(text)
    while process.poll() is None:
        with suppress(KeyboardInterrupt):
            process.wait()
