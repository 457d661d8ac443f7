# SPDX-License-Identifier: GPL-2.0-or-later
"""A build by make, which compiles next to the sources and records headers in `.d` files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.toolchain import Toolchain
from tests.verify.conftest import Answer, Sample, answer_of

pytestmark = pytest.mark.slow

CODE = b'#include "a.h"\nint set(int a)\n{\n    return a + made();\n}\n'
OTHER = b"int other(void)\n{\n    return 1;\n}\n"


@pytest.fixture
def build(sample: Sample, toolchain: Toolchain) -> Path:
    """A folder of the tree with sources and objects, and a header that the build made there."""
    assert toolchain.bin.is_dir()
    folder = sample.tree / "hw/xen"
    for name, data in {"a.c": CODE, "b.c": OTHER, "a.h": b'#include "made.h"\n'}.items():
        (folder / name).write_bytes(data)
    (sample.tree / ".gitignore").write_text("*.o\n*.d\nmade.h\ncompile_commands.json\n")
    sample.git(sample.tree, "add", "-A")
    sample.git(sample.tree, "commit", "-q", "-m", "sources")
    (folder / "made.h").write_text("static inline int made(void) { return 1; }\n")
    entries = []
    for name, read in {"a": "a.c a.h made.h", "b": "b.c"}.items():
        entries.append(
            {"directory": str(folder), "file": f"{name}.c", "command": f"cc -MMD -I. -c {name}.c"}
        )
        (folder / f"{name}.o").write_bytes(b"")
        (folder / f"{name}.d").write_text(f"{name}.o: {read}\n")
    (folder / "compile_commands.json").write_text(json.dumps(entries))
    return folder


def proved(sample: Sample, build: Path, **files: bytes) -> Answer:
    changed = {f"hw/xen/{name.replace('_', '.')}": data for name, data in files.items()}
    series = sample.series(("hw: change it", changed))
    return answer_of("--tree", sample.tree, series, "-p", build, "--format", "json")


def test_what_the_patch_touches_is_compiled(sample: Sample, build: Path) -> None:
    """The header affects one object, the generated header is found; other objects are not
    affected.
    """
    answer = proved(sample, build, a_h=b'#include "made.h"\nint more(void);\n')
    (patch,) = answer.data["patches"]
    assert patch["findings"] == []
    assert "compiles" not in patch["not_shown"]
    assert "libclang" not in patch["not_shown"]
    assert patch["objects"] == 1


def test_what_does_not_compile_any_more(sample: Sample, build: Path) -> None:
    """Compiler and libclang read the file as it is after the patch."""
    answer = proved(sample, build, a_c=CODE.replace(b"made()", b"FAULT"))
    (patch,) = answer.data["patches"]
    found = {finding["check"] for finding in patch["findings"]}
    assert {"compiles", "libclang"} <= found


def test_what_make_makes_of_other_files(sample: Sample, build: Path) -> None:
    """There is no build.ninja to show it, so the patch is not said to be compiled as by make."""
    answer = proved(sample, build, a_c=CODE + b"int x;\n", trace_events=b"a(int a)\n")
    (patch,) = answer.data["patches"]
    assert patch["not_shown"]["compiles"] == (
        "hw/xen/trace.events: what a build makes of it is known only from the build.ninja of a"
        " build directory"
    )


def test_objects_without_dependencies(sample: Sample, build: Path) -> None:
    """It was built, and what is missing is reported."""
    for path in build.glob("*.d"):
        path.unlink()
    answer = proved(sample, build, a_c=CODE + b"int x;\n")
    assert answer.code == 2
    assert "has objects, but nothing that tells which headers each was made from" in answer.err
    assert "help: compile once with the option -MD" in answer.err
    for path in build.glob("*.o"):
        path.unlink()
    answer = answer_of("--tree", sample.tree, sample.folder, "-p", build)
    assert answer.err.endswith("\nhelp: build it once\n")
