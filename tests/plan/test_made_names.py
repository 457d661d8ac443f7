# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that macros paste, and names that are looked up at run time."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.wanted import Wanted
from qemu_xen_codemod.plan import make_plan
from qemu_xen_codemod.rule.pack import Library, Pack
from qemu_xen_codemod.step.made_names import MadeNames
from qemu_xen_codemod.step.workspace import FilesInMemory, Workspace

LIBRARY = Library("libxenctrl", None, "xc_", ("xc_version", "xc_domain_pause", "xc_interface_open"))
PACK = Pack("test", libraries=(LIBRARY,))


def found(pack: Pack = PACK, **files: str) -> list[str]:
    data = {name.replace("_", "."): text.encode() for name, text in files.items()}
    plan = make_plan(FilesInMemory(data), pack, ())
    return [
        f"{reference.place}: {reference.symbol} {reference.form.value}"
        for reference in plan.references
    ]


def reasons(**files: str) -> list[str]:
    data = {name.replace("_", "."): text.encode() for name, text in files.items()}
    return [reference.reason for reference in make_plan(FilesInMemory(data), PACK, ()).references]


@pytest.mark.parametrize(
    "code",
    [
        "#define XC(fn) xc_##fn(x)\nvoid f(void) { }",
        "#define DECL(fn) int (*xc_##fn)(int);\nstruct ops { DECL(version) };",
        "#define SET(fn) p->xc_##fn = 0\nvoid f(void) { SET(version); }",
        "#define T(fn) xc_##fn##_t\nT(version) v;",
        "#define LOG(fn) log(#fn)\nvoid f(void) { LOG(other); }",
        '#define XC(fn) xc_##fn\n/* XC(version) */ char *s = "XC(version)";',
        "#define TWICE(a, b) a##b\nint n = TWICE(1, 2);",
        "#define XC(fn) xc_##fn(1)\nstatic int xc_other(int n) { return XC(other); }",
    ],
)
def test_nothing_is_pasted(code: str) -> None:
    """Members, types, unused macros, text; and a function of the tree's own."""
    assert found(a_c=code) == []


@pytest.mark.parametrize(
    ("macros", "use"),
    [
        ("#define XC(fn, ...) xc_##fn(h, ##__VA_ARGS__)", "XC(version, 1)"),
        ("#define XC(fn) (xc_ ## fn)", "XC(version)(h, 1)"),
        ("#define GLUE(a, b) a##b\n#define XC(fn) GLUE(xc_, fn)(h)", "XC(version)"),
        ("#define XG(a, b) a##b\n#define GLUE(a, b) XG(a, b)", "GLUE(xc_, version)(h)"),
        ("#define CALL(lib, fn) lib##_##fn(h)", "CALL(xc, version)"),
        ("#define CALL(lib, fn) lib##fn(h)", "CALL(xc, _version)"),
        ("#define V(fn) fn##version(h)", "V(xc_)"),
        ("#define D(fn) xc_domain_##fn(h)\n#define P() D(pause)", "P()"),
        ("#define XC(fn) xc_##fn\n#define P XC(version)", "P(h)"),
        ("#define XC(fn) &xc_##fn", "f = XC(version)"),
        ("#define XC(fn) xc_##fn", "struct ops o = { .f = XC(version) }"),
        ("#define LIST(X) X(version)\n#define FN(n) xc_##n,", "fn *t[] = { LIST(FN) }"),
        (
            "#if A\n#define XC(fn) xc_##fn(1)\n#else\n#define XC(fn) xc_##fn(2)\n#endif",
            "XC(version)",
        ),
    ],
)
def test_a_pasted_name(macros: str, use: str) -> None:
    """Through one level or more, called or used as a value."""
    code = f"{macros}\nvoid g(void) {{\n  {use};\n}}\n"
    (reference,) = found(a_c=code)
    name = "xc_domain_pause" if "pause" in macros else "xc_version"
    line = code[: code.rindex(use)].count("\n") + 1
    assert reference.startswith(f"a.c:{line}:")
    assert reference.endswith(f": {name} pasted")


def test_a_macro_of_a_header() -> None:
    """The file that uses it contains no word that begins like the library's functions."""
    header = "#define XC(fn) xc_##fn(h)\n#define STOP() XC(domain_pause)\n"
    assert found(x_h=header, a_c="void f(void)\n{\n    XC(version);\n    STOP();\n}\n") == [
        "a.c:3:5: xc_version pasted",
        "a.c:4:5: xc_domain_pause pasted",
    ]
    assert reasons(x_h=header, a_c="void f(void)\n{\n    XC(version);\n}\n") == [
        "the macro XC forms its name"
    ]


