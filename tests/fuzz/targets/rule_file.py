# SPDX-License-Identifier: GPL-2.0-or-later
"""Broken rules, packs and libraries in YAML; the examples of a rule that loads are run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import yaml

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.plan import try_rule
from qemu_xen_codemod.report.rule_page import rule_page
from qemu_xen_codemod.rule.entrypoints_load import read_library_file
from qemu_xen_codemod.rule.examples import Tried, check_rule
from qemu_xen_codemod.rule.fault import faults_of
from qemu_xen_codemod.rule.library import library_folder
from qemu_xen_codemod.rule.load import load_rule
from qemu_xen_codemod.rule.pack import PACK_FILE, Pack
from qemu_xen_codemod.rule.pack_load import read_pack_file
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.searched import searched_words
from qemu_xen_codemod.rule.semantic import smpl_parser
from qemu_xen_codemod.shipped import shipped
from tests.fuzz.case import Case, bounded
from tests.fuzz.mutation import mutated_data, mutated_text
from tests.fuzz.targets.semantic_patch import check_placed

_ROOT = Path(__file__).parent.parent.parent.parent
_ID = re.compile(rb"^id: *([\w-]{1,60}) *$", re.MULTILINE)
_RULE, _PACK, _LIBRARY = "rule", "pack", "library"
_WORDS = (
    b": ~- ~  ~|\n~>-\n~&a ~*a~!!python/object ~{~}~[~]~patch: ~todo: ~insert: ~mention: ~"
    b"sweep: ~create: ~text: ~resolve: ~applies:\n~examples:\n~unchanged:\n~before: ~after: ~"
    b"files: ~place: ~'~\"~#~---\n~...\n~? ~{version}~{{ x }}~{% for x in y %}~(a*)*b"
).split(b"~")


class RuleFile:
    suffix = ".yml"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        pack = shipped("rules") / "qemu"
        rules = [*sorted(pack.glob("*.yml")), *sorted((_ROOT / "examples/replay").glob("*.yml"))]
        libraries = sorted(library_folder().glob("*.yml"))
        self._files = [
            *((_RULE, path.read_bytes()) for path in rules),
            *((_PACK, (pack / PACK_FILE).read_bytes()) for _ in range(3)),
            *((_LIBRARY, path.read_bytes()) for path in libraries),
        ]
        self._all = [data for _, data in self._files]
        self._data: list[Any] = [yaml.safe_load(data) for data in self._all]
        self._pack = read_pack_file(pack).pack
        self._name = pack.name
        (folder / pack.name).mkdir()

    def make(self, rng: Random) -> Case:
        number = rng.randrange(len(self._files))
        kind, data = self._files[number]
        if rng.random() < 0.5:
            broken = mutated_data(rng, self._data[number])
            text = yaml.safe_dump(broken, sort_keys=False, allow_unicode=rng.random() < 0.5)
            return Case(text.encode("utf-8", "surrogatepass"), kind)
        return Case(mutated_text(rng, data, self._all, _WORDS), kind)

    def run(self, case: Case) -> str:
        path = self._folder / self._path(case)
        path.write_bytes(case.data)
        try:
            with bounded():
                rule = self._load(path, case.beside)
        except RuleError as error:
            error.render()
            text = case.data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
            for fault in faults_of(error):
                check_placed(fault, text)
            return "refused"
        finally:
            path.unlink()
        if rule is None:
            return "loaded"
        rule_page(rule).encode()
        assert all(searched_words(self._pack.libraries, [rule]))
        for failure in check_rule(rule, partial(_run, pack=self._pack)):
            failure.render()
        return "run"

    def _path(self, case: Case) -> Path:
        if case.beside == _PACK:
            return Path(self._name, PACK_FILE)
        # A rule has the name of its file.
        found = _ID.search(case.data)
        return Path(f"{found[1].decode() if found else case.beside}.yml")

    def _load(self, path: Path, kind: str) -> Rule | None:
        if kind == _PACK:
            read_pack_file(path.parent)
        elif kind == _LIBRARY:
            read_library_file(path)
        else:
            return load_rule(path, self._pack.variables, smpl_parser())
        return None


def _run(rule: Rule, files: Mapping[str, bytes], pack: Pack) -> Tried:
    with bounded():
        return try_rule(rule, files, pack)
