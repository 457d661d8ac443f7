# SPDX-License-Identifier: GPL-2.0-or-later
"""The create step: files that the tree does not have."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.plan import make_plan
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.conftest import MakeCheckout
from tests.step.yaml_rule import make_rule, run_rule

CREATE = """
  - create:
      file: hw/new/pirq.c
      text: |
        int map_pirq(int gsi)
        {
            return raw_call(gsi);
        }
"""
PATCH = """
  - patch: |
      @@ expression E; @@
      - old_call(E)
      + map_pirq(E)
"""
CODE = b"int f(int n)\n{\n    return old_call(n);\n}\n"
DONE = CODE.replace(b"old_call", b"map_pirq")
TEXT = b"int map_pirq(int gsi)\n{\n    return raw_call(gsi);\n}\n"
RULE = f"""\
id: one
symbols: [old_call]
outcome: rewritten
subject: "x: add map_pirq()"
why: Because.
steps:{CREATE}{PATCH}
examples:
  - name: a file comes
    before:
      a.c: |
        int f(int n)
        {{
            return old_call(n);
        }}
    after:
      a.c: |
        int f(int n)
        {{
            return map_pirq(n);
        }}
      hw/new/pirq.c: |
        int map_pirq(int gsi)
        {{
            return raw_call(gsi);
        }}
unchanged: [{{name: another call, code: "int x = new_call(1);"}}]
"""


def why_not(rule: Rule, files: dict[str, bytes]) -> str:
    result = make_plan(FilesInMemory(files), Pack("test"), [rule]).results[0]
    assert result.is_broken
    assert result.changed == ()
    return result.skipped


def test_nothing_is_made_where_nothing_is_patched(tmp_path: Path) -> None:
    """What a rule creates supports what it patches."""
    files = {"a.c": b"int f(void);\n"}
    assert run_rule(make_rule(tmp_path, CREATE + PATCH), files) == files


def test_file_that_is_there_stays(tmp_path: Path) -> None:
    """With the same text there is nothing to do, also with CRLF."""
    rule = make_rule(tmp_path, CREATE)
    for text in (TEXT, TEXT.replace(b"\n", b"\r\n")):
        files = {"hw/new/pirq.c": text}
        assert run_rule(rule, files) == files


def test_file_is_made_and_not_patched(tmp_path: Path) -> None:
    """The rule's patches do not change what it creates; a second run finds nothing to do."""
    rule = make_rule(tmp_path, CREATE.replace("raw_call", "old_call") + PATCH)
    after = run_rule(rule, {"a.c": CODE})
    assert after == {"a.c": DONE, "hw/new/pirq.c": TEXT.replace(b"raw_call", b"old_call")}
    assert run_rule(rule, after) == after


def test_rule_of_nothing_but_a_file_makes_it(tmp_path: Path) -> None:
    """There is nothing that it would support."""
    assert run_rule(make_rule(tmp_path, CREATE), {}) == {"hw/new/pirq.c": TEXT}


def test_later_steps_and_rules_see_the_file(tmp_path: Path) -> None:
    """It can be inserted into and patched like any other file."""
    insert = """
  - insert: {into: [hw/new/pirq.c], before: {function: map_pirq}, text: int raw_call(int);}
"""
    first = make_rule(tmp_path, CREATE + insert)
    second = make_rule(tmp_path, "  - patch: |\n      @@ @@\n      - gsi\n      + pirq\n", "two")
    plan = make_plan(FilesInMemory({"a.c": CODE}), Pack("test"), [first, second])
    made, changed = (commit.changes[0] for commit in plan.commits)
    assert (made.is_new, changed.is_new) == (True, False)
    assert made.after == b"int raw_call(int);\n\n" + TEXT
    assert changed.before == made.after
    assert b"raw_call(pirq)" in changed.after


@pytest.mark.parametrize(
    ("files", "why"),
    [
        pytest.param(
            {"hw/new/pirq.c": b"int x;\n"},
            "hw/new/pirq.c, which it would create, exists with other content",
            id="another text",
        ),
        pytest.param(
            {"hw/new/pirq.c/x.c": b""},
            "hw/new/pirq.c cannot be created: hw/new/pirq.c is a folder",
            id="a folder",
        ),
        pytest.param(
            {"hw/new": b""},
            "hw/new/pirq.c cannot be created: hw/new is a file, not a folder",
            id="a file in the folder's place",
        ),
        pytest.param(
            {"b.c": b"int x;\n\nint map_pirq(void)\n{\n}\n"},
            "map_pirq, which it would define, is already declared (b.c:3:5)",
            id="a name that the tree has",
        ),
    ],
)
def test_file_that_cannot_be_made_refuses_the_rule(
    tmp_path: Path, files: dict[str, bytes], why: str
) -> None:
    """Nothing in the rule is done, and the reason names the file."""
    rule = make_rule(tmp_path, CREATE + PATCH)
    assert why_not(rule, {"a.c": CODE, **files}) == why


