# SPDX-License-Identifier: GPL-2.0-or-later
"""NotRead: a wanted name in a file that is not parsed as source: a script, a binary.

Python may call the function through ctypes, a configure script may contain a program that does, and
a library in the tree may import it. Whether it does is unknown, so the place is reported. Documents
are left out: they mention a function without calling it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qemu_xen_codemod.c.language import language_of
from qemu_xen_codemod.c.source import MOST_BYTES
from qemu_xen_codemod.c.wanted import Wanted
from qemu_xen_codemod.step.workspace import Workspace

_SHOWN = 5
#: A name that is called, or passed as a string.
_NAME = re.compile(rb"""(?<![\w$])([A-Za-z_]\w*)(?:\s*\(|(?=["']))""")
_WORD = re.compile(rb"[A-Za-z_]\w*")
_DOCUMENT = re.compile(
    r"(?:.*/)?(?:(?:README|NEWS|MAINTAINERS|COPYING|ChangeLog|CHANGELOG|TODO)\b[^/]*"
    r"|[^/]*\.(?:rst|md|txt|texi|html?|pod|adoc|po|svg|[1-9]|patch|diff|rules|cocci|trace-events))"
    r"|(?:.*/)?trace-events"
)
#: The beginning of a baseline of `codemod audit`, which lists known references.
BASELINE = b"# codemod audit baseline "


@dataclass(frozen=True, slots=True)
class NotRead:
    path: str
    #: 1-based, 0 in a file that is not text.
    line: int
    symbol: str
    why: str


def find_not_read(workspace: Workspace, wanted: Wanted) -> Iterator[NotRead]:
    """The first place of each name in each file, by path and place."""
    if not wanted.search_words:
        return
    for path in workspace.holding(wanted.search_words):
        if language_of(path) is None and not _DOCUMENT.fullmatch(path):
            yield from _in_file(path, workspace.read(path), wanted)
    for path, data in workspace.too_large().items():
        yield from _in_large(path, data, wanted)


def _in_large(path: str, data: bytes, wanted: Wanted) -> Iterator[NotRead]:
    """The first of the names that a source contains."""
    for word in sorted(word for word in wanted.search_words if b"*" not in word):
        found = re.search(rb"(?<![\w$])" + re.escape(word) + rb"(?![\w$])", data)
        if found is not None:
            line = data.count(b"\n", 0, found.start()) + 1
            symbol = word.decode("utf-8", "replace")
            yield NotRead(path, line, symbol, f"it has more than {MOST_BYTES:,} bytes")
            return


def not_read_notes(found: Sequence[NotRead]) -> Iterator[str]:
    """A sentence for each of the first files, and one for the others."""
    by_path: dict[str, list[NotRead]] = {}
    for not_read in found:
        by_path.setdefault(not_read.path, []).append(not_read)
    for path, here in list(by_path.items())[:_SHOWN]:
        at = f":{here[0].line}" if here[0].line else ""
        more = f" and {len(here) - 1} more" if len(here) > 1 else ""
        yield f"{path}{at}: {here[0].symbol}{more}: not read: {here[0].why}"
    if len(by_path) > _SHOWN:
        more = f"{len(by_path) - _SHOWN} more files"
        yield f"{more} that are not read contain such names; --format json lists all"


#: Keys of rules in YAML.
_RULE_KEYS = (
    re.compile(rb"^id: *[a-z0-9]", re.MULTILINE),
    re.compile(rb"^(patch|steps):", re.MULTILINE),
    re.compile(rb"^examples:", re.MULTILINE),
)


def _is_rule(path: str, data: bytes) -> bool:
    """Whether it is a rule of codemod, which names what it removes."""
    return path.endswith((".yml", ".yaml")) and all(key.search(data) for key in _RULE_KEYS)


def _in_file(path: str, data: bytes, wanted: Wanted) -> Iterator[NotRead]:
    if b"\0" in data:
        # Unlisted names are too often a part of something else here.
        for word in sorted(wanted.words & set(_WORD.findall(data))):
            yield NotRead(path, 0, word.decode(), "it is not text")
        return
    if data.startswith(BASELINE) or _is_rule(path, data):
        return
    seen: set[bytes] = set()
    for found in _NAME.finditer(data):
        word = found.group(1)
        if word in wanted and word not in seen:
            seen.add(word)
            line = data.count(b"\n", 0, found.start()) + 1
            yield NotRead(path, line, word.decode(), "it is not C")
