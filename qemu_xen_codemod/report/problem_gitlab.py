# SPDX-License-Identifier: GPL-2.0-or-later
"""`--format gitlab`: a report for GitLab's code quality widget.

GitLab tells by the fingerprints what a merge request brings in, so they do not hang on lines.
"""

from __future__ import annotations

from typing import Any

from qemu_xen_codemod.report.problem import Level, ProblemLog

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}


def problems_gitlab(log: ProblemLog) -> list[dict[str, Any]]:
    """An issue for each problem."""
    return [
        {
            "description": one.message,
            "check_name": one.kind,
            "fingerprint": one.fingerprint,
            "severity": _SEVERITIES[one.level],
            # A report without a line is refused.
            "location": {"path": one.path, "lines": {"begin": one.line or 1}},
        }
        for one in log.shown
    ]
