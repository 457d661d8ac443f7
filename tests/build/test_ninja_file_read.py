# SPDX-License-Identifier: GPL-2.0-or-later
"""build.ninja: statements, variables and the commands that ninja would run."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.build.ninja_file import NinjaFile, Response, Statement, read_ninja_file
from qemu_xen_codemod.errors import BuildError

AGAIN = "help: configure the build directory again, which rewrites the file"


def read(folder: Path, text: str, **others: str) -> NinjaFile:
    (folder / "build.ninja").write_text(text)
    for name, content in others.items():
        (folder / name).write_text(content)
    return read_ninja_file(folder)


def test_nothing_is_run_and_sources_have_no_statement(tmp_path: Path) -> None:
    """A file that no statement makes is a source."""
    ninja = read(tmp_path, "rule r\n command = touch ran\nbuild a: r b\n")
    assert ninja.outputs == ("a",)
    assert ninja.statement("b") is None
    assert ninja.command("b") == ""
    assert ninja.response("a") is None
    assert not (tmp_path / "ran").exists()


def test_parts_of_a_statement(tmp_path: Path) -> None:
    """Its outputs and inputs, by the marks between; checks after `|@` are not inputs."""
    ninja = read(
        tmp_path,
        "rule r\n command = x\nbuild a b | c: r d e | f || g h |@ i\n  X = 1\nbuild all: phony a\n",
    )
    expected = Statement(("a", "b"), ("c",), "r", ("d", "e"), ("f",), ("g", "h"), {"X": "1"})
    assert [ninja.statement(name) for name in "abc"] == [expected] * 3
    assert ninja.statement("all") == Statement(("all",), (), "phony", ("a",), (), (), {})


def test_escapes_and_continued_lines(tmp_path: Path) -> None:
    """`$ `, `$:`, `$|`, `$$`, and a line's end, also between two paths and inside one."""
    ninja = read(
        tmp_path,
        "rule r\n command = x\n"
        "build a$ b c$:d: r e$$f $\n    g$|h $\nlong$\n    name ../i/../j ./k\n",
    )
    statement = ninja.statement("a b")
    assert statement is not None
    assert statement.outputs == ("a b", "c:d")
    assert statement.inputs == ("e$f", "g|h", "longname", "../j", "k")


def test_line_that_continues_a_comment_is_read(tmp_path: Path) -> None:
    """Comments and empty lines between bindings are not part of them."""
    text = "rule r\n# a comment: x\n\n command = $X\nbuild a: r\n # more\n X = 1\n"
    assert read(tmp_path, text).command("a") == "1"


def test_command_is_what_ninja_runs(tmp_path: Path) -> None:
    """The statement's variables before the rule's, the rule's before the file's."""
    ninja = read(
        tmp_path,
        "cc = gcc\nflags = -O2\n"
        "rule r\n command = $cc ${flags} $extra -o $out $in # $note\n extra = -g -D$flags\n"
        "build a$ b.o: r c.c d$ e.c | ignored.h\n"
        "build f.o: r f.c\n flags = $flags -fPIC\n note = x$\n   y\n",
    )
    assert ninja.command("a b.o") == "gcc -O2 -g -D-O2 -o 'a b.o' c.c 'd e.c' # "
    assert ninja.command("f.o") == "gcc -O2 -fPIC -g -D-O2 -fPIC -o f.o f.c # xy"


def test_variables_count_as_they_are_at_the_statement(tmp_path: Path) -> None:
    """A later value applies to later statements, also in paths."""
    text = "d = one\nrule r\n command = $d\nbuild $d/a: r\nd = two\nbuild ${d}/a: r\n"
    ninja = read(tmp_path, text)
    assert ninja.outputs == ("one/a", "two/a")
    assert [ninja.command(output) for output in ninja.outputs] == ["one", "two"]


def test_response_file(tmp_path: Path) -> None:
    """What does not fit on a command line."""
    text = (
        "rule r\n command = ld @$out.rsp\n rspfile = $out.rsp\n rspfile_content = $in_newline $L\n"
        "build a: r b c$ d\n L = -lx\n"
    )
    ninja = read(tmp_path, text)
    assert ninja.command("a") == "ld @a.rsp"
    assert ninja.response("a") == Response("a.rsp", "b\n'c d' -lx")


def test_included_files(tmp_path: Path) -> None:
    """`include` adds to the file's scope, `subninja` sees it and keeps its own."""
    ninja = read(
        tmp_path,
        "v = top\ninclude rules\nsubninja inner\nbuild c: r\n",
        rules="rule r\n command = $v $w\nw = shared\n",
        inner="v = inner\nbuild a: r\n",
    )
    assert ninja.command("a") == "inner shared"
    assert ninja.command("c") == "top shared"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "build a: r b\n",
            "{}:1:1: error: names the rule r, which is not defined\n    build a: r b\n    ^\n",
            id="rule",
        ),
        pytest.param(
            "x = 1\nbuild a\n",
            "{}:2:1: error: has no rule\n    build a\n    ^\n",
            id="no colon",
        ),
        pytest.param(
            "x = 1\n  command\n\nnonsense\n",
            "{}:4:1: error: is neither a statement nor a variable\n    nonsense\n    ^\n",
            id="no statement",
        ),
        pytest.param(
            "rule r\n  command cc\n",
            "{}:2:3: error: is neither a statement nor a variable\n      command cc\n      ^\n",
            id="no binding",
        ),
        pytest.param(
            "x = $%\n",
            "{}:1:1: error: has a $ that expands to nothing; $$ is a dollar sign\n"
            "    x = $%\n    ^\n",
            id="dollar",
        ),
        pytest.param(
            "include absent\n",
            "{}:1:1: error: includes {folder}/absent, which is not a file\n"
            "    include absent\n    ^\n",
            id="absent file",
        ),
        pytest.param(
            "include build.ninja\n",
            "{}:1:1: error: includes itself\n    include build.ninja\n    ^\n",
            id="circle",
        ),
        pytest.param(
            "rule r\n command = $command\nbuild a: r\n",
            "{}:3:1: error: defines $command by itself\n    build a: r\n    ^\n",
            id="variable in a circle",
        ),
    ],
)
def test_damaged_file(tmp_path: Path, text: str, expected: str) -> None:
    """The fault is named with its place, whenever it is found."""
    with pytest.raises(BuildError) as caught:
        read(tmp_path, text).command("a")
    path = tmp_path / "build.ninja"
    assert (
        caught.value.render()
        == expected.replace("{}", str(path)).replace("{folder}", str(tmp_path)) + AGAIN
    )


def test_absent_file(tmp_path: Path) -> None:
    """A build by make."""
    with pytest.raises(BuildError) as caught:
        read_ninja_file(tmp_path)
    assert caught.value.render() == (
        f"error: there is no build.ninja in {tmp_path}\n"
        "help: configure the tree first; a build by make has none"
    )


def test_variables_that_double_each_other(tmp_path: Path) -> None:
    """Forty such lines would fill the memory."""
    doubling = "".join(f"a{number + 1} = $a{number}$a{number}\n" for number in range(40))
    with pytest.raises(BuildError, match="expands to more than 16 MiB of text"):
        read(tmp_path, f"a0 = aaaa\n{doubling}")


def test_a_command_with_a_stray_dollar(tmp_path: Path) -> None:
    """It is parsed on request, and reported at the statement."""
    ninja = read(tmp_path, "rule r\n command = x $%\nbuild a: r b\n")
    with pytest.raises(BuildError, match="a rule that has a \\$ that expands to nothing"):
        ninja.command("a")
