# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod audit` on released QEMUs: the mail's table, apply's outcomes, and what a link says."""

from __future__ import annotations

import csv
import json
import re
import shlex
import sys
from collections import Counter
from pathlib import Path

import pytest

from qemu_xen_codemod.objects.linked import read_linked
from tests.real.build import Build
from tests.real.link import Printed, undefined_references
from tests.real.run import codemod, fetch_tree, run

pytestmark = pytest.mark.real

_HERE = Path(__file__).parent
#: The list in the mail, from QEMU 5.1: file,line,function,symbol.
_MAIL = _HERE / "link_references_2020_09.csv"
#: The mail's files in which QEMU 5.2 has unchanged calls of libxenctrl.
_UNCHANGED = (
    "hw/xen/xen_pt.c",
    "hw/xen/xen_pt_graphics.c",
    "hw/xen/xen_pt_msi.c",
    "include/hw/xen/xen_common.h",
)
_TARGET = "qemu-system-i386"


def rows(*arguments: str | Path) -> list[dict[str, str]]:
    """The table of `codemod audit`; a build with only Xen's objects makes it exit with 2."""
    done = run(sys.executable, "-m", "qemu_xen_codemod", "audit", *arguments, "--format", "csv")
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return list(csv.DictReader(done.stdout.decode().splitlines()))


def libxenctrl() -> Path:
    """The machine's own library, from libxen-dev."""
    found = next(Path("/usr/lib").glob("*/libxenctrl.so"), None)
    assert found, "no libxenctrl.so below /usr/lib: apt-get install libxen-dev"
    return found


def place(row: dict[str, str]) -> tuple[str, ...]:
    return row["symbol"], row["file"], row["line"], row["function"]


def test_the_mails_table() -> None:
    """QEMU 5.2 has the mail's 16 symbols and every place in it."""
    with _MAIL.open() as file:
        mail = list(csv.DictReader(file))
    # The mail does not mention compat code: no rule handles it, or it is removed as a whole.
    found = [
        row
        for row in rows("--tree", fetch_tree("5.2"))
        if (row["outcome"] != "kept" or row["rule"]) and row["rule"] != "xen-vmport-regs"
    ]
    assert {row["symbol"] for row in found} == {row["symbol"] for row in mail}
    assert len({row["symbol"] for row in mail}) == 16
    assert {place({**row, "line": ""}) for row in found} == {
        place({**row, "line": ""}) for row in mail
    }
    assert {place(row) for row in found if row["file"] in _UNCHANGED} == {
        place(row) for row in mail if row["file"] in _UNCHANGED
    }
    assert len({row["file"] for row in mail} - set(_UNCHANGED)) == 2


def test_outcomes_are_those_of_apply(tree: Path) -> None:
    """Reference by reference, with rule and reason."""
    audited = json.loads(codemod("audit", "--tree", tree, "--format", "json").stdout)
    applied = json.loads(codemod("apply", "--tree", tree, "--check", "--format", "json").stdout)
    keys = list(applied["references"][0])
    assert applied["references"] == [
        {key: reference[key] for key in keys} for reference in audited["references"]
    ]


def test_the_tables_hold_a_real_librarys_exports() -> None:
    """With this machine's libxenctrl the same references are found as with the tables."""
    # The oldest has the most of them, and is the smallest to search.
    tree = fetch_tree("5.2")
    known = {place(row) for row in rows("--tree", tree)}
    exported = read_linked(libxenctrl()).functions
    assert {place(row) for row in rows("--tree", tree, "--libs", libxenctrl())} == {
        row for row in known if row[0] in exported
    }


def test_what_is_compiled_is_what_is_linked(compiled: Build) -> None:
    """Call sites that are compiled according to libclang are those of the link references.

    The compiler makes two references of the call in msi_msix_update(), one in each arm of a
    condition that it evaluates early; it merges none.
    """
    sites = rows("--tree", compiled.source, "-p", compiled.folder)
    links = rows("--tree", compiled.source, "--objects", compiled.folder, "--target", _TARGET)
    linked = Counter(map(place, links))
    assert {place(row) for row in sites if row["state"] == "compiled"} == set(linked)
    assert {row["state"] for row in sites} == {"compiled", "not-compiled"}
    twice = {(symbol, function) for (symbol, _, _, function), n in linked.items() if n > 1}
    assert ("xc_domain_update_msi_irq", "msi_msix_update") in twice
    outcomes = {place(row): (row["outcome"], row["rule"]) for row in sites}
    assert all(outcomes[place(row)] == (row["outcome"], row["rule"]) for row in links)


def test_ld_prints_the_same_lines(compiled: Build) -> None:
    """Each reference as often as ld prints it, with its own form of the place."""
    symbols = read_linked(libxenctrl()).functions
    wanted: Counter[Printed] = Counter()
    for name in sorted(compiled.objects):
        wanted += undefined_references(compiled.folder, name, symbols)
    arguments = ("--objects", compiled.folder, "--target", _TARGET, "--format", "ld")
    done = run(
        sys.executable, "-m", "qemu_xen_codemod", "audit", "--tree", compiled.source, *arguments
    )
    assert done.returncode == 2
    assert b" objects of qemu-system-i386 are not built: " in done.stderr
    found: Counter[Printed] = Counter()
    function = ""
    for line in done.stdout.decode().splitlines():
        around = re.fullmatch(r"/usr/bin/ld: \S+\.o: in function `(\w+)':", line)
        if around:
            function = around[1]
            continue
        match = re.fullmatch(
            r"(?:/usr/bin/ld: )?(/\S+):(\d+): undefined reference to `(\w+)'", line
        )
        assert match, line
        found[match[3], match[1], int(match[2]), function] += 1
    assert found == wanted


def test_a_newer_xen_compiles_more(compiled: Build, version: str, tmp_path: Path) -> None:
    """As of Xen 4.20 a QEMU 10 calls 18 functions; the build's own log is not needed."""
    config = (compiled.folder / "config-host.h").read_text()
    name = "#define CONFIG_XEN_CTRL_INTERFACE_VERSION"
    assert name in config
    (tmp_path / "config-host.h").write_text(re.sub(f"{name} .*", f"{name} 42000", config))
    commands = json.loads((compiled.folder / "compile_commands.json").read_text())
    added = ["-iquote", str(tmp_path), "-I", str(_HERE / "newer_xen")]
    for command in commands:
        compiler, *words = shlex.split(command["command"])
        command["command"] = shlex.join([compiler, *added, *words])
    (tmp_path / "compile_commands.json").write_text(json.dumps(commands))
    sites = rows("--tree", compiled.source, "-p", tmp_path)
    symbols = {row["symbol"] for row in sites if row["state"] == "compiled"}
    assert len(symbols) == (16 if version == "7.2" else 18)
