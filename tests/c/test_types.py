# SPDX-License-Identifier: GPL-2.0-or-later
"""Types of expressions from syntax alone."""

from __future__ import annotations

import re

import pytest
from tree_sitter import Node

from qemu_xen_codemod.c.ctype import CType, typed
from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.types import TypeScope, type_of

INT = CType(b"int")


def derived_type(base: str, derived: str = "") -> CType:
    """A type whose derivations are written the outermost first: `[4]*`, an array of pointers."""
    return CType(base.encode(), tuple(re.findall(rb"\*|\[.*?\]", derived.encode())))


def asked(source: SourceFile) -> Node:
    """The first argument of the call of `ask`."""
    todo = [source.root]
    while todo:
        node = todo.pop()
        function = node.child_by_field_name("function")
        if node.type == "call_expression" and function is not None and function.text == b"ask":
            arguments = node.child_by_field_name("arguments")
            assert arguments is not None
            return arguments.named_children[0]
        todo.extend(reversed(node.children))
    raise AssertionError("the code asks nothing")


def answer(code: str) -> CType | None:
    source = SourceFile("sample.c", code.encode())
    return type_of(source, asked(source))


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("void f(void) { ask(nowhere); }", id="not declared"),
        pytest.param("void f(void) { ask(x); int x; }", id="declared after its use"),
        pytest.param("void f(void) { { int x; } ask(x); }", id="out of scope"),
        pytest.param("void f(int x) { { typeof(x) x; ask(x); } }", id="inner type not known"),
        pytest.param("struct s { int a; } *p; void f(void) { ask(p.a); }", id="dot on a pointer"),
        pytest.param("struct s; struct s *p; void f(void) { ask(p->a); }", id="members not known"),
        pytest.param("struct s { int a; } *p; void f(void) { ask(p->b); }", id="no such member"),
        pytest.param("void f(int x) { ask(*x); }", id="int followed as a pointer"),
        pytest.param("void f(void) { ask(g()); }", id="function not declared"),
        pytest.param("void f(int g) { ask(g()); }", id="int that is called"),
        pytest.param("void f(char *a, int *b) { ask(c ? a : b); }", id="arms differ"),
        pytest.param("void f(M(x) a, thing b) { ask(b + 1); }", id="arithmetic on a typedef"),
        pytest.param(
            "#ifdef A\nint x;\n#else\nlong x;\n#endif\nvoid f(void) { ask(x); }",
            id="two arms, two types",
        ),
        pytest.param(
            "void f(void) {\n#ifdef A\nint x;\n#else\nlong x;\n#endif\nask(x); }",
            id="two arms of a block, two types",
        ),
    ],
)
def test_what_is_not_declared_in_sight_has_no_type(code: str) -> None:
    """The answer is None if the syntax does not show the type."""
    assert answer(code) is None


