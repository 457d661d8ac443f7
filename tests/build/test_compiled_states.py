# SPDX-License-Identifier: GPL-2.0-or-later
"""Which uses of a function a build compiles, according to libclang."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qemu_xen_codemod.build import units
from qemu_xen_codemod.build.spot import Spot
from qemu_xen_codemod.build.unit import parse_unit
from tests.build.conftest import DECLARED, MakeProject

COMPILED, ABSENT, UNKNOWN = "compiled", "not-compiled", "unknown"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(b"#if 0\nint f(void) { return xc_a(1); }\n#endif\n", id="#if 0"),
        pytest.param(
            b"#if VERSION < 40600\nint f(void) { return xc_a(1); }\n#endif\n", id="version"
        ),
        pytest.param(
            b"#ifndef VERSION\n#define f() xc_a(1)\n#endif\nint g(int f) { return f; }\n",
            id="macro of an #if arm",
        ),
        pytest.param(
            b"#define LOG(x) do { } while (0)\nvoid f(void) { LOG(xc_a(1)); }\n", id="log"
        ),
        pytest.param(b"#define STR(x) #x\nconst char *f = STR(xc_a);\n", id="made a string"),
        pytest.param(b"#define f() xc_a(1)\n", id="macro that nothing expands"),
        pytest.param(b"#define f xc_b\n#if f\n#endif\n", id="macro in an #if"),
        pytest.param(
            b"#define LOG(x)\n#define f() xc_a(1)\nvoid g(void) { LOG(f()); }\n",
            id="macro in an argument that is dropped",
        ),
        pytest.param(
            b"#define STR(x) #x\n#define f() STR(xc_a)\nconst char *g = f();\n",
            id="made a string in a macro",
        ),
        pytest.param(b"int f(int xc_b) { return xc_b; }\n", id="parameter"),
    ],
)
def test_use_that_is_not_compiled(make_project: MakeProject, code: bytes) -> None:
    """The compiler never sees a reference there."""
    project = make_project({"a.c": DECLARED + code}, "-DVERSION=41700")
    assert set(project.states("a.c")) == {ABSENT}


def test_functions_of_the_units_own_are_no_references(make_project: MakeProject) -> None:
    """A static function of that name is a different one."""
    code = b"static int xc_a(int x) { return x; }\nint f(void) { return xc_a(1); }\n"
    assert make_project({"a.c": code}).states("a.c") == [ABSENT]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(b"int f(void) { return xc_a(1); }\n", id="call"),
        pytest.param(b"int f(void) { if (0) return xc_a(1); return 0; }\n", id="never reached"),
        pytest.param(b"int (*f)(int) = xc_a;\n", id="pointer"),
        pytest.param(b"void *f[] = { [2] = &xc_a };\n", id="table"),
        pytest.param(b"struct s { int (*f)(int); } s = { .f = xc_a };\n", id="member"),
        pytest.param(b"int f(void) { return ({ int x = xc_a(1); x; }); }\n", id="in an expression"),
        pytest.param(
            b"#define MIN(a, b) ({ __typeof__(a) _a = (a); _a < (b) ? _a : (b); })\n"
            b"int f(void) { return MIN(1, MIN(xc_a(1), 3)); }\n",
            id="argument",
        ),
        pytest.param(
            b"#define CALL(f, ...) f(__VA_ARGS__)\nint f(void) { return CALL(xc_a, 1); }\n",
            id="name as an argument",
        ),
        pytest.param(b"#define f() xc_a(1)\nint g(void) { return f(); }\n", id="in a macro"),
        pytest.param(
            b"#define f(x) xc_a(x)\n#define g(x) \\\n  f(x)\nint h(void) { return g(1); }\n",
            id="in a macro of a macro",
        ),
        pytest.param(
            b"#define f xc_a\n#define ID(x) x\nint g(void) { return ID(ID(f(1))); }\n",
            id="macro as an argument",
        ),
        pytest.param(
            b"#define DEFINE(n) int n(void) { return xc_a(1); }\nDEFINE(f)\nDEFINE(g)\n",
            id="in a macro that defines functions",
        ),
        pytest.param(
            b"void f(void) { int x __attribute__((cleanup(xc_c))) = 0; (void)x; }\n", id="cleanup"
        ),
    ],
)
def test_use_that_is_compiled(make_project: MakeProject, code: bytes) -> None:
    """At the place where the name is written, through any number of macros."""
    assert make_project({"a.c": DECLARED + code}).states("a.c") == [COMPILED]


def test_same_line_holds_both(make_project: MakeProject) -> None:
    """Places are distinguished by bytes, also after multi-byte characters."""
    code = (
        b"#define LOG(x)\n"
        b'int f(const char *s) { LOG(xc_a(1)); s = "\xc3\xa9\xe2\x82\xac"; return xc_a(s != 0); }\n'
    )
    assert make_project({"a.c": DECLARED + code}).states("a.c") == [ABSENT, COMPILED]


def test_file_that_no_unit_reads(make_project: MakeProject) -> None:
    """A disabled feature: its sources are not in the build, its headers are not included."""
    project = make_project(
        {
            "a.c": b"int f;\n",
            "off.inc": DECLARED + b"int g(void) { return xc_a(1); }\n",
            "off.h": DECLARED + b"static inline int g(void) { return xc_b(); }\n",
        }
    )
    assert project.states("off.inc", "off.h") == [ABSENT, ABSENT]


def test_header_is_compiled_where_one_unit_compiles_it(make_project: MakeProject) -> None:
    """Of the units that include it, through another header, one defines the macro that it tests."""
    project = make_project(
        {
            "include/hw/x.h": b"#ifdef X\n" + DECLARED + b"#define F() xc_b()\n"
            b"static inline int g(void) { return xc_a(1); }\n#endif\n",
            "include/y.h": b'#include "hw/x.h"\n',
            "a.c": b'#include "include/y.h"\n',
            "b.c": b'#define X\n#include "include/y.h"\nint f(void) { return F(); }\n',
        },
        "-I../tree/include",
    )
    assert project.states("include/hw/x.h") == [COMPILED, COMPILED]


def test_builds_own_data_tells_which_units_include_a_header(make_project: MakeProject) -> None:
    """An object that did not read the header is not parsed."""
    project = make_project(
        {
            "x.h": DECLARED + b"static inline int g(void) { return xc_a(1); }\n",
            "a.c": b'#include "x.h"\n',
            "b.c": b'#include "x.h"\n#include "absent.h"\n',
        }
    )
    read_by = {
        command.object: frozenset((command.file, project.root / "x.h"))
        if command.file.name == "a.c"
        else frozenset((command.file,))
        for command in project.commands
    }
    compiled = project.compile("x.h", read_by=read_by)
    assert [state.value for state in compiled.states.values()] == [COMPILED]
    assert compiled.faults == ()


def test_missing_header_leaves_its_unit_unknown(make_project: MakeProject) -> None:
    """Generated headers of a build that was only configured; the first missing one is named."""
    project = make_project(
        {
            "x.h": DECLARED + b"#ifdef X\nstatic inline int g(void) { return xc_a(1); }\n#endif\n",
            "a.c": b'#include "x.h"\n#include "made.h"\nint f(void) { return xc_b(); }\n',
            "b.c": b'#include "x.h"\nint f(void) { return xc_b(); }\n',
        }
    )
    compiled = project.compile("a.c", "b.c", "x.h")
    assert [state.value for state in compiled.states.values()] == [UNKNOWN, COMPILED, UNKNOWN]
    assert [unit.fault for unit in compiled.faults] == [
        f"{project.root}/a.c:2:10: 'made.h' file not found"
    ]


def test_error_leaves_what_stands_in_it_unknown(make_project: MakeProject) -> None:
    """Code that was understood, and code that the preprocessor skipped, is known all the same."""
    code = (
        b"int f(void) { return xc_a(1); }\n"
        b"#if 0\nint g(void) { return xc_a(2); }\n#endif\n"
        b"int h(void) { return absent + xc_a(3); }\n"
    )
    project = make_project({"a.c": DECLARED + code})
    compiled = project.compile("a.c")
    assert [state.value for state in compiled.states.values()] == [COMPILED, ABSENT, UNKNOWN]
    assert [str(found) for unit in compiled.faults for found in unit.diagnostics] == [
        f"{project.root}/a.c:6:22: use of undeclared identifier 'absent'"
    ]


def test_source_that_does_not_exist(make_project: MakeProject) -> None:
    """The build was made from an older state of the tree."""
    project = make_project({"a.c": DECLARED + b"int f(void) { return xc_a(1); }\n"})
    spots = project.spots("a.c")
    (project.root / "a.c").unlink()
    unit = next(units.parse_units(project.commands, spots))
    assert unit.fault == f"{project.root}/a.c does not exist"
    assert unit.seen == ()


def test_source_without_end_is_given_up(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next units are still parsed."""
    monkeypatch.setattr(units, "_SECONDS", 2)
    again = (
        b'#ifndef D%d\n#define D%d\n#include "again.h"\n#include "again.h"\n#undef D%d\n#endif\n'
    )
    project = make_project(
        {
            # Includes itself twice at each of two hundred depths.
            "again.h": b"".join(again % (n, n, n) for n in range(190)),
            "a.c": DECLARED + b'#include "again.h"\nint f(void) { return xc_a(1); }\n',
            "b.c": DECLARED + b"int f(void) { return xc_a(1); }\n",
        }
    )
    compiled = project.compile("a.c", "b.c")
    assert [state.value for state in compiled.states.values()] == [UNKNOWN, COMPILED]
    assert [unit.fault for unit in compiled.faults] == [
        f"libclang crashed on {project.root}/a.c, or did not finish in 2 seconds"
    ]


