# SPDX-License-Identifier: GPL-2.0-or-later
"""Broken C, and semantic patches that match in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

from qemu_xen_codemod.c.lexer import Kind, tokens
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.statements import is_function
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import Patched, SemanticPatch, apply_semantic_patch, parse_semantic_patch
from tests.fuzz.c_code import CCode
from tests.fuzz.case import Case, Failure, bounded
from tests.fuzz.untouched import check_untouched

_STYLES = (Style(), Style(width=100, indent=8), Style(follows_file=True), Style(tabs=False))


@dataclass(frozen=True, slots=True)
class _Rule:
    """A semantic patch that does not match its own result."""

    text: str
    #: A match concerns these of its words and their arguments; everything if empty.
    about: frozenset[bytes] = frozenset()
    #: Whether a second run has nothing left to do. `...` does not pass a match next to it: when
    #: that has become something else, `...` reaches further.
    settles: bool = True
    #: Whether the result is C without a macro's definition. A type as an argument is not, and is
    #: understood only where code can stand.
    plain: bool = True


#: They match what `c_code` adds.
RULES = {
    "rename": _Rule("@@ expression E; @@\n- drop(E)\n+ let_go(E)\n"),
    "longer": _Rule(
        "@@ expression list ES; @@\n- warn(ES)\n+ warn_about_something_with_a_long_name(ES, NULL)\n"
    ),
    "first-argument": _Rule(
        "@@ expression E; expression list ES; @@\n- store(E, ES)\n+ keep(ES, flip(E))\n"
    ),
    "statement-goes": _Rule("@@ expression list ES; @@\n- trace_step(ES);\n"),
    "two-for-one": _Rule(
        "@@ expression E; @@\n- stop(E);\n+ halt(E);\n+ wait_for(E);\n", frozenset((b"stop",))
    ),
    "branch": _Rule(
        "@@ expression E; @@\n- if (E == NULL) {\n-     return -ENOMEM;\n- }\n+ CHECK_MEMORY(E);\n"
    ),
    "cast": _Rule("@@ type T; expression E; @@\n- (T *)grab(E)\n+ take(T, E)\n", plain=False),
    "assignment": _Rule("@@ expression X, Y; @@\n- X = Y->owner\n+ X = owner_of(Y)\n"),
    "between": _Rule(
        "@@ expression E; @@\n- hold(E);\n+ take_lock(E);\n  ...\n- release(E);\n+ drop_lock(E);\n",
        frozenset((b"hold", b"release")),
        settles=False,
    ),
    "inside": _Rule(
        "@@ expression F, E; @@\n  if (F) {\n  ...\n- note(E);\n+ remark(E);\n  ...\n  }\n",
        frozenset((b"note",)),
        settles=False,
    ),
    "either": _Rule(
        "@@ expression E; @@\n(\n- old_one(E, 0)\n+ new_one(E)\n|\n- old_two(E)\n+ new_one(E)\n)\n"
    ),
    "typed": _Rule("@@ struct box *B; identifier M; @@\n- B->M\n+ FIELD(B, M)\n"),
    "jump": _Rule("@@ identifier L; expression E; @@\n- if (E) goto L;\n+ JUMP_IF(E, L);\n"),
    "declared": _Rule(
        "@@ identifier N; expression E; @@\n- int N = count(E);\n+ long N = size(E);\n"
    ),
    "include": _Rule('@@ @@\n- #include "old.h"\n+ #include "new.h"\n'),
}


class Engine:
    suffix = ".c"

    def __init__(self, _folder: Path, trees: bool = False) -> None:
        self._code = CCode(trees)
        self._patches = {
            name: parse_semantic_patch(rule.text, f"{name}.cocci") for name, rule in RULES.items()
        }

    def make(self, rng: Random) -> Case:
        name = rng.choice(list(RULES))
        return Case(self._code.broken(rng), f"{name} {rng.randrange(len(_STYLES))}")

    def run(self, case: Case) -> str:
        name, _, number = case.beside.partition(" ")
        patch, style = self._patches[name], _STYLES[int(number or 0)]
        before = SourceFile("sample.c", case.data)
        with bounded():
            done = apply_semantic_patch(patch, before, style)
        check_patched(before, done, RULES[name].about)
        if RULES[name].settles:
            check_settled(patch, before, done, style)
        if RULES[name].plain and _is_in_functions(before, done):
            check_parsed(before, done.data)
        if done.data != case.data:
            return "changed"
        return "refused" if done.refusals else "matched" if done.matches else "same"


def check_patched(before: SourceFile, done: Patched, about: frozenset[bytes] = frozenset()) -> None:
    """Only matched code is changed, and reported matches have their place. Raises Failure."""
    for span in (
        *(match.span for match in done.matches),
        *(refusal.span for refusal in done.refusals),
    ):
        if not 0 <= span.start <= span.end <= len(before.data):
            raise Failure("place", f"{span} is outside of the file")
        before.place(span.start)
    spans = [match.span for match in done.matches]
    if about:
        spans = [part for span in spans for part in _about(before.data, span, about)]
    check_untouched(before.data, done.data, done.moves, spans)


def _about(data: bytes, span: Span, words: frozenset[bytes]) -> list[Span]:
    """The calls of the words in the match."""
    found: list[Span] = []
    depth, start = 0, -1
    for token in tokens(data, span.start, span.end):
        if token.kind is Kind.WORD and token.text in words and start < 0:
            depth, start = 0, token.start
        depth += (token.text == b"(") - (token.text == b")")
        if start >= 0 and token.text == b";" and depth <= 0:
            found.append(Span(start, token.end))
            start = -1
    return [*found, Span(start, span.end)] if start >= 0 else found


def check_settled(patch: SemanticPatch, before: SourceFile, done: Patched, style: Style) -> None:
    """Applied again it changes nothing more. A match that was refused because of another may be
    done when that one is gone: each such run must get closer to the end. So may a match in code
    that could not be parsed before. Raises Failure.
    """
    for _ in range(len(done.refusals) + 1):
        result = SourceFile("sample.c", done.data)
        again = apply_semantic_patch(patch, result, style)
        if again.data == done.data or len(result.unparsed) < len(before.unparsed):
            return
        if len(again.refusals) >= len(done.refusals):
            break
        done = again
    raise Failure("again", "the rule changes what it made")


def _is_in_functions(before: SourceFile, done: Patched) -> bool:
    """Whether all matches are in functions: what is left at file level need not parse."""
    return all(
        before.ancestors.nearest(before.ancestors.smallest(match.span), is_function) is not None
        for match in done.matches
    )


def check_parsed(before: SourceFile, after: bytes) -> None:
    """A file that parses completely still does. Raises Failure."""
    if not before.unparsed and (left := SourceFile(before.path, after).unparsed):
        raise Failure("parses", f"{after[left[0].start : left[0].end][:80]!r} is no C any more")
