# SPDX-License-Identifier: GPL-2.0-or-later
"""Valid rule files: the contents of the Rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.steps.anchor import BlockAnchor, DirectiveAnchor
from qemu_xen_codemod.rule.steps.insert import InsertStep
from qemu_xen_codemod.rule.steps.mention import MentionStep
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.steps.sweep import Sweep, SweepStep
from qemu_xen_codemod.rule.steps.todo import TodoStep

Load = Callable[..., Rule]


def given(step: PatchStep) -> object:
    """The parser's arguments; the fixtures' parser returns them."""
    return step.patch


def test_a_rule_holds_what_its_file_says(load: Load, right: str) -> None:
    """Each key of the file is in the rule, block texts without their indentation."""
    rule = load(right)
    assert (rule.id, rule.symbols, rule.outcome) == ("use-new", ("old_call",), Outcome.REWRITTEN)
    assert (rule.subject, rule.why) == ("use new_call", "The old call is gone.")
    assert rule.examples[0].name == "a plain call"
    assert rule.examples[0].before == {"sample.c": b"int a = old_call(1);\n"}
    assert rule.examples[0].after == {"sample.c": b"int a = new_call(1);\n"}
    assert rule.unchanged[0].code == {"sample.c": b"int a = other(1);\n"}
    assert (rule.place.line, rule.place.column) == (1, 5)


def test_a_patch_is_parsed_where_it_stands(load: Load, right: str, tmp_path: Path) -> None:
    """The parser of patches gets the line and the column at which a block begins."""
    (step,) = load(right).steps
    assert isinstance(step, PatchStep)
    text = "@@ expression E; @@\n- old_call(E)\n+ new_call(E)\n"
    assert given(step) == (text, str(tmp_path / "use-new.yml"), 9, 7)
    assert step.files == ()


def test_every_kind_of_step_is_read(load: Load, right: str) -> None:
    """patch, todo, insert, mention and sweep become their types, in the order of the file."""
    more = """\
  - todo:
      match: old_call(...)
      function: ^init_
      text: the toolstack does it
  - insert:
      into: [include/*.h]
      declares: xen_dmod
      unless: new_call
      after: [{block_of: older}, {directive: '#include <a.h>'}]
      text: |
        int new_call(void);
  - mention: {old_call: new_call}
    files: ['*.md']
  - sweep: [locals, trace-events]
examples:
"""
    patch, todo, insert, mention, sweep = load(right.replace("examples:\n", more, 1)).steps
    assert isinstance(patch, PatchStep)
    assert isinstance(todo, TodoStep)
    assert todo.function is not None
    assert todo.function.pattern == "^init_"
    assert todo.text.value == "the toolstack does it"
    assert isinstance(insert, InsertStep)
    assert (insert.into, insert.side, insert.declares) == (("include/*.h",), "after", "xen_dmod")
    block, directive = insert.anchors
    assert isinstance(block, BlockAnchor)
    assert isinstance(directive, DirectiveAnchor)
    assert (block.word, directive.directive) == ("older", "#include <a.h>")
    assert (insert.text.value, insert.place.line) == ("int new_call(void);\n", 17)
    assert isinstance(mention, MentionStep)
    assert (dict(mention.names), mention.files) == ({"old_call": "new_call"}, ("*.md",))
    assert isinstance(sweep, SweepStep)
    assert sweep.kinds == (Sweep.LOCALS, Sweep.TRACE_EVENTS)


def test_an_example_may_have_several_files(load: Load, right: str) -> None:
    """A mapping of paths gives an example more than the one sample file."""
    several = right.replace(
        "    code: |\n      int a = other(1);\n", "    code: {a/b.c: x, c.h: y}\n"
    )
    assert load(several).unchanged[0].code == {"a/b.c": b"x", "c.h": b"y"}


def test_c_that_is_indented_by_tabs_is_read(load: Load, right: str) -> None:
    """A block may begin with a tab after its indentation; libyaml takes that for an error."""
    rule = load(right.replace("      int a = other(1);", "      \tint a = other(1);"))
    assert rule.unchanged[0].code == {"sample.c": b"\tint a = other(1);\n"}


def test_variables_are_filled_in_and_braces_of_c_stay(load: Load, right: str) -> None:
    """`{since}` is replaced where the pack declares it; any other brace is C's."""
    text = right.replace("other(1)", "{since} + {one} + {{since}}").replace(
        "gone.", "gone in {since}."
    )
    rule = load(text, since=42300)
    assert rule.unchanged[0].code == {"sample.c": b"int a = 42300 + {one} + {{since}};\n"}
    assert rule.why == "The old call is gone in 42300."


@pytest.mark.parametrize(
    ("head", "subject", "why"),
    [
        pytest.param("", "Apply x.cocci", "", id="no comment: named after the file"),
        pytest.param("// use g\n", "use g", "", id="a line comment"),
        pytest.param(
            "/*\n * use g\n *\n * f is old.\n */\n", "use g", "f is old.\n\n", id="a block"
        ),
    ],
)
def test_a_bare_semantic_patch_is_a_rule(
    load: Load, tmp_path: Path, head: str, subject: str, why: str
) -> None:
    """A .cocci file needs no examples; its first comment line is the subject."""
    rule = load(head + "@@ @@\n- f()\n+ g()\n", "x.cocci")
    assert (rule.id, rule.subject, rule.outcome) == ("x", subject, Outcome.REWRITTEN)
    made = "This was made by the semantic patch:\n\n    @@ @@\n    - f()\n    + g()"
    assert rule.why == why + made
    assert (rule.examples, rule.unchanged) == ((), ())
    (step,) = rule.steps
    assert isinstance(step, PatchStep)
    assert given(step) == (head + "@@ @@\n- f()\n+ g()\n", str(tmp_path / "x.cocci"), 1, 1)
    assert step.fills_lists
