# SPDX-License-Identifier: GPL-2.0-or-later
"""The resolve step's results for conditions, compared with unifdef on QEMU and with gcc on any
text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qemu_xen_codemod.c.arms import Unresolved
from qemu_xen_codemod.c.known import read_known
from qemu_xen_codemod.c.resolve import resolve
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.splice import splice
from tests.real.run import output_of, run

pytestmark = pytest.mark.real

#: What a rule knows, and the same for unifdef, which knows no ranges: for each of these values, a
#: condition in QEMU has only one result.
#: value of these a condition of QEMU has one answer.
REAL = (
    (
        {"CONFIG_XEN_CTRL_INTERFACE_VERSION": ">=42000"},
        ["-DCONFIG_XEN_CTRL_INTERFACE_VERSION=42000"],
    ),
    (
        {"CONFIG_XEN_CTRL_INTERFACE_VERSION": ">=40700,<40701"},
        ["-DCONFIG_XEN_CTRL_INTERFACE_VERSION=40700"],
    ),
    ({"XEN_COMPAT_PHYSMAP": "undefined"}, ["-UXEN_COMPAT_PHYSMAP"]),
    (
        {"CONFIG_USER_ONLY": "defined", "NEED_CPU_H": "undefined"},
        ["-DCONFIG_USER_ONLY", "-UNEED_CPU_H"],
    ),
    ({"CONFIG_WIN32": "undefined", "CONFIG_LINUX": "1"}, ["-UCONFIG_WIN32", "-DCONFIG_LINUX=1"]),
    ({"_WIN32": "undefined", "__linux__": "1"}, ["-U_WIN32", "-D__linux__=1"]),
    ({"TARGET_X86_64": "1", "TARGET_ARM": "undefined"}, ["-DTARGET_X86_64=1", "-UTARGET_ARM"]),
    ({"CONFIG_TCG": "1", "CONFIG_KVM": "undefined"}, ["-DCONFIG_TCG=1", "-UCONFIG_KVM"]),
)


_CONDITIONAL = re.compile(
    rb"^[ \t]*(#[ \t]*(?:if|ifdef|ifndef|elif|else|endif)\b)(?:\\\r?\n|/\*.*?\*/|[^\n])*",
    re.MULTILINE | re.DOTALL,
)


#: What unifdef evaluates without options.
_FOLDED = re.compile(rb"#[ \t]*(?:el)?if\b[^\n]*(?:&&|\|\|) *[01]\b")


def resolved(data: bytes, said: dict[str, str]) -> bytes:
    known = {name.encode(): known for name, text in said.items() if (known := read_known(text))}
    assert len(known) == len(said)
    edits = resolve(SourceFile("a.c", data), known).edits
    return splice(data, edits).data if edits else data


def plain(data: bytes) -> list[bytes]:
    """The non-empty lines; of conditional directives only the name.

    unifdef leaves a condition that is partly known unchanged.
    """
    joined = _CONDITIONAL.sub(rb"\1", data)
    return [line.rstrip() for line in joined.split(b"\n") if line.strip()]


@pytest.mark.parametrize(("said", "options"), REAL, ids=lambda value: " ".join(map(str, value)))
def test_same_as_unifdef(tree: Path, said: dict[str, str], options: list[str]) -> None:
    """On QEMU's C files that test the macros, except those that unifdef cannot handle."""
    compared = 0
    for path in _asking(tree, said):
        data = path.read_bytes()
        if _FOLDED.search(data):
            continue
        # It cannot handle conditions of several lines.
        joined = _CONDITIONAL.sub(lambda found: found.group().replace(b"\\\n", b" "), data)
        done = run("unifdef", *options, stdin=joined)
        if done.returncode not in (0, 1):
            assert b"Obfuscated preprocessor control line" in done.stderr
            continue
        try:
            ours = resolved(data, said)
        except Unresolved:
            # An #error that would be compiled.
            assert b"#error" in done.stdout
            continue
        assert plain(ours) == plain(done.stdout), path
        compared += 1
    assert compared


def _asking(tree: Path, said: dict[str, str]) -> Iterator[Path]:
    names = ("--", "*.c", "*.h", ":!roms")
    found = run("git", "-C", tree, "grep", "--no-index", "-lwE", "|".join(said), *names)
    for name in found.stdout.decode().split():
        yield tree / name


CONDITIONS = st.recursive(
    st.sampled_from(
        ["V >= 3", "V < 3", "V == 5", "(2 < V)", "defined(V)", "!defined V", "OLD", "OLD == 0",
         "defined OLD", "NEW", "defined(NEW)", "A", "defined(A)", "A == 1", "!B", "B + 1 > 1", "0"]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" && ", " || ", " && \\\n  "]), inner).map("".join),
        inner.map("({})".format),
        inner.map("!({})".format),
    ),
    max_leaves=5,
)  # fmt: skip


@st.composite
def blocks(draw: st.DrawFn, depth: int = 0) -> str:
    """Lines, and `#if` blocks with lines and blocks in them."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        if depth > 2 or draw(st.booleans()):
            parts.append(
                draw(st.sampled_from(["", "{", "}"])) + f"line{draw(st.integers(0, 99))}\n"
            )
            continue
        head = draw(
            st.one_of(
                CONDITIONS.map("#if {}\n".format),
                st.sampled_from(["V", "OLD", "A", "NEW"]).map("# ifdef {}\n".format),
                st.sampled_from(["V", "OLD", "B"]).map("#ifndef {} /* c */\n".format),
            )
        )
        parts += [head, draw(blocks(depth + 1))]
        for _ in range(draw(st.integers(0, 2))):
            parts += [f"#elif {draw(CONDITIONS)}\n", draw(blocks(depth + 1))]
        if draw(st.booleans()):
            parts += ["#else\n", draw(blocks(depth + 1))]
        parts.append(draw(st.sampled_from(["#endif\n", "\n#endif /* V */\n\n"])))
    return "".join(parts)


@given(blocks())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_preprocessor_sees_the_same(text: str) -> None:
    """For every value that the macros may have, whatever the others are; twice is the same
    as once.
    """
    said = {"V": ">=3,<6", "OLD": "undefined", "NEW": "1"}
    after = resolved(text.encode(), said)
    assert resolved(after, said) == after
    for value, others in itertools.product((3, 5), (("-DA=1",), ("-DB=1",), ("-DA=0", "-DB=0"))):
        options = ("-E", "-P", "-w", f"-DV={value}", "-DNEW=1", *others, "-x", "c", "-")
        seen = [output_of("gcc", *options, stdin=data).split() for data in (text.encode(), after)]
        assert seen[0] == seen[1]


def test_nothing_known_is_left() -> None:
    """The samples above contain conditions that are evaluated: the test could fail."""
    text = "#if V < 3 || A\na\n#elif OLD\nb\n#endif\n"
    assert not re.search(
        rb"\b(?:V|OLD)\b", resolved(text.encode(), {"V": ">=3", "OLD": "undefined"})
    )
