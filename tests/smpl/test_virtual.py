# SPDX-License-Identifier: GPL-2.0-or-later
"""`virtual a` and `identifier virtual.f`, which `-D` sets; spatch 1.1.1 does the same."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.smpl import Defined, apply_semantic_patch, parse_semantic_patch
from tests.smpl.judge import comparable

PATCH = """\
virtual quick, slow
virtual other

@depends on quick@
@@
- first(1);

@depends on !slow && !other@
@@
- second(2);

@depends on ever quick@
@@
- third(3);

@depends on never quick@
@@
- fourth(4);

@@
identifier virtual.called;
expression E;
@@
- called(E);
+ called(E, 0);

@@
identifier virtual.new;
@@
- sixth(6);
+ new(6);
"""
CODE = b"void f(void)\n{\n" + b"".join(
    b"    %s(%d);\n" % (name, at)
    for at, name in enumerate((b"first", b"second", b"third", b"fourth", b"fifth", b"sixth"), 1)
)
CODE += b"}\n"
#: Coccinelle stops if added code uses a virtual identifier without a value.
CHOICES = [
    (("new=g",), {b"second(2)", b"fourth(4)", b"sixth(6)"}),
    (("quick", "new=g"), {b"first(1)", b"second(2)", b"third(3)", b"sixth(6)"}),
    (("slow", "new=g"), {b"fourth(4)", b"sixth(6)"}),
    (("quick", "other", "new=g"), {b"first(1)", b"third(3)", b"sixth(6)"}),
    (("called=fifth", "new=g"), {b"second(2)", b"fourth(4)", b"fifth(5)", b"sixth(6)"}),
    (("slow", "called=sixth", "new=g"), {b"fourth(4)", b"sixth(6)"}),
]


def changed(options: tuple[str, ...]) -> bytes:
    pairs = [option.partition("=") for option in options]
    defined = Defined(
        frozenset(name for name, equals, _ in pairs if not equals),
        {name: word.encode() for name, equals, word in pairs if equals},
    )
    patch = replace(parse_semantic_patch(PATCH, "p.cocci"), defined=defined)
    return apply_semantic_patch(patch, SourceFile("a.c", CODE), Style()).data


@pytest.mark.parametrize(("options", "gone"), [*CHOICES, ((), {b"second(2)", b"fourth(4)"})])
def test_rules_depend_on_defined_names(options: tuple[str, ...], gone: set[bytes]) -> None:
    """Without -D no virtual rule holds, and a virtual identifier matches nothing."""
    data = changed(options)
    calls = [line.strip().rstrip(b";") for line in CODE.splitlines() if b"(" in line][1:]
    assert {call for call in calls if call + b";" not in data} == gone


@pytest.mark.spatch
@pytest.mark.parametrize(("options", "gone"), CHOICES)
def test_spatch_gives_the_same_result(
    options: tuple[str, ...], gone: set[bytes], tmp_path: Path
) -> None:
    """The same code with the same options."""
    (tmp_path / "p.cocci").write_text(PATCH)
    (tmp_path / "a.c").write_bytes(CODE)
    command = ["spatch", "--very-quiet", "--sp-file", "p.cocci", "a.c", "--in-place"]
    command += [word for option in options for word in ("-D", option)]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert comparable((tmp_path / "a.c").read_bytes()) == comparable(changed(options)), gone


@pytest.mark.parametrize(
    ("patch", "what"),
    [
        ("virtual a\n@a@ @@\n- f(1);\n", "rule a is virtual too"),
        ("virtual 1\n@@ @@\n- f(1);\n", "the name of a virtual rule is missing"),
        ("@depends on a@ @@\n- f(1);\n", "names no earlier rule: a"),
        ("@@ expression virtual.e; @@\n- f(e);\n", "a virtual metavariable is an identifier"),
    ],
)
def test_invalid_virtual_names_are_errors(patch: str, what: str) -> None:
    """With its place in the patch."""
    with pytest.raises(RuleError) as caught:
        parse_semantic_patch(patch, "p.cocci")
    assert what in caught.value.what
    assert caught.value.place is not None
