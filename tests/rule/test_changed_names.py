# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of global variables: how a fork calls them, and rules read with its names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod.rule.load import load_rule
from qemu_xen_codemod.rule.names import changed_names, depend_on
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.rule.conftest import parse_fake

_NAMES = {"old_handle": "lib_handle *", "count": "unsigned long"}


def _changed(**files: str) -> Mapping[str, str]:
    given = {name.replace("_h", ".h"): text.encode() for name, text in files.items()}
    return changed_names(_NAMES, FilesInMemory(given))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("extern lib_handle *old_handle;", id="the name is there"),
        pytest.param("extern lib_handle *a;\nextern lib_handle *old_handle;", id="and another"),
        pytest.param("extern lib_handle *a;\nextern lib_handle *b;", id="two others"),
        pytest.param("extern lib_handle **a;\nextern lib_handle *f(void);", id="other types"),
        pytest.param("struct s { lib_handle *a; };", id="a member"),
    ],
)
def test_names_that_stay(text: str) -> None:
    """Unless there is exactly one other variable of the type, nothing is renamed."""
    assert _changed(a_h=text) == {}


def test_one_other_variable_of_the_type_is_the_new_name() -> None:
    """The same declaration in two headers is one variable; a .txt file is not code."""
    text = "extern   lib_handle*\n  fork_h ;\n"
    assert _changed(a_h=text, b_h=text, notes="extern lib_handle *x;") == {"old_handle": "fork_h"}


def test_files_with_other_words_tell_no_name() -> None:
    """Words that are searched for at the same time are not declarations."""
    files = FilesInMemory({"a.h": b"extern other *x;", "b.h": b"extern lib_handle *fork_h;"})
    assert changed_names(_NAMES, files, frozenset((b"other",))) == {"old_handle": "fork_h"}


@pytest.mark.parametrize(
    ("step", "depends"),
    [
        ("{patch: '- my_count(old_handles);'}", False),
        ("{patch: '- f(old_handle);'}", True),
        ("{mention: {f: g}}", True),
    ],
)
def test_rules_that_depend_on_names(tmp_path: Path, step: str, *, depends: bool) -> None:
    """Those that contain a name as a whole word, or do more than rewrite."""
    path = tmp_path / "one.yml"
    path.write_text(
        f"id: one\nsymbols: [f]\noutcome: wrapped\nsubject: s\nwhy: w\nsteps: [{step}]\n"
        "examples: [{name: a, before: f, after: g}]\nunchanged: [{name: b, code: x}]\n"
    )
    assert depend_on([load_rule(path, {}, parse_fake)], _NAMES) is depends


def test_rule_is_read_with_the_new_name(tmp_path: Path) -> None:
    """Whole words only, in all parts of the file."""
    path = tmp_path / "one.yml"
    path.write_text(
        "id: one\nsymbols: [f]\noutcome: wrapped\nsubject: 'x: use old_handle'\n"
        "why: Not my_old_handle.\nsteps: [{mention: {f: old_handle}}]\n"
        "examples: [{name: a, before: f, after: old_handle}]\nunchanged: [{name: b, code: x}]\n"
    )
    rule = load_rule(path, {}, parse_fake, {"old_handle": "h2"})
    assert (rule.subject, rule.why.strip()) == ("x: use h2", "Not my_old_handle.")
    assert rule.examples[0].after == {"sample.c": b"h2"}