def test_a_glue_of_a_header_that_knows_nothing_of_the_library() -> None:
    """Like QEMU's glue()."""
    header = "#define xglue(x, y) x ## y\n#define glue(x, y) xglue(x, y)\n"
    assert found(g_h=header, a_c="int f(void) { return glue(xc_, version)(1); }\n") == [
        "a.c:1:22: xc_version pasted"
    ]


def test_a_fork_pastes_a_name_of_its_own() -> None:
    """A name that no table lists is found by its family, as elsewhere."""
    assert found(a_c="#define XC(fn) xc_##fn(h)\nint f(void) { return XC(fork); }\n") == [
        "a.c:2:22: xc_fork pasted"
    ]


def test_a_source_keeps_its_macros_to_itself() -> None:
    """Unless it is included itself, or its macros are in a list that it includes."""
    code = "#define XC(fn) xc_##fn(1)\nint f(void) { return XC(version); }\n"
    other = "#define XC(fn) 0\nint g(void) { return XC(version); }\n"
    user = "int h(void) { return XC(version); }\n"
    assert found(a_c=code, b_c=other, c_c=user) == ["a.c:2:22: xc_version pasted"]
    assert found(a_c=code, b_c='#include "a.c"\n' + user) == [
        "a.c:2:22: xc_version pasted",
        "b.c:2:22: xc_version pasted",
    ]
    assert found(a_c=code, t_h='#define CODE "x/a.c"\n', b_c=user) == [
        "a.c:2:22: xc_version pasted",
        "b.c:1:22: xc_version pasted",
    ]
    assert found(a_c=code, x_h=user, y_h='#include "x.h"\n') == ["a.c:2:22: xc_version pasted"]
    assert found(a_c='#include "y.h"\n' + code, x_h=user, y_h='#include "z/x.h"\n') == [
        "a.c:3:22: xc_version pasted",
        "x.h:1:22: xc_version pasted",
    ]


def test_a_list_whose_name_is_a_macro() -> None:
    """The directive that defines the name counts as one that includes the file."""
    assert found(
        a_c='#define LIST "x/list.inc"\n#define FN(n) xc_##n,\nfn *t[] = {\n#include LIST\n};\n',
        list_inc="FN(version)\n",
    ) == ["list.inc:1:1: xc_version pasted"]


def test_a_macro_of_another_source_hides_nothing() -> None:
    """Somebody switches off printf() for one file."""
    quiet = "#define printf(...)\nvoid f(void) { printf(XC(version)); }\n"
    header = "#define XC(fn) xc_##fn(1)\n"
    assert found(x_h=header, a_c='void f(void) { printf("%d", XC(version)); }\n', q_c=quiet) == [
        "a.c:1:29: xc_version pasted"
    ]


def test_a_list_that_is_included() -> None:
    """The macro is defined before the list's file is included."""
    assert found(
        a_c='#define FN(n) xc_##n,\nfn *t[] = {\n#include "list.inc"\n};\n',
        list_inc="FN(version)\n",
    ) == ["list.inc:1:1: xc_version pasted"]


def test_names_of_ones_own() -> None:
    """A listed name alone is found by its pieces."""
    pack = Pack("test", libraries=(Library("", None, None, ("log_msg",)),))
    code = "#define LOG(k) log_##k(1)\nvoid f(void) { LOG(msg); LOG(other); }\n"
    assert found(pack, a_c=code) == ["a.c:2:16: log_msg pasted"]
    code = "#define LOG(k) k##_msg(1)\nvoid f(void) { LOG(log); }\n"
    assert found(pack, a_c=code) == ["a.c:2:16: log_msg pasted"]


def test_only_what_may_make_the_name_is_read() -> None:
    """Another macro with `log_` is in many files."""
    files = {
        "a.h": b"#define LOG(k) log_##k##_data(1)\n#define LIST(k) LOG(k) LOG(other)\n",
        "a.c": b"void f(void) { LOG(msg); LIST(msg); }\n",
        "b.h": b"#define MSG(k) log_##k(1)\n",
        "b.c": b"void f(void) { MSG(msg); }\n",
        "c.c": b"struct a { int MSG; int LOG; };\n",
    }
    workspace = Workspace(FilesInMemory(files))
    wanted = Wanted(frozenset((b"log_msg",)))
    made = MadeNames(workspace, wanted, (), ["a.h", "b.h"])
    assert made.paths == {"a.h", "b.h", "b.c"}


@pytest.mark.parametrize(
    "code",
    [
        'void f(void) { log("xc_version"); }',
        'void f(void) { if (!strcmp(s, "xc_version")) { } }',
        'void f(void) { dlsym(h, "xs_open"); log("xc_version"); }',
        'const char *names[] = { "xc_version" };',
        'const char *s = "xc_version";',
        'void f(void) { /* dlsym(h, "xc_version") */ }',
        'void f(void) { dlsym(h, "my_xc_version"); }',
        'void f(void) { dlsym(h, "xc_version is missing"); }',
        "#define T(f) trace(#f)\nvoid g(void) { T(xs_open); }",
    ],
)
def test_nothing_is_looked_up(code: str) -> None:
    """Text that is printed or compared, and tables of a tree that looks up nothing."""
    assert found(a_c=code) == []


