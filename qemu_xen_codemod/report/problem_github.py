# SPDX-License-Identifier: GPL-2.0-or-later
"""`--format github`: workflow commands, which GitHub shows at the lines of a change.

Data and properties are escaped as GitHub's own toolkit does.
"""

from __future__ import annotations

from qemu_xen_codemod.printable import printable
from qemu_xen_codemod.report.problem import Level, Problem, ProblemLog

_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def problems_github(log: ProblemLog) -> str:
    """An annotation for each problem."""
    return "".join(map(_annotation, log.shown))


def _annotation(one: Problem) -> str:
    properties = {"file": one.path} if one.path else {}
    if one.line:
        properties["line"] = str(one.line)
    if one.fix is not None and one.fix.end - 1 > one.line:
        properties["endLine"] = str(one.fix.end - 1)
    if one.column:
        properties["col"] = str(one.column)
    if one.end_column:
        properties["endColumn"] = str(one.end_column)
    properties["title"] = one.kind
    told = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
    return f"::{_LEVELS[one.level]} {told}::{_escape(one.message)}\n"


def _escape(text: str) -> str:
    return printable(text, "\r\n\t").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
