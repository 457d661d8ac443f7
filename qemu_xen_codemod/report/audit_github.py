"""`codemod audit --format github`: workflow commands, which GitHub shows at the lines of a change.

Data and properties are escaped as GitHub's own toolkit does.
"""

from __future__ import annotations

from qemu_xen_codemod.audit.compare import Difference
from qemu_xen_codemod.audit.finding import Audit, Finding
from qemu_xen_codemod.report.audit_message import is_harmless, message_of


def audit_github(audit: Audit, difference: Difference | None) -> str:
    """An annotation for each reference, or for each new one as an error."""
    if difference is not None:
        return "".join(_annotation("error", one) for one in difference.new)
    return "".join(
        _annotation("notice" if is_harmless(one) else "warning", one) for one in audit.findings
    )


def _annotation(level: str, one: Finding) -> str:
    properties = {"file": one.path} if one.path else {}
    if one.line:
        properties["line"] = str(one.line)
    if one.column:
        properties["col"] = str(one.column)
        properties["endColumn"] = str(one.column + len(one.symbol))
    properties["title"] = one.symbol
    told = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
    return f"::{level} {told}::{_escape(message_of(one))}\n"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
