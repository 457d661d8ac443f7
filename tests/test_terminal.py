"""What a person reads: coloured as far as wanted, as wide as the terminal, and tame.

A tree, a series and a rule are data from strangers: no control character of theirs may reach a
terminal, whatever the command is.
"""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from qemu_xen_codemod.errors import CodemodError, Place
from qemu_xen_codemod.printable import printable
from qemu_xen_codemod.report.progress import progress_bar
from qemu_xen_codemod.report.terminal import Terminal, has_color, json_text
from tests.conftest import MakeCheckout

#: Sets a window's title; turns the direction of writing; begins a sequence, in one character.
ODD = "\x1b]0;x\x07\u202e\x9b"
SHOWN = "\\x1b]0;x\\x07\\u202e\\x9b"
#: A tree of QEMU's, with a call that no rule is for, and one that a rule of the tests changes.
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


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")


def on_terminal(*arguments: str | Path, folder: Path) -> str:
    """All that a command writes to a terminal, which has no progress bar as it is a dumb one."""
    mine, its = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "qemu_xen_codemod", *map(str, arguments)],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=its,
        stderr=its,
        env={**os.environ, "TERM": "dumb", "PYTHONUTF8": "1"},
    ):
        os.close(its)
        written = b""
        # The end of a terminal is an error of its device.
        try:
            while some := os.read(mine, 65536):
                written += some
        except OSError:
            pass
    os.close(mine)
    return written.decode()


