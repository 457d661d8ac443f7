# SPDX-License-Identifier: GPL-2.0-or-later
"""The layout of added code: the line breaks, blanks and indentation that its author wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.smpl.read.body_items import BodyToken, LineMark

#: Columns per indentation level in a patch.
_LEVEL = 4


@dataclass(frozen=True, slots=True)
class Atom:
    """An indivisible piece of the template."""

    text: bytes
    start: int
    end: int
    mark: LineMark
    kind: Kind | None
    #: Whether it is `...` between statements.
    is_dots: bool = False
    #: Whether it is a prefix operator or the end of a cast: no blank follows.
    is_prefix: bool = False


def joined(data: bytes, atoms: Sequence[Atom]) -> bytes:
    """The pieces, joined with the line breaks and blanks of the patch, whose bytes are `data`."""
    if not atoms:
        return b""
    base = _indent(data, atoms[0].start)
    out = [_dedent(atoms[0], base)]
    depth = _opened(atoms[0].text)
    for before, atom in pairwise(atoms):
        between = data[before.end : atom.start]
        if b"\n" not in between:
            out.append(between if not between.strip() else _space(data, before, atom))
        elif _breaks(data, before, atom):
            lines = b"\n\n" if _has_blank_line(data, before, atom) else b"\n"
            indent = max(0, _indent(data, atom.start) - base)
            if atom.kind is Kind.DIRECTIVE:
                indent = 0
            elif atom.kind is None:
                # Code inside new braces goes a level deeper, wherever the patch has it.
                indent = max(indent, depth * _LEVEL)
            out.append(lines + b" " * indent)
        else:
            out.append(_space(data, before, atom))
        out.append(_dedent(atom, base))
        depth += _opened(atom.text)
    return b"".join(out)


def _dedent(atom: Atom, base: int) -> bytes:
    """An atom's text; the lines of a comment after the first lose the base indentation."""
    if b"\n" not in atom.text or atom.kind is not Kind.COMMENT:
        return atom.text
    first, *rest = atom.text.split(b"\n")
    cut = [line[min(base, len(line) - len(line.lstrip(b" "))) :] for line in rest]
    return b"\n".join([first, *cut])


def _breaks(data: bytes, before: Atom, atom: Atom) -> bool:
    """Whether a line break belongs to the code, and is not only there for the marks."""
    if before.mark is LineMark.PLUS and atom.mark is LineMark.PLUS:
        return True
    if atom.text == b";":
        return False
    whole = (Kind.DIRECTIVE, Kind.COMMENT)
    return (
        before.kind in whole
        or before.is_dots
        or atom.is_dots
        or atom.kind in whole
        or before.text in (b";", b"{", b"}")
        or atom.text in (b"{", b"}")
        or before.kind is None
        and data[before.end - 1 : before.end] in (b";", b"}")
    )


def _has_blank_line(data: bytes, before: Atom, atom: Atom) -> bool:
    """Whether a line of the patch between the two is blank except for its mark."""
    between = data[before.end : atom.start].split(b"\n")[1:-1]
    return any(is_blank_plus([line]) for line in between)


def _space(data: bytes, first: Atom, second: Atom) -> bytes:
    """The blank that C authors put between two atoms, where the patch shows none."""
    before, after = first.text, second.text
    if second.kind is None and data[second.start : second.start + 1] == b"(":
        after = b"("
    if first.is_prefix:
        return b""
    if before in (b"(", b"[", b".", b"->", b"!", b"~") or after in (
        b")",
        b"]",
        b",",
        b";",
        b".",
        b"->",
        b"++",
        b"--",
    ):
        return b""
    if after in (b"(", b"[") and before not in (b"if", b"while", b"for", b"switch", b"return"):
        return b"" if before[:1].isalpha() or before[:1] == b"_" or before in (b")", b"]") else b" "
    return b" "


def _indent(data: bytes, offset: int) -> int:
    """Columns before the first code on the line at an offset, with the mark blanked."""
    start = data.rfind(b"\n", 0, offset) + 1
    line = data[start:]
    line = b" " + line[1:] if line[:1] in (b"-", b"+") else line
    return len(line) - len(line.lstrip(b" \t"))


def atom_of(item: BodyToken, text: bytes) -> Atom:
    return Atom(text, item.token.start, item.token.end, item.mark, item.token.kind)


def is_blank_plus(lines: Sequence[bytes]) -> bool:
    """Whether there is a line, and it adds a blank one."""
    return any(line[:1] == b"+" and not line[1:].strip() for line in lines)


def _opened(text: bytes) -> int:
    return (text == b"{") - (text == b"}")