@pytest.mark.parametrize(
    "code",
    [
        'void f(void) { p = dlsym(h, "xc_version"); }',
        'void f(void) { p = (fn *)dlvsym(h, "xc_version", "VERS_4.17.0"); }',
        'void f(void) { g_module_symbol(m, "xc_version", (gpointer *)&p); }',
        'void f(void) { p = GetProcAddress(h, "xc_version"); }',
        'void f(void) { p = dlsym(h, "xc_" "version"); }',
        'void *sym(char *n) { return dlsym(h, n); }\nvoid f(void) { p = sym("xc_version"); }',
        "#define LOAD(f) p_##f = dlsym(h, #f)\nvoid f(void) { LOAD(xc_version); }",
        '#define LOAD(f) p_##f = dlsym(h, "xc_" #f)\nvoid f(void) { LOAD(version); }',
        '#define SYM(n) dlsym(h, "xc_" n)\nvoid f(void) { p = SYM("version"); }',
        '#define SYM(n) dlsym(h, n)\nvoid f(void) { p = SYM("xc_version"); }',
        'struct s t[] = { { "xc_version", &p } };\nvoid f(void) { dlsym(h, t[0].name); }',
        'const char *const t[] = { "xs_x", "xc_version" };\nvoid f(void) { dlsym(h, t[1]); }',
        'struct s t = { .name = "xc_version" };\nvoid f(void) { dlsym(h, t.name); }',
        'void f(void) { const char *n = "xc_version"; dlsym(h, n); }',
        '#define L(X) X(version)\n#define F(n) p_##n = dlsym(h, "xc_" #n);\nvoid f(void) { L(F) }',
        '#define V(h) dlsym(h, "xc_version")\nvoid f(void) { p = V(h); }',
        '#define V() SYM("xc_version")\n#define SYM(n) dlsym(h, n)\n',
        "#define CALL(n, a...) ((fn *)dlsym(h, #n))(a)\n#define V(a...) CALL(xc_version, a)\n",
        "#define LOAD(f) do { p->f = dlsym(h, #f); } while (0)\nvoid g(void) { LOAD(xc_version); }",
    ],
)
def test_a_name_that_is_looked_up(code: str) -> None:
    """By the system's functions, by the tree's wrappers, by macros and from tables."""
    (reference,) = found(a_c=code)
    assert reference.endswith(": xc_version by-name")


def test_a_table_and_a_function_of_another_file() -> None:
    """The table in one file, the function that looks up its names in another."""
    assert found(
        t_c='struct s t[] = {\n    { "xc_version", &p },\n};\n',
        a_c="void f(struct s *t) { *t->p = dlsym(h, t->name); }\n",
    ) == ["t.c:2:8: xc_version by-name"]
    assert found(
        l_c="void *find(const char *n) { return dlsym(h, n); }\n",
        m_c="void *get(const char *n) { return find(n); }\n",
        a_c='void f(void) { p = get("xc_version"); }\n',
    ) == ["a.c:1:25: xc_version by-name"]


def test_the_library_that_is_opened() -> None:
    """It is named if it is a literal."""
    opened, taken = 'h = dlopen("libxenctrl.so.4.17", 1);', 'p = dlsym(h, "xc_version");'
    code = f"void f(void)\n{{\n    {opened}\n    {taken}\n}}\n"
    assert reasons(a_c=code) == ["dlsym() looks it up at run time, in libxenctrl.so.4.17"]
    plan = make_plan(FilesInMemory({"a.c": code.encode()}), PACK, ())
    assert plan.notes == ("a.c:3: libxenctrl.so.4.17 is opened at run time",)
    assert not plan.is_clean


def test_both_called_and_looked_up() -> None:
    """Two places, two references."""
    code = 'void f(void)\n{\n    p = dlsym(h, "xc_version");\n    xc_version(1);\n}\n'
    assert found(a_c=code) == ["a.c:3:19: xc_version by-name", "a.c:4:5: xc_version written"]


def test_a_macro_in_the_functions_place() -> None:
    """As in kexec-tools: the macro has the function's name."""
    header = (
        "#define LOOKUP(name, args...) ((fn *)dlsym(h, #name))(args)\n"
        "#define xc_version(args...) LOOKUP(xc_version, args)\n"
    )
    assert found(x_h=header, a_c="int f(void) { return xc_version(1); }\n") == [
        "a.c:1:22: xc_version by-name",
        "x.h:2:36: xc_version by-name",
    ]
