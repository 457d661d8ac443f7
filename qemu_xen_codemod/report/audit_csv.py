# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod audit --format csv`: a row for each reference (RFC 4180, but with Unix line ends)."""

from __future__ import annotations

import csv
import io

from qemu_xen_codemod.audit.finding import Audit

_COLUMNS = ("symbol", "file", "line", "function", "state", "outcome", "rule")


def audit_csv(audit: Audit) -> str:
    """The table with its head; an unknown line is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for finding in audit.findings:
        line = finding.line or ""
        state, outcome = finding.state.value, finding.outcome_name
        writer.writerow(
            (finding.symbol, finding.path, line, finding.function, state, outcome, finding.rule)
        )
    return out.getvalue()
