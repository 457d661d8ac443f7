# SPDX-License-Identifier: GPL-2.0-or-later
"""The text step: whole lines of files, both C and others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.plan import make_plan
from qemu_xen_codemod.report.rule_page import rule_page
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.conftest import MakeCheckout
from tests.step.yaml_rule import make_rule, run_rule

FIND = """
  - text:
      file: meson.build
      find: |
        dependency('one',
                   method: 'x'),
"""
AFTER = FIND + "      insert_after: |\n        dependency('two'),\n"
BEFORE = FIND + "      insert_before: |\n        # two\n"
REPLACE = FIND + "      replace_with: |\n        both([\n          'one'])\n"
REMOVE = FIND + "      replace_with: ''\n"
MESON = b"""\
deps = [
    dependency('one',
               method: 'x'),
    dependency('three'),
]
"""
TWICE = MESON + MESON


def run(rule: Rule, meson: bytes) -> bytes:
    return run_rule(rule, {"meson.build": meson})["meson.build"]


def why_not(rule: Rule, files: dict[str, bytes]) -> str:
    plan = make_plan(FilesInMemory(files), Pack("test"), [rule])
    result = plan.results[0]
    assert result.is_broken
    assert plan.commits == ()
    return result.skipped


@pytest.mark.parametrize(
    ("steps", "meson"),
    [
        pytest.param(
            AFTER,
            MESON.replace(b"'x'),\n", b"'x'),\n    dependency('two'),\n"),
            id="the new lines stand below",
        ),
        pytest.param(
            BEFORE,
            MESON.replace(b"    dependency('one'", b"    # two\n    dependency('one'"),
            id="above",
        ),
        pytest.param(REPLACE, b"deps = [\n  both([\n    'one'])\n]\n", id="replaced"),
        pytest.param(REMOVE, b"deps = [\n]\n", id="removed"),
        pytest.param(
            AFTER + "      optional: true\n", b"deps = []\n", id="not there, and need not"
        ),
        pytest.param(
            AFTER + "      optional: true\n      below: other = [\n", MESON, id="no line above it"
        ),
    ],
)
def test_nothing_is_to_do(tmp_path: Path, steps: str, meson: bytes) -> None:
    """A file that is as it should be stays unchanged."""
    assert run(make_rule(tmp_path, steps), meson) == meson


def test_nothing_is_written_where_nothing_is_patched(tmp_path: Path) -> None:
    """What a rule writes into the build's files supports what it patches, and is not required
    otherwise.
    """
    rule = make_rule(tmp_path, AFTER + "  - patch: |\n      @@ @@\n      - f();\n      + g();\n")
    assert run(rule, MESON) == MESON
    assert run(rule, b"") == b""


@pytest.mark.parametrize(
    ("steps", "old", "new"),
    [
        pytest.param(AFTER, b"'x'),\n", b"'x'),\n    dependency('two'),\n", id="after"),
        pytest.param(
            BEFORE, b"    dependency('one'", b"    # two\n    dependency('one'", id="before"
        ),
        pytest.param(
            REPLACE,
            b"    dependency('one',\n               method: 'x'),\n",
            b"    both([\n      'one'])\n",
            id="replace",
        ),
        pytest.param(
            REMOVE, b"    dependency('one',\n               method: 'x'),\n", b"", id="remove"
        ),
    ],
)
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_lines_are_edited_once(
    tmp_path: Path, steps: str, old: bytes, new: bytes, ends: bytes
) -> None:
    """New lines get the indentation and the line ends of the found lines."""
    rule = make_rule(tmp_path, steps)
    before, after = (data.replace(b"\n", ends) for data in (MESON, MESON.replace(old, new)))
    assert run(rule, before) == after
    assert run(rule, after) == after


@pytest.mark.parametrize(
    ("find", "new", "before", "after"),
    [
        pytest.param(
            "    a\n      b", "  c", b"      a\n        b\n", b"    c\n", id="to the left"
        ),
        pytest.param("a\n\tb", "\tc", b"\t\ta\n\t\t\tb\n", b"\t\t\tc\n", id="tabs"),
        pytest.param("  a\nb", "c", b"    a\n  b\n", b"  c\n", id="first line further in"),
        pytest.param(
            "a\n\nb", "a\n\nc", b"x\na\n \t\nb\n", b"x\na\n\nc\n", id="a blank line in it"
        ),
        pytest.param("b", "c", b"a\nb", b"a\nc", id="last line without an end"),
        pytest.param("b", "x b\nb", b"a\nb\n", b"a\nx b\nb\n", id="new lines hold the old ones"),
    ],
)
def test_indentation_is_the_difference(
    tmp_path: Path, find: str, new: str, before: bytes, after: bytes
) -> None:
    """The difference between the new lines and the lines to find, as the rule writes both."""
    steps = f"  - text: {{file: meson.build, find: {find!r}, replace_with: {new!r}}}\n"
    rule = make_rule(tmp_path, steps.replace("'", '"'))
    assert run(rule, before) == after
    assert run(rule, after) == after


def test_line_is_added_behind_a_last_line_without_an_end(tmp_path: Path) -> None:
    """The file ends as it did."""
    rule = make_rule(tmp_path, "  - text: {file: meson.build, find: b, insert_after: c}\n")
    assert run(rule, b"a\n\tb") == b"a\n\tb\n\tc"
    assert run(rule, b"a\n\tb\n\tc") == b"a\n\tb\n\tc"


def test_below_tells_one_of_two_places(tmp_path: Path) -> None:
    """The lines must be unique only below the line."""
    rule = make_rule(tmp_path, AFTER + '      below: "here:"\n')
    new = MESON.replace(b"'x'),\n", b"'x'),\n    dependency('two'),\n")
    assert run(rule, MESON + b"  here:\n" + MESON) == MESON + b"  here:\n" + new


def test_first_file_that_exists_is_edited(tmp_path: Path) -> None:
    """Older versions have another build file."""
    rule = make_rule(
        tmp_path, "  - text: {file: [meson.build, configure], find: a, insert_after: b}\n"
    )
    assert run_rule(rule, {"configure": b"a\n"}) == {"configure": b"a\nb\n"}
    both = {"configure": b"a\n", "meson.build": b"a\n"}
    assert run_rule(rule, both) == {**both, "meson.build": b"a\nb\n"}


@pytest.mark.parametrize(
    ("steps", "files", "why"),
    [
        pytest.param(AFTER, {"x.c": b""}, "there is no file meson.build", id="no file"),
        pytest.param(
            AFTER,
            {"meson.build": b"deps = []\n"},
            "meson.build has no lines `dependency('one',`..",
            id="no lines",
        ),
        pytest.param(
            REPLACE,
            {"meson.build": b"deps = []\n"},
            "meson.build has no lines `dependency('one',`..",
            id="neither old nor new lines",
        ),
        pytest.param(
            AFTER,
            {"meson.build": TWICE},
            "meson.build has the lines `dependency('one',`.. 2 times"
            " (meson.build:2:1 and meson.build:7:1)",
            id="twice",
        ),
        pytest.param(
            AFTER + "      optional: true\n",
            {"meson.build": TWICE},
            "meson.build has the lines `dependency('one',`.. 2 times"
            " (meson.build:2:1 and meson.build:7:1)",
            id="twice is no less of a fault where they are optional",
        ),
        pytest.param(
            AFTER + "      below: 'here:'\n",
            {"meson.build": MESON},
            "meson.build has no line `here:`",
            id="no line above",
        ),
        pytest.param(
            "  - text: {file: a, find: '  x', insert_after: y}\n",
            {"a": b"w\nx\n"},
            "the lines `x`.. are indented too little for the new lines (a:2:1)",
            id="no room to the left",
        ),
        pytest.param(
            '  - text: {file: a, find: "x\\ny", replace_with: y}\n',
            {"a": b"x\ny\nz\ny\n"},
            "a second run could not tell that a is already changed (a:1:1)",
            id="new lines that stand elsewhere too",
        ),
        pytest.param(
            "  - text: {file: a.c, find: int a;, insert_after: int b;}\n",
            {"a.c": b"int a;\n", "b.c": b"\nlong b;\n"},
            "b, which it would define, is already declared (b.c:2:6)",
            id="a name of C that the tree has",
        ),
    ],
)
def test_what_cannot_be_done_refuses_the_rule(
    tmp_path: Path, steps: str, files: dict[str, bytes], why: str
) -> None:
    """Nothing of it is written; the reason has the place."""
    steps += '  - create: {file: new, text: "x\\n"}\n'
    assert why_not(make_rule(tmp_path, steps), files) == why


@pytest.mark.parametrize(
    ("step", "message"),
    [
        pytest.param("{file: a, find: x}", "a text step with nothing to do", id="no edit"),
        pytest.param(
            "{file: a, find: x, insert_after: y, replace_with: z}",
            "a text step with insert_after and replace_with",
            id="two edits",
        ),
        pytest.param("{file: /a, find: x, insert_after: y}", "not a path inside a tree", id="path"),
        pytest.param("{file: a, find: ' ', insert_after: y}", "no lines to find", id="no find"),
        pytest.param("{file: a, find: x, insert_after: ''}", "no lines to insert", id="no text"),
        pytest.param(
            '{file: a, below: "b\\nc", find: x, insert_after: y}', "below is one line", id="below"
        ),
        pytest.param(
            '{file: a, find: "  x", insert_after: "\\ty"}',
            "these lines and those of find are indented with different characters",
            id="tabs and blanks",
        ),
        pytest.param(
            "{file: a, find: x, replace_with: x}",
            "replace_with is the same as find",
            id="no change",
        ),
        pytest.param(
            '{file: a, find: x, insert_after: "y\\nx"}',
            "the new lines contain the lines of find",
            id="found again",
        ),
    ],
)
def test_faults(tmp_path: Path, step: str, message: str) -> None:
    """They are reported when the rule is read."""
    with pytest.raises(RuleError, match=message):
        make_rule(tmp_path, f"  - text: {step}\n")


def test_declaration_in_a_c_file_is_not_patched(tmp_path: Path) -> None:
    """What the step adds to C belongs to the rule, as with an insert; a second run finds it
    done.
    """
    steps = """
  - text:
      file: a.h
      find: /* calls */
      insert_after: |
        static inline int g(int n) { return f(n); }
  - patch: |
      @@ expression E; @@
      - f(E)
      + g(E)
