# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod audit -p`: which references a build compiles, and builds that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.audit.conftest import Audit

SOURCE = b"""\
int xc_domain_pause(void);
int xc_domain_unpause(void);
#define PAUSE() xc_domain_pause()
#define UNUSED() xc_domain_pause()
int f(void)
{
#ifdef XEN
    return xc_domain_pause();
#else
    return xc_domain_unpause() + PAUSE();
#endif
}
"""


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A build directory of `tree`, which compiles a.c without XEN."""
    tree, folder = tmp_path / "tree", tmp_path / "build"
    for each in (tree, folder):
        each.mkdir()
    (tree / "a.c").write_bytes(SOURCE)
    (tree / "b.c").write_bytes(b"int g(void) { return xc_domain_pause(); }\n")
    write(folder, {"file": str(tree / "a.c")})
    return folder


def write(folder: Path, *entries: dict[str, str], flags: str = "") -> None:
    commands = [
        {"directory": str(folder), "command": f"cc {flags} -c {entry['file']} -o a.o", **entry}
        for entry in entries
    ]
    (folder / "compile_commands.json").write_text(json.dumps(commands))


def states(out: str) -> list[str]:
    rows = [row.split(",") for row in out.splitlines()[1:]]
    return [f"{file}:{line} {state}" for _, file, line, _, state, _, _ in rows]


def test_states(build: Path, audit: Audit) -> None:
    """#if and macros decide; a file that no unit reads is not compiled."""
    code, out, _ = audit(build.parent / "tree", "-p", build, "--format", "csv")
    assert code == 0
    assert states(out) == [
        "a.c:3 compiled",
        "a.c:4 not-compiled",
        "a.c:8 not-compiled",
        "a.c:10 compiled",
        "b.c:1 not-compiled",
    ]


def test_states_of_pasted_names(build: Path, audit: Audit) -> None:
    """The macro is expanded where it is compiled, also through another macro."""
    (build.parent / "tree/a.c").write_text(
        "int xc_version(int);\n#define XC(fn, ...) xc_##fn(__VA_ARGS__)\n"
        "#define V() XC(version, 1)\nint f(void) { return XC(version, 1); }\n"
        "#if 0\nint g(void) { return XC(version, 1); }\n#endif\nint h(void) { return V(); }\n"
    )
    _, out, _ = audit(build.parent / "tree", "-p", build, "--format", "csv")
    assert states(out)[:3] == ["a.c:4 compiled", "a.c:6 not-compiled", "a.c:8 compiled"]


def test_the_text_tells_states(build: Path, audit: Audit) -> None:
    """A column, and a table of them."""
    _, out, _ = audit(build.parent / "tree", "-p", build)
    assert "  a.c:8:12  f       not-compiled\n" in out
    assert "state         references\ncompiled               2\nnot-compiled           3\n" in out


def test_a_unit_that_does_not_parse(build: Path, audit: Audit) -> None:
    """The note names the unit of a missing header, and what depends on it is unknown."""
    source = build.parent / "tree" / "a.c"
    source.write_bytes(b'#include "none.h"\n' + SOURCE)
    code, out, err = audit(build.parent / "tree", "-p", build, "--format", "csv")
    assert code == 0
    assert "a.c does not parse with the flags of its build: " in err
    assert "'none.h' file not found" in err
    assert "not-compiled" not in {line.split()[1] for line in states(out) if "a.c" in line}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("{", "is not JSON", id="cut off"),
        pytest.param("[]", "has no compile commands", id="empty"),
        pytest.param(
            '[{"directory": "/d", "file": "/other/x.c", "command": "cc -c /other/x.c"}]',
            "belongs to another tree, /other",
            id="another tree",
        ),
        pytest.param(None, "compile_commands.json", id="not there"),
    ],
)
def test_a_bad_build(build: Path, audit: Audit, text: str | None, message: str) -> None:
    """The error is reported, and the references are listed as unknown."""
    path = build / "compile_commands.json"
    path.unlink()
    if text is not None:
        path.write_text(text)
    code, out, err = audit(build.parent / "tree", "-p", build, "--format", "csv")
    assert code == 2
    assert message in err
    assert {line.split()[1] for line in states(out)} == {"unknown"}