def test_options_that_are_not_let_through_are_told(make_project: MakeProject) -> None:
    """The unit is parsed without them."""
    project = make_project({"a.c": b"int f;\n"}, "-fplugin=x.so", "-DA", "-Xclang", "-load")
    unit = next(units.parse_units(project.commands))
    assert (unit.fault, unit.left_out) == ("", ("-fplugin=x.so", "-Xclang -load"))


def test_unknown_compiler_is_the_units_fault(make_project: MakeProject) -> None:
    """It is not parsed, and its file stays unknown."""
    project = make_project({"a.c": DECLARED + b"int f(void) { return xc_a(1); }\n"})
    command = project.commands[0]
    other = replace(command, arguments=("./cc.py", "-c"))
    unit = next(units.parse_units([other]))
    assert unit.fault == f"./cc.py, which compiles {command.file}, is not a known compiler"
    assert unit.files == frozenset((command.file,))


def test_headers_of_the_compiler_are_not_judged(make_project: MakeProject) -> None:
    """Those of gcc define what clang has built in; that makes nothing in the source unknown."""
    project = make_project({"a.c": b"#include <own.h>\n#define F() xc_a(1)\n"})
    headers = project.root.parent / "headers"
    headers.mkdir()
    (headers / "own.h").write_text("int __builtin_abs(int x) { return absent; }\n")
    unit = parse_unit(project.commands[0], project.spots("a.c"), [headers])
    assert (unit.fault, unit.diagnostics) == ("", ())
    assert [state.value for _, state in unit.seen] == [ABSENT]