"""
    rule = make_rule(tmp_path, steps)
    files = {"a.h": b"/* calls */\nint f(int n);\n", "a.c": b'#include "a.h"\nint x = f(1);\n'}
    after = run_rule(rule, files)
    line = b"static inline int g(int n) { return f(n); }\n"
    assert after["a.h"] == b"/* calls */\n" + line + b"int f(int n);\n"
    assert after["a.c"] == b'#include "a.h"\nint x = g(1);\n'
    assert run_rule(rule, after) == after


@pytest.mark.parametrize(
    ("step", "said"),
    [
        pytest.param(AFTER, ["after the lines", "insert", "in meson.build"], id="after"),
        pytest.param(BEFORE, ["before the lines", "insert"], id="before"),
        pytest.param(REPLACE, ["in place of the lines", "write"], id="replace"),
        pytest.param(REMOVE + "      below: x\n", ["remove the lines", ", below `x`"], id="remove"),
    ],
)
def test_page_says_what_is_written_where(tmp_path: Path, step: str, said: list[str]) -> None:
    """`codemod rules show` describes it in words."""
    page = rule_page(make_rule(tmp_path, step))
    assert [words for words in said if words not in page] == []


def test_series_edits_files_of_the_build(
    tmp_path: Path, make_checkout: MakeCheckout, git: Callable[..., bytes]
) -> None:
    """The rule's example passes, `git am` applies the patch, and then there is nothing left
    to do.
    """
    rule = tmp_path / "one.yml"
    rule.write_text(
        f"""\
id: one
symbols: [xc_f]
outcome: rewritten
subject: "meson: link two"
why: Because.
steps:{AFTER}
examples:
  - name: the dependency is added
    before:
      meson.build: |
        dependency('one',
                   method: 'x'),
    after:
      meson.build: |
        dependency('one',
                   method: 'x'),
        dependency('two'),
unchanged:
  - name: it is there
    code:
      meson.build: |
        dependency('one',
                   method: 'x'),
        dependency('two'),
"""
    )
    assert main(["rules", "test", str(rule)]) == 0
    meson = MESON.replace(b"\n", b"\r\n")
    tree = make_checkout({"a.c": b"", "meson.build": meson})
    arguments = ["apply", "--tree", str(tree), "--rules", str(rule)]
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 0
    git(tree, "am", "-q", "--keep-cr", str(next((tmp_path / "out").glob("0001*"))))
    new = b"'x'),\r\n    dependency('two'),\r\n"
    assert (tree / "meson.build").read_bytes() == meson.replace(b"'x'),\r\n", new)
    assert main([*arguments, "--check"]) == 0
