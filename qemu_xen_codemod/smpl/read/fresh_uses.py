# SPDX-License-Identifier: GPL-2.0-or-later
"""Where a rule uses fresh identifiers, and which metavariables they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from qemu_xen_codemod.smpl.read.body_items import BodyToken, Item, LineMark, tokens_in
from qemu_xen_codemod.smpl.read.fresh_name import NameOf
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Metavariable
from qemu_xen_codemod.smpl.read.smpl_text import SmplText


def inherited_of_fresh(
    declared: Mapping[bytes, Metavariable],
) -> Iterator[tuple[bytes, Metavariable]]:
    """The metavariables of other rules in fresh identifiers that are not declared themselves. Each
    has a key, `rule.name`, that no code can contain.
    """
    for metavariable in declared.values():
        for part in metavariable.fresh.names if metavariable.fresh is not None else ():
            word = _word_of(part, declared)
            if part.inherited is not None and word not in declared:
                kind = MetaKind.IDENTIFIER
                yield word, Metavariable(part.name, kind, part.offset, part.inherited)


def words_of_fresh(declared: Mapping[bytes, Metavariable], named: Set[bytes]) -> Iterator[bytes]:
    """The keys of the metavariables in the fresh identifiers among the names."""
    for word in named & declared.keys():
        fresh = declared[word].fresh
        for part in fresh.names if fresh is not None else ():
            yield _word_of(part, declared)


def fresh_in(
    items: Sequence[Item], declared: Mapping[bytes, Metavariable]
) -> tuple[Metavariable, ...]:
    """The fresh identifiers that added code names, in order."""
    words = dict.fromkeys(token.token.text for token in tokens_in(items))
    used = (declared[word] for word in words if word in declared)
    return tuple(metavariable for metavariable in used if metavariable.fresh is not None)


def check_fresh(
    text: SmplText,
    items: Sequence[Item],
    declared: Mapping[bytes, Metavariable],
    unbound: Set[str],
) -> None:
    """Raises RuleError. `unbound`: metavariables that each place of a nest binds anew."""
    tokens = tokens_in(items)
    matched = {
        body_token.token.text for body_token in tokens if body_token.mark is not LineMark.PLUS
    }
    order = list(declared)
    for token in tokens:
        metavariable = declared.get(token.token.text)
        if metavariable is None or metavariable.fresh is None:
            continue
        _check_use(text, token, metavariable)
        for part in metavariable.fresh.names:
            _check_part(text, part, declared, matched)
            word = _word_of(part, declared)
            if part.inherited is None and order.index(word) > order.index(token.token.text):
                what = f"{part.name} is declared after the fresh identifier that uses it"
                raise text.error(part.offset, what)
            if declared[word].name in unbound:
                what = "a fresh identifier made of a metavariable that only a nest binds"
                what += f" ({part.name})"
                raise text.outside(part.offset, what)


def _check_use(text: SmplText, token: BodyToken, metavariable: Metavariable) -> None:
    where = token.token.start
    if token.mark is not LineMark.PLUS:
        what = f"fresh identifier {metavariable.name} is in code that is matched"
        raise text.error(where, what, "it is a new name, for `+` lines only")
    if metavariable.fresh is not None and not metavariable.fresh.parts:
        raise text.outside(
            metavariable.offset,
            "fresh identifier without an initial value",
            f'give it a prefix: `fresh identifier {metavariable.name} = "{metavariable.name}";`',
        )


def _check_part(
    text: SmplText, part: NameOf, declared: Mapping[bytes, Metavariable], matched: Set[bytes]
) -> None:
    word = _word_of(part, declared)
    known = declared.get(word)
    if known is None or known.kind is not MetaKind.IDENTIFIER or known.fresh is not None:
        what = f"{part.name} is not an identifier, so no fresh identifier can be made of it"
        raise text.error(part.offset, what, "declare it as `identifier` first")
    if part.inherited is not None:
        if part.name.encode() in declared.keys() - {word}:
            what = f"a fresh identifier made of {part.inherited}.{part.name} beside {part.name}"
            raise text.outside(part.offset, what, "declare it: `identifier r.x;`, and write `x`")
    elif known.inherited is None and part.name.encode() not in matched:
        what = f"no matched code binds {part.name}"
        raise text.error(part.offset, what, f"match {part.name} in a `-` or context line")


def _word_of(part: NameOf, declared: Mapping[bytes, Metavariable]) -> bytes:
    name = part.name.encode()
    known = declared.get(name)
    if part.inherited is None or (known is not None and known.inherited == part.inherited):
        return name
    return f"{part.inherited}.".encode() + name
