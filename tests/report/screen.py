# SPDX-License-Identifier: GPL-2.0-or-later
"""A test's own terminal, and text that must not reach one unchanged."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

#: Sets a window's title; changes the direction of writing; begins a sequence, in one character.
ODD = "\x1b]0;x\x07\u202e\x9b"
SHOWN = "\\x1b]0;x\\x07\\u202e\\x9b"


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def on_terminal(*arguments: str | Path, folder: Path, term: str = "dumb") -> str:
    """Everything that a command writes to a terminal; a dumb one has no progress bar."""
    mine, its = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "qemu_xen_codemod", *map(str, arguments)],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=its,
        stderr=its,
        env={**os.environ, "TERM": term, "PYTHONUTF8": "1"},
    ):
        os.close(its)
        written = b""
        # The end of a terminal is an error of its device.
        try:
            while some := os.read(mine, 65536):
                written += some
        except OSError:
            pass
    os.close(mine)
    return written.decode()


def wild(text: str) -> set[str]:
    """The characters that a terminal may interpret, without those for layout."""
    return {char for char in text if not char.isprintable() and char not in "\r\n\t"}
