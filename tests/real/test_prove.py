# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod prove` on QEMU's objects and Debian's Xen, and on errors added to a sample."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qemu_xen_codemod.prove.half import Half
from qemu_xen_codemod.prove.level import Failed, Level, Shown
from qemu_xen_codemod.prove.recorder import prove_recorder
from qemu_xen_codemod.prove.request import Request
from qemu_xen_codemod.rule.catalogue import builtin_packs, choose_pack, load_pack
from qemu_xen_codemod.verify.prove import open_checkout
from tests.conftest import Digest
from tests.real.build import Build
from tests.real.run import digest, fetch_tree, output_of, run

pytestmark = pytest.mark.real

#: What the toolstack must do, and the handle for it.
LEFT = {
    "xc_domain_iomem_permission",
    "xc_domain_ioport_mapping",
    "xc_domain_memory_mapping",
    "xc_interface_open",
    "xc_interface_close",
}
_ROW = re.compile(r"^(\w+) +(\d*) *(\d*) *(\d*)$", re.MULTILINE)


def prove(qemu: Path, build: Path, xen: Path, *words: str) -> tuple[int, str]:
    command = (sys.executable, "-m", "qemu_xen_codemod", "prove", "--qemu", qemu, "-p", build)
    done = run(*command, "--xen", xen, *words)
    said = (done.stdout + done.stderr).decode()
    assert "Traceback" not in said, said
    return done.returncode, said


def test_what_is_left_of_real_objects(compiled: Build) -> None:
    """With Xen's series the mapping calls and the handle; without passthrough nothing at all.

    The build has only the Xen objects: a program to link is missing, which is reported.
    """
    xen = fetch_tree("xen", "4.17")
    before = digest(xen)
    code, said = prove(compiled.source, compiled.folder, xen)
    assert digest(xen) == before
    assert code == 3, said
    assert "a program that is linked from objects that include Xen's headers" in said
    with_part, without = said.split("without passthrough: references")
    ends = []
    for part in (with_part, without):
        lines = part.splitlines()
        start = next(number for number, line in enumerate(lines) if line.startswith("function"))
        columns = [match.start() for match in re.finditer(r"\S+(?: \S+)*", lines[start])]
        assert len(columns) == 4
        rows = {line.split()[0]: line.split()[1:] for line in lines[start + 1 :] if line.strip()}
        ends.append(rows)
    on, off = ends
    assert on["functions"] == ["16", "9", "5"]
    assert {name for name in on if name.startswith("xc_")} >= LEFT
    assert off["functions"] == ["6", "0", "0"]
    assert off["references"][1:] == ["0", "0"]


def _tell_nobody(what: str, done: int, total: int) -> None:
    """A test has no terminal."""


@pytest.fixture
def request_for(tmp_path: Path) -> Iterator[Request]:
    """For Debian's Xen; of QEMU's half the recorder needs only the pack."""
    (tmp_path / "compile_commands.json").write_text(
        f'[{{"directory": "{tmp_path}", "file": "a.c", "command": "gcc -c a.c -o a.o"}}]'
    )
    tree = open_checkout(fetch_tree("xen", "4.17"))
    folder = next(pack_folder for pack_folder in builtin_packs() if pack_folder.name == "qemu")
    xen = Half(tree, choose_pack(tree))
    qemu = Half(tree, load_pack(folder))
    (tmp_path / "private").mkdir()
    yield Request(qemu, tmp_path, xen, tmp_path / "private", (), _tell_nobody)
    xen.close()
    qemu.close()


def test_the_functions_ask_the_same(request_for: Request) -> None:
    """The pack's functions, each by name; functions that cannot be compared are named, too."""
    result = prove_recorder(request_for)
    assert isinstance(result, Shown), result
    assert result.level is Level.RECORDER
    called = {row[0] for row in result.tables[0].rows}
    pack = {
        name
        for entrypoint in request_for.qemu.pack.entrypoints
        if entrypoint.since is None
        for name in entrypoint.functions
    }
    left_out = {sentence.partition(":")[0] for sentence in result.not_shown}
    assert called | left_out == pack
    assert left_out <= {"xendevicemodel_map_pirq_gsi"}
    assert all(row[-1] == "0" for row in result.tables[0].rows)
    assert (
        "xendevicemodel_map_pirq_msi",
        "type",
        "MAP_PIRQ_TYPE_MSI",
        "MAP_PIRQ_TYPE_MSI_SEG",
    ) in {row[:4] for row in result.tables[1].rows}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (".index = index,", ".index = 0,", "xendevicemodel_map_pirq (well): index is 0"),
        (
            "            .machine_irq = machine_irq,\n",
            "",
            "xendevicemodel_bind_pt_pci_irq (well): machine_irq is 0",
        ),
        (
            ".u.set_acpi_s_state.state = state,",
            ".u.set_acpi_s_state.state = 3,",
            "xendevicemodel_set_acpi_s_state (well): value is 3",
        ),
        (
            "XEN_DMOP_unbind_pt_pci_irq,",
            "XEN_DMOP_bind_pt_pci_irq,",
            "xendevicemodel_unbind_pt_pci_irq (well): command is bind_pt_pci_irq",
        ),
        ("    if (!buf)\n        return -1;\n\n", "", "the recorder ended with status -11"),
        (
            "    xencall_free_buffer(dmod->xcall, buf);\n    errno = saved_errno;\n",
            "",
            "xendevicemodel_unmap_pirq (well): buffers that are not freed is 1",
        ),
    ],
)
def test_a_wrong_function_is_noticed(
    request_for: Request, before: str, after: str, told: str
) -> None:
    """An error in the library is reported with the function's name and the field's."""
    assert request_for.xen is not None
    core = request_for.xen.patched / "tools/libs/devicemodel/core.c"
    text = core.read_text()
    assert before in text
    core.write_text(text.replace(before, after))
    result = prove_recorder(request_for)
    assert isinstance(result, Failed)
    assert any(failure.what.startswith(told) for failure in result.failures), result.failures


