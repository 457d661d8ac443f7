# SPDX-License-Identifier: GPL-2.0-or-later
"""A file of `#define` lines, as for spatch's --macro-file -> what each macro stands for.

spatch's words for what no body can show, `MACROSTATEMENT`, `YACFE_ITERATOR` and so on, are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from qemu_xen_codemod.c.lexer import Kind, tokens
from qemu_xen_codemod.c.macro_definition import Macro, read_macro
from qemu_xen_codemod.c.macro_kind import MacroKind, kind_of
from qemu_xen_codemod.errors import RuleError, UsageError, place_at
from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.rule.fault import raise_faults

_FORMAT = "a file of macros has #define lines, comments, and nothing else: #define each(x) for (;;)"
_WORDS = {
    b"MACROSTATEMENT": MacroKind.STATEMENT,
    b"YACFE_STATEMENT": MacroKind.STATEMENT,
    b"YACFE_ITERATOR": MacroKind.ITERATOR,
    b"YACFE_ATTRIBUTE": MacroKind.ATTRIBUTE,
    b"YACFE_END_ATTRIBUTE": MacroKind.ATTRIBUTE,
    b"YACFE_DECLARATOR": MacroKind.DECLARATION,
    b"YACFE_STRING": MacroKind.EXPRESSION,
    b"YACFE_IDENT_BUILDER": MacroKind.EXPRESSION,
}


def read_macro_files(paths: Iterable[Path]) -> dict[bytes, MacroKind]:
    """The contents of the files, of which later ones win. Raises UsageError, and RuleError for
    errors in a file, several together.
    """
    found: dict[bytes, MacroKind] = {}
    faults: list[RuleError] = []
    for path in paths:
        try:
            data = read_regular(path)
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise UsageError(
                f"{path} cannot be read: {why}", help="--macro-file takes a file of #define lines"
            ) from None
        found |= _read(str(path), data, faults)
    raise_faults(faults)
    return found


def _read(path: str, data: bytes, faults: list[RuleError]) -> dict[bytes, MacroKind]:
    text = data.decode("utf-8", "replace")
    macros: dict[bytes, Macro] = {}
    last = -1

    def fault(offset: int, what: str, help: str) -> None:
        at = len(data[:offset].decode("utf-8", "replace"))
        faults.append(RuleError(what, place=place_at(path, text, at), help=help))

    kinds: dict[bytes, MacroKind | None] = {}
    for token in tokens(data):
        if token.kind is Kind.COMMENT:
            continue
        if token.kind is not Kind.DIRECTIVE:
            line = data.count(b"\n", 0, token.start)
            if line != last:
                fault(token.start, "this is not a #define", _FORMAT)
            last = line
            continue
        macro = read_macro(token)
        if macro is None:
            start = token.start + len(token.text) - len(token.text.lstrip())
            is_define = token.text.lstrip(b" \t\f\v#").startswith(b"define")
            what = "this #define has no name" if is_define else "this is not a #define"
            fault(start, what, _FORMAT)
            continue
        kind = _kind(macro, macros)
        if kinds.setdefault(macro.name, kind) is not kind:
            name = macro.name.decode("utf-8", "replace")
            fault(
                macro.offset,
                f"{name} is {_told(kinds[macro.name])} above, and {_told(kind)} here",
                "keep one definition",
            )
        macros[macro.name] = macro
    return {name: kind for name, kind in kinds.items() if kind is not None}


def _told(kind: MacroKind | None) -> str:
    if kind is None:
        return "anything"
    article = "an" if kind.value[0] in "aei" else "a"
    return f"{article} {kind.value}"


def _kind(macro: Macro, macros: Mapping[bytes, Macro]) -> MacroKind | None:
    if len(macro.body) == 1 and macro.body[0].text in _WORDS:
        return _WORDS[macro.body[0].text]

    def inner(name: bytes) -> MacroKind | None:
        # Only macros above it: none is looked up in itself.
        known = macros.get(name)
        return kind_of(known.parameters or (), known.body) if known is not None else None

    return kind_of(macro.parameters or (), macro.body, inner)
