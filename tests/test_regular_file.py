# SPDX-License-Identifier: GPL-2.0-or-later
"""Files named by a user or by untrusted data are read if they are regular; otherwise it is an
error.
"""

from __future__ import annotations

import ast
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qemu_xen_codemod import cli
from qemu_xen_codemod.regular_file import read_regular
from tests.conftest import MakeCheckout
from tests.test_layers import MODULES, syntax_of

RULE = "@@ expression E; @@\n- f(E)\n+ g(E)\n"
#: Where each kind of input is read: its path below the test's folder, and the command.
PLACES: dict[str, tuple[str, str]] = {
    "a series": ("x.mbox", "verify --tree tree x.mbox"),
    "a rule": ("x.yml", "rules test x.yml"),
    "a .cocci rule": ("x.cocci", "apply --tree tree --dry-run --rules x.cocci"),
    "a rule of a folder": ("rules/x.cocci", "apply --tree tree --dry-run --rules rules"),
    "--baseline": ("base", "audit --tree tree --baseline base"),
    "--write-baseline": ("base", "audit --tree tree --write-baseline base"),
    "--against": ("other", "audit --tree tree --against other"),
    "--tested": ("told", "apply --tree tree --rules r.cocci --tested told"),
    "--libs": ("libxenctrl.so", "audit --tree tree --libs libxenctrl.so"),
    "compile_commands.json": ("build/compile_commands.json", "audit --tree tree -p build"),
    "an object": ("a.o", "audit --objects a.o"),
    "build.ninja": ("build/build.ninja", "audit --tree tree --objects build --target prog"),
    "a patch in OUT": ("out/0001-x.patch", "apply --tree tree --rules r.cocci --out out"),
}


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def make_endless(path: Path) -> None:
    """A file of more bytes than memory has; the disk has none of them."""
    with path.open("wb") as file:
        file.truncate(1 << 42)


def make_folder(path: Path) -> None:
    path.mkdir()


@pytest.fixture
def folder(
    tmp_path: Path, make_checkout: MakeCheckout, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The current folder, with a tree and a rule; a command that hangs in it is killed."""
    make_checkout({"VERSION": b"10.2.0\n", "a.c": b"int a(void)\n{\n    return f(1);\n}\n"})
    (tmp_path / "r.cocci").write_text(RULE)
    monkeypatch.chdir(tmp_path)
    signal.alarm(60)
    yield tmp_path
    signal.alarm(0)


@pytest.mark.parametrize("make", [make_fifo, make_device, make_endless, make_folder])
@pytest.mark.parametrize("place", PLACES)
def test_no_command_waits_or_reads_without_end(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    place: str,
    make: Callable[[Path], None],
) -> None:
    """It is named, exit 2; a folder may be something that the command can read (--against, a
    series).
    """
    path, command = PLACES[place]
    (folder / path).parent.mkdir(exist_ok=True)
    make(folder / path)
    code = cli.main(command.split())
    said = capsys.readouterr().err
    assert code == 2 or (place, make) == ("--against", make_folder)
    assert "error: " in said or code == 0
    assert Path(path).parent.name in said or Path(path).name in said or code == 0


def test_regular_files_are_read(tmp_path: Path) -> None:
    """An empty one, one in /proc, which has no size, and one behind a link."""
    (tmp_path / "empty").touch()
    assert read_regular(tmp_path / "empty") == b""
    (tmp_path / "link").symlink_to("/proc/self/status")
    assert read_regular(tmp_path / "link").startswith(b"Name:")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (make_fifo, "not a regular file"),
        (make_device, "not a regular file"),
        (make_endless, "larger than 1 GiB"),
        (make_folder, "Is a directory"),
        (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
    ],
)
def test_what_is_wrong_with_a_file(
    tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    """With the system's message, if it has one."""
    make(tmp_path / "x")
    with pytest.raises(OSError, match=words):
        read_regular(tmp_path / "x")


#: They read our own files (private folders, the package) or files that they have opened safely.
TRUSTED = {
    *("rule.library", "series.patches", "tree.confined", "objects.archive", "verify.configured"),
    *("regular_file", "objects.package", "tree.private", "cli", "build.watcher"),
    *(
        "tree.private_folder",
        "tree.folder_lock",
        "tree.in_place",
        "commands.rules_new",
        "whole_file",
    ),
}


def test_files_are_read_in_one_place() -> None:
    """No other module opens files that somebody else may have made."""
    readers = {
        module
        for module in MODULES
        for node in ast.walk(syntax_of(module))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "open")
            or (
                isinstance(node.func, ast.Attribute)
                and node.func.attr in {"read_bytes", "read_text", "open"}
            )
        )
    }
    assert readers - TRUSTED == set()
