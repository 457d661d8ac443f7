# SPDX-License-Identifier: GPL-2.0-or-later
"""WrittenRules -> SemanticPatch: rules whose patterns are parsed, checked and ready to match.

Errors are RuleErrors with their place: a construct outside the subset, or a pattern that is not C.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.shipped import shipped
from qemu_xen_codemod.smpl.compile.attributes import check_attributes
from qemu_xen_codemod.smpl.compile.conjunctions import check_conjunctions
from qemu_xen_codemod.smpl.compile.definition import is_definition
from qemu_xen_codemod.smpl.compile.difference import compare_patterns
from qemu_xen_codemod.smpl.compile.fates import with_fates
from qemu_xen_codemod.smpl.compile.isomorphisms import (
    INITIALISER_FORMS,
    coccinelle_names,
    isomorphism_names,
)
from qemu_xen_codemod.smpl.compile.nests import check_nests, nest_names, with_needed_nest
from qemu_xen_codemod.smpl.compile.operations import Insert, Operation, changes_storage
from qemu_xen_codemod.smpl.compile.other_forms import OtherForms
from qemu_xen_codemod.smpl.compile.pattern import Pattern, PatternKind
from qemu_xen_codemod.smpl.compile.pattern_reader import PatternReader, has_items
from qemu_xen_codemod.smpl.compile.prototype import prototype_patterns, without_names
from qemu_xen_codemod.smpl.compile.several_names import types_of_several
from qemu_xen_codemod.smpl.compile.unsupported import check_dots, check_operands
from qemu_xen_codemod.smpl.compile.usable_isomorphisms import usable_isomorphisms
from qemu_xen_codemod.smpl.compile.words import (
    NeededWords,
    WordGroup,
    added_words,
    matched_names,
    matched_positions,
)
from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    DisjunctionItem,
    Item,
    LineMark,
    NestItem,
    first_start,
    marks_in,
)
from qemu_xen_codemod.smpl.read.depends import needed_rules, rules_of
from qemu_xen_codemod.smpl.read.fresh_uses import check_fresh, fresh_in, words_of_fresh
from qemu_xen_codemod.smpl.read.header import RuleHeader
from qemu_xen_codemod.smpl.read.metavariable import Metavariable
from qemu_xen_codemod.smpl.read.smpl_text import SmplText
from qemu_xen_codemod.smpl.read.virtual import VIRTUAL, Defined
from qemu_xen_codemod.smpl.read.written_rule import WrittenRule, read_rules, virtual_names


@dataclass(frozen=True, eq=False, slots=True)
class CompiledRule:
    """One rule of a semantic patch."""

    #: "" for an anonymous rule.
    name: str
    header: RuleHeader
    metavariables: Mapping[str, Metavariable]
    #: The code to match.
    pattern: Pattern
    #: The edits of that code; empty for a rule that only matches.
    operations: tuple[Operation, ...]
    #: The names that occur in every match, whichever branches of disjunctions match.
    needs: frozenset[str]
    #: The other forms of its nodes.
    forms: OtherForms
    #: The words that code must contain to match its nodes.
    needed: NeededWords
    #: A file that matches contains a word of each group.
    words: tuple[WordGroup, ...]
    #: The words of its added code.
    added: frozenset[bytes] = frozenset()
    #: The same change for prototypes of the function that the rule changes: with parameter names,
    #: and without.
    prototypes: tuple[CompiledRule, ...] = ()
    #: The fresh identifiers of its added code, in order.
    fresh: tuple[Metavariable, ...] = ()
    #: Whether it has `*` lines, whose matches are listed.
    is_list: bool = False
    #: The type metavariables that declare several names in added code.
    declares_several: frozenset[str] = frozenset()

    @property
    def inherited(self) -> tuple[Metavariable, ...]:
        """The metavariables of other rules that its code uses."""
        declared = self.metavariables.values()
        return tuple(
            metavariable
            for metavariable in declared
            if metavariable.inherited and metavariable.is_used
        )

    @property
    def is_change(self) -> bool:
        """Whether it edits code."""
        return bool(self.operations)

    @property
    def has_effect(self) -> bool:
        """Whether it edits or lists code. Code that it may have missed is reported."""
        return self.is_change or self.is_list

    def may_match(self, data: bytes) -> bool:
        return all(group.may_be_in(data) for group in self.words)


@dataclass(frozen=True, eq=False, slots=True)
class SemanticPatch:
    """The rules of one semantic patch, in order."""

    path: str
    rules: tuple[CompiledRule, ...]
    #: The text that was parsed.
    text: SmplText
    #: For each rule that edits or lists code, or for all if none does: a file that it matches
    #: contains a word of each group.
    words: tuple[tuple[WordGroup, ...], ...]
    #: The rules that `virtual` declares.
    virtual: frozenset[str] = frozenset()
    #: The virtual rules that are set, and the values of virtual identifiers.
    defined: Defined = field(default_factory=Defined)

    @property
    def virtual_identifiers(self) -> frozenset[str]:
        """The virtual identifiers that rules use."""
        declared = (
            metavariable for rule in self.rules for metavariable in rule.metavariables.values()
        )
        return frozenset(
            metavariable.name for metavariable in declared if metavariable.inherited == VIRTUAL
        )

    def may_match(self, data: bytes) -> bool:
        """Whether a file with these bytes can match at all (cheap; true when in doubt)."""
        return any(all(group.may_be_in(data) for group in groups) for groups in self.words)

    def search_words(self, known: Set[bytes] = frozenset()) -> frozenset[bytes] | None:
        """Words of which each matching file contains one, preferably among those that are `known`;
        None when a rule needs no word.
        """
        chosen: set[bytes] = set()
        for groups in self.words:
            whole = [group.words for group in groups if group.are_known]
            if not whole:
                return None
            chosen |= min(
                whole, key=lambda words: (len(words - known), len(words), -min(map(len, words)))
            )
        return frozenset(chosen)

    @property
    def isomorphisms(self) -> tuple[str, ...]:
        """The isomorphisms by which its rules can match, each once."""
        names = (usable_isomorphisms(rule.pattern, rule.forms) for rule in self.rules)
        return tuple(dict.fromkeys(name for rule_names in names for name in rule_names))

    @property
    def has_choice(self) -> bool:
        """Whether a rule has several sets of words to search for."""
        return any(sum(group.are_known for group in groups) > 1 for groups in self.words)


def parse_semantic_patch(
    text: str, path: str, line: int = 1, column: int = 1, *, modes: frozenset[str] | None = None
) -> SemanticPatch:
    """Read a semantic patch. `line` and `column` (1-based) say where it begins in `path`.

    `modes`: the virtual rules that are set, if that is known: rules and scripts that depend on
    others are not read. Raises RuleError.
    """
    source = SmplText(text.encode(), path, line, column)
    try:
        rules: list[CompiledRule] = []
        written: list[WrittenRule] = []
        in_nests: dict[str, frozenset[str]] = {}
        for rule in read_rules(source, modes):
            _check_inherited(source, rule, in_nests)
            rules.append(_compiled(source, rule))
            written.append(rule)
            in_nests[rule.name] = nest_names(rule.items, rule.metavariables)
        asked_about = {name for rule in written for name in _other_rules(rule)}
        for index, rule in enumerate(written):
            items = with_needed_nest(rule.items)
            if items != rule.items and rule.name not in asked_about:
                rules[index] = _compiled(source, replace(rule, items=items))
        words = tuple(_words_to_search(rules))
        return SemanticPatch(path, tuple(rules), source, words, virtual_names(source))
    except RecursionError:
        help = "split it into rules, or use metavariables for parts of it"
        raise source.error(0, "the semantic patch is nested too deeply", help) from None


def _other_rules(rule: WrittenRule) -> Iterator[str]:
    """The rules that a rule refers to."""
    if rule.header.depends is not None:
        yield from (condition.name for condition in rules_of(rule.header.depends))
    for metavariable in rule.metavariables.values():
        yield from (name for name, _ in metavariable.avoids)
        if metavariable.inherited:
            yield metavariable.inherited


def _words_to_search(rules: Sequence[CompiledRule]) -> Iterator[tuple[WordGroup, ...]]:
    """The groups of each rule that edits or lists code, with those of the rules that it needs: the
    first one that matches in a file sees it as it was.
    """
    needed: dict[str, tuple[WordGroup, ...]] = {}
    have_effect = any(rule.has_effect for rule in rules)
    for rule in rules:
        names = {
            metavariable.inherited
            for metavariable in rule.inherited
            if metavariable.inherited and metavariable.name in rule.needs
        }
        names |= needed_rules(rule.header.depends) if rule.header.depends else set()
        others = (group for name in sorted(names) for group in needed.get(name, ()))
        needed[rule.name] = tuple(dict.fromkeys((*rule.words, *others)))
        if rule.has_effect or not have_effect:
            yield needed[rule.name]


def _check_directives(text: SmplText, items: Sequence[Item]) -> None:
    """Raises RuleError for a preprocessor line inside an expression or a type."""
    for item in items:
        if isinstance(item, BodyToken) and item.token.kind is Kind.DIRECTIVE:
            raise text.outside(item.token.start, "a preprocessor line in an expression")
        if isinstance(item, DisjunctionItem):
            for branch in item.branches:
                # Next to other code in a conjunction it matches nothing, as in Coccinelle.
                is_alone = item.is_conjunction and len(branch) == 1
                if not (is_alone and is_definition(branch[0])):
                    _check_directives(text, branch)
        if isinstance(item, NestItem):
            _check_directives(text, item.items)


def _check_inherited(
    text: SmplText, rule: WrittenRule, in_nests: Mapping[str, frozenset[str]]
) -> None:
    """Raises RuleError. `in_nests`: the names that each earlier rule binds in nests only."""
    for metavariable in rule.metavariables.values():
        if metavariable.inherited and metavariable.name in in_nests.get(metavariable.inherited, ()):
            raise text.outside(
                metavariable.offset,
                "a metavariable that only a nest binds"
                f" ({metavariable.inherited}.{metavariable.name})",
            )


def _compiled(text: SmplText, written: WrittenRule) -> CompiledRule:
    items, declared = written.items, written.metavariables
    check_nests(text, items, declared)
    check_fresh(text, items, declared, nest_names(items, declared))
    reader = PatternReader(text, declared)
    before = reader.read(items, LineMark.PLUS, ())
    if written.header.is_expression and before.kind is not PatternKind.EXPRESSION:
        what = "the header says that the body is an expression, and it is not"
        raise text.error(first_start(items[0]), what)
    if before.kind in (PatternKind.EXPRESSION, PatternKind.TYPE):
        _check_directives(text, items)
    marks = marks_in(items)
    is_changed = not marks.isdisjoint((LineMark.MINUS, LineMark.PLUS))
    after: Pattern | None = None
    operations: tuple[Operation, ...] = ()
    if is_changed:
        after = (
            reader.read(items, LineMark.MINUS, (before.kind,))
            if has_items(items, LineMark.MINUS)
            else None
        )
        if before.kind is PatternKind.TYPE and after and after.kind is not before.kind:
            raise text.error(first_start(items[0]), "a type is replaced by code that is not a type")
        operations = compare_patterns(text, before, after)
    check_attributes(text, items, declared, before, operations)
    settled, operations = with_fates(before, operations)
    check_dots(text, settled)
    check_conjunctions(text, settled)
    check_operands(text, settled)
    disabled = _disabled(text, written.header)
    if any(map(changes_storage, operations)):
        # As in Coccinelle.
        disabled |= INITIALISER_FORMS
    anchors = frozenset(each.anchor for each in operations if isinstance(each, Insert))
    forms = OtherForms(disabled, anchors)
    needed = NeededWords(forms)
    rule = CompiledRule(
        written.name,
        written.header,
        {metavariable.name: metavariable for metavariable in declared.values()},
        settled,
        operations,
        _needed_names(items, declared),
        forms,
        needed,
        needed.of_all(settled.nodes),
        added_words(items),
        fresh=fresh_in(items, declared),
        is_list=LineMark.STAR in marks,
        declares_several=types_of_several(after),
    )
    patterns = prototype_patterns(before, after) if is_changed else None
    if patterns is None:
        return rule
    headers: list[CompiledRule] = []
    for old, new in (patterns, tuple(pattern and without_names(pattern) for pattern in patterns)):
        assert old is not None
        operations = compare_patterns(text, old, new)
        if operations:
            settled, operations = with_fates(old, operations)
            headers.append(replace(rule, pattern=settled, operations=operations))
    return replace(rule, prototypes=tuple(headers))


def _needed_names(items: Sequence[Item], declared: Mapping[bytes, Metavariable]) -> frozenset[str]:
    """The names in every match, including positions, those that its fresh identifiers are made of,
    and the lengths of its lists.
    """
    words = matched_names(items)
    made_of = {declared[word].name for word in words_of_fresh(declared, words)}
    lengths = (
        metavariable.length for word in words if (metavariable := declared.get(word)) is not None
    )
    made_of |= {length for length in lengths if isinstance(length, str)}
    made_of |= matched_positions(items)
    return frozenset(made_of | {word.decode("utf-8", "replace") for word in words})


def _disabled(text: SmplText, header: RuleHeader) -> frozenset[str]:
    """The isomorphisms that a rule disables. Raises RuleError."""
    everything = next((named for named in header.disabled if named.text == "all"), None)
    if everything is not None:
        if len(header.disabled) > 1:
            raise text.error(everything.offset, "`disable all` names other isomorphisms too")
        return coccinelle_names()
    for named in header.disabled:
        if named.text not in isomorphism_names():
            page = shipped("docs") / "smpl.md"
            what = f"unknown isomorphism {named.text}"
            raise text.error(named.offset, what, f"{page} lists their names")
    return frozenset(named.text for named in header.disabled)
