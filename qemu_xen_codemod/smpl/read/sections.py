# SPDX-License-Identifier: GPL-2.0-or-later
"""SmPL text -> RuleSections: where each rule's header, metavariables and body are.

A rule begins with `@` in column 1 and its header ends at the next `@`; its metavariable
declarations end at `@@`; its body ends where the next rule begins. Unsupported lines before the
first rule are refused here by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qemu_xen_codemod.smpl.read.header import RuleHeader, read_header, skip_blank
from qemu_xen_codemod.smpl.read.smpl_text import SmplText
from qemu_xen_codemod.smpl.read.spatch_options import skip_spatch_options
from qemu_xen_codemod.smpl.read.virtual import read_virtual


@dataclass(frozen=True, slots=True)
class RuleSection:
    """One rule's parts, as byte ranges of the text."""

    header: RuleHeader
    #: Where the rule begins.
    offset: int
    declarations: tuple[int, int]
    body: tuple[int, int]


_BEFORE = {
    b"using": "using (an isomorphism file)",
    b"#spatch": "#spatch options",
    b"#include": "#include of another semantic patch",
    b"#": "a preprocessor line before the first rule",
}
_WORD = re.compile(rb"[A-Za-z_#][A-Za-z0-9_]*")
_NEXT_RULE = re.compile(rb"^@", re.MULTILINE)


def split_sections(text: SmplText) -> tuple[RuleSection, ...]:
    """The rules of a semantic patch, in order. Raises RuleError."""
    data = text.data
    _, at = read_virtual(text, skip_spatch_options(text, skip_blank(data, 0)))
    sections: list[RuleSection] = []
    if at == len(data):
        raise text.error(0, "the semantic patch is empty", "a rule begins with a line `@@`")
    while at < len(data):
        if data[at : at + 1] != b"@" or (at and data[at - 1 : at] != b"\n"):
            word = _WORD.match(data, at)
            named = _BEFORE.get(word.group()) if word else None
            if named is None and word and word.group().startswith(b"#"):
                named = _BEFORE[b"#"]
            if named:
                raise text.outside(at, named)
            raise text.error(
                at,
                "code outside a rule",
                "a rule begins with `@@` (or `@name@`) in column 1, then metavariables, then `@@`",
            )
        section = _read_section(text, at)
        sections.append(section)
        at = section.body[1]
    return tuple(sections)


def _read_section(text: SmplText, at: int) -> RuleSection:
    data = text.data
    close = data.find(b"@", at + 1)
    if close < 0:
        raise text.error(at, "the rule header has no closing `@`")
    header = read_header(text, at + 1, close)
    end = data.find(b"@@", close + 1)
    if end < 0:
        raise text.error(
            at,
            "the metavariable declarations are not closed by `@@`",
            "a rule is `@name@`, declarations, `@@`, then the patch",
        )
    following = _NEXT_RULE.search(data, end + 2)
    stop = following.start() if following else len(data)
    return RuleSection(header, at, (close + 1, end), (end + 2, stop))
