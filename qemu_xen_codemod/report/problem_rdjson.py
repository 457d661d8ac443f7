# SPDX-License-Identifier: GPL-2.0-or-later
"""`--format rdjson`: for reviewdog, which comments on the lines of a change and suggests fixes."""

from __future__ import annotations

from typing import Any

from qemu_xen_codemod.report.problem import Level, Problem, ProblemLog

_SEVERITIES = {Level.ERROR: "ERROR", Level.WARNING: "WARNING", Level.NOTE: "INFO"}


def problems_rdjson(log: ProblemLog) -> dict[str, Any]:
    """A DiagnosticResult."""
    return {
        "source": {"name": "codemod"},
        "diagnostics": [_diagnostic(one) for one in log.shown if one.path],
    }


def _diagnostic(one: Problem) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": one.message,
        "location": {"path": one.path},
        "severity": _SEVERITIES[one.level],
        "code": {"value": one.kind},
    }
    if one.line:
        start = {"line": one.line} | ({"column": one.column} if one.column else {})
        span: dict[str, Any] = {"start": start}
        if one.end_column:
            span["end"] = {"line": one.line, "column": one.end_column}
        diagnostic["location"]["range"] = span
    if one.fix is not None:
        lines = {"start": {"line": one.fix.first, "column": 1}}
        lines["end"] = {"line": one.fix.end, "column": 1}
        diagnostic["location"]["range"] = lines
        diagnostic["suggestions"] = [{"range": lines, "text": one.fix.text}]
    return diagnostic
