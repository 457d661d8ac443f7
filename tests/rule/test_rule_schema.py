# SPDX-License-Identifier: GPL-2.0-or-later
"""The JSON Schemas that editors read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from qemu_xen_codemod.rule.schema import schema_files

RULES = Path(__file__).parents[2] / "rules"


@pytest.mark.parametrize("name", ["rule.schema.json", "pack.schema.json"])
def test_the_committed_schema_is_up_to_date(name: str) -> None:
    """`python -m qemu_xen_codemod.rule.schema rules` was run after the types changed."""
    assert (RULES / name).read_text(encoding="utf-8") == schema_files()[name]


def check(text: str) -> None:
    schema: dict[str, Any] = json.loads(schema_files()["rule.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(yaml.safe_load(text))


def test_a_right_rule_fits_the_schema(right: str) -> None:
    """An editor finds no fault in a rule that loads."""
    insert = "  - insert: {into: [a.h], after: {line: x}, text: y}\nexamples:\n"
    check(right)
    check(right.replace("examples:\n", insert))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("subject:", "subjct:", id="an unknown key"),
        pytest.param("outcome: rewritten", "outcome: kept", id="an outcome that is not for a rule"),
        pytest.param("- patch:", "- pacth:", id="an unknown step"),
        pytest.param("[old_call]", "old_call", id="text for a list"),
    ],
)
def test_a_wrong_rule_does_not_fit_the_schema(right: str, old: str, new: str) -> None:
    """An editor finds the same errors of shape as the program."""
    with pytest.raises(jsonschema.ValidationError):
        check(right.replace(old, new))
