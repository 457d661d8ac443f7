# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod audit --format sarif` fits SARIF 2.1.0."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from tests.audit.conftest import Audit
from tests.audit.sarif import SARIF


def check(text: str) -> None:
    jsonschema.Draft7Validator.check_schema(SARIF)
    jsonschema.Draft7Validator(SARIF).validate(json.loads(text))


def test_the_check_finds_faults(tree: Path, audit: Audit) -> None:
    """A log with a property that SARIF does not know, or a line 0, does not fit."""
    text = audit(tree, "--format", "sarif")[1]
    for old, new in (('"startLine": 6', '"startLine": 0'), ('"level"', '"severity"')):
        assert old in text
        with pytest.raises(jsonschema.ValidationError):
            check(text.replace(old, new))


def test_an_empty_audit(tmp_path: Path, audit: Audit) -> None:
    """A run without results."""
    (tmp_path / "a.c").write_text("int x;\n")
    check(audit(tmp_path, "--format", "sarif")[1])


def test_an_audit(mini_qemu: Path, audit: Audit) -> None:
    """All outcomes of a QEMU."""
    check(audit(mini_qemu, "--format", "sarif")[1])


def test_a_comparison(tree: Path, mini_qemu: Path, audit: Audit) -> None:
    """New and absent results."""
    text = audit(tree, "--against", mini_qemu, "--format", "sarif")[1]
    assert '"absent"' in text
    check(text)


def test_a_path_with_odd_characters(tmp_path: Path, audit: Audit) -> None:
    """Spaces, percent signs, colons and letters beyond ASCII are encoded."""
    (tmp_path / "a b%c:d").mkdir()
    (tmp_path / "a b%c:d" / "\u00e9.c").write_text("void f(void) { xc_domain_pause(0, 1); }\n")
    text = audit(tmp_path, "--format", "sarif")[1]
    assert '"uri": "a%20b%25c%3Ad/%C3%A9.c"' in text
    check(text)
