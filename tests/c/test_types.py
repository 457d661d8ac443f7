"""Types of expressions from syntax alone."""

from __future__ import annotations

import pytest
from tree_sitter import Node

from qemu_xen_codemod.c.ctype import CType, typed
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.types import TypeScope, type_of

INT = CType(b"int")


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
    """None is the answer wherever the syntax does not tell the type."""
    assert answer(code) is None


@pytest.mark.parametrize(
    ("code", "base", "pointers"),
    [
        pytest.param("xc_interface *h; void f(void) { ask(h); }", "xc_interface", 1, id="global"),
        pytest.param(
            "void f(const xc_interface *const h) { ask(h); }", "xc_interface", 1, id="arg"
        ),
        pytest.param("void f(int h) { char *h; { long h; } ask(h); }", "char", 1, id="shadowing"),
        pytest.param("int h; void f(long h) { { short h; ask(h); } }", "short", 0, id="innermost"),
        pytest.param("void f(void) { for (int i = 0;;) ask(i); }", "int", 0, id="for"),
        pytest.param("void f(void) { int a = 1, *b = &a, c = ask(b); }", "int", 1, id="same line"),
        pytest.param("void f(a, b) int a; char *b; { ask(b); }", "char", 1, id="old style"),
        pytest.param("struct s *g(int); void f(void) { ask(g(1)); }", "struct s", 1, id="call"),
        pytest.param("static T **g(void) { } void f(void) { ask(*g()); }", "T", 1, id="defined"),
        pytest.param("void f(T *(*g)(int)) { ask(g(1)); }", "T", 1, id="function pointer"),
        pytest.param("void f(T *(*g)(int)) { ask((*g)(1)); }", "T", 1, id="its target"),
        pytest.param(
            "typedef T *fn(int); void f(fn *g) { ask(g(1)); }", "T", 1, id="typedef of it"
        ),
        pytest.param("void f(T a[4][2]) { ask(a[1]); }", "T", 1, id="array"),
        pytest.param("void f(T a) { ask(&a); }", "T", 1, id="address"),
        pytest.param("void f(T **a) { ask(*a); }", "T", 1, id="dereference"),
        pytest.param("void f(void *p) { ask((struct s *)p); }", "struct s", 1, id="cast"),
        pytest.param("void f(T *p) { ask((q = 1, p)); }", "T", 1, id="comma"),
        pytest.param("void f(T *p) { ask(p = q); }", "T", 1, id="assignment"),
        pytest.param("void f(T *p) { ask(c ? p : NULL); }", "T", 1, id="conditional"),
        pytest.param("void f(T *p) { ask(p + 1); }", "T", 1, id="pointer sum"),
        pytest.param("void f(T *p) { ask(p++); }", "T", 1, id="increment"),
        pytest.param("void f(T *p) { ask(p == q); }", "int", 0, id="comparison"),
        pytest.param("void f(T *p) { ask(!p); }", "int", 0, id="not"),
        pytest.param("void f(char a, long b) { ask(a + b); }", "long", 0, id="conversion"),
        pytest.param("void f(void) { ask(sizeof(int)); }", "size_t", 0, id="sizeof"),
        pytest.param("void f(void) { ask(1); }", "int", 0, id="integer"),
        pytest.param("void f(void) { ask(0x1ffUL); }", "unsigned long", 0, id="suffix"),
        pytest.param("void f(void) { ask(1.5); }", "double", 0, id="double"),
        pytest.param("void f(void) { ask('a'); }", "int", 0, id="character"),
        pytest.param('void f(void) { ask("a" "b"); }', "char", 1, id="string"),
        pytest.param("enum { A, B }; void f(void) { ask(B); }", "int", 0, id="enumerator"),
        pytest.param(
            "long unsigned int x; void f(void) { ask(x); }", "unsigned long", 0, id="words"
        ),
        pytest.param(
            "void f(void) {\n#ifdef A\nT *x;\n#endif\nask(x); }", "T", 1, id="inside an #if"
        ),
        pytest.param(
            "static T *coroutine_fn g(void); void f(void) { ask(g()); }", "T", 1, id="macro"
        ),
        pytest.param(
            "void f(T *h, L l) { QLIST_FOREACH(i, &l, n) { ask(h); } }", "T", 1, id="iterator"
        ),
    ],
)
def test_a_declaration_in_sight_gives_the_type(code: str, base: str, pointers: int) -> None:
    """Scopes, declarators, operators and literals are followed."""
    assert answer(code) == CType(base.encode(), pointers)


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
    assert answer(code + f"void f(void *q) {{ ask({asks}); }}") == CType(b"xc_interface", 1)


def test_typedefs_are_one_with_what_they_stand_for() -> None:
    """`same` compares behind the typedefs that are in sight."""
    source = SourceFile("a.c", b"typedef struct s S; typedef S *P;")
    scope = TypeScope()
    assert scope.same(source, CType(b"P"), CType(b"struct s", 1))
    assert scope.same(source, CType(b"P", 1), CType(b"S", 2))
    assert not scope.same(source, CType(b"P"), CType(b"S"))
    assert not scope.same(source, CType(b"Q"), CType(b"S"))


def test_headers_are_followed_a_few_levels_and_read_once() -> None:
    """Declarations of quoted includes are in sight, each file is asked for and read once."""
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
    assert scope.type_of(source, asked(source)) == CType(b"handle_t", 1)
    before = len(calls)
    assert scope.type_of(source, asked(source)) == CType(b"handle_t", 1)
    assert len(calls) == before


@pytest.mark.parametrize(
    ("text", "ctype"),
    [
        ("xc_interface *", CType(b"xc_interface", 1)),
        ("const xc_interface * const *", CType(b"xc_interface", 2)),
        ("struct foo", CType(b"struct foo")),
        ("unsigned", CType(b"unsigned int")),
        ("T", CType(b"T")),
        ("int (*)(void)", CType(b"", 1, INT)),
        ("1 +", None),
    ],
)
def test_type_text_is_read_as_in_a_cast(text: str, ctype: CType | None) -> None:
    """`typed` turns a type as it is written into a CType."""
    assert typed(text.encode()) == ctype
