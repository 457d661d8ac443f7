# SPDX-License-Identifier: GPL-2.0-or-later
"""What a rule removes and code still uses; checked after all steps of the rule.

If the declaration of a local, a parameter, a variable or function of a file, a type, or a member of
a struct is gone, and a use is left that no other visible declaration satisfies, the result does not
compile, or has another meaning. A function, or a file whose name no other file sees, is then
barred; if others see it, the rule cannot be applied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tree_sitter import Node

from qemu_xen_codemod.c.declared import Declared, read_declared
from qemu_xen_codemod.c.effects import use_of
from qemu_xen_codemod.c.functions import functions_in, is_static, paired
from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.lexer import Token, words_of
from qemu_xen_codemod.c.locals import Local, locals_of, names_local
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import uses
from qemu_xen_codemod.c.words import TAGGED
from qemu_xen_codemod.step.barred import Barred
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.include import sees
from qemu_xen_codemod.step.left_members import members_in


@dataclass(frozen=True, slots=True)
class LeftUses:
    """What prevents a rule."""

    barred: tuple[Barred, ...] = ()
    #: Why the rule as a whole cannot be applied, "" if it can.
    fault: str = ""


def find_left_uses(draft: Draft) -> LeftUses:
    """The uses in the draft without a declaration."""
    paths = [change.path for change in draft.changes() if is_c(change.path)]
    barred: list[Barred] = []
    lost: dict[str, _Lost] = {}
    for path in paths:
        before, after = draft.compiled_before(path), draft.source(path)
        for function, name, offset, is_parameter in _left_locals(before, after):
            why = _why(name, path, offset, draft)
            if is_parameter:
                return LeftUses(fault=why)
            barred.append(Barred(path, function, why))
        for function, name, offset in _unset_locals(before, after):
            why = _why(name, path, offset, draft, "which nothing would set")
            barred.append(Barred(path, function, why))
        lost_here = _lost(before, after)
        if lost_here:
            lost[path] = lost_here
    for path, lost_names in lost.items():
        for name, user, offset in _left_in_tree(path, lost_names, draft):
            why = _why(name, user, offset, draft)
            if path == user and path.endswith(".c"):
                barred.append(Barred(path, b"", why))
            else:
                return LeftUses(fault=why)
    return LeftUses(tuple(dict.fromkeys(barred)))


def _why(
    name: bytes, path: str, offset: int, draft: Draft, what: str = "whose declaration would go"
) -> str:
    """The reason, with the place."""
    place = draft.place_in_tree(path, offset)
    shown = name.decode("utf-8", "replace")
    return f"{shown}, {what}, is still used ({place})"


# Locals


def _left_locals(before: SourceFile, after: SourceFile) -> Iterator[tuple[bytes, bytes, int, bool]]:
    """For each use of a removed local: the function, the name, where, and whether it was a
    parameter.
    """
    for function, old, node in paired(before, after):
        if after.text(node) == before.text(old):
            continue
        known = locals_of(before, old)
        now = locals_of(after, node)
        removed = Counter(local.name for local in known) - Counter(entry.name for entry in now)
        for name in removed:
            was = list(_unanswered(before, old, name, known))
            left = list(_unanswered(after, node, name, now))
            if len(left) > len(was):
                body = old.child_by_field_name("body")
                is_parameter = body is not None and any(
                    item.name == name and item.start < body.start_byte for item in known
                )
                yield function, name, left[-1], is_parameter


def _unset_locals(before: SourceFile, after: SourceFile) -> Iterator[tuple[bytes, bytes, int]]:
    """For each local that was set, is no longer set, and is still read: the function, the name, and
    where.
    """
    for function, old, node in paired(before, after):
        if after.text(node) == before.text(old):
            continue
        locals_after = _plain_locals(after, node)
        _, was_set = _reads_and_sets(before, old, locals_after)
        read, is_set = _reads_and_sets(after, node, locals_after)
        for name in sorted((was_set.keys() & read.keys()) - is_set.keys()):
            yield function, name, read[name]


def _plain_locals(source: SourceFile, function: Node) -> frozenset[bytes]:
    """The locals of a function that are not parameters."""
    body = function.child_by_field_name("body")
    known = locals_of(source, function) if body is not None else []
    inside = {local.name for local in known if body is not None and local.start > body.start_byte}
    return frozenset(inside)


def _reads_and_sets(
    source: SourceFile, function: Node, names: frozenset[bytes]
) -> tuple[dict[bytes, int], dict[bytes, int]]:
    """Where each of the names is first read, and where it is set or its address taken."""
    read: dict[bytes, int] = {}
    is_set: dict[bytes, int] = {}
    todo = [function]
    while todo:
        node = todo.pop()
        todo.extend(reversed(node.children))
        name = source.text(node) if node.type == "identifier" else b""
        if name in names:
            reads, sets = use_of(source, node)
            sets = sets or _is_for_a_macro(source, node)
            if reads:
                read.setdefault(name, node.start_byte)
            if sets:
                is_set.setdefault(name, node.start_byte)
    return read, is_set


def _is_for_a_macro(source: SourceFile, node: Node) -> bool:
    """Whether it is an argument of what looks like a macro, which may assign it."""
    call = node.parent.parent if node.parent is not None else None
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and source.text(function).isupper()


def _unanswered(
    source: SourceFile, function: Node, name: bytes, known: Iterable[Local]
) -> Iterator[int]:
    """Where a function uses a word as a name that none of its locals has."""
    named = [item for item in known if item.name == name]
    for token in _named(source, function, name):
        if not any(local.is_seen_at(token.start) for local in named):
            yield token.start


def _named(source: SourceFile, function: Node, name: bytes) -> Iterator[Token]:
    """The tokens of a function that use a word as a name, including those in directives."""
    code = source.code
    for at in source.word_places.get(name, ()):
        token = code[at]
        if not function.start_byte <= token.start < function.end_byte:
            continue
        before = code[at - 1].text if at else b""
        if before not in (b".", b"->", b"goto") and before not in TAGGED:
            yield token
    for directive in source.directives:
        if function.start_byte <= directive.start < function.end_byte and name in directive.text:
            yield from (word for word in words_of(directive) if word.text == name)


# Files


@dataclass(frozen=True, slots=True)
class _Lost:
    """What a file declared and no longer declares."""

    #: Variables, static functions, types.
    names: frozenset[bytes] = frozenset()
    #: Functions that it defined for other files.
    bodies: frozenset[bytes] = frozenset()
    #: Member -> the types that had it.
    members: Mapping[bytes, frozenset[bytes]] | None = None

    def __bool__(self) -> bool:
        return bool(self.names or self.bodies or self.members)

    @property
    def words(self) -> frozenset[bytes]:
        return self.names | self.bodies | frozenset(self.members or ())


def _lost(before: SourceFile, after: SourceFile) -> _Lost:
    was, now = read_declared(before), read_declared(after)
    names = _names(was) - _names(now)
    bodies = _defined(before) - _defined(after)
    members: dict[bytes, frozenset[bytes]] = {}
    for base, own in was.members.items():
        for name in own.keys() - now.members.get(base, {}).keys():
            if base in now.members:
                members[name] = members.get(name, frozenset()) | {base}
    # Most changes remove no declaration, and counting the words of a large file takes long.
    if not (names or bodies or members):
        return _Lost()
    fewer = {
        word
        for word, places in before.word_places.items()
        if len(after.word_places.get(word, ())) < len(places)
    }
    return _Lost(
        frozenset((names - bodies) & fewer),
        frozenset(bodies & fewer),
        {name: bases for name, bases in members.items() if name in fewer},
    )


def _names(declared: Declared) -> set[bytes]:
    return {*declared.names, *declared.typedefs}


def _left_in_tree(path: str, lost: _Lost, draft: Draft) -> Iterator[tuple[bytes, str, int]]:
    """The name, the file and the place of a use for each lost name that is still used."""
    if lost.names and path.endswith(".c") and not lost.bodies and not lost.members:
        users = [path]
    else:
        users = [user for user in draft.holding(lost.words) if is_c(user)]
    for name in sorted(lost.names | lost.bodies):
        for user in users:
            for offset in _uses_in(user, name, path, users, draft, is_body=name in lost.bodies):
                yield name, user, offset
                break
    for name, bases in sorted((lost.members or {}).items()):
        for user in users:
            for offset in members_in(user, name, bases, path, draft):
                yield name, user, offset
                break


def _uses_in(
    user: str, name: bytes, path: str, users: Iterable[str], draft: Draft, *, is_body: bool
) -> Iterator[int]:
    """The uses of a name in a file that saw it in the one that declared it."""
    source = draft.source(user)
    found = [use.span.start for use in uses(source, frozenset((name,)))]
    found = [offset for offset in found if not _is_local(source, name, offset)]
    if not found:
        return
    if is_body:
        is_defined = name in {data for data, _ in functions_in(source)}
        if not is_defined and not any(name in _defined(draft.source(word)) for word in users):
            yield from found
    elif user == path or sees(user, path, draft):
        declaring = [item for item in users if name in _names(read_declared(draft.source(item)))]
        if not any(text == user or sees(user, text, draft) for text in declaring):
            yield from found


def _defined(source: SourceFile) -> set[bytes]:
    """The functions that a file defines and others may call."""
    return {name for name, node in functions_in(source) if not is_static(source, node)}


def _is_local(source: SourceFile, name: bytes, offset: int) -> bool:
    for _, node in functions_in(source):
        if node.start_byte <= offset < node.end_byte:
            return names_local(source, node, name, offset)
    return False
