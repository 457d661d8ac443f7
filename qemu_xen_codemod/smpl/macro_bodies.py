"""The bodies of #define lines as code: what tree-sitter leaves as raw text.

Each body that may hold a match becomes a SourceFile of its own, as long as the file up to the
body's end, in which all before is blank but for a wrapper that makes the body an expression or
statements. Offsets count in the file; backslashes at line ends are blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Span

_DEFINE = re.compile(
    rb"^[ \t]*#[ \t]*define[ \t]+\w+(?P<parameters>\([^()\n]*\))?(?P<body>(?:\\\r?\n|[^\n])*)",
    re.MULTILINE,
)
_CONTINUED = re.compile(rb"\\(?=\r?\n)")
_WRAPPERS = ((b"T f(){(", b"\n);}"), (b"T f(){", b"\n;}"))


def macro_bodies(
    source: SourceFile, words: re.Pattern[bytes] | None
) -> Iterator[tuple[SourceFile, Span]]:
    """The bodies in which the words stand (None: all) and that parse, in the file's order, each
    with its place: what stands around it is not the file's.
    """
    if b"define" not in source.data:
        return
    for found in _DEFINE.finditer(source.data):
        body = found.group("body")
        if (words is not None and not words.search(body)) or not body.strip(b" \t\\\r\n"):
            continue
        node = source.root.descendant_for_byte_range(found.start("body") - 1, found.end("body") - 1)
        while node is not None and not node.type.endswith("def"):
            node = node.parent
        if node is None or source.is_dead(found.start()):
            continue
        parsed = _parsed(source, Span(found.start(), found.start("body")), body)
        if parsed is not None:
            yield parsed, Span(found.start("body"), found.end("body"))


def _parsed(source: SourceFile, head: Span, body: bytes) -> SourceFile | None:
    code = _CONTINUED.sub(b" ", body)
    for opening, closing in _WRAPPERS:
        # The shortest head, `#define A`, has room for either wrapper.
        blank = re.sub(rb"[^\n]", b" ", source.data[: head.end - len(opening)])
        view = SourceFile(source.path, blank + opening + code + closing)
        if not view.root.has_error and len(view.root.named_children) == 1:
            return view
    return None


def reason_against(edits: list[Edit]) -> str:
    """Why these edits must not be made inside a macro, "" when they may."""
    for edit in edits:
        for piece in edit.pieces:
            if isinstance(piece, bytes) and b"\n" in piece:
                return "the edit would put a line break into a macro's body"
    return ""
