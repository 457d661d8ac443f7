# SPDX-License-Identifier: GPL-2.0-or-later
"""Which macros may make the name `log_msg_now`."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.lexer import Kind, tokens
from qemu_xen_codemod.c.macro_definition import Macro, read_macro
from qemu_xen_codemod.c.maker import has_piece, is_invoked_in, may_make
from qemu_xen_codemod.c.wanted import Wanted

WANTED = Wanted(frozenset((b"log_msg_now",)))


def macro(definition: str) -> Macro:
    (directive,) = tokens(f"#define {definition}".encode())
    assert directive.kind is Kind.DIRECTIVE
    read = read_macro(directive)
    assert read is not None
    return read


def makes(definition: str, *others: str) -> bool:
    """Whether it does with the other macros known as makers."""
    known = {made.name: made for made in map(macro, others)}
    read = macro(definition)
    return (has_piece(read, WANTED) or bool(known)) and may_make(read, WANTED, known.get)


@pytest.mark.parametrize(
    "definition",
    [
        "LOG(op) log_##op##_data(1)",
        "LOG(op) ok_log_##op(1)",
        "LOG(op) x = log_msg_##op##_(1)",
        "LOG(op) ok_##op##_now(1)",
        # A parameter or a variable is no part of a longer name.
        "RESET(_now) ((_now) >> SHIFT)",
        "COUNT(n) ({ struct log *log_ = (n); n += log_->n; })",
        'LOG(op) puts("log_" #op "_data");',
    ],
)
def test_what_cannot_be_the_name(definition: str) -> None:
    """A piece of the name is in each of them."""
    assert not makes(definition)


@pytest.mark.parametrize(
    "definition",
    [
        "LOG(op) log_##op(1)",
        "LOG(op) log_ ## op ## _now (1)",
        "LOG(op) &log_##op,",
        "LOG(op, when) log_##op##when",
        "LOG(op) x = op##_now(1)",
        # Others can paste something to it.
        "LOG(op) GLUE(log_, op)(1)",
        "PREFIX log_",
        "PREFIX(x) (log_)",
        "LOG(op) TWICE(1, log_##op, 2)",
        'LOG(op) find("log_" #op)',
        'LOG(op) find("log_" op)',
    ],
)
def test_what_may_be_the_name(definition: str) -> None:
    assert makes(definition)


def test_a_macro_that_uses_a_maker() -> None:
    """It makes the name if the maker does with its arguments."""
    log = "LOG(op) log_##op(1)"
    assert makes("NOW() LOG(msg_now)", log)
    assert makes("SAY(op) LOG(op##_now)", log)
    assert makes("SAY LOG", log)
    assert makes("ALL() EACH(LOG)", log)
    assert not makes("LATER() LOG(msg_later)", log)
    assert not makes("WORD() log.LOG.level", log)
    assert not makes("LEVEL(LOG) (LOG > 1)", log)


@pytest.mark.parametrize(
    ("code", "is_invoked"),
    [
        (b"LOG(msg);", True),
        (b"LOG (msg);", True),
        (b"EACH(LOG, 1);", True),
        (b"#define SAY LOG\n", True),
        (b"#define SAY LOG /* then */\n", True),
        (b"log.LOG.level", False),
        (b"enum { ALL = LOG | DATA };", False),
        (b"BLOG(1) LOGS(1)", False),
    ],
)
def test_an_invocation(code: bytes, *, is_invoked: bool) -> None:
    assert is_invoked_in(code, [macro("LOG(op) log_##op")], b"LOG") is is_invoked


def test_a_macro_without_parameters_is_invoked_by_its_name() -> None:
    assert is_invoked_in(b"log.LOG.level", [macro("LOG log_")], b"LOG")
