# SPDX-License-Identifier: GPL-2.0-or-later
"""`#spatch` lines: command-line options of spatch inside a semantic patch.

Options for spatch's layout, output or choice of files are ignored; others are refused.
"""

from __future__ import annotations

import re

from qemu_xen_codemod.smpl.read.header import skip_blank
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

_LINE = re.compile(rb"#[ \t]*spatch\b([^\n]*)")
_WORD = re.compile(rb"\S+")
#: Options that affect neither matching nor edits, and the number of words after each.
_WITHOUT_MEANING = {
    b"--smpl-spacing": 0,
    b"--linux-spacing": 0,
    b"--max-width": 1,
    b"--indent": 1,
    b"--quiet": 0,
    b"--very-quiet": 0,
    b"--show-diff": 0,
    b"--no-show-diff": 0,
    b"--in-place": 0,
    b"--include-headers": 0,
    b"--timeout": 1,
    b"--jobs": 1,
    b"-j": 1,
    b"--use-gitgrep": 0,
    b"--use-coccigrep": 0,
}


def skip_spatch_options(text: SmplText, at: int) -> int:
    """The offset of the code after the `#spatch` lines at `at`. Raises RuleError."""
    while line := _LINE.match(text.data, at):
        left = 0
        for word in _WORD.finditer(text.data, line.start(1), line.end()):
            if left:
                left -= 1
            elif word.group() in _WITHOUT_MEANING:
                left = _WITHOUT_MEANING[word.group()]
            else:
                shown = word.group().decode("utf-8", "replace")
                raise text.outside(word.start(), f"#spatch options ({shown})")
        at = skip_blank(text.data, line.end())
    return at
