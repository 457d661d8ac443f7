# SPDX-License-Identifier: GPL-2.0-or-later
"""SmPL text -> WrittenRules: the rules as their author wrote them, with names checked.

Errors are RuleErrors with their place: a construct outside the subset, a metavariable that is not
declared, is declared only in another rule, or is used in added code only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.smpl.read.body import read_body
from qemu_xen_codemod.smpl.read.body_items import (
    Item,
    LineMark,
    WhenModifier,
    marks_in,
    tokens_in,
    with_paths,
)
from qemu_xen_codemod.smpl.read.declarations import parse_declarations, with_types
from qemu_xen_codemod.smpl.read.depends import rules_of
from qemu_xen_codemod.smpl.read.formula import conditions_of
from qemu_xen_codemod.smpl.read.fresh_uses import inherited_of_fresh, words_of_fresh
from qemu_xen_codemod.smpl.read.header import Named, Paths, RuleHeader, skip_blank
from qemu_xen_codemod.smpl.read.metavariable import NAME_KINDS, MetaKind, Metavariable
from qemu_xen_codemod.smpl.read.modes import sections_to_run
from qemu_xen_codemod.smpl.read.place_test import PlaceField
from qemu_xen_codemod.smpl.read.repeated_lines import names_bound_later, words_from_other_code
from qemu_xen_codemod.smpl.read.sections import RuleSection
from qemu_xen_codemod.smpl.read.smpl_text import SmplText
from qemu_xen_codemod.smpl.read.spatch_options import skip_spatch_options
from qemu_xen_codemod.smpl.read.virtual import VIRTUAL, read_virtual

_CHANGING = (LineMark.MINUS, LineMark.PLUS)
_STAR_BESIDE_CHANGES = (
    "a semantic patch with `*` lines has no `-` and `+` lines",
    "as in Coccinelle it only lists matches: move the rules that change code to another file",
)
_STAR_LINE = re.compile(rb"^\*", re.MULTILINE)
_LIKE_METAVARIABLE = re.compile(rb"[A-Z][0-9]*\Z")


@dataclass(frozen=True, eq=False, slots=True)
class WrittenRule:
    """One rule, before its code is parsed as C."""

    #: "" for an anonymous rule.
    name: str
    header: RuleHeader
    #: By the word for each in the body.
    metavariables: Mapping[bytes, Metavariable]
    items: tuple[Item, ...]


def read_rules(text: SmplText, modes: frozenset[str] | None = None) -> Iterator[WrittenRule]:
    """The rules of a semantic patch in order. Raises RuleError.

    `modes`: the virtual rules that are set. Rules and scripts that depend on others are not read,
    as by Coccinelle. None: not known, all are read.
    """
    exported: dict[str, Mapping[bytes, Metavariable]] = {}
    marks: set[LineMark] = set()
    #: The rules whose positions may be invalid: the file was changed since they matched.
    changed: set[str] = set()
    virtual = virtual_names(text)
    sections, left_out = sections_to_run(text, virtual, modes)
    # As in Coccinelle: in a patch with `*` lines, each rule needs one path only.
    is_list = any(_STAR_LINE.search(text.data, *rule_section.body) for rule_section in sections)
    for section in sections:
        for leaf in rules_of(section.header.depends) if section.header.depends else ():
            if not any(leaf.name in names for names in (exported, virtual, left_out)):
                what = f"`depends on` names no earlier rule: {leaf.name}"
                raise text.error(leaf.offset, what)
        rule = _read_rule(text, section, exported, Paths.EXISTS if is_list else Paths.FORALL)
        if rule.name in virtual:
            raise text.error(section.offset, f"rule {rule.name} is virtual too")
        _check_places(text, rule, exported, changed, left_out)
        rule_marks = marks_in(rule.items)
        marks |= rule_marks
        if LineMark.STAR in marks and not marks.isdisjoint(_CHANGING):
            kinds = {LineMark.STAR, *_CHANGING}
            tokens = (item for item in tokens_in(rule.items) if item.mark in kinds)
            first = next((body_token.token.start for body_token in tokens), section.body[0])
            if not rule_marks.isdisjoint(kinds):
                raise text.error(first, *_STAR_BESIDE_CHANGES)
        yield rule
        if rule.name in exported:
            raise text.error(section.offset, f"rule {rule.name} is defined twice")
        if rule.name:
            exported[rule.name] = rule.metavariables
        if any(token.mark in _CHANGING for token in tokens_in(rule.items)):
            changed.update(exported)


def virtual_names(text: SmplText) -> frozenset[str]:
    """The virtual rules of a semantic patch. Raises RuleError."""
    names, _ = read_virtual(text, skip_spatch_options(text, skip_blank(text.data, 0)))
    return frozenset(name.text for name in names)


def _check_places(
    text: SmplText,
    rule: WrittenRule,
    exported: Mapping[str, Mapping[bytes, Metavariable]],
    changed: Set[str],
    left_out: Set[str],
) -> None:
    """Check a rule's references to positions of other rules."""
    for metavariable in rule.metavariables.values():
        if metavariable.kind is not MetaKind.POSITION:
            continue
        if metavariable.inherited in changed and metavariable.is_used:
            raise text.error(
                metavariable.offset,
                f"position {metavariable.inherited}.{metavariable.name} is inherited across a"
                " change of the file",
                "move the rule that binds it after those that change the file",
            )
        for origin, name in metavariable.avoids:
            if origin in left_out:
                continue
            known = exported.get(origin, {}).get(name.encode())
            if known is None or known.kind is not MetaKind.POSITION:
                raise text.error(metavariable.offset, f"no earlier rule binds {origin}.{name}")
        tests = (
            conditions_of(metavariable.place_test) if metavariable.place_test is not None else ()
        )
        for test in tests:
            if test.field in (PlaceField.LINE, PlaceField.LINE_END) and changed:
                what = "a test of a line after a rule that changes the file"
                raise text.outside(metavariable.offset, what)


