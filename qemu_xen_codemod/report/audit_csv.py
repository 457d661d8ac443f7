# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod audit --format csv`: a row for each reference (RFC 4180, but lines end as in Unix)."""

from __future__ import annotations

import csv
import io

from qemu_xen_codemod.audit.finding import Audit

_COLUMNS = ("symbol", "file", "line", "function", "state", "outcome", "rule")


def audit_csv(audit: Audit) -> str:
    """The table with its head; a line that is not known is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in audit.findings:
        line = one.line or ""
        state, outcome = one.state.value, one.told
        writer.writerow((one.symbol, one.path, line, one.function, state, outcome, one.rule))
    return out.getvalue()
