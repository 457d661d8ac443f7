# SPDX-License-Identifier: GPL-2.0-or-later
"""Broken `#if` blocks, and known macros."""

from __future__ import annotations

from pathlib import Path
from random import Random

from qemu_xen_codemod.c.arms import Unresolved
from qemu_xen_codemod.c.known import read_known
from qemu_xen_codemod.c.resolve import resolve
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.splice import splice
from tests.fuzz.case import Case, Failure, bounded
from tests.fuzz.mutation import mutated_text

_SAMPLES = (
    b"#if V < 3\na;\n#elif V == 4 || defined(A)\nb;\n#else\nc;\n#endif\n",
    b"#ifdef OLD\na;\n#else /* !OLD */\n#ifndef NEW\nb;\n#endif\n#endif /* OLD */\n",
    b"#if !defined(OLD) && (A || (V >= 0x5u && B))\n  /* c */ a;\n\n#endif\n\nint x;\n",
    b"#if defined A || \\\n    V > 2 /* c */\n#error no\n#endif\n#if 0\n#if V\n#endif\n#endif\n",
    b"#if A\n#if NEW\n{\n#else\n(\n#endif\n#elif (V) == (3)\n#endif\n#define NEW\n#undef V\n",
)
_WORDS = (
    b"#if ~#ifdef OLD\n~#ifndef NEW\n~#elif V\n~#else\n~#endif\n~# if V\n~%:if V\n~V~OLD~NEW~"
    b"A~defined(~defined ~(~)~!~&&~||~<~>=~==~?~:~,~+~-~0x7fffffffffffffffffff~08~3u~'a'~\\\n~"
    b"/*~*/~//"
).split(b"~")
_KNOWN = (
    "V=>=3,<6",
    "V=4",
    "V=undefined",
    "OLD=undefined",
    "OLD=0",
    "NEW=1",
    "NEW=defined",
    "A=>2",
)


class Conditions:
    suffix = ".c"

    def __init__(self, _folder: Path) -> None:
        pass

    def make(self, rng: Random) -> Case:
        data = b"".join(rng.choice(_SAMPLES) for _ in range(rng.choice((1, 2, 6))))
        broken = mutated_text(rng, data, _SAMPLES, _WORDS)
        return Case(broken, " ".join(rng.sample(_KNOWN, rng.choice((1, 2, 3)))))

    def run(self, case: Case) -> str:
        said = dict(word.split("=", 1) for word in case.beside.split())
        known = {name.encode(): value for name, text in said.items() if (value := read_known(text))}
        source = SourceFile("a.c", case.data)
        try:
            with bounded():
                found = resolve(source, known)
        except Unresolved as error:
            source.place(error.offset)
            return "refused"
        if not found.edits:
            return "same"
        after = splice(case.data, found.edits).data
        self._check_lines(case.data, after)
        again = resolve(SourceFile("a.c", after), known)
        if again.edits:
            raise Failure("again", repr(splice(after, again.edits).data[:200]))
        return "changed"

    @staticmethod
    def _check_lines(before: bytes, after: bytes) -> None:
        """Lines are removed or stay, in order; only directives change. Raises Failure."""
        source = SourceFile("a.c", after)
        changed = {
            number
            for directive in source.directives
            for number in range(source.line_of(directive.start), source.line_of(directive.end) + 1)
        }
        left = iter(before.split(b"\n"))
        for number, line in enumerate(after.split(b"\n"), 1):
            if number not in changed and line.strip() and line not in left:
                raise Failure("outside", f"{line[:100]!r} is lost, or moved")