def test_new_header_has_to_be_included(tmp_path: Path) -> None:
    """A call of what only a new header declares is written if the file sees the header: by an
    existing #include, or by one that the patch itself adds.
    """
    header = """
  - create: {file: include/hw/pirq.h, text: "int map_pirq(int gsi);\\n"}
"""
    rule = make_rule(tmp_path, header + PATCH)
    files = {"a.c": CODE, "b.c": b'#include "hw/pirq.h"\n\n' + CODE}
    after = run_rule(rule, files)
    assert (after["a.c"], after["b.c"]) == (CODE, b'#include "hw/pirq.h"\n\n' + DONE)
    with_include = """
  - patch: |
      @@ expression E; @@
        #include "hw/xen.h"
      + #include "hw/pirq.h"
        ...
      - old_call(E)
      + map_pirq(E)
"""
    both = header + with_include.replace("        ...\n", "\n      @@ expression E; @@\n")
    after = run_rule(make_rule(tmp_path, both), {"a.c": b'#include "hw/xen.h"\n\n' + CODE})
    assert after["a.c"] == b'#include "hw/xen.h"\n#include "hw/pirq.h"\n\n' + DONE


@pytest.mark.parametrize(
    ("step", "message"),
    [
        pytest.param(
            "{file: ../x.c, text: x}", "not a path inside a tree: ../x.c", id="outside the tree"
        ),
        pytest.param("{file: x.c, text: ' '}", "the text of the new file is empty", id="no text"),
        pytest.param(
            "{file: x.c, text: int x;}",
            "the last line of the new file has no newline",
            id="no line end",
        ),
    ],
)
def test_faults(tmp_path: Path, step: str, message: str) -> None:
    """They are reported when the rule is read."""
    with pytest.raises(RuleError, match=message):
        make_rule(tmp_path, f"  - create: {step}\n")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "one.yml"
    path.write_text(RULE)
    return path


def test_rule_tests_and_shows_itself(rules: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An example's `after` has the new file."""
    assert main(["rules", "test", str(rules)]) == 0
    assert main(["rules", "show", "one", "--rules", str(rules)]) == 0
    assert "create hw/new/pirq.c:" in capfd.readouterr().out


def test_example_without_the_rules_file_is_a_fault(rules: Path) -> None:
    """Only what a create step creates may be new."""
    rules.write_text(RULE.replace("      hw/new/pirq.c: |", "      hw/new/other.c: |"))
    assert main(["rules", "test", str(rules)]) == 2


def test_series_has_a_new_file(
    tmp_path: Path, rules: Path, make_checkout: MakeCheckout, git: Callable[..., bytes]
) -> None:
    """`git am` takes the patch; then the rules find nothing to change."""
    tree = make_checkout({"a.c": CODE})
    arguments = ["--tree", str(tree), "--rules", str(rules)]
    assert main(["apply", *arguments, "--out", str(tmp_path / "out")]) == 0
    patches = sorted((tmp_path / "out").glob("0001*"))
    assert b"\nnew file mode 100644\n" in patches[0].read_bytes()
    git(tree, "am", "-q", str(patches[0]))
    assert (tree / "hw/new/pirq.c").read_bytes() == TEXT
    assert git(tree, "ls-files", "-s", "hw").startswith(b"100644 ")
    assert main(["apply", *arguments, "--check"]) == 0


def test_dry_run_and_in_place(
    tmp_path: Path, rules: Path, make_checkout: MakeCheckout, capfd: pytest.CaptureFixture[str]
) -> None:
    """The diff makes the same files as --in-place does, after which there is nothing left to do."""
    tree = make_checkout({"a.c": CODE})
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.c").write_bytes(CODE)
    arguments = ["apply", "--rules", str(rules), "--tree"]
    assert main([*arguments, str(tree), "--check"]) == 1
    capfd.readouterr()
    assert main([*arguments, str(other), "--dry-run"]) == 0
    diff = capfd.readouterr().out
    assert "\nnew file mode 100644\n--- /dev/null\n+++ b/hw/new/pirq.c\n@@ -0,0 +1,4 @@\n" in diff
    subprocess.run(["git", "apply"], input=diff.encode(), cwd=other, check=True)
    assert (other / "hw/new/pirq.c").read_bytes() == TEXT
    assert main([*arguments, str(tree), "--in-place"]) == 0
    assert (tree / "hw/new/pirq.c").read_bytes() == TEXT
    for folder in (tree, other):
        assert main([*arguments, str(folder), "--check"]) == 0


def test_untracked_file_and_links_are_not_overwritten(
    tmp_path: Path, rules: Path, make_checkout: MakeCheckout, capfd: pytest.CaptureFixture[str]
) -> None:
    """An existing file at that path stays; the rule is refused with its name."""
    tree = make_checkout({"a.c": CODE, "b.c": b""})
    arguments = ["apply", "--rules", str(rules), "--tree", str(tree), "--in-place"]
    folder = tree / "hw/new"
    folder.mkdir(parents=True)
    (folder / "pirq.c").write_bytes(b"mine\n")
    assert main(arguments) == 1
    assert (
        "hw/new/pirq.c, which it would create, exists with other content" in capfd.readouterr().out
    )
    assert (folder / "pirq.c").read_bytes() == b"mine\n"
    (folder / "pirq.c").unlink()
    folder.rmdir()
    folder.symlink_to(tmp_path)
    assert main(arguments) == 1
    assert "hw/new/pirq.c cannot be created" in " ".join(capfd.readouterr().out.split())
    assert not (tmp_path / "pirq.c").exists()
    assert (tree / "a.c").read_bytes() == CODE
