# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod verify --link` on a program that gcc and ninja make of a small tree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Digest
from tests.real.run import codemod, output_of

pytestmark = pytest.mark.real

FILES = {
    "VERSION": "10.2.0\n",
    "include/hw/xen/xen.h": "int set(int a);\nint gone(int a);\n",
    "hw/xen/one.c": '#include "hw/xen/xen.h"\nint xc_domain_pause(int a);\n'
    "int set(int a)\n{\n    return xc_domain_pause(a);\n}\n",
    "hw/xen/two.c": '#include "hw/xen/xen.h"\nint xc_domain_unpause(int a);\n'
    "int gone(int a)\n{\n    return xc_domain_unpause(a);\n}\n",
    "main.c": '#include "hw/xen/xen.h"\nint main(void)\n{\n    return set(1) + gone(2);\n}\n',
}
NINJA = """\
rule cc
 command = cc -g -I.. -MD -MF $out.d -c $in -o $out
 depfile = $out.d
 deps = gcc
rule ar
 command = ar csr $out $in
rule lib
 command = cc -shared -o $out $in
rule link
 command = cc -o $out $in $ARGS
build one.o: cc ../hw/xen/one.c
build two.o: cc ../hw/xen/two.c
build main.o: cc ../main.c
build libtwo.a: ar two.o
build xen.o: cc xen.c
build libxenctrl.so: lib xen.o
build emulator: link main.o one.o | libtwo.a libxenctrl.so
 ARGS = libtwo.a libxenctrl.so -Wl,-rpath,.
"""


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A tree `tree` with a program in `tree/build`."""
    tree = tmp_path / "tree"
    for name, text in FILES.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("hw/xen/xen.h", "include/hw/xen/xen.h"))
    (tree / ".gitignore").write_text("build\n")
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "base")):
        output_of("git", *words, cwd=tree)
    folder = tree / "build"
    folder.mkdir()
    (folder / "build.ninja").write_text(NINJA)
    stub = "int xc_domain_pause(int a);\nint xc_domain_unpause(int a);\n"
    bodies = [
        f"int xc_domain_{name}(int a)\n{{\n    return a;\n}}\n" for name in ("pause", "unpause")
    ]
    (folder / "xen.c").write_text(stub + "".join(bodies))
    output_of("ninja", "emulator", cwd=folder)
    commands = output_of("ninja", "-t", "compdb", "cc", cwd=folder)
    (folder / "compile_commands.json").write_bytes(commands)
    return folder


def series_of(build: Path, path: str, text: str) -> Path:
    """A patch that makes the file this text."""
    tree = build.parent
    (tree / path).write_text(text.replace("hw/xen/xen.h", "include/hw/xen/xen.h"))
    output_of("git", "commit", "-q", "-am", "hw/xen: change it", cwd=tree)
    out = tree.parent / "series"
    output_of("git", "format-patch", "-q", "-o", out, "HEAD~1", cwd=tree)
    output_of("git", "reset", "-q", "--hard", "HEAD~1", cwd=tree)
    output_of("ninja", "emulator", cwd=build)
    return out


def linked(build: Path, series: Path, code: int) -> dict[str, Any]:
    arguments = ("--tree", build.parent, series, "-p", build, "--link", "--format", "json")
    done = codemod("verify", *arguments)
    assert done.returncode == code, done.stdout.decode()
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_what_remains_is_listed(build: Path, digest: Digest) -> None:
    """The removed call is neither defined nor undefined anywhere; the other is undefined."""
    series = series_of(
        build, "hw/xen/two.c", "int gone(int a);\nint gone(int a)\n{\n    return a;\n}\n"
    )
    before = digest(build.parent)
    report = linked(build, series, 0)
    assert report["findings"] == []
    today = [linked for linked in report["linked"] if linked["headers"] == "today"]
    assert today == [
        {
            "program": "emulator",
            "headers": "today",
            "undefined": ["xc_domain_pause"],
            "entrypoints": [],
            "other": [],
            "added": [],
            "lines": ["hw/xen/one.c:5: undefined reference to `xc_domain_pause'"],
        }
    ]
    assert digest(build.parent) == before


def test_a_new_source(build: Path) -> None:
    """It is compiled like the source with the most similar name, linked with it, and reported."""
    tree = build.parent
    body = "int fresh(int a);\nint fresh(int a)\n{\n    return a;\n}\n"
    (tree / "hw/xen/two_more.c").write_text(body)
    output_of("git", "add", ".", cwd=tree)
    text = "int gone(int a);\nint fresh(int a);\nint gone(int a)\n{\n    return fresh(a);\n}\n"
    report = linked(build, series_of(build, "hw/xen/two.c", text), 0)
    assert report["findings"] == []
    (patch,) = report["patches"]
    assert patch["checks"]["compiles"] == "proved"
    (today,) = report["linked"]
    assert (today["other"], today["undefined"]) == ([], ["xc_domain_pause"])
    said = "hw/xen/two_more.c in the build, which has no command for it: it was compiled like"
    assert f"{said} two.o" in report["not_shown"]


def test_a_new_source_with_a_fault(build: Path) -> None:
    """The compiler's output is shown."""
    tree = build.parent
    (tree / "hw/xen/two_more.c").write_text(
        "int fresh(int a);\nint fresh(int a)\n{\n}\n\nint b = c;\n"
    )
    output_of("git", "add", ".", cwd=tree)
    report = linked(build, series_of(build, "hw/xen/two.c", FILES["hw/xen/two.c"] + "\n"), 1)
    (patch,) = report["patches"]
    said = [finding["what"] for finding in patch["findings"] if finding["check"] == "compiles"]
    assert any("hw_xen_two_more.c.o does not compile" in text for text in said), said


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("", id="unknown to the linker"),
        # ld finds it through libxendevicemodel, prints another message and treats it as missing.
        pytest.param(" -Wl,--no-as-needed -lxendevicemodel", id="needed by one that it has"),
    ],
)
def test_a_stable_library_that_the_link_line_lacks(build: Path, line: str) -> None:
    """A series that calls libxencall needs a change of the build, which is not visible here."""
    (build / "build.ninja").write_text(NINJA.rstrip("\n") + line + "\n")
    output_of("ninja", "emulator", cwd=build)
    body = "int xencall_close(void *a);\nint gone(int a);\nint gone(int a)\n{\n"
    series = series_of(
        build, "hw/xen/two.c", f"{body}    return a + xencall_close((void *)0);\n}}\n"
    )
    report = linked(build, series, 0)
    today = [linked for linked in report["linked"] if linked["headers"] == "today"]
    assert [(linked["added"], linked["undefined"], linked["other"]) for linked in today] == [
        (["libxencall"], ["xc_domain_pause"], [])
    ]


