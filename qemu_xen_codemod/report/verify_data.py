# SPDX-License-Identifier: GPL-2.0-or-later
"""What `codemod verify --format json` prints.

{
  "format": 1,                      grows when a key changes its meaning
  "tree": path, "base": commit id, "build": path or "", "proved": bool,
  "patches": [{"number", "file", "subject", "rule": id or "", "proved": bool,
               "checks": {check: "proved" | "failed" | "not shown"},
               "findings": [{"check", "what", "path", "line", "words", "help"}],
               "not_shown": {check: why},
               "references": {header set: {"before": {symbol: lines}, "after": {symbol: lines}}},
               "objects": number that read what it touches, "compiled": number}],
  "findings": [as above], about the series as a whole,
  "not_shown": [sentence], of the series as a whole,
  "references": {header set: {"before": [{"symbol", "path", "line", "function"}], "after": [...]}},
  "linked": [{"program", "headers", "undefined": [symbol] of unstable libraries,
              "entrypoints": [symbol] that the libraries here lack, "other": [symbol],
              "added": [stable library that its link line lacks],
              "lines": [the linker's]}], empty without --link,
  "configured": [{"state": "before" | "after", "asked": programs or "" for all,
                  "configures": bool, "builds": bool, "words",
                  "programs": [{"name", "needed": [soname], "unstable": [symbol]}]}],
                  empty without --configure,
  "imports": [{"headers", "without": part of the tree or "", "before": [symbol],
               "after": [symbol]}],
  "compiles": [{"headers", "release": "Xen 4.17" or "", "objects": number, "runs": number,
                "alike": number of compiles that were not needed}],
  "compilers": [the first line of its --version],
  "notes": [sentence]
}

A header set is "today", "released", "newer", with --xen "Xen 4.20" or so, and in "compiles"
"only FUNCTION", too. Lines are 1-based, 0 for
none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qemu_xen_codemod.verify.site import Sites, count_symbols
from qemu_xen_codemod.verify.verdict import Check, Finding, Link, PatchProof, SeriesProof

_FORMAT = 1


def verify_data(proof: SeriesProof) -> dict[str, Any]:
    """The report as the module's docstring describes it."""
    return {
        "format": _FORMAT,
        "tree": proof.tree,
        "base": proof.base,
        "build": proof.build,
        "proved": proof.is_proved,
        "patches": [_patch(patch) for patch in proof.patches],
        "findings": _findings(proof.findings),
        "not_shown": list(proof.unproved),
        "references": {
            link.header_set: {"before": _sites(link.before), "after": _sites(link.after)}
            for link in proof.links
        },
        "linked": [
            {
                "program": linked.program,
                "headers": linked.header_set,
                "undefined": list(linked.unstable),
                "entrypoints": list(linked.entrypoints),
                "other": list(linked.other),
                "added": list(linked.added),
                "lines": list(linked.lines),
            }
            for linked in proof.linked
        ],
        "configured": [
            {
                "state": configured.state,
                "asked": configured.asked,
                "configures": configured.configures,
                "builds": configured.builds,
                "words": configured.words,
                "programs": [
                    {
                        "name": program.name,
                        "needed": list(program.needed),
                        "unstable": list(program.unstable),
                    }
                    for program in configured.programs
                ],
            }
            for configured in proof.configured
        ],
        "imports": [
            {
                "headers": imports.header_set,
                "without": imports.without,
                "before": list(imports.before),
                "after": list(imports.after),
            }
            for imports in proof.imports
        ],
        "compiles": [
            {
                "headers": compiles.header_set,
                "release": compiles.release,
                "objects": compiles.objects,
                "runs": compiles.runs,
                "alike": compiles.alike,
            }
            for compiles in proof.compiles
        ],
        "compilers": list(proof.compilers),
        "notes": list(proof.notes),
    }


def state_of(patch: PatchProof, check: Check) -> str:
    """The result of a check of a patch, as the report writes it."""
    if any(finding.check is check for finding in patch.findings):
        return "failed"
    return "not shown" if check in patch.unproved else "proved"


def _patch(patch: PatchProof) -> dict[str, Any]:
    return {
        "number": patch.number,
        "file": patch.name,
        "subject": patch.subject,
        "rule": patch.rule,
        "proved": patch.is_proved,
        "checks": {check.value: state_of(patch, check) for check in Check},
        "findings": _findings(patch.findings),
        "not_shown": {check.value: why for check, why in patch.unproved.items()},
        "references": {link.header_set: _counts(link) for link in patch.links},
        "objects": patch.affected,
        "compiled": patch.compiled,
    }


def _counts(link: Link) -> dict[str, dict[str, int]]:
    return {"before": count_symbols(link.before), "after": count_symbols(link.after)}


def _findings(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "check": finding.check.value,
            "what": finding.what,
            "path": finding.path,
            "line": finding.line,
            "words": finding.words,
            "help": finding.help,
        }
        for finding in findings
    ]


def _sites(sites: Sites) -> list[dict[str, Any]]:
    rows = sorted((site.path, line, site) for site, lines in sites.items() for line in lines)
    return [
        {"symbol": site.symbol, "path": path, "line": line, "function": site.function}
        for path, line, site in rows
    ]
