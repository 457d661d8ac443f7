# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/programs.md lists exactly the programs that each command runs."""

from __future__ import annotations

import argparse
import io
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod import cli
from tests.conftest import MakeCheckout
from tests.documents.session import ROOT
from tests.objects.elf_bytes import elf_object
from tests.programs_run import programs_run
from tests.toolchain import Toolchain, make_build
from tests.verify.conftest import FILES, Sample

pytestmark = pytest.mark.slow

_ROW = re.compile(r"^\| (?P<command>`.*?) \| (?P<runs>.*) \|$", re.MULTILINE)

#: The command in the row, and how it is tested.
TRIED: Mapping[str, tuple[str, ...]] = {
    "`rules list`, `rules show`, `rules test`, `rules flow`, `rules new`, `rules schema`": (
        "rules list --rules r.cocci",
        "rules show r --rules r.cocci",
        "rules test r.cocci",
        "rules flow --dot tree/hw/xen/a.c:set",
        "rules new s --from a --to b --pack p",
        "rules schema --path",
    ),
    "`rules explain`, with a file of a checkout": ("rules explain r.cocci tree/hw/xen/a.c:1",),
    "`apply`, `apply --branch`, `apply -`": (
        "apply --tree tree --rules r.cocci --out out",
        "apply --tree tree --rules r.cocci --out out -v2",
        "apply --tree tree --rules r.cocci --branch new",
        "apply --tree tree --rules r.cocci -",
        "apply --tree tree --rules r.cocci --changed-since HEAD --format sarif",
        "apply --tree tree --rules r.cocci --in-place --exclude x",
        "apply --tree tree --rules r.cocci --dry-run --committed",
        "apply --tree tree --rules r.cocci --check",
    ),
    "`apply --in-place`, `apply -`, in a folder that is no checkout": (
        "apply --tree plain --rules r.cocci -",
        "apply --tree plain --in-place --rules r.cocci",
    ),
    "`apply --get-maintainer`": ("apply --tree tree --rules r.cocci --out out --get-maintainer",),
    "`audit --tree`": (
        "audit --tree tree",
        "audit --tree tree --against HEAD",
        "audit --tree tree --rules r.cocci --write-baseline b",
    ),
    "`audit --tree -p BUILD`": ("audit --tree tree -p build",),
    "`audit --tree --objects BUILD`": ("audit --tree tree --objects build --target prog",),
    "`audit --objects FILE`": ("audit --objects build/a.o",),
    "`verify`": ("verify --tree tree series",),
    "`verify --checkpatch`": ("verify --tree tree series --checkpatch",),
    "`verify -p BUILD`": ("verify --tree tree series -p build",),
    "`verify -p BUILD --link`": ("verify --tree tree series -p build --link",),
    "`verify -p BUILD --run-generators`": ("verify --tree tree series -p build --run-generators",),
    "`verify --configure ARGS`": ("verify --tree tree series --configure x",),
    "`prove` (`--link`)": ("prove --qemu tree -p build --xen xen",),
    "`completion`, `review`": ("completion bash", "review series", "review series -o r.html"),
    "`review --tree`": ("review series --tree tree",),
    "`review --tree -p BUILD`": ("review series --tree tree -p build -o r.html",),
}
XEN = {
    "xen/Makefile": b"export XEN_VERSION = 4\nexport XEN_SUBVERSION = 23\n",
    "xen/include/public/hvm/dm_op.h": b"#define XEN_DMOP_last 20\n",
    "tools/libs/devicemodel/libxendevicemodel.map": b"VERS_1.0 {\n};\n",
    "tools/libs/devicemodel/core.c": b"int f;\n",
    "tools/libs/devicemodel/common.c": b"int g;\n",
}
RULE = "@@ expression A, B; @@\n- xc_set_hvm_param(A, B)\n+ xen_set(A, B)\n"
NINJA = """\
rule gen
 command = {tools}/generator $in $out
rule ar
 command = ar crs $out $in
rule link
 command = cc $in -o $out
build trace.h: gen {tree}/hw/xen/trace-events
build liba.a: ar a.o
build prog: link b.o liba.a
"""


