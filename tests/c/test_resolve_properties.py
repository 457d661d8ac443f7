# SPDX-License-Identifier: GPL-2.0-or-later
"""Properties of conditions resolved in any text."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from qemu_xen_codemod.c.arms import Unresolved
from qemu_xen_codemod.c.known import read_known
from qemu_xen_codemod.c.resolve import resolve
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.splice import splice

SAID = {b"V": ">=3,<6", b"OLD": "undefined", b"NEW": "1"}
KNOWN = {name: known for name, text in SAID.items() if (known := read_known(text))}
#: Bits of directives and of other lines in any order: unclosed blocks, invalid conditions, unclosed
#: comments and strings.
TEXTS = st.lists(
    st.sampled_from(
        b"#if |#if V < 3\n|#if V > 2\n|#ifdef OLD\n|#ifndef NEW\n|# if A\n|#elif |#elif V == 9\n"
        b"|#elif V\n|#else\n|#else\n|#endif\n|#endif\n|#endif\n|#endif /* c */\n|#if !(A || OLD)\n"
        b"|V < 3|V >= 3| && | || |!|(|)|A|defined(|defined OLD|NEW|1|?|:| \\\n|\n|\n\n|\r\n|{\n|}\n"
        b"|a\n|b\n|/*|*/|//|\"|'|#error e\n|#define NEW\n|\t".split(b"|")
    ),
    max_size=40,
).map(b"".join)


@given(TEXTS)
def test_lines_stay_or_go(text: bytes) -> None:
    """The text is refused, or the result has only lines of it, in order, apart from directives;
    then there is nothing left to do.
    """
    with suppress(Unresolved):
        found = resolve(SourceFile("a.c", text), KNOWN)
        after = splice(text, found.edits).data if found.edits else text
        lines = iter(text.split(b"\n"))
        for line in after.split(b"\n"):
            is_changed = b"#" in line or b"\\" in line or not line.strip()
            assert is_changed or line in lines
        again = resolve(SourceFile("a.c", after), KNOWN)
        assert again.edits == ()
