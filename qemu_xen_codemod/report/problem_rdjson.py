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
        "diagnostics": [_diagnostic(problem) for problem in log.shown if problem.path],
    }


def _diagnostic(problem: Problem) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": problem.message,
        "location": {"path": problem.path},
        "severity": _SEVERITIES[problem.level],
        "code": {"value": problem.kind},
    }
    if problem.line:
        start = {"line": problem.line} | ({"column": problem.column} if problem.column else {})
        span: dict[str, Any] = {"start": start}
        if problem.end_column:
            span["end"] = {"line": problem.line, "column": problem.end_column}
        diagnostic["location"]["range"] = span
    if problem.fix is not None:
        lines = {"start": {"line": problem.fix.first, "column": 1}}
        lines["end"] = {"line": problem.fix.end, "column": 1}
        diagnostic["location"]["range"] = lines
        diagnostic["suggestions"] = [{"range": lines, "text": problem.fix.text}]
    return diagnostic
