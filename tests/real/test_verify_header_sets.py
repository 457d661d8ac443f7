# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod verify -p` for code that tests for functions that no library has yet, on a small
tree.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.real.run import codemod, output_of

pytestmark = pytest.mark.real

PACK = """\
name: rules
recognise: {paths: [VERSION]}
libraries: [{name: libxenctrl}]
probes: {header: config-host.h, macro: 'CONFIG_{NAME}'}
entrypoints:
  - header: xendevicemodel.h
    prototypes: |
      int xdm_map(int a);
      int xdm_unmap(int a);
"""
FILES = {
    "VERSION": "10.2.0\n",
    "hw/xen/pt.h": "int pt_map(int a);\n",
    "hw/xen/asks.h": "#ifdef CONFIG_XDM_MAP\n#error no\n#endif\n",
    "hw/xen/pt.c": '#include "config-host.h"\n#include <xendevicemodel.h>\n#include "pt.h"\n'
    "int pt_map(int a)\n{\n    return a;\n}\n",
    "hw/xen/other.c": '#include "config-host.h"\n#include <xendevicemodel.h>\n#include "pt.h"\n'
    "int other(int a);\nint other(int a)\n{\n    return pt_map(a);\n}\n",
}
NINJA = """\
rule cc
 command = cc -g -iquote . -isystem xen -MD -MF $out.d -c $in -o $out
 depfile = $out.d
 deps = gcc
build pt.o: cc ../hw/xen/pt.c
build other.o: cc ../hw/xen/other.c
"""
STAND_IN = """\
#ifndef CONFIG_XDM_MAP
static int xdm_map(int a)
{
    return a + 1;
}
#endif
"""
UNMAP = STAND_IN.replace("MAP", "UNMAP").replace("xdm_map", "xdm_unmap")
CALLS = "    return xdm_map(a) + xdm_unmap(a);\n"


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """`tree/build` of `tree`; `rules` is the pack."""
    tree = tmp_path / "tree"
    for name, text in {**FILES, ".gitignore": "build\n"}.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "base")):
        output_of("git", *words, cwd=tree)
    folder = tree / "build"
    (folder / "xen").mkdir(parents=True)
    (folder / "xen/xendevicemodel.h").write_text("int xdm_old(int a);\n")
    (folder / "config-host.h").write_text("#define CONFIG_XEN\n#undef CONFIG_XDM_MAP\n")
    (folder / "build.ninja").write_text(NINJA)
    output_of("ninja", cwd=folder)
    commands = output_of("ninja", "-t", "compdb", "cc", cwd=folder)
    (folder / "compile_commands.json").write_bytes(commands)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/pack.yaml").write_text(PACK)
    return folder


def series_of(build: Path, *texts: tuple[str, str]) -> list[Path | str]:
    """The input of verify for a series: each patch gives a file this text."""
    tree, work = build.parent, build.parent.parent
    base = output_of("git", "rev-parse", "HEAD", cwd=tree).decode().strip()
    for path, text in texts:
        (tree / path).write_text(text)
        output_of("git", "commit", "-q", "-am", f"hw/xen: change {path}", cwd=tree)
    output_of("git", "format-patch", "-q", "-o", work / "series", base, cwd=tree)
    output_of("git", "reset", "-q", "--hard", base, cwd=tree)
    output_of("ninja", cwd=build)
    return ["--tree", tree, work / "series", "--rules", work / "rules", "-p", build]


def verified(build: Path, *texts: tuple[str, str]) -> dict[str, Any]:
    """The report on a series."""
    done = codemod("verify", *series_of(build, *texts), "--format", "json")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def changed(head: str, body: str) -> tuple[str, str]:
    text = FILES["hw/xen/pt.c"].replace("int pt_map", f"{head}int pt_map")
    return "hw/xen/pt.c", text.replace("    return a;\n", body)


def test_stand_ins_are_proved_in_every_header_set(build: Path) -> None:
    """With no probe, with all and with each: four compiles of one object, all successful."""
    report = verified(build, changed(STAND_IN + UNMAP, CALLS))
    (patch,) = report["patches"]
    assert (patch["findings"], report["findings"]) == ([], [])
    assert (patch["objects"], patch["compiled"]) == (2, 4)
    assert list(report["references"]) == ["today", "newer"]


def test_what_asks_for_no_probe_is_compiled_once(build: Path) -> None:
    """All header sets are equal for it; an error is reported for each that would have been
    compiled.
    """
    report = verified(build, changed("", "    return a + 2;\n"))
    (patch,) = report["patches"]
    assert (patch["findings"], patch["compiled"]) == ([], 1)
    assert [(entry["runs"], entry["alike"]) for entry in report["compiles"][:2]] == [(1, 0), (0, 1)]
    report = verified(build, changed("", "    return b;\n"))
    findings = [
        finding for finding in report["patches"][0]["findings"] if finding["check"] == "compiles"
    ]
    assert "pt.o does not compile: 'b' undeclared" in findings[0]["what"]


def test_a_header_that_was_not_read_before_may_ask(build: Path) -> None:
    """Only the compiler shows that it is read; what seemed the same is compiled then."""
    report = verified(build, changed('#include "asks.h"\n', "    return a;\n"))
    findings = [
        finding for finding in report["patches"][0]["findings"] if finding["check"] == "compiles"
    ]
    assert [finding["what"].partition(": ")[0] for finding in findings] == [
        "pt.o does not compile with headers with all entrypoints"
    ]


