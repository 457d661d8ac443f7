# SPDX-License-Identifier: GPL-2.0-or-later
"""No control character of a tree, a series or a rule reaches a terminal, whatever the command.

They are untrusted data.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod.errors import CodemodError, Place
from qemu_xen_codemod.printable import printable
from qemu_xen_codemod.report.terminal import json_text
from tests.conftest import MakeCheckout
from tests.report.screen import ODD, SHOWN, on_terminal, wild

pytestmark = pytest.mark.slow

#: A QEMU tree, with a call that no rule handles, and one that a rule of the tests changes.
NAME = f"hw/xen/{ODD}.c"
BEFORE = f'''\
void f(void)
{{
    old("{ODD}");
    xc_domain_pause(1); /* {ODD} */
}}
'''.encode()
FILES = {"VERSION": b"10.2.0\n", "include/hw/xen/xen.h": b"int a;\n", NAME: BEFORE}
RULE = "@@\nexpression A;\n@@\n- old(A)\n+ new(A, 1)\n"


def in_pipe(*arguments: str | Path, folder: Path) -> bytes:
    command = [sys.executable, "-m", "qemu_xen_codemod", *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.stdout


@pytest.fixture
def tree(make_checkout: MakeCheckout, tmp_path: Path) -> Path:
    (tmp_path / "r.cocci").write_text(RULE)
    return make_checkout(FILES)


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        pytest.param("apply --check", SHOWN, id="apply, unanswered references"),
        pytest.param("apply --check --rules r.cocci", "1 file", id="apply, a change"),
        pytest.param("apply --dry-run --rules r.cocci", f'new("{SHOWN}"', id="apply, the diff"),
        pytest.param("apply --out o --rules r.cocci", "1 file, ", id="apply, a series"),
        pytest.param("apply --check --format json", "u001b]0;x", id="apply, json"),
        pytest.param("audit", SHOWN, id="audit, text"),
        pytest.param("audit --baseline none", f"+ hw/xen/{SHOWN}.c:4", id="audit, a comparison"),
        pytest.param("audit --format csv", SHOWN, id="audit, csv"),
        pytest.param("audit --format ld", SHOWN, id="audit, ld"),
        pytest.param("audit --format github", SHOWN, id="audit, github"),
        pytest.param("audit --format gitlab", "u001b]0;x", id="audit, gitlab"),
        pytest.param("audit --format sarif", "%1B%5D0", id="audit, sarif"),
        pytest.param("audit --format json", "u001b]0;x", id="audit, json"),
    ],
)
def test_the_names_and_lines_of_a_tree(tmp_path: Path, arguments: str, shown: str) -> None:
    """Its files' names and its code are shown with escapes."""
    (tmp_path / "none").write_text("# codemod audit baseline 1: source\n")
    written = on_terminal(*arguments.split(), "--tree", "tree", folder=tmp_path)
    assert wild(written) == set()
    assert "Traceback" not in written
    assert shown in written


@pytest.mark.parametrize("command", ["audit", "apply --check --rules r.cocci"])
def test_the_lines_of_a_log(tree: Path, command: str) -> None:
    """Output that GitHub reads from a pipe is shown in its log."""
    out = in_pipe(*command.split(), "--tree", tree, "--format", "github", folder=tree.parent)
    assert wild(out.decode()) == set()
    assert "hw/xen/" in out.decode()


def test_refused_matches(tmp_path: Path) -> None:
    """Also the places of refused matches of a rule without symbols."""
    (tmp_path / "tree").mkdir()
    code = "void t(int a)\n{\n    if (a) {\n        f();\n    }\n    g();\n}\n"
    (tmp_path / f"tree/{ODD}.c").write_text(code)
    (tmp_path / "r.cocci").write_text("@@ @@\n- f();\n  ...\n- g();\n")
    arguments = ("apply", "--tree", "tree", "--rules", "r.cocci", "--check")
    written = on_terminal(*arguments, folder=tmp_path)
    assert wild(written) == set()
    assert f"  {SHOWN}.c:4:9:" in written


