# SPDX-License-Identifier: GPL-2.0-or-later
"""compile_commands.json that is missing, damaged or of another tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.build.compile_commands import (
    CompileCommand,
    check_belongs,
    read_compile_commands,
)
from qemu_xen_codemod.errors import BuildError

CONFIGURE = (
    "help: configure the tree first (meson, CMake and ninja write it); for a build by make:"
    " bear -- make, or the kernel's `make compile_commands.json`"
)
AGAIN = "help: configure the build directory again, which rewrites the file"


def message_of(build: Path) -> str:
    with pytest.raises(BuildError) as caught:
        read_compile_commands(build)
    return caught.value.render()


def command(directory: str, file: str) -> CompileCommand:
    return CompileCommand(Path(directory), Path(file), "a.o", ("cc", "-c", file))


def test_absent_folder(tmp_path: Path) -> None:
    """The build directory is not there."""
    build = tmp_path / "build"
    assert message_of(build) == f"error: there is no build directory at {build}\n{CONFIGURE}"


def test_absent_file(tmp_path: Path) -> None:
    """A folder that is not a build directory, or one made by plain make."""
    assert message_of(tmp_path) == (
        f"error: there is no compile_commands.json in {tmp_path}\n{CONFIGURE}"
    )


def test_file_in_place_of_a_folder(tmp_path: Path) -> None:
    """The json itself was named."""
    named = tmp_path / "compile_commands.json"
    named.write_text("[]")
    assert message_of(named) == (
        f"error: {named} is not a folder\nhelp: name the folder that contains compile_commands.json"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "1:1: error: is not JSON: Expecting value\n", id="empty"),
        pytest.param(
            '[{"directory": "/b",\n  oops}]',
            "2:3: error: is not JSON: Expecting property name enclosed in double quotes\n"
            "      oops}]\n      ^\n",
            id="not JSON",
        ),
        pytest.param(
            '{"a": 1}',
            '1:1: error: is not a list of compile commands\n    {"a": 1}\n    ^\n',
            id="an object",
        ),
        pytest.param(
            '[{"directory": "/b", "file": "a.c", "command": "cc"},\n {"directory": "/b"}]',
            '2:2: error: entry 2 has no "file"\n     {"directory": "/b"}]\n     ^\n',
            id="no source",
        ),
        pytest.param(
            "[7]", "1:2: error: entry 1 is not an object\n    [7]\n     ^\n", id="a number"
        ),
        pytest.param(
            '[{"directory": "/b", "file": "a.c"}]',
            '1:2: error: entry 1 has neither "arguments" nor "command"\n'
            '    [{"directory": "/b", "file": "a.c"}]\n     ^\n',
            id="no command",
        ),
        pytest.param(
            '[{"directory": "/b", "file": "a.c",\n"arguments": ["cc", 1]}]',
            '1:2: error: entry 1 has "arguments" that are not a list of strings\n'
            '    [{"directory": "/b", "file": "a.c",\n     ^\n',
            id="a number among words",
        ),
        pytest.param(
            '[{"directory": "/b", "file": "a.c",\n"command": "cc \'a"}]',
            '1:2: error: entry 1 has a "command" that cannot be split: No closing quotation\n'
            '    [{"directory": "/b", "file": "a.c",\n     ^\n',
            id="open quote",
        ),
        pytest.param(
            '[{"directory": "/b", "file": "a\\u0000.c",\n"command": "cc"}]',
            "1:2: error: entry 1 contains a NUL character\n"
            '    [{"directory": "/b", "file": "a\\u0000.c",\n     ^\n',
            id="NUL",
        ),
    ],
)
def test_damaged_file(tmp_path: Path, text: str, expected: str) -> None:
    """The fault is named with its place."""
    path = tmp_path / "compile_commands.json"
    path.write_text(text)
    assert message_of(tmp_path) == f"{path}:{expected}{AGAIN}"


def test_long_line_is_not_shown(tmp_path: Path) -> None:
    """Some tools write the whole file as one line."""
    path = tmp_path / "compile_commands.json"
    path.write_text("[" + " " * 300 + "7]")
    assert message_of(tmp_path) == f"{path}:1:302: error: entry 1 is not an object\n{AGAIN}"


def test_deep_nesting_is_no_crash(tmp_path: Path) -> None:
    """A file made to exhaust the stack."""
    path = tmp_path / "compile_commands.json"
    path.write_text("[" * 200_000)
    assert message_of(tmp_path) == f"error: {path} is nested too deeply for a list of commands"


def test_build_without_commands(tmp_path: Path) -> None:
    """`bear` writes this when it saw no compiler."""
    path = tmp_path / "compile_commands.json"
    path.write_text("[]")
    assert message_of(tmp_path) == f"error: {path} has no compile commands\n{AGAIN}"


def test_build_of_another_tree() -> None:
    """The message names both trees, so that the mistake is visible."""
    commands = (
        command("/o/build", "/o/source/a/x.c"),
        command("/o/build", "/o/source/b/y.c"),
        command("/o/build", "/o/build/made.c"),
    )
    with pytest.raises(BuildError) as caught:
        check_belongs(commands, Path("/o/sour"))
    assert caught.value.render() == (
        "error: the build directory belongs to another tree, /o/source, not to /o/sour\n"
        "help: name that tree: --tree /o/source; or configure a build of /o/sour"
    )


def test_build_of_another_tree_that_stands_inside_this_one() -> None:
    """The files that it generated inside the tree do not make it the tree's build."""
    commands = (
        command("/t/build", "/o/x.c"),
        command("/t/build", "/o/y.c"),
        command("/t/build", "/t/build/made.c"),
    )
    with pytest.raises(BuildError, match="belongs to another tree, /o, not to /t"):
        check_belongs(commands, Path("/t"))


@pytest.mark.parametrize(
    "commands",
    [
        pytest.param([("/t/build", "/t/x.c"), ("/t/build", "/t/build/made.c")], id="inside"),
        pytest.param([("/b", "/t/x.c"), ("/b", "/b/y.c"), ("/b", "/b/z.c")], id="beside"),
        pytest.param([("/t", "/t/x.c"), ("/t", "/t/a/y.c")], id="in the top folder"),
        pytest.param([("/t/libs", "/t/libs/x.c"), ("/probe", "/probe/c.c")], id="in many folders"),
    ],
)
def test_build_of_the_tree(commands: list[tuple[str, str]]) -> None:
    """The places where Meson, the kernel and make put builds all belong to the tree."""
    check_belongs([command(*pair) for pair in commands], Path("/t"))