def test_target_is_the_compilers(make_project: MakeProject) -> None:
    """A cross compiler's name gives the target of the source."""
    arm = b"#ifdef __aarch64__\n" + DECLARED + b"int f(void) { return xc_a(1); }\n#endif\n"
    command = make_project({"a.c": arm}).commands[0]
    for program, state in (
        ("aarch64-linux-gnu-gcc-12", COMPILED),
        ("x86_64-linux-gnu-gcc", ABSENT),
    ):
        other = replace(command, arguments=(program, *command.arguments[1:]))
        spot = Spot(command.file, arm.rindex(b"xc_a"), "xc_a")
        unit = next(units.parse_units([other], [spot]))
        assert [seen.value for _, seen in unit.seen] == [state]


def test_header_that_the_compilers_headers_do_not_find(make_project: MakeProject) -> None:
    """Such a unit was not read to its end."""
    project = make_project({"a.c": b"#include <own.h>\n#define F() xc_a(1)\n"})
    headers = project.root.parent / "headers"
    headers.mkdir()
    (headers / "own.h").write_text("#include <absent/system.h>\n")
    unit = parse_unit(project.commands[0], project.spots("a.c"), [headers])
    assert unit.fault == f"{headers}/own.h:1:10: 'absent/system.h' file not found"
    assert unit.seen == ()