def in_pipe(*arguments: str | Path, folder: Path) -> bytes:
    command = [sys.executable, "-m", "qemu_xen_codemod", *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.stdout


def wild(text: str) -> set[str]:
    """The characters that a terminal may obey, but those that lay out text."""
    return {char for char in text if not char.isprintable() and char not in "\r\n\t"}


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


def test_refused_matches(tmp_path: Path) -> None:
    """The places of what a rule without symbols refuses, too."""
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
    """A patch's subject, its files' names and what it holds."""
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
    """Git applies it, also where the environment wants colours."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    arguments = ("apply", "--tree", "tree", "--rules", "r.cocci", "--dry-run")
    diff = in_pipe(*arguments, folder=tmp_path)
    subprocess.run(["git", "apply"], input=diff, cwd=tree, check=True)
    after = BEFORE.replace(b'old("', b'new("').replace(b'");\n    xc', b'", 1);\n    xc')
    assert (tree / NAME).read_bytes() == after


def test_a_coloured_diff() -> None:
    """Heads are bold, lines red and green; tabs stay, other control characters do not."""
    out = Screen()
    Terminal(out, color=True).diff(b"--- a/x\n@@ -1 +1 @@\n-a\r\n+\t\x1b\xff\n c\n")
    assert out.getvalue() == (
        "\x1b[1m--- a/x\x1b[m\n\x1b[36m@@ -1 +1 @@\x1b[m\n"
        "\x1b[31m-a\\r\x1b[m\n\x1b[32m+\t\\x1b\\xff\x1b[m\n c\n"
    )
    Terminal(out, color=True).diff(b"")


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
    """All that moves a cursor, turns the writing or cannot be seen."""
    assert printable(text) == shown


def test_json_is_the_same_data() -> None:
    """Control characters are JSON's escapes, and a byte of a name that is no UTF-8 is one."""
    data = {"a": [ODD, "é", "\udcff", "\U000e0001"]}
    text = json_text(data)
    assert json.loads(text) == data
    assert wild(text) == set()
    assert "é" in text


@pytest.mark.parametrize(
    ("choice", "environment", "is_terminal", "wanted"),
    [
        ("auto", {}, False, False),
        ("auto", {}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_when_there_is_colour(
    monkeypatch: pytest.MonkeyPatch,
    choice: str,
    environment: dict[str, str],
    is_terminal: bool,
    wanted: bool,
) -> None:
    """The option first, then the environment, then what is written to."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert has_color(choice, Screen() if is_terminal else io.StringIO()) is wanted


def written_by(out: io.StringIO, write: Callable[[Terminal], None]) -> Sequence[str]:
    write(Terminal(out, color=False))
    return out.getvalue().splitlines()


LONG = "  hw/xen/a-rather-long-name.c:12:5: xc_domain_pause: " + "words " * 12


def test_items_are_wrapped_on_a_terminal_only() -> None:
    """Between words, with an indent; a name that is too long is not broken."""
    lines = written_by(Screen(), lambda terminal: terminal.item(LONG + "x" * 70))
    assert [len(line) <= 60 for line in lines] == [True, True, True, False]
    assert lines[0] == "  hw/xen/a-rather-long-name.c:12:5: xc_domain_pause: words"
    assert lines[-1] == "    " + "x" * 70
    assert written_by(io.StringIO(), lambda terminal: terminal.item(LONG)) == [LONG]


def test_rows_that_do_not_fit_go_on_below() -> None:
    """The others keep their columns."""
    rows = [["hw/a.c:1:5", "f", "kept"], ["hw/" + "b" * 40 + ".c:2:5", "g" * 20, "refused"]]
    lines = written_by(Screen(), lambda terminal: terminal.rows(rows, ["", ""]))
    assert lines[-2:] == ["  hw/" + "b" * 40 + ".c:2:5", "    " + "g" * 20 + "  refused"]
    assert max(map(len, lines)) <= 60
    wide = written_by(io.StringIO(), lambda terminal: terminal.rows(rows, ["", ""]))
    assert [line.index(name) for line, name in zip(wide, ("f  ", "ggg"), strict=True)] == [53, 53]


def test_columns_are_wrapped_between_words() -> None:
    """A symbol is not broken, and where there is no room each row is an item."""
    head = ("rule", "symbols", "subject")
    rows = [("one", "xc_domain_populate_physmap_exact xc_b", "hw/xen: say what it is for")]
    assert written_by(Screen(), lambda terminal: terminal.columns(head, rows)) == [
        "rule  symbols                           subject",
        "one   xc_domain_populate_physmap_exact  hw/xen: say what it",
        "      xc_b                              is for",
    ]
    longer = [("one", "xc_domain_populate_physmap_exact_and_more", rows[0][2])]
    assert written_by(Screen(), lambda terminal: terminal.columns(head, longer)) == [
        "rule  symbols  subject",
        "one  xc_domain_populate_physmap_exact_and_more  hw/xen: say",
        "    what it is for",
    ]
    assert len(written_by(io.StringIO(), lambda terminal: terminal.columns(head, rows))) == 2


@pytest.mark.parametrize("command", ["apply --check", "audit", "verify series"])
def test_all_commands_wrap_alike(
    make_checkout: MakeCheckout, git: Callable[..., bytes], tmp_path: Path, command: str
) -> None:
    """At 60 columns no line is longer, whichever command wrote it."""
    name = "hw/xen/xen_pt_something.c"
    call = b"void a_function_that_has_a_name(void)\n{\n    xc_domain_pause(1);\n}\n"
    twice = call.replace(b"(1);", b"(1);\n    xc_domain_pause(1);")
    tree = make_checkout({**FILES, name: twice})
    (tree / name).write_bytes(call)
    git(tree, "commit", "-q", "-am", "hw/xen: pause the domain once, twice makes no difference")
    git(tree, "format-patch", "-q", "-o", str(tmp_path / "series"), "HEAD~1")
    git(tree, "reset", "-q", "--hard", "HEAD~1")
    written = on_terminal(*command.split(), "--tree", "tree", folder=tmp_path)
    assert len(written.splitlines()) > 3
    assert [line for line in written.splitlines() if len(line) > 60] == []


def test_progress_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a second, on one line that is as wide as the terminal at most, and gone in the end."""
    shown = threading.Event()

    class Watched(Screen):
        def write(self, text: str) -> int:
            if "hw" in text:
                shown.set()
            return super().write(text)

    monkeypatch.setattr("qemu_xen_codemod.report.progress._PATIENCE", 0.0)
    out = Watched()
    with progress_bar(out) as tell:
        assert tell
        tell(1, 4, f"hw{ODD}" + "x" * 80, 5, 10)
        assert shown.wait(10)
    text = out.getvalue()
    assert text.endswith("\r\x1b[K")
    line = next(part for part in text.split("\r\x1b[K") if "hw" in part)
    assert line.startswith(f"[#######             ] hw{SHOWN}xx")
    assert len(line) == 59


def test_no_progress_of_short_work_or_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written before a second has passed, nor where no terminal is."""
    out = Screen()
    with progress_bar(out) as tell:
        assert tell
    assert out.getvalue() == ""
    with progress_bar(io.StringIO()) as tell:
        assert tell is None
    monkeypatch.setenv("TERM", "dumb")
    with progress_bar(Screen()) as tell:
        assert tell is None
