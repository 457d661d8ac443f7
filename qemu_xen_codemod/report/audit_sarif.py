"""`codemod audit --format sarif`: a SARIF 2.1.0 log, a rule for each symbol.

Paths are relative to the tree, which %SRCROOT% stands for, and percent-encoded. A result's
baselineState says whether --baseline or --against found it new, unchanged or absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from qemu_xen_codemod import __version__
from qemu_xen_codemod.audit.compare import Difference
from qemu_xen_codemod.audit.finding import Audit, Finding, Mark
from qemu_xen_codemod.errors import CodemodError
from qemu_xen_codemod.report.audit_message import fingerprints, is_harmless, message_of

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
#: What GitHub takes for the top of the repository.
_ROOT = "%SRCROOT%"
_FINGERPRINT = "codemodReference/v1"


def audit_sarif(
    audit: Audit, difference: Difference | None, faults: Sequence[CodemodError]
) -> dict[str, Any]:
    """The log, of one run."""
    gone = difference.gone if difference else ()
    libraries = {one.symbol: one.library for one in audit.findings}
    symbols = dict.fromkeys([*audit.symbols, *sorted(one.symbol for one in gone)])
    index = {symbol: at for at, symbol in enumerate(symbols)}
    results = [
        _result(one, index[one.symbol], name, _state(at, difference))
        for at, (one, name) in enumerate(
            zip(audit.findings, fingerprints(audit.findings), strict=True)
        )
    ]
    driver = {
        "name": "codemod",
        "semanticVersion": __version__,
        "rules": [_rule(symbol, libraries.get(symbol, "")) for symbol in symbols],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The tree that was audited."}},
        },
        "invocations": [
            {
                "executionSuccessful": not faults,
                "toolExecutionNotifications": [
                    *({"level": "error", "message": {"text": fault.what}} for fault in faults),
                    *({"level": "note", "message": {"text": note}} for note in audit.notes),
                ],
            }
        ],
        "results": [*results, *(_absent(one, index[one.symbol]) for one in gone)],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(symbol: str, library: str) -> dict[str, Any]:
    whose = f"a function of {library}" if library else "a function of a Xen library"
    return {
        "id": symbol,
        "shortDescription": {"text": f"{symbol} is {whose} without a stable ABI"},
        "fullDescription": {
            "text": f"{symbol} is {whose}, whose ABI changes with each release of Xen: a program"
            " that calls it has to be built anew for each."
        },
    }


def _result(one: Finding, index: int, fingerprint: str, state: str) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if one.path:
        location["physicalLocation"] = _physical(one)
    if one.function:
        kind = {} if one.in_macro else {"kind": "function"}
        location["logicalLocations"] = [{"name": one.function, **kind}]
    result: dict[str, Any] = {
        "ruleId": one.symbol,
        "ruleIndex": index,
        "level": "error" if state == "new" else "note" if is_harmless(one) else "warning",
        "message": {"text": message_of(one)},
        "locations": [location] if location else [],
        "partialFingerprints": {_FINGERPRINT: fingerprint},
        "properties": {
            "library": one.library,
            "state": one.state.value,
            "outcome": one.outcome.value,
            "rule": one.rule,
        },
    }
    if state:
        result["baselineState"] = state
    return result


def _physical(one: Finding) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(one.path)}
    if one.line:
        region: dict[str, Any] = {"startLine": one.line}
        if one.column:
            region["startColumn"] = one.column
            region["endColumn"] = one.column + len(one.symbol)
        physical["region"] = region
    return physical


def _artifact(path: str) -> dict[str, str]:
    encoded = quote(path.encode("utf-8", "surrogateescape"))
    if path.startswith("/"):
        return {"uri": f"file://{encoded}"}
    # A colon in the first segment would read as a scheme.
    return {"uri": encoded.replace(":", "%3A"), "uriBaseId": _ROOT}


def _state(at: int, difference: Difference | None) -> str:
    if difference is None:
        return ""
    return "new" if at in difference.new_at else "unchanged"


def _absent(one: Mark, index: int) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": _artifact(one.path)}}
    if one.function:
        location["logicalLocations"] = [{"name": one.function}]
    return {
        "ruleId": one.symbol,
        "ruleIndex": index,
        "level": "none",
        "message": {"text": f"{one.symbol}() is not used here any more"},
        "locations": [location],
        "baselineState": "absent",
    }
