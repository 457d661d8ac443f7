# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod rules list`, `show` and `test`, as a user sees them."""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod.commands import rules
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import CodemodError
from qemu_xen_codemod.report.rule_page import rule_page
from qemu_xen_codemod.report.rule_table import print_rule_table
from qemu_xen_codemod.report.rule_tests import print_rule_tests
from qemu_xen_codemod.report.terminal import Terminal
from qemu_xen_codemod.rule.examples import Tried
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.rule.rule import Rule

Load = Callable[..., Rule]

SHORT = """\
id: swap
symbols: [f]
outcome: wrapped
subject: use g
why: f is old.
follows: [first]
steps:
  - patch: |
      - f()
      + g()
  - sweep: [locals]
examples:
  - name: one
    before: |
      \tf();
    after: |
      \tg();
unchanged:
  - name: two
    code: {a.c: h();, b.c: i();}
"""


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    rules.add_parser(parser.add_subparsers())
    args = parser.parse_args(["rules", *arguments])
    code: int = args.run(args)
    return code


def test_a_wide_page_is_side_by_side(load: Load) -> None:
    """Before, patch and after are side by side if they fit, with tabs as columns."""
    assert rule_page(load(SHORT, "swap.yml"), 80) == (
        "swap (wrapped)\nuse g\nsymbols: f\nfollows: first\n\n"
        "f is old.\n\n"
        "Example: one\n\n"
        "Before       | Patch                             | After\n"
        "------------ | --------------------------------- | ------------\n"
        "        f(); | - f()                             |         g();\n"
        "             | + g()                             |\n"
        "             |                                   |\n"
        "             | remove what became unused: locals |\n\n"
        "Left as it is:\n\n"
        "two\n\n    a.c:\n    h();\n\n    b.c:\n    i();"
    )


def test_a_narrow_page_is_one_below_the_other(load: Load) -> None:
    """On a terminal that is too narrow the three follow one another."""
    page = rule_page(load(SHORT, "swap.yml"), 60)
    assert (
        "Example: one\n\n"
        "Before:\n\n            f();\n\n"
        "Patch:\n\n    - f()\n    + g()\n\n    remove what became unused: locals\n\n"
        "After:\n\n            g();\n\n"
    ) in page


def test_a_semantic_patch_without_examples_is_shown(load: Load) -> None:
    """A bare .cocci file has a page too."""
    page = rule_page(load("@@ @@\n- f()\n", "x.cocci"), 80)
    assert page.endswith("Patch:\n\n    @@ @@\n    - f()")


def test_a_step_is_shown_in_words(load: Load, right: str) -> None:
    """Steps other than patches are described in words."""
    more = """\
  - todo: {match: f(), function: ^i, text: the toolstack does it}
  - insert: {into: [a.h, b.h], before: [{block_of: w}, {line: x;}], text: y}
  - mention: {f: g}
examples:
"""
    page = rule_page(load(right.replace("examples:\n", more, 1)), 20)
    assert (
        "    TODO in functions /^i/: the toolstack does it\n"
        "    above:\n"
        "    f()\n\n"
        "    insert into a.h or b.h, before the #if around w or `x;`:\n"
        "    y\n\n"
        "    rename in comments and strings:\n"
        "      f -> g\n"
    ) in page


def test_the_table_is_plain_when_piped(load: Load, right: str) -> None:
    """Columns without colour or frame."""
    out = io.StringIO()
    print_rule_table([load(SHORT, "swap.yml"), load(right)], Terminal(out, color=False))
    assert out.getvalue() == (
        "rule     outcome    subject       symbols\n"
        "swap     wrapped    use g         f\n"
        "use-new  rewritten  use new_call  old_call\n"
    )


def test_the_names_that_patches_remove_stand_for_symbols(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """For a rule without symbols; names that it also adds, or finds by their type, do not count."""
    text = """\
id: swap
subject: use g
patch: |
  @@ struct s *S; expression E; @@
  (
  - f(E)
  + g(E)
  |
  - kept(E)
  + kept(E, 0)
  |
  - S->m
  + S->n
  )
examples: [{before: f(1);, after: g(1);}]
"""
    (tmp_path / "swap.yml").write_text(text)
    assert run("list", "--rules", str(tmp_path / "swap.yml")) == 0
    assert capsys.readouterr().out.splitlines()[1].split() == ["swap", "rewritten", "use", "g", "f"]


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_table_on_a_terminal_shows_brackets(
    load: Load, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A subject is text, not markup."""
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "100")
    out = Screen()
    print_rule_table(
        [load(right.replace("use new_call", "use [bold]new_call[/bold]"))],
        Terminal(out, color=False),
    )
    assert "use [bold]new_call[/bold]" in out.getvalue()


def rename(rule: Rule, files: Mapping[str, bytes], pack: Pack) -> Tried:
    assert pack.style.width == 72
    if rule.id == "swap":
        return Tried(files, ("sample.c:1:2: g is not known",))
    return Tried({path: data.replace(b"old_call", b"new_call") for path, data in files.items()})


def test_the_outcome_of_testing(load: Load, right: str) -> None:
    """A line for each rule, a failure with its diff, a tally; 1 if something failed."""
    swap, use_new = load(SHORT, "swap.yml"), load(right)
    out = io.StringIO()
    pack = Pack("p", (swap, use_new), style=Style(width=72))
    assert print_rule_tests([pack], rename, Terminal(out, color=False)) == 1
    assert out.getvalue() == (
        "FAILED  swap  1 example, 1 unchanged\n"
        f"{swap.place.path}:13:11: error: one: before does not become after\n"
        "--- sample.c (expected)\n"
        "+++ sample.c (found)\n"
        "@@ -1 +1 @@\n"
        "-\tg();\n"
        "+\tf();\n"
        "refused: sample.c:1:2: g is not known\n"
        "ok      use-new  1 example, 1 unchanged\n"
        "2 rules, 4 cases, 1 failed\n"
    )


def test_all_rules_hold(load: Load, right: str) -> None:
    """0 if no case fails; a rule without cases is reported as such."""
    out = io.StringIO()
    cocci = load("@@ @@\n- f()\n", "x.cocci")
    pack = Pack("p", (load(right), cocci), style=Style(width=72))
    assert print_rule_tests([pack], rename, Terminal(out, color=False)) == 0
    assert out.getvalue() == (
        "ok      use-new  1 example, 1 unchanged\n"
        "ok      x  no cases of its own\n"
        "2 rules, 2 cases, 0 failed\n"
    )


def test_the_engine_runs_the_examples(
    tmp_path: Path, right: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`rules test` on a user's file runs the real steps."""
    (tmp_path / "use-new.yml").write_text(right)
    assert run("test", str(tmp_path / "use-new.yml")) == 0
    assert capsys.readouterr().out == (
        "ok      use-new  1 example, 1 unchanged\n1 rule, 2 cases, 0 failed\n"
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(
            ["list", "--rules", "none.cocci"], "error: no such rule file: none.cocci", id="no file"
        ),
        pytest.param(
            ["show", "x", "--rules", "{folder}"],
            "error: no rules in {folder}\nhelp: rule files end in .yml, .yaml or .cocci",
            id="an empty folder",
        ),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str], expected: str) -> None:
    """What cannot be listed or shown is an error for cli to show."""
    with pytest.raises(CodemodError) as caught:
        run(*(argument.format(folder=tmp_path) for argument in arguments))
    assert caught.value.render() == expected.format(folder=tmp_path)
