# SPDX-License-Identifier: GPL-2.0-or-later
"""The baseline file: known references, so that a check fails only for new ones.

A text file that is kept in a repository: comment lines with `#`, then a line for each reference
with its symbol, path, function and source line, separated by tabs. It has no line numbers and is
sorted by path, so that moved code does not change it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from qemu_xen_codemod.audit.finding import Finding, Mark, Origin
from qemu_xen_codemod.errors import Place, TreeError, UsageError
from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.step.not_read import BASELINE
from qemu_xen_codemod.whole_file import write_whole

_HEAD = f"{BASELINE.decode()}1: "
_EXPLAINED = """\
# Known references to functions of Xen libraries without a stable ABI. `codemod audit --baseline`
# fails only for references that are not listed here. The source lines may move. When a reference
# is gone, remove its line. Columns: symbol, file, function, the source line.
"""
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_PLAIN = {escaped: char for char, escaped in _ESCAPES.items()}
_ESCAPED = re.compile(r"\\[\\tnr]")


def write_baseline(path: Path, findings: Sequence[Finding], origin: Origin) -> None:
    """Write the file, replacing a baseline; TreeError when it cannot be written.

    Raises UsageError rather than overwrite a file of another kind.
    """
    marks = sorted(
        (finding.mark for finding in findings), key=lambda m: (m.path, m.symbol, m.function, m.text)
    )
    lines = [
        "\t".join(_escape(field) for field in (m.symbol, m.path, m.function, m.text)).rstrip("\t")
        for m in marks
    ]
    text = f"{_HEAD}{origin.value}\n{_EXPLAINED}" + "".join(f"{line}\n" for line in lines)
    try:
        if path.exists() and not read_regular(path).startswith(_HEAD.encode()):
            raise UsageError(
                f"{path} exists and is not a baseline, so it is not overwritten",
                help="name another file, or remove it first",
            )
        write_whole(path, text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise TreeError(f"{path}: cannot be written: {error.strerror}") from None


def read_baseline(path: Path, origin: Origin) -> tuple[Mark, ...]:
    """The known references; UsageError if the file is not a baseline, or has the other origin."""
    try:
        text = read_regular(path).decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    except OSError as error:
        raise UsageError(
            f"the baseline {path} cannot be read: {error.strerror}",
            help=f"make one: codemod audit ... --write-baseline {path}",
        ) from None
    first, _, rest = text.partition("\n")
    if not first.startswith(_HEAD):
        raise UsageError(
            f"{path} is not a baseline of codemod audit",
            help=f"its first line must begin with {_HEAD.rstrip()!r}",
        )
    if first.removeprefix(_HEAD).strip() != origin.value:
        raise UsageError(
            f"{path} was made from {first.removeprefix(_HEAD).strip()}, not from {origin.value}",
            help="compare like with like: with or without --objects, as when it was made",
        )
    marks: list[Mark] = []
    for number, line in enumerate(rest.split("\n"), start=2):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [_ESCAPED.sub(lambda found: _PLAIN[found.group()], f) for f in line.split("\t")]
        if not 2 <= len(fields) <= 4:
            raise UsageError(
                "not a baseline line: symbol, file, function and text, separated by tabs",
                place=Place(str(path), number, 1, line),
            )
        symbol, file, function, mark_text = [*fields, "", ""][:4]
        marks.append(Mark(symbol, file, function, mark_text))
    return tuple(marks)


def _escape(field: str) -> str:
    return "".join(_ESCAPES.get(char, char) for char in field)
