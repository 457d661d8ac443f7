# SPDX-License-Identifier: GPL-2.0-or-later
"""`--format sarif`: a SARIF 2.1.0 log, a rule for each kind of problem.

Paths are relative to the tree, which %SRCROOT% stands for, and percent-encoded. A result's
baselineState says whether a comparison found it new, unchanged or absent.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from qemu_xen_codemod import __version__
from qemu_xen_codemod.report.problem import Fix, Kind, Problem, ProblemLog

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
#: What GitHub takes for the top of the repository.
_ROOT = "%SRCROOT%"
_FINGERPRINT = "codemodReference/v1"


def problems_sarif(log: ProblemLog) -> dict[str, Any]:
    """The log, of one run."""
    index = {kind.id: at for at, kind in enumerate(log.kinds)}
    driver = {
        "name": "codemod",
        "semanticVersion": __version__,
        "rules": [_rule(kind) for kind in log.kinds],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The analysed tree."}},
        },
        "invocations": [
            {
                "executionSuccessful": not log.faults,
                "toolExecutionNotifications": [
                    *({"level": "error", "message": {"text": fault}} for fault in log.faults),
                    *({"level": "note", "message": {"text": note}} for note in log.notes),
                ],
            }
        ],
        "results": [_result(problem, index[problem.kind]) for problem in log.problems],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(kind: Kind) -> dict[str, Any]:
    return {
        "id": kind.id,
        "shortDescription": {"text": kind.short},
        "fullDescription": {"text": kind.full},
        **({"helpUri": kind.help} if kind.help else {}),
    }


def _result(one: Problem, index: int) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if one.path:
        location["physicalLocation"] = _physical(one)
    if one.function:
        kind = {} if one.in_macro else {"kind": "function"}
        location["logicalLocations"] = [{"name": one.function, **kind}]
    result: dict[str, Any] = {
        "ruleId": one.kind,
        "ruleIndex": index,
        "level": "none" if one.state == "absent" else one.level.value,
        "message": {"text": one.message},
        "locations": [location] if location else [],
    }
    if one.fingerprint:
        result["partialFingerprints"] = {_FINGERPRINT: one.fingerprint}
    if one.properties:
        result["properties"] = dict(one.properties)
    if one.state:
        result["baselineState"] = one.state
    if one.fix is not None:
        result["fixes"] = [_fix(one, one.fix)]
    return result


def _fix(one: Problem, fix: Fix) -> dict[str, Any]:
    region = {"startLine": fix.first, "startColumn": 1, "endLine": fix.end, "endColumn": 1}
    replacement = {"deletedRegion": region, "insertedContent": {"text": fix.text}}
    changes = [{"artifactLocation": _artifact(one.path), "replacements": [replacement]}]
    return {"description": {"text": one.message}, "artifactChanges": changes}


def _physical(one: Problem) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(one.path)}
    if one.line:
        region: dict[str, Any] = {"startLine": one.line}
        if one.column:
            region["startColumn"] = one.column
        if one.end_column:
            region["endColumn"] = one.end_column
        if one.fix is not None and one.fix.end - 1 > one.line:
            region["endLine"] = one.fix.end - 1
        physical["region"] = region
    return physical


def _artifact(path: str) -> dict[str, str]:
    encoded = quote(path.encode("utf-8", "surrogateescape"))
    if path.startswith("/"):
        return {"uri": f"file://{encoded}"}
    # A colon in the first segment would read as a scheme.
    return {"uri": encoded.replace(":", "%3A"), "uriBaseId": _ROOT}
