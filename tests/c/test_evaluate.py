"""What small functions of C compute, bit by bit."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tree_sitter import Node

from qemu_xen_codemod.c.bits import Bits, Unclear, argument
from qemu_xen_codemod.c.evaluate import Evaluator
from qemu_xen_codemod.c.functions import functions_in
from qemu_xen_codemod.c.lexer import Token
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import macro_name

_HEAD = """\
#define SHIFT 4
#define MASK (0xffu << SHIFT)
#define FIELD(x, at, size) (((x) >> (at)) & ((1 << (size)) - 1))
static inline uint8_t low(uint32_t x)
{
    return x;
}
"""


def _value(code: str, name: str = "f", *inputs: str) -> Bits:
    source = SourceFile("a.c", (_HEAD + code).encode())

    def definitions(word: bytes) -> Iterator[tuple[SourceFile, Node | Token]]:
        yield from ((source, node) for own, node in functions_in(source) if own == word)
        yield from ((source, one) for one in source.directives if macro_name(one) == word)

    return Evaluator(definitions).call(name.encode(), [argument(one) for one in inputs or ("x",)])


def _function(body: str, head: str = "uint32_t f(uint64_t x)") -> str:
    return f"{head}\n{{\n    {body}\n}}\n"


UNCLEAR = {
    "a branch": "if (x) {\n        return 1;\n    }\n    return 0;",
    "a loop": "while (x) {\n        x >>= 1;\n    }\n    return x;",
    "a sum that carries": "return x + (x << 1);",
    "a product": "return x * 3;",
    "two inputs at once": "return x & (x >> 1);",
    "a shift by an input": "return 1 << x;",
    "a choice between two values": "return x & 1 ? 2 : 4;",
    "a comparison": "return x == 3;",
    "a call of something unknown": "return other(x);",
    "a variable of the file": "return x | flags;",
    "memory": "return *p;",
    "a store elsewhere": "p->a = x;\n    return x;",
    "a call for its effect": "log(x);\n    return x;",
    "a type that is not known": "xen_pfn_t y = x;\n    return y;",
    "no result": "x = 1;",
    "a value that is not set": "uint32_t y;\n    return y;",
}


@pytest.mark.parametrize("body", UNCLEAR.values(), ids=UNCLEAR)
def test_what_is_not_followed_is_unclear(body: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(Unclear):
        _value(_function(body))


def test_two_definitions_are_unclear() -> None:
    """Which one is compiled nobody knows."""
    one, other = (f"int f(int x)\n{{\n    return {value};\n}}\n" for value in ("x", "0"))
    with pytest.raises(Unclear):
        _value(f"#if A\n{one}#else\n{other}#endif\n")


def test_a_function_that_calls_itself_is_unclear() -> None:
    """The search ends."""
    with pytest.raises(Unclear):
        _value(_function("return f(x);"))


SAME = {
    "a field": ("return (x >> 4) & 0xff;", "return (x & 0xff0) >> 4;"),
    "macros": ("return (x & MASK) >> SHIFT;", "return FIELD(x, 4, 8);"),
    "a narrow type": ("return low(x);", "uint8_t y = x;\n    return y;"),
    "a bit": ("return !!(x & 8) << 2;", "return (x & 8 ? 1 : 0) << 2;"),
    "a sum of fields": ("return (x & 1) + (x & 6);", "return (x & 1) | (x & 6);"),
    "steps": ("uint8_t y;\n    y = x & 3;\n    y <<= 2;\n    return y;", "return (x & 3) << 2;"),
    "constants": ("return x & ~0xfUL & 0xff;", "return x & (0xff - 017);"),
    "a cast": ("return (uint32_t)(uint8_t)x << 1;", "return (x & 0xff) << 1;"),
    "a sign": ("return (int8_t)(x & 0x7f);", "return x & 0x7f;"),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_two_ways_to_write_the_same(one: str, other: str) -> None:
    """What counts is what is computed, not how it is written."""
    assert _value(_function(one)) == _value(_function(other))


OTHER = {
    "a wider field": ("return (x >> 4) & 0xff;", "return (x >> 4) & 0x1ff;"),
    "another place": ("return (x & 8) << 2;", "return (x & 8) << 3;"),
    "one more bit": ("return x & 3;", "return (x & 3) | (x >> 40 & 1) << 20;"),
    "a constant bit": ("return x & 3;", "return (x & 3) | 0x80;"),
    "a sign that is spread": ("return (int8_t)x;", "return (uint8_t)x;"),
}


@pytest.mark.parametrize(("one", "other"), OTHER.values(), ids=OTHER)
def test_functions_that_differ_in_a_bit(one: str, other: str) -> None:
    """A single bit is a difference."""
    assert _value(_function(one)) != _value(_function(other))


@pytest.mark.real
def test_the_compiler_computes_the_same(tmp_path: Path) -> None:
    """What gcc's code gives for many inputs is what the bits say."""
    bodies = [body for pair in (*SAME.values(), *OTHER.values()) for body in pair]
    functions = [
        _function(body, f"static uint32_t f{at}(uint64_t x)") for at, body in enumerate(bodies)
    ]
    inputs = [
        0,
        2**64 - 1,
        *(1 << at for at in range(64)),
        *(pow(5, at, 2**64) for at in range(50)),
    ]
    listed = ", ".join(f"{one}ull" for one in inputs)
    calls = "".join(
        f'    for (int i = 0; i < {len(inputs)}; i++) printf("%u\\n", f{at}(in[i]));\n'
        for at in range(len(bodies))
    )
    head = f"#include <stdint.h>\n#include <stdio.h>\n{_HEAD}"
    main = f"int main(void)\n{{\n    static const uint64_t in[] = {{{listed}}};\n{calls}}}\n"
    (tmp_path / "a.c").write_text(head + "".join(functions) + main)
    subprocess.run(["gcc", "-w", "-o", tmp_path / "a", tmp_path / "a.c"], check=True)
    told = subprocess.run([tmp_path / "a"], check=True, capture_output=True).stdout.split()
    expected = []
    for at, function in enumerate(functions):
        value = _value(function, f"f{at}")
        expected += [_computed(value, one) for one in inputs]
    assert [int(one) for one in told] == expected


def _computed(value: Bits, given: int) -> int:
    """The number that the bits are for an input."""
    result = 0
    for at, bit in enumerate(value.bits):
        is_set = any(name == "" or given >> index & 1 for name, index in bit)
        result |= is_set << at
    return result
