# SPDX-License-Identifier: GPL-2.0-or-later
"""Virtual rules and identifiers: set when a patch is run (`-D a`, `-D f=name`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from qemu_xen_codemod.smpl.read.header import Named, skip_blank
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

#: The rule that virtual identifiers are inherited from.
VIRTUAL = "virtual"
_NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Defined:
    """The virtual rules and identifiers that are set."""

    rules: frozenset[str] = frozenset()
    #: The C name that each virtual identifier stands for.
    identifiers: Mapping[str, bytes] = field(default_factory=dict)


def read_virtual(text: SmplText, at: int) -> tuple[tuple[Named, ...], int]:
    """The names of the `virtual` lines at `at`, and the offset after those lines.

    Raises RuleError.
    """
    names: list[Named] = []
    data = text.data
    while (word := _NAME.match(data, at)) and word.group() == b"virtual":
        at = skip_blank(data, word.end())
        while True:
            name = _NAME.match(data, at)
            if name is None:
                raise text.error(at, "the name of a virtual rule is missing")
            names.append(Named(name.group().decode(), at))
            at = skip_blank(data, name.end())
            if data[at : at + 1] != b",":
                break
            at = skip_blank(data, at + 1)
        if data[at : at + 1] == b";":
            at = skip_blank(data, at + 1)
    return tuple(names), at
