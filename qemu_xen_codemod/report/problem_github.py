# SPDX-License-Identifier: GPL-2.0-or-later
"""`--format github`: workflow commands, which GitHub shows at the lines of a change.

Data and properties are escaped as in GitHub's own toolkit.
"""

from __future__ import annotations

from qemu_xen_codemod.printable import printable
from qemu_xen_codemod.report.problem import Level, Problem, ProblemLog

_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def problems_github(log: ProblemLog) -> str:
    """An annotation for each problem."""
    return "".join(map(_annotation, log.shown))


def _annotation(problem: Problem) -> str:
    properties = {"file": problem.path} if problem.path else {}
    if problem.line:
        properties["line"] = str(problem.line)
    if problem.fix is not None and problem.fix.end - 1 > problem.line:
        properties["endLine"] = str(problem.fix.end - 1)
    if problem.column:
        properties["col"] = str(problem.column)
    if problem.end_column:
        properties["endColumn"] = str(problem.end_column)
    properties["title"] = problem.kind
    fields = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
    return f"::{_LEVELS[problem.level]} {fields}::{_escape(problem.message)}\n"


def _escape(text: str) -> str:
    return printable(text, "\r\n\t").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