@pytest.mark.parametrize(
    ("code", "base", "derived"),
    [
        pytest.param("xc_interface *h; void f(void) { ask(h); }", "xc_interface", "*", id="global"),
        pytest.param(
            "void f(const xc_interface *const h) { ask(h); }", "xc_interface", "*", id="arg"
        ),
        pytest.param("void f(int h) { char *h; { long h; } ask(h); }", "char", "*", id="shadowing"),
        pytest.param("int h; void f(long h) { { short h; ask(h); } }", "short", "", id="innermost"),
        pytest.param("void f(void) { for (int i = 0;;) ask(i); }", "int", "", id="for"),
        pytest.param("void f(void) { int a = 1, *b = &a, c = ask(b); }", "int", "*", id="same"),
        pytest.param("void f(a, b) int a; char *b; { ask(b); }", "char", "*", id="old style"),
        pytest.param("struct s *g(int); void f(void) { ask(g(1)); }", "struct s", "*", id="call"),
        pytest.param("static T **g(void) { } void f(void) { ask(*g()); }", "T", "*", id="defined"),
        pytest.param("void f(T *(*g)(int)) { ask(g(1)); }", "T", "*", id="function pointer"),
        pytest.param("void f(T *(*g)(int)) { ask((*g)(1)); }", "T", "*", id="its target"),
        pytest.param(
            "typedef T *fn(int); void f(fn *g) { ask(g(1)); }", "T", "*", id="typedef of it"
        ),
        pytest.param("void f(T a[4][2]) { ask(a[1]); }", "T", "[2]", id="array"),
        pytest.param("void f(T a[ 4 ]) { ask(a); }", "T", "[4]", id="parameter array"),
        pytest.param("T *a[4]; void f(void) { ask(a); }", "T", "[4]*", id="array of pointers"),
        pytest.param(
            "char (*a)[4]; void f(void) { ask(a); }", "char", "*[4]", id="pointer to an array"
        ),
        pytest.param("char (*a)[4]; void f(void) { ask(*a); }", "char", "[4]", id="its target"),
        pytest.param("T *a[4]; void f(void) { ask(*a); }", "T", "*", id="element"),
        pytest.param("T a[4]; void f(void) { ask(&a); }", "T", "*[4]", id="its address"),
        pytest.param("T a[4]; void f(void) { ask(a + 1); }", "T", "[4]", id="array sum"),
        pytest.param("typedef T R[2]; R *a; void f(void) { ask(**a); }", "T", "", id="typedef"),
        pytest.param("void f(T a) { ask(&a); }", "T", "*", id="address"),
        pytest.param("void f(T **a) { ask(*a); }", "T", "*", id="dereference"),
        pytest.param("void f(void *p) { ask((struct s *)p); }", "struct s", "*", id="cast"),
        pytest.param("void f(T *p) { ask((q = 1, p)); }", "T", "*", id="comma"),
        pytest.param("void f(T *p) { ask(p = q); }", "T", "*", id="assignment"),
        pytest.param("void f(T *p) { ask(c ? p : NULL); }", "T", "*", id="conditional"),
        pytest.param("void f(T *p) { ask(p + 1); }", "T", "*", id="pointer sum"),
        pytest.param("void f(T *p) { ask(UNKNOWN + p); }", "T", "*", id="unknown, pointer"),
        pytest.param("void f(char c) { ask(c & UNKNOWN); }", "int", "", id="unknown, promoted"),
        pytest.param("void f(T *p) { ask(c ? UNKNOWN : p); }", "T", "*", id="unknown first choice"),
        pytest.param("void f(T *p) { ask(unknown = p); }", "T", "*", id="assigned to unknown"),
        pytest.param("void f(T *p) { ask(p++); }", "T", "*", id="increment"),
        pytest.param("void f(T *p) { ask(p == q); }", "int", "", id="comparison"),
        pytest.param("void f(T *p) { ask(!p); }", "int", "", id="not"),
        pytest.param("void f(char a, long b) { ask(a + b); }", "long", "", id="conversion"),
        pytest.param("void f(void) { ask(sizeof(int)); }", "size_t", "", id="sizeof"),
        pytest.param("void f(void) { ask(1); }", "int", "", id="integer"),
        pytest.param("void f(void) { ask(0x1ffUL); }", "unsigned long", "", id="suffix"),
        pytest.param("void f(void) { ask(1.5); }", "double", "", id="double"),
        pytest.param("void f(void) { ask('a'); }", "char", "", id="character"),
        pytest.param('void f(void) { ask("a" "b"); }', "char", "[]", id="string"),
        pytest.param("enum { A, B }; void f(void) { ask(B); }", "int", "", id="enumerator"),
        pytest.param(
            "long unsigned int x; void f(void) { ask(x); }", "unsigned long", "", id="words"
        ),
        pytest.param(
            "void f(void) {\n#ifdef A\nT *x;\n#endif\nask(x); }", "T", "*", id="inside an #if"
        ),
        pytest.param(
            "static T *coroutine_fn g(void); void f(void) { ask(g()); }", "T", "*", id="macro"
        ),
        pytest.param(
            "void f(T *h, L l) { QLIST_FOREACH(i, &l, n) { ask(h); } }", "T", "*", id="iterator"
        ),
    ],
)
def test_a_declaration_in_sight_gives_the_type(code: str, base: str, derived: str) -> None:
    """Scopes, declarators, operators and literals are followed."""
    assert answer(code) == derived_type(base, derived)


