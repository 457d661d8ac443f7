# SPDX-License-Identifier: GPL-2.0-or-later
"""The part of SARIF 2.1.0 that apply and audit write, as our own JSON Schema.

Stricter than the standard's schema: a property that is not listed here is an error.
"""

from __future__ import annotations

from typing import Any


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
    }


def _list(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


_TEXT = {"type": "string"}
_WORDS = {"type": "string", "minLength": 1}
_NUMBER = {"type": "integer", "minimum": 1}
_MESSAGE = _object("text", text=_WORDS)
_LEVEL = {"enum": ["none", "note", "warning", "error"]}

_REGION = _object(
    "startLine", startLine=_NUMBER, startColumn=_NUMBER, endLine=_NUMBER, endColumn=_NUMBER
)
_ARTIFACT = _object(
    "uri",
    uri={"type": "string", "pattern": r"^(?:file:///)?(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+$"},
    uriBaseId={"const": "%SRCROOT%"},
)
_LOCATION = _object(
    "",
    physicalLocation=_object(
        "artifactLocation",
        artifactLocation=_ARTIFACT,
        region=_REGION,
    ),
    logicalLocations=_list(_object("name", name=_WORDS, kind={"const": "function"})),
)
_REPLACEMENT = _object(
    "deletedRegion", deletedRegion=_REGION, insertedContent=_object("text", text=_TEXT)
)
_CHANGE = _object(
    "artifactLocation replacements",
    artifactLocation=_ARTIFACT,
    replacements={**_list(_REPLACEMENT), "minItems": 1},
)
_FIX = _object(
    "artifactChanges", description=_MESSAGE, artifactChanges={**_list(_CHANGE), "minItems": 1}
)
_RESULT = _object(
    "ruleId ruleIndex level message locations",
    ruleId=_WORDS,
    ruleIndex={"type": "integer", "minimum": 0},
    level=_LEVEL,
    message=_MESSAGE,
    locations=_list(_LOCATION),
    partialFingerprints={"type": "object", "additionalProperties": _WORDS},
    baselineState={"enum": ["new", "unchanged", "updated", "absent"]},
    properties={"type": "object", "additionalProperties": _TEXT},
    fixes=_list(_FIX),
)
_RULE = _object(
    "id",
    id=_WORDS,
    shortDescription=_MESSAGE,
    fullDescription=_MESSAGE,
    helpUri={"type": "string", "format": "uri", "pattern": "^https://"},
)
_DRIVER = _object("name rules", name=_WORDS, semanticVersion=_WORDS, rules=_list(_RULE))
_NOTIFICATION = _object("message", level=_LEVEL, message=_MESSAGE)
_RUN = _object(
    "tool results",
    tool=_object("driver", driver=_DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    originalUriBaseIds=_object("", **{"%SRCROOT%": _object("", description=_MESSAGE)}),
    invocations=_list(
        _object(
            "executionSuccessful",
            executionSuccessful={"type": "boolean"},
            toolExecutionNotifications=_list(_NOTIFICATION),
        )
    ),
    results=_list(_RESULT),
)

SARIF = _object("version runs", **{"$schema": _WORDS}, version={"const": "2.1.0"}, runs=_list(_RUN))