@pytest.mark.parametrize("form", ["text", "json", "cover"])
def test_the_subjects_of_a_series(
    tree: Path, tmp_path: Path, git: Callable[..., bytes], form: str
) -> None:
    """A patch's subject, its files' names and its contents."""
    (tree / NAME).write_bytes(BEFORE.replace(b"old", b"new"))
    git(tree, "commit", "-q", "-am", f"hw/xen: {ODD} use new\n\nSays {ODD}.")
    git(tree, "format-patch", "-q", "-o", str(tmp_path / "series"), "HEAD~1")
    git(tree, "reset", "-q", "--hard", "HEAD~1")
    written = on_terminal("verify", "--tree", "tree", "series", "--format", form, folder=tmp_path)
    assert wild(written) == set()
    assert "Traceback" not in written
    assert form == "cover" or "x1b]0;x" in written or "001b]0;x" in written


#: YAML has escapes of its own.
YAML = """\
id: odd
symbols: [xc_foo]
outcome: rewritten
subject: "x: y \\e]0;x\\x07"
why: "because \\e[2J"
steps:
  - patch: |
      @@ expression E; @@
      - xc_foo(E)
      + xd_foo(E)
  - insert:
      into: [a.h]
      after: {line: "int a; // \\e[2J"}
      text: "int b; // \\e[2J"
examples:
  - name: "one \\e[2J"
    before: "int a = xc_foo(1); // \\e[2J\\n"
    after: "int a = xd_foo(2); // \\e[2J\\n"
unchanged:
  - name: "other \\e[2J"
    code: "int a = xc_food(1); // \\e[2J\\n"
"""


@pytest.mark.parametrize("action", [["list", "--rules"], ["show", "odd", "--rules"], ["test"]])
def test_the_text_of_a_rule(tmp_path: Path, action: list[str]) -> None:
    """Its subject, its message, its code and its examples, which fail."""
    (tmp_path / "odd.yml").write_text(YAML)
    written = on_terminal("rules", *action, "odd.yml", folder=tmp_path)
    assert wild(written) == set()
    assert "Traceback" not in written
    assert "\\x1b" in written


def test_an_error(tmp_path: Path) -> None:
    """The file's name, the message and the line with its caret below the right character."""
    name = f"{ODD}.cocci"
    (tmp_path / name).write_text(f"@@\nexprssion /* {ODD} */ E;\n@@\n- f(E)\n")
    written = on_terminal("rules", "test", name, folder=tmp_path)
    assert wild(written) == set()
    assert written.startswith(f"{SHOWN}.cocci:2:")
    error = CodemodError(f"no {ODD}", place=Place(f"{ODD}\n.c", 1, 4, "\ta\x1bb"), help="is \x9b")
    assert error.render() == (
        f"{SHOWN}\\n.c:1:4: error: no {SHOWN}\n    \ta\\x1bb\n    \t     ^\nhelp: is \\x9b"
    )


def test_a_diff_in_a_pipe_is_that_of_the_bytes(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git applies it, even if the environment asks for colours."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    arguments = ("apply", "--tree", "tree", "--rules", "r.cocci", "--dry-run")
    diff = in_pipe(*arguments, folder=tmp_path)
    subprocess.run(["git", "apply"], input=diff, cwd=tree, check=True)
    after = BEFORE.replace(b'old("', b'new("').replace(b'");\n    xc', b'", 1);\n    xc')
    assert (tree / NAME).read_bytes() == after


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("plain words, é, 漢字", id="letters"),
        pytest.param("a\\x1b", id="an escape that was there"),
    ],
)
def test_what_is_printed_as_it_is(text: str) -> None:
    """Letters of any script."""
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x00\x1b\x7f", "\\x00\\x1b\\x7f"),
        ("\x85\x9b", "\\x85\\x9b"),
        ("\u200b\u202e\u2066\ufeff", "\\u200b\\u202e\\u2066\\ufeff"),
        ("\u2028", "\\u2028"),
        ("\udcff", "\\udcff"),
        ("a\tb\n", "a\\tb\\n"),
        ("\U000e0001", "\\U000e0001"),
    ],
    ids=["C0", "C1", "format", "line separator", "a byte of a name", "layout", "tag"],
)
def test_what_is_escaped(text: str, shown: str) -> None:
    """Everything that moves a cursor, changes the direction of writing or is invisible."""
    assert printable(text) == shown


def test_json_is_the_same_data() -> None:
    """Control characters are JSON's escapes, and so are bytes of a name that are not UTF-8."""
    data = {"a": [ODD, "é", "\udcff", "\U000e0001"]}
    text = json_text(data)
    assert json.loads(text) == data
    assert wild(text) == set()
    assert "é" in text