def test_a_header_that_asks_is_compiled_with_its_readers(build: Path) -> None:
    """From the patch on that makes it test a probe."""
    header = FILES["hw/xen/pt.h"]
    asking = "#ifdef CONFIG_XDM_MAP\nint pt_asks;\n#endif\n"
    report = verified(
        build, ("hw/xen/pt.h", f"{header}int pt_more;\n"), ("hw/xen/pt.h", header + asking)
    )
    assert [patch["findings"] for patch in report["patches"]] == [[], []]
    # Both objects with today's headers, then also with the function, alone or not.
    assert [patch["compiled"] for patch in report["patches"]] == [2, 4]


@pytest.mark.parametrize(
    ("head", "header_set"),
    [
        pytest.param("", "today's headers", id="no stand-in"),
        pytest.param(
            STAND_IN.replace("int a)", "int *a)").replace("a + 1", "*a") + UNMAP,
            "today's headers",
            id="a stand-in of another type",
        ),
        pytest.param(
            STAND_IN + UNMAP.replace("#ifndef CONFIG_XDM_UNMAP", "#ifndef CONFIG_XDM_MAP"),
            "headers with xdm_map alone",
            id="one probe for two",
        ),
        pytest.param(
            STAND_IN.replace("#ifndef CONFIG_XDM_MAP", "#if 1") + UNMAP,
            "headers with all entrypoints",
            id="a stand-in that is always there",
        ),
    ],
)
def test_a_fault_of_one_header_set_is_found(build: Path, head: str, header_set: str) -> None:
    """It is reported once, with the first header set that shows it."""
    report = verified(build, changed(head, CALLS))
    findings = report["patches"][0]["findings"]
    assert {finding["check"] for finding in findings} == {"compiles", "libclang"}
    is_counted = not any(where in header_set for where in ("today", "all entrypoints"))
    assert (report["patches"][0]["checks"]["references"] == "proved") == is_counted
    assert any(header_set in finding["what"] for finding in findings), findings


def test_the_cover_says_what_was_compiled(build: Path) -> None:
    """With the compiler, headers and numbers; and what was not compiled."""
    arguments = series_of(build, changed(STAND_IN + UNMAP, CALLS))
    said = codemod("verify", *arguments, "--format", "cover").stdout.decode()
    compiler = output_of("cc", "--version", cwd=build).decode().partition("\n")[0]
    text = " ".join(said.split())
    assert f"compiled after each the objects that it changes with {compiler}: - " in text
    assert "- the build's own headers: 1 object, 1 compile - headers with all" in text
    assert (
        "entrypoints, generated by codemod: 1 object, 1 compile - 2 proposed functions, each"
    ) in text
    assert "each alone in headers generated by codemod: 2 compiles" in text
    assert "linked" not in text
    assert "FAILED" not in text


def test_the_cover_says_what_failed(build: Path) -> None:
    """With the number of the patch."""
    arguments = series_of(build, changed("", CALLS))
    said = codemod("verify", *arguments, "--format", "cover").stdout.decode()
    assert "\n1 patch FAILED: 1.\n" in said


def test_what_did_not_compile_before_is_not_shown(build: Path) -> None:
    """A patch is not said to compile if nothing shows that it does, and is not blamed."""
    arguments = series_of(build, changed("", "    return a + 2;\n"))
    (build / "xen/xendevicemodel.h").write_text('#error "no"\n')
    report = json.loads(codemod("verify", *arguments, "--format", "json").stdout)
    (patch,) = report["patches"]
    assert (patch["findings"], patch["checks"]["compiles"]) == ([], "not shown")
    assert "does not compile with today's headers, before the patch too" in str(patch["not_shown"])


@pytest.mark.parametrize(
    ("prototype", "says"),
    [
        pytest.param("int xdm_map(int a);", "", id="as proposed"),
        pytest.param(
            "int xdm_map(int a, int b);",
            "too few arguments to function",
            id="another prototype than proposed",
        ),
    ],
)
def test_the_headers_of_a_xen_tree(build: Path, prototype: str, says: str) -> None:
    """A proposed function may become another one; a tree that has it shows this."""
    xen = build.parent.parent / "xen"
    files = {
        "xen/Makefile": "export XEN_VERSION = 4\nexport XEN_SUBVERSION = 24\n",
        "xen/include/public/xen.h": "",
        "tools/include/xendevicemodel.h": f"#include <xen/xen.h>\n{prototype}\n",
    }
    for name, text in files.items():
        (xen / name).parent.mkdir(parents=True, exist_ok=True)
        (xen / name).write_text(text)
    arguments = series_of(build, changed(STAND_IN + UNMAP, CALLS))
    done = codemod("verify", *arguments, "--xen", xen, "--format", "json")
    report = json.loads(done.stdout)
    findings = [
        finding for finding in report["patches"][0]["findings"] if finding["check"] == "compiles"
    ]
    assert all("headers of Xen 4.24's source" in finding["what"] for finding in findings)
    assert any(says in finding["what"] for finding in findings) == bool(says)
    assert [entry["runs"] for entry in report["compiles"] if entry["headers"] == "Xen 4.24"] == [1]
