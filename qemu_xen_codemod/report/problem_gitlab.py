# SPDX-License-Identifier: GPL-2.0-or-later
"""`--format gitlab`: a report for GitLab's code quality widget.

GitLab finds what a merge request adds by the fingerprints, so these do not depend on line numbers.
"""

from __future__ import annotations

from typing import Any

from qemu_xen_codemod.report.problem import Level, ProblemLog

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}


def problems_gitlab(log: ProblemLog) -> list[dict[str, Any]]:
    """An issue for each problem."""
    return [
        {
            "description": problem.message,
            "check_name": problem.kind,
            "fingerprint": problem.fingerprint,
            "severity": _SEVERITIES[problem.level],
            # GitLab refuses a report without a line.
            "location": {"path": problem.path, "lines": {"begin": problem.line or 1}},
        }
        for problem in log.shown
    ]