def documented() -> dict[str, frozenset[str]]:
    text = (ROOT / "docs/programs.md").read_text()
    return {
        row["command"]: frozenset(re.findall(r"`([\w-]+)`", row["runs"]))
        for row in _ROW.finditer(text)
    }


@pytest.fixture
def home(
    make_checkout: MakeCheckout,
    tmp_path: Path,
    git: Callable[..., bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """The current folder, with all that the commands name; PATH has no other programs."""
    tree = make_checkout(FILES)
    (tree / "hw/xen/a.c").write_bytes(b'#include "trace.h"\n' + (tree / "hw/xen/a.c").read_bytes())
    for name in ("hw/xen/trace-events", "scripts/checkpatch.pl", "scripts/get_maintainer.pl"):
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_text("old\n")
    (tree / "configure").write_text("#!/bin/sh\necho all: >Makefile\n")
    (tree / "configure").chmod(0o755)
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "-m", "more")
    code = (tree / "hw/xen/a.c").read_bytes()
    patch = {"hw/xen/a.c": code + b"int one;\n", "hw/xen/trace-events": b"new\n"}
    Sample(tree, tmp_path / "series", git).series(("hw: a", patch))
    for name, text in XEN.items():
        (tmp_path / "xen" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "xen" / name).write_bytes(text)
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "a Xen")):
        git(tmp_path / "xen", *words)
    shutil.copytree(tree, tmp_path / "plain", ignore=shutil.ignore_patterns(".git"))
    (tmp_path / "r.cocci").write_text(RULE)
    tools = Toolchain(tmp_path / "tools")
    headers = f'"-print-file-name=include" in words and print({str(tmp_path)!r})'
    for name in ("cc", "ar", "perl", "make", "ninja", "gcc", "clang", "ld", "sh"):
        tools.add(f"bin/{name}", headers)
    tools.add("generator")
    (tools.bin / "git").symlink_to(str(shutil.which("git")))
    read = [f"{tree}/hw/xen/a.c", str(tmp_path / "build/trace.h")]
    ninja = NINJA.format(tools=tools.folder, tree=tree)
    build = make_build(tmp_path / "build", [("a.o", f"cc -I. -c {read[0]}", read)], ninja)
    for name in ("trace.h", "prog"):
        (build / name).write_text("")
    for name in ("a.o", "b.o"):
        (build / name).write_bytes(elf_object((), ()))
    monkeypatch.setenv("PATH", str(tools.bin))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"int a;\n")))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_row_is_tried() -> None:
    """A row without a test would be only a claim."""
    assert list(documented()) == list(TRIED)


def test_each_command_has_a_row() -> None:
    """A new command cannot run programs unnoticed."""
    text = (ROOT / "docs/programs.md").read_text()
    told = {
        words for row in _ROW.finditer(text) for words in re.findall(r"`(.*?)`", row["command"])
    }
    told_words = {(*words.split(), "")[:2] for words in told}
    for name, command in subcommands(cli.make_parser()).items():
        actions = subcommands(command)
        assert name in {first for first, _ in told_words}
        assert set(actions) <= {second for first, second in told_words if first == name}


def subcommands(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:  # noqa: SLF001 (argparse tells it in no other way)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            found.update(action.choices)
    return found


@pytest.mark.parametrize("row", TRIED)
def test_what_a_row_says_is_run(home: Path, capsys: pytest.CaptureFixture[str], row: str) -> None:
    """Each program that is started, also by a child process, is in its row, and runs."""
    found: set[str] = set()
    for command in TRIED[row]:
        with programs_run(home / "log") as names:
            code = cli.main(command.split())
        assert code in (0, 1), capsys.readouterr().err
        found |= names
    assert found == documented()[row]


def test_a_program_that_is_run_is_noticed(home: Path) -> None:
    """Also if a forked Python process starts it."""
    import os
    import subprocess

    with programs_run(home / "log") as names:
        child = os.fork()
        if child == 0:
            subprocess.run(["cc"], check=False)
            os._exit(0)
        os.waitpid(child, 0)
    assert names == {"cc"}