def _read_rule(
    text: SmplText,
    section: RuleSection,
    exported: Mapping[str, Mapping[bytes, Metavariable]],
    default: Paths,
) -> WrittenRule:
    header = section.header
    parsed = parse_declarations(text, *section.declarations)
    declared = {
        metavariable.name.encode(): _inherit(text, metavariable, exported)
        for metavariable in parsed
    }
    for word, metavariable in inherited_of_fresh(dict(declared)):
        declared[word] = _inherit(text, metavariable, exported)
    if header.extends is not None:
        declared = {**_taken_over(text, header.extends, declared, exported), **declared}
        declared = {
            with_type.name.encode(): with_type for with_type in with_types([*declared.values()])
        }
    if not text.data[section.body[0] : section.body[1]].strip():
        raise text.error(section.offset, "the rule has no body")
    paths = WhenModifier((header.paths or default).value)
    items = with_paths(read_body(text, *section.body, declared), paths)
    declared = _with_uses(items, declared)
    _check_names(text, items, declared)
    for word in names_bound_later(text, items, declared):
        declared[word] = replace(declared[word], is_named_before=True)
    return WrittenRule(header.name or "", header, declared, items)


def _taken_over(
    text: SmplText,
    extended: Named,
    declared: Mapping[bytes, Metavariable],
    exported: Mapping[str, Mapping[bytes, Metavariable]],
) -> dict[bytes, Metavariable]:
    """The metavariables of the extended rule, positions excepted, as in Coccinelle. Those that the
    extending rule does not use need not be bound.
    """
    if extended.text not in exported:
        raise text.error(extended.offset, f"no earlier rule {extended.text}")
    inherited = exported[extended.text]
    twin = next(
        (metavariable for name, metavariable in declared.items() if name in inherited), None
    )
    if twin is not None:
        raise text.error(
            twin.offset,
            f"metavariable {twin.name} is declared twice: rule {extended.text} has it, too",
        )
    return {
        name: metavariable
        if metavariable.kind in NAME_KINDS
        else replace(
            metavariable,
            inherited=metavariable.inherited or extended.text,
            avoids=(),
            place_test=None,
            fresh=None,
        )
        for name, metavariable in inherited.items()
        if metavariable.kind is not MetaKind.POSITION
    }


