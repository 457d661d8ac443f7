# SPDX-License-Identifier: GPL-2.0-or-later
"""What `codemod audit --format json` prints, and `--against` reads.

{
  "format": 1,                      grows when a key changes its meaning
  "tree": path or null, "base": commit id or null, "pack": name,
  "from": "source" or "objects",
  "libraries": [name],              whose functions were looked for
  "symbols": {symbol: number of references}, in the order of the text,
  "states": {state: number}, "outcomes": {outcome: number}, all of each,
  "references": [{"symbol", "library", "path", "line", "column", "function", "macro": bool,
                  "state", "outcome", "rule", "reason", "text": the source line,
                  "object": object file, program or library, or "",
                  "soname": the library's file that it is linked with, or "",
                  "version": the symbol's version, or ""}],
                                    source: by path, line and column; objects: as they are linked
  "files": [{"file", "soname", "library", "release": of Xen, or "",
             "functions": how many of it the file takes}],
                                    programs and libraries linked with one of the libraries
  "unread": [{"path", "line", "symbol", "reason"}],   names in files that are not read; a line of
                                    0 in a file that is not text
  "notes": [sentence], "faults": [{"what", "help"}],
  "against": name, "new": [index of references], "gone": [{"symbol", "path", "function", "text"}]
                                    the last three with --baseline and --against only
}

A line or column that an object does not tell is 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from qemu_xen_codemod.audit.compare import Difference
from qemu_xen_codemod.audit.finding import Audit
from qemu_xen_codemod.errors import CodemodError
from qemu_xen_codemod.report.apply_data import unread_data

_FORMAT = 1


def audit_data(
    audit: Audit, difference: Difference | None, faults: Sequence[CodemodError]
) -> dict[str, Any]:
    """The audit as the module's docstring describes it."""
    counts = Counter(finding.symbol for finding in audit.findings)
    data: dict[str, Any] = {
        "format": _FORMAT,
        "tree": audit.tree or None,
        "base": audit.base,
        "pack": audit.pack,
        "from": audit.origin.value,
        "libraries": list(audit.libraries),
        "symbols": {symbol: counts[symbol] for symbol in audit.symbols},
        "states": {state.value: number for state, number in audit.states.items()},
        "outcomes": audit.outcomes,
        "references": [
            {
                "symbol": finding.symbol,
                "library": finding.library,
                "path": finding.path,
                "line": finding.line,
                "column": finding.column,
                "function": finding.function,
                "macro": finding.in_macro,
                "state": finding.state.value,
                "outcome": finding.outcome_name,
                "rule": finding.rule,
                "reason": finding.reason,
                "text": finding.text,
                "object": finding.link.object if finding.link else "",
                "soname": finding.link.library if finding.link else "",
                "version": finding.link.version if finding.link else "",
            }
            for finding in audit.findings
        ],
        "files": [
            {
                "file": file.name,
                "soname": file.soname,
                "library": file.library,
                "release": file.release,
                "functions": file.functions,
            }
            for file in audit.files
        ],
        "unread": unread_data(audit.unread),
        "notes": list(audit.notes),
        "faults": [{"what": fault.what, "help": fault.help} for fault in faults],
    }
    if difference is not None:
        data["against"] = difference.before
        data["new"] = sorted(difference.new_at)
        data["gone"] = [
            {"symbol": mark.symbol, "path": mark.path, "function": mark.function, "text": mark.text}
            for mark in difference.gone
        ]
    return data
