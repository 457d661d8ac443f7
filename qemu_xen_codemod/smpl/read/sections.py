"""SmPL text -> RuleSections: where each rule's header, metavariables and body stand.

A rule begins with `@` in column 1 and its header ends at the next `@`; its metavariable
declarations end at `@@`; its body ends where the next rule begins. What may stand in a header but
is no plain transformation rule (scripts, virtual rules, options) is refused here by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qemu_xen_codemod.smpl.read.depends import Dependency, parse_dependency
from qemu_xen_codemod.smpl.read.smpl_text import SmplText


@dataclass(frozen=True, slots=True)
class RuleSection:
    """One rule's parts, as byte ranges of the text."""

    #: The rule's name, None for an anonymous rule.
    name: str | None
    depends: Dependency | None
    header: int
    declarations: tuple[int, int]
    body: tuple[int, int]


_BLANK = re.compile(rb"\s+|//[^\n]*|/\*.*?\*/", re.DOTALL)
_BEFORE = {
    b"virtual": "virtual rules (virtual)",
    b"using": "using, an isomorphism file",
    b"#spatch": "#spatch options",
    b"#include": "#include of another semantic patch",
    b"#": "a preprocessor line before the first rule",
}
_WORD = re.compile(rb"[A-Za-z_#][A-Za-z0-9_]*")
_NEXT_RULE = re.compile(rb"^@", re.MULTILINE)
_SCRIPTS = re.compile(rb"\s*(script|initialize|finalize)\b\s*:?\s*(\w*)")
_NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")
_OPTIONS = {
    b"extends": "extends in a rule header",
    b"using": "using in a rule header",
    b"disable": "disable in a rule header (isomorphisms)",
    b"exists": "exists in a rule header",
    b"forall": "forall in a rule header",
    b"expression": "expression in a rule header",
    b"identifier": "identifier in a rule header",
    b"type": "type in a rule header",
}


def split_sections(text: SmplText) -> tuple[RuleSection, ...]:
    """The rules of a semantic patch, in order. Raises RuleError."""
    data = text.data
    at = _skip_blank(data, 0)
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


def _skip_blank(data: bytes, at: int) -> int:
    while found := _BLANK.match(data, at):
        at = found.end()
    return at


def _read_section(text: SmplText, at: int) -> RuleSection:
    data = text.data
    close = data.find(b"@", at + 1)
    if close < 0:
        raise text.error(at, "the rule header has no closing `@`")
    name, depends = _read_header(text, at + 1, close)
    end = data.find(b"@@", close + 1)
    if end < 0:
        raise text.error(
            at,
            "the metavariable declarations are not closed by `@@`",
            "a rule is `@name@`, declarations, `@@`, then the patch",
        )
    following = _NEXT_RULE.search(data, end + 2)
    stop = following.start() if following else len(data)
    return RuleSection(name, depends, at, (close + 1, end), (end + 2, stop))


def _read_header(text: SmplText, start: int, end: int) -> tuple[str | None, Dependency | None]:
    header = text.data[start:end]
    script = _SCRIPTS.match(header)
    if script:
        language = script.group(2).decode()
        construct = {b"script": "script rules", b"initialize": "initialize rules"}.get(
            script.group(1), "finalize rules"
        )
        raise text.outside(
            start + script.start(1), f"{construct} ({script.group(1).decode()}:{language})"
        )
    at = _skip_blank(text.data, start)
    name: str | None = None
    found = _NAME.match(text.data, at, end)
    if found and found.group() not in {*_OPTIONS, b"depends"}:
        name = found.group().decode()
        at = _skip_blank(text.data, found.end())
    depends: Dependency | None = None
    while at < end:
        word = _NAME.match(text.data, at, end)
        if word and word.group() == b"depends":
            on = re.compile(rb"depends\s+on\b").match(text.data, at, end)
            if not on:
                raise text.error(at, "`depends` without `on`", "write `depends on other_rule`")
            depends, at = parse_dependency(text, on.end(), end)
            at = _skip_blank(text.data, at)
        elif word and word.group() in _OPTIONS:
            raise text.outside(at, _OPTIONS[word.group()])
        else:
            raise text.error(
                at,
                "the rule header is not understood",
                "write `@name@` or `@name depends on other@`",
            )
    return name, depends
