# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod audit --format ld`: undefined references as GNU ld prints them.

For objects these are ld's own lines, including its name and the order of the link; only the line
"more undefined references follow", which ld prints for the sixth in a row, is never printed. For
source, a line names the source file instead of the object, and stands for a call site.
"""

from __future__ import annotations

from collections.abc import Iterator

from qemu_xen_codemod.audit.finding import Audit, Finding
from qemu_xen_codemod.objects.undefined import LinkReference

#: The name by which gcc calls ld on most systems, and which ld prints.
_LD = "/usr/bin/ld: "


def audit_ld(audit: Audit) -> str:
    """One message for each reference; ld names a function once for consecutive messages."""
    return "".join(f"{line}\n" for line in _lines(audit))


def _lines(audit: Audit) -> Iterator[str]:
    last: tuple[str, ...] = ()
    for finding in audit.findings:
        holder = finding.link.object if finding.link else finding.path
        file = finding.link.file if finding.link else finding.path
        start = _LD
        around = (holder, file, finding.function)
        if finding.function and around != last:
            yield f"{_LD}{holder}: in function `{finding.function}':"
            start = ""
        if finding.function:
            last = around
        if finding.link is not None and not finding.link.section:
            # A linked file: ld does not say where in it.
            yield f"{_LD}{holder}: undefined reference to `{finding.symbol}'"
            continue
        at = (
            f"{file or holder}:{finding.line}"
            if finding.line
            else _in_section(finding, file or holder)
        )
        yield f"{start}{at}: undefined reference to `{finding.symbol}'"


def _in_section(finding: Finding, file: str) -> str:
    link: LinkReference | None = finding.link
    return f"{file}:({link.section}+{link.offset:#x})" if link else file
