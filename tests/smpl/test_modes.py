# SPDX-License-Identifier: GPL-2.0-or-later
"""Semantic patches with modes: what depends on a virtual rule that is not set is not read."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from qemu_xen_codemod.c.lexer import code_tokens
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.smpl import Defined, apply_semantic_patch, parse_semantic_patch

PATCH = """\
virtual patch
virtual extra, report

@initialize:python depends on report@
@@
import os

@first depends on patch@
expression E;
@@
- first(E)
+ one(E)

@depends on patch && first@
expression first.E;
@@
- second(E)
+ two(E)

@listed depends on report@
expression E;
position p;
@@
* third@p(E)

@depends on extra || listed@
expression E;
@@
- fourth(E)
+ four(E)

@depends on !listed && patch@
expression E;
@@
- fifth(E)
+ five(E)

@depends on patch@
expression E;
position p != listed.p;
@@
- sixth@p(E)
+ six(E)

@depends on patch || report@
expression listed.E;
@@
- seventh(E)
+ seven(E)

@depends on never listed && !extra@
expression E;
@@
- eighth(E)
+ eight(E)

@script:python made depends on report@
p << listed.p;
x;
@@
coccinelle.x = "y"

@@
identifier made.x;
@@
- x
+ z

@script:python@
p << listed.p;
@@
print(p)
"""
_CALLS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
CODE = "void f(int v)\n{\n" + "".join(f"    {name}(v);\n" for name in _CALLS) + "}\n"
#: The calls that stay.
MODES = {
    ("patch",): {"third", "fourth", "seventh"},
    ("patch", "extra"): {"third", "seventh", "eighth"},
}


def _changed(modes: tuple[str, ...]) -> bytes:
    patch = parse_semantic_patch(PATCH, "p.cocci", modes=frozenset(modes))
    patch = replace(patch, defined=Defined(frozenset(modes)))
    return apply_semantic_patch(patch, SourceFile("a.c", CODE.encode()), Style()).data


@pytest.mark.parametrize("modes", MODES, ids=",".join)
def test_rules_and_scripts_of_other_modes_are_left_out(modes: tuple[str, ...]) -> None:
    """Also those that use a metavariable of such a rule."""
    data = _changed(modes)
    assert {name for name in _CALLS if f" {name}(v)".encode() in data} == MODES[modes]


@pytest.mark.spatch
@pytest.mark.parametrize("modes", MODES, ids=",".join)
def test_coccinelle_changes_the_same(modes: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "p.cocci").write_text(PATCH)
    (tmp_path / "a.c").write_text(CODE)
    command = ["spatch", "--very-quiet", "--sp-file", "p.cocci", "a.c", "--in-place"]
    command += [word for mode in modes for word in ("-D", mode)]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    theirs = (tmp_path / "a.c").read_bytes()
    texts = [[token.text for token in code_tokens(data)] for data in (theirs, _changed(modes))]
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("modes", "line", "help"),
    [
        (None, 4, "scripts are not run; `codemod apply -D patch` leaves them out"),
        (frozenset({"report"}), 4, "scripts are not run; a rule with `*` lines lists"),
    ],
    ids=["no mode", "mode with scripts"],
)
def test_scripts_that_may_run_are_refused(
    modes: frozenset[str] | None, line: int, help: str
) -> None:
    """The error names a mode without scripts if there is one."""
    with pytest.raises(RuleError) as error:
        parse_semantic_patch(PATCH, "p.cocci", modes=modes)
    assert error.value.place is not None
    assert error.value.place.line == line
    assert str(error.value.help).startswith(help)


def test_script_without_a_condition_is_refused_in_every_mode() -> None:
    """Nothing says that it does not run."""
    patch = "virtual patch\n\n@script:python@\n@@\nprint(1)\n\n@depends on patch@\n@@\n- f();\n"
    for modes in (None, frozenset({"patch"})):
        with pytest.raises(RuleError) as error:
            parse_semantic_patch(patch, "p.cocci", modes=modes)
        assert "script rules (script:python)" in str(error.value)
        assert "-D" not in str(error.value.help)