QEMU = {
    "VERSION": "10.2.0\n",
    "include/hw/xen/xen.h": "int set(int a);\n",
    "hw/xen/one.c": '#include "include/hw/xen/xen.h"\nint xc_domain_pause(int a);\n'
    "int set(int a)\n{\n    return xc_domain_pause(a);\n}\n",
    "main.c": '#include "include/hw/xen/xen.h"\nint main(void)\n{\n    return set(1);\n}\n',
}
XEN = {
    "xen/Makefile": "export XEN_VERSION       = 4\nexport XEN_SUBVERSION    = 23\n",
    "xen/include/public/hvm/dm_op.h": "#define XEN_DMOP_last 20\n",
    "tools/libs/devicemodel/libxendevicemodel.map": "VERS_1.0 {\n\tglobal:\n\t\tf;\n};\n",
    "tools/libs/devicemodel/core.c": "int f(void);\nint f(void)\n{\n    return 0;\n}\n",
    "tools/libs/devicemodel/common.c": "int g;\n",
}
NINJA = """\
rule cc
 command = cc -g -I.. -MD -MF $out.d -c $in -o $out
 depfile = $out.d
 deps = gcc
rule lib
 command = cc -shared -o $out $in
rule link
 command = cc -o $out $in $ARGS
build one.o: cc ../hw/xen/one.c
build main.o: cc ../main.c
build xen.o: cc xen.c
build libxenctrl.so: lib xen.o
build emulator: link main.o one.o | libxenctrl.so
 ARGS = libxenctrl.so -Wl,-rpath,.
"""


def make_trees(folder: Path, **changed: str) -> tuple[Path, Path, Path]:
    """A QEMU, its build and a Xen; no rule has anything to do in them."""
    for name, files in (("qemu", {**QEMU, **changed}), ("xen", XEN)):
        for path, text in files.items():
            (folder / name / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / name / path).write_text(text)
        (folder / name / ".gitignore").write_text("build\n")
        for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "base")):
            output_of("git", *words, cwd=folder / name)
    build = folder / "qemu/build"
    build.mkdir()
    (build / "build.ninja").write_text(NINJA)
    names = ("pause", "unpause")
    body = "".join(f"int xc_domain_{name}(int a)\n{{\n    return a;\n}}\n" for name in names)
    (build / "xen.c").write_text(body)
    output_of("ninja", "emulator", cwd=build)
    commands = output_of("ninja", "-t", "compdb", "cc", cwd=build)
    (build / "compile_commands.json").write_bytes(commands)
    return folder / "qemu", build, folder / "xen"


def test_a_program_is_linked(tmp_path: Path, digest: Digest) -> None:
    """The linker and the objects agree; trees and build stay as they are."""
    trees = make_trees(tmp_path)
    before = digest(tmp_path)
    code, said = prove(*trees)
    assert code == 0, said
    assert digest(tmp_path) == before
    assert [row for row in _ROW.findall(said) if row[0] == "xc_domain_pause"] == [
        ("xc_domain_pause", "1", "1", "")
    ]
    assert said.count("it is used as it is") == 2


HIDDEN = 'int f(int) __asm__("xc_domain_unpause");\n'
SEEING, OTHER = "hw/xen/one.c", "main.c"


@pytest.mark.parametrize(
    ("path", "line", "text"),
    [
        pytest.param(
            SEEING,
            6,
            HIDDEN + QEMU[SEEING].replace("(a);\n}", "(a) + f(a);\n}"),
            id="of an object that sees Xen",
        ),
        pytest.param(
            OTHER,
            5,
            HIDDEN + QEMU[OTHER].replace("set(1)", "set(f(1))"),
            id="of another object",
        ),
    ],
)
def test_a_symbol_that_is_left_is_noticed(tmp_path: Path, path: str, line: int, text: str) -> None:
    """It is not visible in the source; the object has it."""
    code, said = prove(*make_trees(tmp_path, **{path: text}))
    assert code == 1, said
    message = "xc_domain_unpause is left, but the series should replace it"
    assert f"emulator, after, Xen 4.23: {message}: {path}:{line}" in said
    assert ("xc_domain_unpause", "1", "1", "") in _ROW.findall(said)


def test_a_library_that_does_not_build(tmp_path: Path) -> None:
    """The compiler's output is shown, and nothing is called proved."""
    qemu, build, xen = make_trees(tmp_path)
    (xen / "tools/libs/devicemodel/core.c").write_text("int f(void)\n{\n    return none;\n}\n")
    output_of("git", "commit", "-q", "-am", "a fault", cwd=xen)
    code, said = prove(qemu, build, xen)
    assert code == 1, said
    assert "libxendevicemodel of Xen 4.23 cannot be built" in said
    assert "tools/libs/devicemodel/core.c:3:12: error" in said
