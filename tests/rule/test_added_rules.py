# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules that add new code, and their conditions on a tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.plan import Plan, make_plan
from qemu_xen_codemod.rule.catalogue import load_pack
from qemu_xen_codemod.step.workspace import FilesInMemory

_LIBRARY = """\
name: libsample
functions:
  - header: sample.h
    rule: other
    prototypes: |
      int sample_open(
          struct sample *s, int flags);
"""
_RULE = """\
id: one
outcome: added
subject: Add sample_open()
why: It is missing.
{more}steps:
  - insert:
      into: [sample.h]
      after: {{declaration: sample_close}}
      text: |
        {text}
examples: [{{name: one, before: "a", after: "b"}}]
unchanged: [{{name: one, code: "a"}}]
"""
HEADER = b"void sample_close(struct sample *s);\n"


def plan_of(
    folder: Path,
    text: str = "int sample_open(int flags);",
    more: str = "",
    **files: bytes,
) -> Plan:
    home = folder / "rules" / "sample"
    home.mkdir(parents=True)
    (folder / "rules" / "libraries").mkdir()
    (folder / "rules" / "libraries" / "libsample.yml").write_text(_LIBRARY)
    (home / "pack.yaml").write_text("name: sample\nentrypoints: [{library: libsample}]\n")
    (home / "one.yml").write_text(_RULE.format(text=text, more=more))
    pack = load_pack(home)
    data = {"sample.h": HEADER, **{f"{name}.c": data for name, data in files.items()}}
    return make_plan(FilesInMemory(data), pack, pack.rules)


def test_new_code_is_brought_though_nothing_calls_it(tmp_path: Path) -> None:
    """Other trees will call it."""
    plan = plan_of(tmp_path)
    assert plan.is_clean
    assert b"int sample_open(int flags);" in plan.commits[0].changes[0].after


def test_what_is_proposed_is_written_once(tmp_path: Path) -> None:
    """The packs that call it and that provide it read one file."""
    plan = plan_of(
        tmp_path, "{prototype_sample_open}\n        {head_sample_open}\n        {{\n        }}"
    )
    assert plan.commits[0].changes[0].after == HEADER + (
        b"\nint sample_open(\n    struct sample *s, int flags);\n"
        b"int sample_open(\n    struct sample *s, int flags)\n{{\n}}\n"
    )


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (b"int keyboard(int caps_lock) { return caps_lock; }\n", ""),
        (b"/* caps_lock */\n", "b.c has no caps_lock: it would run without the lock"),
        (b"int lock;\n", "b.c has no caps_lock: it would run without the lock"),
    ],
)
def test_a_word_of_one_file(tmp_path: Path, code: bytes, why: str) -> None:
    """The same word elsewhere does not matter; here it is in the keyboard driver."""
    more = "applies:\n  contains: {b.c: [caps_lock]}\n  because: it would run without the lock\n"
    plan = plan_of(tmp_path, more=more, a=b"int caps_lock;\n", b=code)
    assert [result.skipped for result in plan.results] == [why]
    assert bool(plan.commits) == (not why)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (b"int sample_open(int flags)\n{\n    return flags;\n}\n", ""),
        (
            b"int sample_open(long flags)\n{\n    return 0;\n}\n",
            "sample_open, which it would define, is already declared (a.c:1:5)",
        ),
    ],
)
def test_a_prototype_for_a_function_of_the_tree(tmp_path: Path, code: bytes, why: str) -> None:
    """An equal prototype is accepted, any other is refused."""
    plan = plan_of(tmp_path, a=code)
    assert [result.skipped for result in plan.results] == [why]


def test_an_added_rule_answers_for_no_symbol(tmp_path: Path) -> None:
    """Nothing in the tree calls what it adds."""
    with pytest.raises(Exception, match="an added rule has no symbols"):
        plan_of(tmp_path, more="symbols: [sample_open]\n")


def test_lines_that_are_there_already(tmp_path: Path) -> None:
    """`unless` names one, whatever is around it."""
    text = "\n".join(
        [
            "id: one",
            "outcome: added",
            "subject: Add a section",
            "why: For others.",
            "steps:",
            *(
                f"  - text: {{file: list.map, unless: '[new]', find: \"[old]\\n\","
                f' insert_after: "[new]\\n{line}\\n"}}'
                for line in "ab"
            ),
            'examples: [{name: one, before: "a", after: "b"}]',
            'unchanged: [{name: one, code: "a"}]',
        ]
    )
    home = tmp_path / "sample"
    home.mkdir()
    (home / "pack.yaml").write_text("name: sample\n")
    (home / "one.yml").write_text(text)
    pack = load_pack(home)
    plan = make_plan(FilesInMemory({"list.map": b"[old]\nx\n"}), pack, pack.rules)
    assert plan.commits[0].changes[0].after == b"[old]\n[new]\na\nx\n"
