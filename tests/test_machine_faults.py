# SPDX-License-Identifier: GPL-2.0-or-later
"""Errors of the machine are a message and exit 2: no traceback, and not 1, which CI interprets."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qemu_xen_codemod import cli
from tests.conftest import MakeCheckout
from tests.test_cli_errors import COMMAND
from tests.toolchain import Toolchain, make_build
from tests.verify.conftest import FILES, Sample

RULE = "@@ expression A, B; @@\n- xc_set_hvm_param(A, B)\n+ xen_set(A, B)\n"
WRITING = (
    "apply --tree tree --rules r.cocci --out out",
    "apply --tree tree --rules r.cocci --dry-run",
    "audit --tree tree",
    "audit --tree tree --write-baseline base",
    "apply --tree tree --rules r.cocci --branch new",
    "apply --tree tree --rules r.cocci --out out --format sarif",
    "review series -o page",
    "review series -o page --tree tree -p build --rules r.cocci",
    "verify --tree tree series --rules r.cocci",
    "verify --tree tree series --rules r.cocci -p build --link",
)


@pytest.fixture
def home(
    make_checkout: MakeCheckout,
    tmp_path: Path,
    git: Callable[..., bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """The current folder, with a tree, a rule, a series and a build."""
    tree = make_checkout(FILES)
    patch = {"hw/xen/a.c": FILES["hw/xen/a.c"] + b"int one;\n" * 500}
    Sample(tree, tmp_path / "series", git).series(("hw: a", patch))
    (tmp_path / "r.cocci").write_text(RULE)
    Toolchain(tmp_path / "tools").add("bin/cc")
    source = f"{tree}/hw/xen/a.c"
    make_build(tmp_path / "build", [("a.o", f"cc -c {source}", [source])], "rule x\n")
    monkeypatch.setenv("PATH", f"{tmp_path}/tools/bin:{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """As on a disk that is full from there on, for every process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Python 3.11 keeps the part of a module's bytecode that it could write.
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "dont_write_bytecode", True)
        patched.setenv("PYTHONDONTWRITEBYTECODE", "1")
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.slow
@pytest.mark.parametrize("size", [0, 100, 400, 3000])
@pytest.mark.parametrize("command", WRITING)
def test_a_full_disk(
    home: Path, capsys: pytest.CaptureFixture[str], command: str, size: int
) -> None:
    """Wherever the error occurs, no output is partly there."""
    with no_file_larger_than(size):
        code = cli.main(command.split())
    said = capsys.readouterr()
    assert code == 2 or (code == 0 and size > 0), said
    assert ("error: " in said.err) == (code == 2)
    for name in ("out", "base", "page", "tree/.git/refs/heads/new"):
        assert code == 0 or not (home / name).exists()


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.usefixtures("home")
def test_a_disk_with_room(command: str) -> None:
    """Each of the commands succeeds."""
    assert cli.main(command.split()) == 0


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("\x7fELF junk", "git cannot be started: "),
        ("#!/nonexistent\n", "git cannot be started: "),
        ("#!/bin/sh\nexit 1\n", "cannot be read as a git checkout: "),
        ("#!/bin/sh\nkill -9 $$\n", "cannot be read as a git checkout: "),
        ("#!/bin/sh\n", "git does not behave like git"),
        ("#!/bin/sh\nprintf '\\377\\n'\n", "git does not behave like git"),
        ("#!/bin/sh\nprintf '\\377 no' >&2; exit 3\n", "cannot be read as a git checkout: "),
    ],
)
def test_a_git_that_is_none(
    home: Path, capsys: pytest.CaptureFixture[str], program: str, said: str
) -> None:
    """Whatever it does or prints."""
    (home / "tools/bin/git").write_text(program)
    (home / "tools/bin/git").chmod(0o755)
    assert cli.main(["apply", "--tree", "tree", "--dry-run", "--rules", "r.cocci"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(("out", "code"), [("out", 2), ("{home}/out", 0), ("{long}", 2)])
def test_a_current_folder_that_is_gone(home: Path, out: str, code: int) -> None:
    """Absolute paths work as before."""
    gone = home / "gone"
    gone.mkdir()
    out = out.format(home=home, long=f"{home}/{300 * 'n'}")
    words = ["apply", "--tree", home / "tree", "--rules", home / "r.cocci", "--out", out]
    done = subprocess.run(
        ["sh", "-c", 'rmdir "$0" && exec "$@"', gone, *COMMAND, *map(str, words)],
        cwd=gone,
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert ("error: " in done.stderr) == (code == 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    "patch",
    [
        "@@ expression E; @@\n" + "(\n" * 3000 + "- f(E)\n" + "|\n- x(E)\n)\n" * 3000,
        "@@ @@\n- f(" + "(" * 5000 + "1" + ")" * 5000 + ")\n",
        "@@ @@\n- " + "f(" * 5000 + "1" + ")" * 5000 + "\n",
        "@@ @@\n" + "{\n" * 5000 + "- f();\n" + "}\n" * 5000,
    ],
)
def test_a_rule_that_is_nested_too_deeply(
    home: Path, capsys: pytest.CaptureFixture[str], patch: str
) -> None:
    """The message has a place in the rule."""
    (home / "deep.cocci").write_text(patch)
    code = cli.main(["apply", "--tree", "tree", "--dry-run", "--rules", "deep.cocci"])
    assert code == 2
    assert re.match(r"deep\.cocci:\d+:\d+: error: ", capsys.readouterr().err)
