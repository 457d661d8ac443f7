# SPDX-License-Identifier: GPL-2.0-or-later
"""`--format sarif`: a SARIF 2.1.0 log, with a rule for each kind of problem.

Paths are relative to the tree, which is %SRCROOT%, and percent-encoded. A result's baselineState
says whether a comparison found it new, unchanged or absent.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from qemu_xen_codemod import __version__
from qemu_xen_codemod.report.problem import Fix, Kind, Problem, ProblemLog

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
#: GitHub's name for the top of the repository.
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


def _result(problem: Problem, index: int) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if problem.path:
        location["physicalLocation"] = _physical(problem)
    if problem.function:
        kind = {} if problem.in_macro else {"kind": "function"}
        location["logicalLocations"] = [{"name": problem.function, **kind}]
    result: dict[str, Any] = {
        "ruleId": problem.kind,
        "ruleIndex": index,
        "level": "none" if problem.state == "absent" else problem.level.value,
        "message": {"text": problem.message},
        "locations": [location] if location else [],
    }
    if problem.fingerprint:
        result["partialFingerprints"] = {_FINGERPRINT: problem.fingerprint}
    if problem.properties:
        result["properties"] = dict(problem.properties)
    if problem.state:
        result["baselineState"] = problem.state
    if problem.fix is not None:
        result["fixes"] = [_fix(problem, problem.fix)]
    return result


def _fix(problem: Problem, fix: Fix) -> dict[str, Any]:
    region = {"startLine": fix.first, "startColumn": 1, "endLine": fix.end, "endColumn": 1}
    replacement = {"deletedRegion": region, "insertedContent": {"text": fix.text}}
    changes = [{"artifactLocation": _artifact(problem.path), "replacements": [replacement]}]
    return {"description": {"text": problem.message}, "artifactChanges": changes}


def _physical(problem: Problem) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(problem.path)}
    if problem.line:
        region: dict[str, Any] = {"startLine": problem.line}
        if problem.column:
            region["startColumn"] = problem.column
        if problem.end_column:
            region["endColumn"] = problem.end_column
        if problem.fix is not None and problem.fix.end - 1 > problem.line:
            region["endLine"] = problem.fix.end - 1
        physical["region"] = region
    return physical


def _artifact(path: str) -> dict[str, str]:
    encoded = quote(path.encode("utf-8", "surrogateescape"))
    if path.startswith("/"):
        return {"uri": f"file://{encoded}"}
    # A colon in the first segment would read as a scheme.
    return {"uri": encoded.replace(":", "%3A"), "uriBaseId": _ROOT}
