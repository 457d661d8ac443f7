# SPDX-License-Identifier: GPL-2.0-or-later
"""A log of problems in a format for CI systems."""

from __future__ import annotations

from qemu_xen_codemod.report.problem import ProblemLog
from qemu_xen_codemod.report.terminal import json_text


def problems_text(name: str, log: ProblemLog) -> str:
    """The log in the format of this name."""
    if name == "github":
        from qemu_xen_codemod.report.problem_github import problems_github

        return problems_github(log)
    if name == "gitlab":
        from qemu_xen_codemod.report.problem_gitlab import problems_gitlab

        return json_text(problems_gitlab(log))
    if name == "rdjson":
        from qemu_xen_codemod.report.problem_rdjson import problems_rdjson

        return json_text(problems_rdjson(log))
    from qemu_xen_codemod.report.problem_sarif import problems_sarif

    return json_text(problems_sarif(log))
