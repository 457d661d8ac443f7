# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that a build generates from touched ones: generated again on request, else reported
as old.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import Digest
from tests.toolchain import Toolchain, make_build
from tests.verify.conftest import Answer, Sample, answer_of

pytestmark = pytest.mark.slow

NINJA = """\
rule gen
 command = {generator} $in $out
build trace.h: gen {tree}/hw/xen/trace-events
"""
A = b'#include "trace.h"\nint a(void);\nint a(void)\n{\n    return 1;\n}\n'
B = b"int b(void);\nint b(void)\n{\n    return 1;\n}\n"
EVENTS = b'a(int a) "a"\n'
#: The first that reads an old file, the first that does not, and back to the original.
PATCHES: tuple[tuple[str, Mapping[str, bytes]], ...] = (
    ("hw: an event", {"hw/xen/trace-events": EVENTS + b'b(int b) "b"\n'}),
    ("hw: a", {"hw/xen/a.c": A.replace(b"1", b"2")}),
    ("hw: b", {"hw/xen/b.c": B.replace(b"1", b"2")}),
    ("hw: no event", {"hw/xen/trace-events": EVENTS}),
    ("hw: a again", {"hw/xen/a.c": A}),
)
ASKED = "trace.h, made of hw/xen/trace-events, is generated again only with --run-generators"


@pytest.fixture
def build(sample: Sample, tmp_path: Path, toolchain: Toolchain) -> Path:
    """A build of a tree with trace events; no script of the tree generates their header."""
    write = 'open(words[-1], "w").write("/* events */")'
    generator = toolchain.add("generator", write)
    for name, data in {"a.c": A, "b.c": B, "trace-events": EVENTS}.items():
        (sample.tree / "hw/xen" / name).write_bytes(data)
    sample.git(sample.tree, "add", "-A")
    sample.git(sample.tree, "commit", "-q", "-m", "events")
    source = sample.tree / "hw/xen"
    header = tmp_path / "build/trace.h"
    commands = [
        ("a.o", f"cc -I. -c {source}/a.c", [f"{source}/a.c", str(header)]),
        ("b.o", f"cc -I. -c {source}/b.c", [f"{source}/b.c"]),
    ]
    folder = make_build(
        tmp_path / "build", commands, NINJA.format(generator=generator, tree=sample.tree)
    )
    header.write_text("/* none */")
    return folder


def proved(
    sample: Sample,
    build: Path,
    *options: str,
    patches: tuple[tuple[str, Mapping[str, bytes]], ...] = PATCHES,
) -> Answer:
    series = sample.series(*patches)
    return answer_of("--tree", sample.tree, series, "-p", build, "--format", "json", *options)


def unshown(answer: Answer) -> list[str]:
    return [patch["not_shown"].get("compiles", "") for patch in answer.data["patches"]]


def generated(toolchain: Toolchain) -> int:
    return sum(words[0].endswith("/generator") for words in toolchain.ran())


def test_they_are_not_run_unless_asked_for(
    sample: Sample, build: Path, toolchain: Toolchain, digest: Digest
) -> None:
    """Each patch whose objects are made with an old file is shown in part, and names the option."""
    before = digest(build)
    answer = proved(sample, build)
    assert (answer.code, generated(toolchain), digest(build)) == (0, 0, before)
    none = "no object of the build includes what the patch touches"
    assert unshown(answer) == [ASKED, ASKED, "", none, ""]


def test_they_are_run_when_asked_for(
    sample: Sample, build: Path, toolchain: Toolchain, digest: Digest
) -> None:
    """Once for each content of the input; the build's own file stays."""
    before = digest(build)
    answer = proved(sample, build, "--run-generators")
    assert (answer.code, generated(toolchain), digest(build)) == (0, 1, before)
    assert set(unshown(answer)) == {"", "no object of the build includes what the patch touches"}


def test_one_that_fails(sample: Sample, build: Path, toolchain: Toolchain) -> None:
    """All patches whose objects lack what it did not generate report it, not only the first."""
    toolchain.add("generator", 'sys.exit("no such event")')
    answer = proved(sample, build, "--run-generators")
    assert unshown(answer)[:3] == [*["trace.h could not be made: no such event"] * 2, ""]


def test_a_fault_that_an_old_file_may_make(sample: Sample, build: Path) -> None:
    """A new event is not declared in it: the help says which option to use."""
    faulty = (PATCHES[0], ("hw: a", {"hw/xen/a.c": A + b"int FAULT(void);\n"}))
    answer = proved(sample, build, patches=faulty)
    (finding,) = answer.data["patches"][1]["findings"]
    assert finding["help"] == f"it may not be a fault of the patch: {ASKED}"
    asked = proved(sample, build, "--run-generators", patches=faulty)
    (finding,) = asked.data["patches"][1]["findings"]
    assert "generators" not in finding["help"]


@pytest.mark.parametrize("option", ["--run-generators", "--allow-compiler=/usr/bin/cc"])
def test_options_for_a_build_need_one(sample: Sample, option: str) -> None:
    """Without it they would silently do nothing."""
    answer = answer_of("--tree", sample.tree, sample.series(*PATCHES[:1]), option)
    assert answer.code == 2
    assert "requires a build directory" in answer.err