def _inherit(
    text: SmplText, metavariable: Metavariable, exported: Mapping[str, Mapping[bytes, Metavariable]]
) -> Metavariable:
    if metavariable.inherited == VIRTUAL and metavariable.kind is not MetaKind.IDENTIFIER:
        raise text.error(metavariable.offset, "a virtual metavariable is an identifier")
    if metavariable.inherited is None or metavariable.inherited == VIRTUAL:
        return metavariable
    if metavariable.inherited not in exported:
        raise text.error(metavariable.offset, f"no earlier rule {metavariable.inherited}")
    origin = exported[metavariable.inherited].get(metavariable.name.encode())
    if origin is None:
        raise text.error(
            metavariable.offset,
            f"rule {metavariable.inherited} has no metavariable {metavariable.name}",
        )
    if origin.kind is not metavariable.kind:
        raise text.error(
            metavariable.offset,
            f"{metavariable.inherited}.{metavariable.name} is {_an(origin.kind.value)},"
            f" not {_an(metavariable.kind.value)}",
        )
    return replace(metavariable, wanted=metavariable.wanted or origin.wanted)


def _an(words: str) -> str:
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _with_uses(
    items: Sequence[Item], declared: Mapping[bytes, Metavariable]
) -> dict[bytes, Metavariable]:
    """The metavariables with the number of their occurrences."""
    tokens = tokens_in(items)
    named = {token.token.text for token in tokens}
    of_types = list(_names_in_types(declared, named))
    of_fresh = words_of_fresh(declared, named)
    uses = Counter([*of_types, *of_fresh, *(token.token.text for token in tokens)])
    matched = Counter(
        [*of_types, *(token.token.text for token in tokens if token.mark is not LineMark.PLUS)]
    )
    matched.update(words_from_other_code(items))
    placed = {position.name.encode() for token in tokens for position in token.positions}
    placed |= {
        metavariable.length.encode()
        for name, metavariable in declared.items()
        if isinstance(metavariable.length, str) and name in named
    }
    return {
        name: replace(
            metavariable,
            is_single=uses[name] == 1,
            uses=matched[name],
            is_used=bool(uses[name]) or name in placed,
        )
        for name, metavariable in declared.items()
    }


def _names_in_types(declared: Mapping[bytes, Metavariable], named: Set[bytes]) -> Iterator[bytes]:
    """The metavariables that typed ones, named in the body, bind through their types."""
    for name, metavariable in declared.items():
        if metavariable.wanted is not None and name in named:
            words = (word for type_ in metavariable.wanted.types for word in type_.base)
            yield from (word for word in words if word in declared)


def _check_names(
    text: SmplText, items: Sequence[Item], declared: Mapping[bytes, Metavariable]
) -> None:
    """Refuse undeclared metavariables (a capital with digits) and ones of added code only."""
    named = {token.token.text for token in tokens_in(items)}
    matched: set[bytes] = set(_names_in_types(declared, named))
    added: dict[bytes, int] = {}
    for token in tokens_in(items):
        word = token.token.text
        if token.token.kind is not Kind.WORD:
            continue
        if word not in declared and _LIKE_METAVARIABLE.match(word):
            raise text.error(
                token.token.start,
                f"undeclared metavariable {word.decode()}",
                f"declare it between the @@ lines, or write `symbol {word.decode()};` if it is C's",
            )
        if token.mark is LineMark.PLUS:
            added.setdefault(word, token.token.start)
        else:
            matched.add(word)
    for word, metavariable in declared.items():
        if metavariable.kind is MetaKind.LENGTH and word in matched | added.keys():
            what = f"{word.decode()} is the length of a list, not code"
            raise text.error(metavariable.offset, what)
        if metavariable.kind is MetaKind.POSITION and word in matched | added.keys():
            places = (t.token.start for t in tokens_in(items) if t.token.text == word)
            # It may occur only as the type of another metavariable.
            where = next(places, metavariable.offset)
            raise text.error(
                where,
                f"position {word.decode()} is a position, not code",
                f"write it after the code: `f@{word.decode()}`",
            )
        if (
            metavariable.kind in NAME_KINDS
            or metavariable.inherited
            or metavariable.fresh is not None
        ):
            continue
        if word in added and word not in matched:
            raise text.error(
                added[word],
                f"metavariable {word.decode()} is used in `+` lines only",
                f"match {word.decode()} in a `-` or context line",
            )
