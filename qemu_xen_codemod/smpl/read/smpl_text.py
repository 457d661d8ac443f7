# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of a semantic patch, and the place of each of its characters.

A semantic patch is a `.cocci` file or a block scalar of a YAML rule; errors point into that file
either way. Offsets are 0-based byte offsets into `data`.
"""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.errors import Place, RuleError
from qemu_xen_codemod.shipped import shipped
from qemu_xen_codemod.smpl.read.instead import instead_of

_MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class SmplText:
    """SmPL text and where it comes from."""

    data: bytes
    #: The file that holds it.
    path: str
    #: 1-based line and column of that file at which the text begins.
    line: int = 1
    column: int = 1

    def line_of(self, offset: int) -> int:
        """0-based line of the text at an offset."""
        return self.data.count(b"\n", 0, offset)

    def place(self, offset: int) -> Place:
        start = self.data.rfind(b"\n", 0, offset) + 1
        end = self.data.find(b"\n", offset)
        raw = self.data[start : end if end >= 0 else len(self.data)]
        shift = self.column - 1
        column = len(self.data[start:offset].decode("utf-8", "replace")) + 1 + shift
        shown = " " * shift + raw.decode("utf-8", "replace").rstrip("\r")
        return Place(self.path, self.line_of(offset) + self.line, column, shown)

    def error(self, offset: int, what: str, help: str = "") -> RuleError:
        return RuleError(what, place=self.place(offset), help=help)

    def outside(self, offset: int, construct: str, help: str = "") -> RuleError:
        """The error for a construct of SmPL that we do not support, and must not misread."""
        page = shipped("docs") / "smpl.md"
        advice = help or instead_of(construct)
        return self.error(
            offset,
            f"outside the SmPL subset: {construct}",
            advice or f"{page} lists what is supported; write the rule without this construct",
        )


def shortened(code: str) -> str:
    """Code on one line for a message, cut off where it is long."""
    shown = " ".join(code.split())
    return shown if len(shown) <= _MOST_SHOWN else f"{shown[: _MOST_SHOWN - 3]}..."
