"""Is the tree's code what a patch step relies on?

The patch puts in place of what a function of the tree computes what it knows that function to
compute. A fork may compute more. So the function that the file sees is worked out, bit by bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.bits import WIDEST, Unclear, argument
from qemu_xen_codemod.c.evaluate import Evaluator
from qemu_xen_codemod.c.functions import functions_in
from qemu_xen_codemod.c.lexer import Token
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import macro_name
from qemu_xen_codemod.rule.relies import Reliance
from qemu_xen_codemod.smpl.match import Match
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.include import headers_of


def why_unreliable(
    reliances: Sequence[Reliance], path: str, matches: Sequence[Match], draft: Draft
) -> str:
    """What is other than a patch relies on in a file where it matches, "" when nothing is."""
    sight = _Sight(path, draft)
    evaluator = Evaluator(sight.definitions)
    for one in reliances if matches else ():
        if one.parameters:
            why = _why_function(one, evaluator, sight, draft)
        else:
            why = _why_values(one, evaluator, matches)
        if why:
            return why
    return ""


def _why_function(one: Reliance, evaluator: Evaluator, sight: _Sight, draft: Draft) -> str:
    name = one.name.encode()
    found = next(sight.definitions(name), None)
    if found is None:
        return f"{one.name}() is not defined in sight"
    source, definition = found
    start = definition.start if isinstance(definition, Token) else definition.start_byte
    place = draft.place_in_tree(source.path, start)
    try:
        value = evaluator.call(name, [argument(each) for each in one.parameters])
    except Unclear:
        return f"what {one.name}() computes cannot be told ({place})"
    if value.resized(WIDEST, False) != one.value.resized(WIDEST, False):
        return f"{one.name}() computes something else than {one.text} ({place})"
    return ""


def _why_values(one: Reliance, evaluator: Evaluator, matches: Sequence[Match]) -> str:
    for match in matches:
        text = match.bindings.get(one.name)
        if text is None:
            continue
        shown = " ".join(text.decode("utf-8", "replace").split())
        try:
            value = evaluator.text(text).constant
        except Unclear:
            value = None
        if value != one.value.constant:
            return f"{shown} is not {one.text}"
    return ""


class _Sight:
    """What a file and the headers of the tree that it includes define."""

    def __init__(self, path: str, draft: Draft) -> None:
        self._path = path
        self._draft = draft

    def definitions(self, name: bytes) -> Iterator[tuple[SourceFile, Node | Token]]:
        """The functions and `#define`s of the name in the nearest file that has one."""
        for source in self._files():
            found = list(_defined(source, name)) if name in source.words else []
            if found:
                yield from ((source, one) for one in found)
                return

    def _files(self) -> Iterator[SourceFile]:
        todo, seen = [self._path], {self._path}
        for path in todo:
            source = self._draft.source(path)
            yield source
            headers = headers_of(path, self._draft)
            for name in source.quoted_includes:
                header = headers(name)
                if header is not None and header.path not in seen:
                    seen.add(header.path)
                    todo.append(header.path)


def _defined(source: SourceFile, name: bytes) -> Iterator[Node | Token]:
    yield from (node for own, node in functions_in(source) if own == name)
    yield from (token for token in source.directives if macro_name(token) == name)