def with_pack(build: Path, series: Path, pack: str) -> dict[str, Any]:
    """The report with the program linked, with a pack of ours."""
    rules = build.parent.parent / "rules"
    rules.mkdir()
    head = "name: rules\nrecognise: {paths: [VERSION]}\nlibraries: [{name: libxenctrl}]\n"
    (rules / "pack.yaml").write_text(head + pack)
    arguments = ("--tree", build.parent, series, "-p", build, "--link", "--rules", rules)
    done = codemod("verify", *arguments, "--format", "json")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_a_stable_library_that_is_not_here(build: Path) -> None:
    """The report says that nothing was linked with it; that is not an error in the series."""
    body = "int xen_none_f(int a);\nint gone(int a);\nint gone(int a)\n{\n"
    series = series_of(build, "hw/xen/two.c", f"{body}    return a + xen_none_f(a);\n}}\n")
    pack = "stable_libraries: [{name: libxennone, prefix: xen_none_}]\n"
    report = with_pack(build, series, pack)
    assert (report["linked"], report["findings"]) == ([], [])
    assert "emulator was not linked: libxennone is not installed" in str(report["not_shown"])


def test_what_a_program_needs_with_a_part_and_without(build: Path) -> None:
    """One build shows both; what replaces the part in a build without it is read as source."""
    tree = build.parent
    (tree / "hw/xen/stub.c").write_text("int f(int a)\n{\n    return xc_get_hvm_param(a);\n}\n")
    output_of("git", "add", ".", cwd=tree)
    output_of("git", "commit", "-q", "-m", "a stub", cwd=tree)
    series = series_of(
        build, "hw/xen/two.c", "int gone(int a);\nint gone(int a)\n{\n    return a;\n}\n"
    )
    pack = "parts: [{name: two, files: [hw/xen/t*.c], instead: [hw/xen/stub.c]}]\n"
    pause, unpause, get = "xc_domain_pause", "xc_domain_unpause", "xc_get_hvm_param"
    assert with_pack(build, series, pack)["imports"] == [
        {"headers": "today", "without": "", "before": [pause, unpause], "after": [pause]},
        {"headers": "today", "without": "two", "before": [pause, get], "after": [pause, get]},
    ]


def test_a_function_that_others_need(build: Path) -> None:
    """A patch that removes it is shown to break the link, with the linker's output."""
    series = series_of(
        build, "hw/xen/two.c", "int other(int a);\nint other(int a)\n{\n    return a;\n}\n"
    )
    report = linked(build, series, 1)
    findings: list[dict[str, str]] = report["findings"]
    assert [finding["what"] for finding in findings if "entrypoints" not in finding["what"]] == [
        "emulator does not link: gone is not defined"
    ]
    assert "main.c:4" in findings[0]["words"]
