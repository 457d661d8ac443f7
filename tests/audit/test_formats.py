# SPDX-License-Identifier: GPL-2.0-or-later
"""What CI systems show at lines: SARIF, GitHub's annotations, GitLab's code quality; and ld's
format.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qemu_xen_codemod.audit.compare import compare
from qemu_xen_codemod.audit.finding import Audit, Finding, Origin
from qemu_xen_codemod.build.spot import State
from qemu_xen_codemod.objects.undefined import LinkReference
from qemu_xen_codemod.report.audit_csv import audit_csv
from qemu_xen_codemod.report.audit_ld import audit_ld
from qemu_xen_codemod.report.audit_problems import audit_problems
from qemu_xen_codemod.report.problem_github import problems_github
from qemu_xen_codemod.report.problem_gitlab import problems_gitlab
from qemu_xen_codemod.report.problem_sarif import problems_sarif
from qemu_xen_codemod.rule.outcome import Outcome
from tests.audit.conftest import Audit as RunAudit

ONE = Finding("xc_f", "libxenctrl", "hw/a b:c,%.c", 7, 5, "f", text="    xc_f(1);")


def made(*findings: Finding) -> Audit:
    return Audit("t", None, "qemu", Origin.SOURCE, ("libxenctrl",), findings=findings)


def test_csv_quotes() -> None:
    """A comma in a path does not start a column; an unknown line is empty."""
    assert audit_csv(made(replace(ONE, line=0))).splitlines()[1] == (
        'xc_f,"hw/a b:c,%.c",,f,unknown,unanswered,'
    )


def test_github_escapes() -> None:
    """Properties escape `%`, newline, comma and colon; messages the first two."""
    finding = replace(ONE, outcome=Outcome.REFUSED, rule="r", reason="100%: a,\nb")
    assert problems_github(audit_problems(made(finding), None)) == (
        "::warning file=hw/a b%3Ac%2C%25.c,line=7,col=5,endColumn=9,title=xc_f::"
        "xc_f() is a function of libxenctrl, whose ABI is not stable."
        " codemod's rule r does not change it here: 100%25: a,%0Ab.\n"
    )


@pytest.mark.parametrize(
    ("finding", "level"),
    [
        pytest.param(replace(ONE, outcome=Outcome.KEPT), "notice", id="kept"),
        pytest.param(replace(ONE, state=State.NOT_COMPILED), "notice", id="not compiled"),
        pytest.param(replace(ONE, state=State.COMPILED), "warning", id="compiled"),
    ],
)
def test_github_levels(finding: Finding, level: str) -> None:
    """A reference that is in no program is a notice."""
    assert problems_github(audit_problems(made(finding), None)).startswith(f"::{level} ")


def test_github_shows_only_new_ones_of_a_comparison() -> None:
    """As errors."""
    other = replace(ONE, symbol="xc_g")
    audit = made(ONE, other)
    shown = problems_github(audit_problems(audit, compare(audit.findings, [ONE.mark], "x")))
    assert shown.count("\n") == 1
    assert shown.startswith("::error ")
    assert "title=xc_g" in shown


def test_gitlab_fingerprints_do_not_hang_on_lines() -> None:
    """Two equal calls differ, and each keeps its fingerprint if lines move."""
    first = problems_gitlab(audit_problems(made(ONE, replace(ONE, line=9)), None))
    moved = problems_gitlab(
        audit_problems(made(replace(ONE, line=17), replace(ONE, line=19)), None)
    )
    assert [issue["fingerprint"] for issue in first] == [issue["fingerprint"] for issue in moved]
    assert first[0]["fingerprint"] != first[1]["fingerprint"]
    assert first[0]["location"] == {"path": "hw/a b:c,%.c", "lines": {"begin": 7}}
    assert (first[0]["check_name"], first[0]["severity"]) == ("xc_f", "minor")


def test_gitlab_shows_only_new_ones_of_a_comparison() -> None:
    """With the fingerprints that they have among all."""
    audit = made(ONE, replace(ONE, line=9))
    shown = problems_gitlab(audit_problems(audit, compare(audit.findings, [ONE.mark], "x")))
    assert [issue["fingerprint"] for issue in shown] == [
        problems_gitlab(audit_problems(audit, None))[1]["fingerprint"]
    ]
    assert shown[0]["severity"] == "major"


def test_sarif_places() -> None:
    """Paths are percent-encoded and relative to the tree; columns are given if known."""
    log = problems_sarif(audit_problems(made(ONE, replace(ONE, path="/gen/x.c", column=0)), None))
    first, second = log["runs"][0]["results"]
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "hw/a%20b%3Ac%2C%25.c", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 7, "startColumn": 5, "endColumn": 9},
    }
    assert first["locations"][0]["logicalLocations"] == [{"name": "f", "kind": "function"}]
    assert second["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "file:///gen/x.c"},
        "region": {"startLine": 7},
    }


def test_sarif_states_of_a_comparison() -> None:
    """New, unchanged and absent results, each with its rule."""
    audit = made(ONE, replace(ONE, symbol="xc_g"))
    gone = replace(ONE, symbol="xc_h").mark
    log = problems_sarif(audit_problems(audit, compare(audit.findings, [ONE.mark, gone], "x")))
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [(result["baselineState"], rules[result["ruleIndex"]]) for result in run["results"]] == [
        ("unchanged", "xc_f"),
        ("new", "xc_g"),
        ("absent", "xc_h"),
    ]


def link(function: str, line: int, section: str = ".text") -> LinkReference:
    file = "/s/a.c" if line else ""
    return LinkReference("xc_f", "lib.a(a.o)", file, line, function, section, 16)


def test_ld_lines_of_objects() -> None:
    """A function is named once for consecutive references; data has a section's name."""
    links = [link("f", 3), link("f", 4), link("g", 9), link("", 0, ".data")]
    findings = [
        replace(ONE, path="a.c", line=link.line, function=link.function, link=link)
        for link in links
    ]
    assert audit_ld(made(*findings)) == (
        "/usr/bin/ld: lib.a(a.o): in function `f':\n"
        "/s/a.c:3: undefined reference to `xc_f'\n"
        "/usr/bin/ld: /s/a.c:4: undefined reference to `xc_f'\n"
        "/usr/bin/ld: lib.a(a.o): in function `g':\n"
        "/s/a.c:9: undefined reference to `xc_f'\n"
        "/usr/bin/ld: lib.a(a.o):(.data+0x10): undefined reference to `xc_f'\n"
    )


def test_ld_lines_of_source(tree: Path, audit: RunAudit) -> None:
    """The source file is named instead of the object."""
    _, out, _ = audit(tree, "--format", "ld")
    assert out.splitlines()[:4] == [
        "/usr/bin/ld: hw/a.c: in function `OPEN':",
        "hw/a.c:6: undefined reference to `xc_interface_open'",
        "/usr/bin/ld: hw/a.c:8: undefined reference to `xc_domain_unpause'",
        "/usr/bin/ld: hw/a.c: in function `stop':",
    ]


@pytest.mark.parametrize("format", ["json", "sarif", "gitlab"])
def test_json_is_json(tree: Path, audit: RunAudit, format: str) -> None:
    """JSON formats are one document on standard output, and nothing else is there."""
    _, out, err = audit(tree, "--format", format)
    json.loads(out)
    assert err == ""