@pytest.mark.parametrize(
    "asks",
    [
        pytest.param("o.in.handle", id="members"),
        pytest.param("p->in.handle", id="arrow"),
        pytest.param("p->next->next->in.handle", id="chain"),
        pytest.param("(*p).in.handle", id="followed"),
        pytest.param("p->list[3].in.handle", id="indexed"),
        pytest.param("get()->in.handle", id="called"),
        pytest.param("((struct outer *)q)->in.handle", id="cast"),
        pytest.param("p->deep", id="member of a struct without a name"),
    ],
)
def test_members_are_followed(asks: str) -> None:
    """Structs and typedefs of the file give their members' types."""
    code = """
    typedef struct Inner { xc_interface *handle; } Inner;
    struct outer {
        Inner in;
        struct outer *next;
        struct outer list[8];
        struct { xc_interface *deep; };
    };
    typedef struct outer Outer;
    Outer o, *p, *get(void);
    """
    assert answer(code + f"void f(void *q) {{ ask({asks}); }}") == derived_type("xc_interface", "*")


def test_typedefs_are_one_with_what_they_stand_for() -> None:
    """`same` resolves the typedefs that are visible."""
    source = SourceFile("a.c", b"typedef struct s S; typedef S *P;")
    scope = TypeScope()
    assert scope.same(source, CType(b"P"), derived_type("struct s", "*"))
    assert scope.same(source, derived_type("P", "*"), derived_type("S", "**"))
    assert not scope.same(source, CType(b"P"), CType(b"S"))
    assert not scope.same(source, CType(b"Q"), CType(b"S"))


def test_headers_are_followed_a_few_levels_and_read_once() -> None:
    """Declarations of quoted includes are visible; each file is requested and read once."""
    files = {
        "a.h": b'#include "b.h"\n#include "a.h"\nstruct s *get(void);',
        "b.h": b'#include "a.h"\nstruct s { handle_t *h; };\n',
    }
    calls: list[str] = []

    def headers(path: str) -> SourceFile | None:
        calls.append(path)
        return SourceFile(path, files[path]) if path in files else None

    source = SourceFile(
        "x.c", b'#include "a.h"\n#include "none.h"\n#include <b.h>\nvoid f(void) { ask(get()->h); }'
    )
    scope = TypeScope(headers)
    assert scope.type_of(source, asked(source)) == derived_type("handle_t", "*")
    before = len(calls)
    assert scope.type_of(source, asked(source)) == derived_type("handle_t", "*")
    assert len(calls) == before


@pytest.mark.parametrize(
    ("text", "ctype"),
    [
        ("xc_interface *", derived_type("xc_interface", "*")),
        ("const xc_interface * const *", derived_type("xc_interface", "**")),
        ("struct foo", CType(b"struct foo")),
        ("unsigned", CType(b"unsigned int")),
        ("T", CType(b"T")),
        ("int (*)(void)", CType(b"", (b"*",), INT)),
        ("1 +", None),
    ],
)
def test_type_text_is_read_as_in_a_cast(text: str, ctype: CType | None) -> None:
    """`typed` turns a type as it is written into a CType."""
    assert typed(text.encode()) == ctype


def test_a_long_chain_of_members_has_a_type_at_each_level() -> None:
    """Deeper than Python calls itself; each level is asked about, the outermost first."""
    code = (
        b"struct s { struct s *n; int v; };\nint f(struct s *p) { return p"
        + b"->n" * 2000
        + b"->v; }"
    )
    source = SourceFile("a.c", code)
    members = [node for node in descendants(source.root) if node.type == "field_expression"]
    scope = TypeScope()
    found = [scope.type_of(source, node) for node in members]
    assert [ctype.text for ctype in found if ctype is not None] == [b"int", *[b"struct s *"] * 2000]
