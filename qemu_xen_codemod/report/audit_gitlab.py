"""`codemod audit --format gitlab`: a report for GitLab's code quality widget.

GitLab tells by the fingerprints what a merge request brings in, so they do not hang on lines.
"""

from __future__ import annotations

from typing import Any

from qemu_xen_codemod.audit.compare import Difference
from qemu_xen_codemod.audit.finding import Audit, Finding
from qemu_xen_codemod.report.audit_message import fingerprints, is_harmless, message_of


def audit_gitlab(audit: Audit, difference: Difference | None) -> list[dict[str, Any]]:
    """An issue for each reference, or for each new one."""
    return [
        {
            "description": message_of(one),
            "check_name": one.symbol,
            "fingerprint": name,
            "severity": _severity(one, difference),
            # A report without a line is refused.
            "location": {"path": one.path, "lines": {"begin": one.line or 1}},
        }
        for at, (one, name) in enumerate(
            zip(audit.findings, fingerprints(audit.findings), strict=True)
        )
        if difference is None or at in difference.new_at
    ]


def _severity(one: Finding, difference: Difference | None) -> str:
    if difference is not None:
        return "major"
    return "info" if is_harmless(one) else "minor"
