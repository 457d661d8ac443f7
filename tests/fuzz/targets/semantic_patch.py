# SPDX-License-Identifier: GPL-2.0-or-later
"""Broken semantic patches; those that parse are run on the C that they are for."""

from __future__ import annotations

from pathlib import Path
from random import Random

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.smpl import SemanticPatch, apply_semantic_patch, parse_semantic_patch
from qemu_xen_codemod.smpl.compile.pattern import PatternKind
from tests.fuzz.case import LIMIT, Case, Failure, bounded
from tests.fuzz.mutation import mutated_text
from tests.fuzz.targets.engine import check_patched

_SMPL = Path(__file__).parent.parent.parent / "smpl"
_WORDS = (
    b"@@\n`@r@\n`@r depends on !s@\n`...`<...`...>`<+...`when != x\n`when any\n`when strict`"
    b"\\(`\\|`\\)`\n(\n`\n|\n`\n)\n`\n- `\n+ `\n  `expression E;`expression list ES;`"
    b'identifier i;`identifier i =~ "^a";`type T;`statement S;`constant C;`symbol s;`r.E`'
    b"struct s *P;`E@p`position p;`/*`*/`//`\"`'`(`)`{`}`[`]`;`,`=~`!~`##`#include <a.h>`"
    b"#define X`if (`else`for (`return`T *`&`!`? :`script:python`virtual v`fresh identifier`"
    b'@initialize:ocaml@`using "x"`(E)'
).split(b"`")

#: With more rules than this, a patch may take longer.
_RULES = 32


class SemanticPatchText:
    suffix = ".cocci"

    def __init__(self, _folder: Path) -> None:
        files = sorted(_SMPL.rglob("*.cocci"))
        corpus = [path for path in files if path.with_suffix(".c").is_file()]
        self._patches = {path.stem: path.read_bytes() for path in corpus}
        self._code = {path.stem: path.with_suffix(".c").read_bytes() for path in corpus}
        self._refused = [path.read_bytes() for path in files if path not in corpus]
        self._names = list(self._patches)
        self._all = [*self._patches.values(), *self._refused]

    def make(self, rng: Random) -> Case:
        name = rng.choice(self._names)
        base = self._patches[name] if rng.random() < 0.9 else rng.choice(self._refused)
        return Case(mutated_text(rng, base, self._all, _WORDS), name)

    def run(self, case: Case) -> str:
        # How a file is read is tested by the rules' target.
        text = case.data.decode("utf-8", "replace")
        # Many rules are like many patches: each reads the result of the one before.
        seconds = LIMIT * (1 + text.count("@@") // (2 * _RULES))
        try:
            with bounded(seconds):
                patch = parse_semantic_patch(text, "x.cocci")
                words = patch.search_words()
        except RuleError as error:
            check_placed(error, text)
            return "refused"
        assert words is None or all(words)
        before = SourceFile("sample.c", self._code[case.beside])
        with bounded(seconds):
            done = apply_semantic_patch(patch, before, Style())
        if not _changes_more(patch):
            check_patched(before, done)
        return "changed" if done.data != before.data else "parsed"


def _changes_more(patch: SemanticPatch) -> bool:
    """Whether it changes code outside of its matches: prototypes, the stars of a bare type."""
    return any(rule.prototypes or rule.pattern.kind is PatternKind.TYPE for rule in patch.rules)


def check_placed(error: RuleError, text: str) -> None:
    """The error has a place in the text. Raises Failure."""
    place = error.place
    if place is None:
        raise Failure("place", f"no place: {error.what}")
    lines = text.split("\n")
    if not 1 <= place.line <= len(lines) or not 1 <= place.column <= len(lines[place.line - 1]) + 1:
        raise Failure("place", f"{place} is outside of the text: {error.what}")
