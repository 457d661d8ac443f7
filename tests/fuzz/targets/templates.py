# SPDX-License-Identifier: GPL-2.0-or-later
"""Broken templates of a pack: those of commit messages, expanded if they are valid."""

from __future__ import annotations

from pathlib import Path
from random import Random

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.pack import GROUP_NAMES
from qemu_xen_codemod.rule.template import check_template, render
from qemu_xen_codemod.rule.text import Document, Text
from tests.fuzz.case import Case, bounded
from tests.fuzz.mutation import mutated_text
from tests.fuzz.targets.semantic_patch import check_placed

_SAMPLES = (
    b"{{ symbols | listed }}\n\n{% for rule in rules %}\n- {{ rule | fill(2) }}\n{% endfor %}\n",
    b"{% if symbols | length > 1 %}\n{{ [['a', 'b'], ['1']] | table }}\n{% else %}\n{% endif %}",
    b"{% set first = rules | first %}{{ first.upper() }}{# c #}{{ rules[1:] | join }}",
    b"{% macro m(a, b=1) %}{{ a ~ b }}{% endmacro %}{{ m(symbols[0]) }}{% raw %}{{{% endraw %}",
)
_WORDS = (
    b"{{~}}~{%~%}~{#~#}~| fill~| table~| listed~| listed | table~| sort~| int~| format(1)~"
    b"| map('fill')~| batch(0)~| tojson~is defined~in rules~for x in symbols~endfor~if~endif~else~"
    b"set x = 1~rules~symbols~range(3)~[~]~(~)~.~'~\"~-~//0~% 0~**~__class__~loop.index~loop~"
    b"self~caller()~{% include 'x' %}~{% extends 'x' %}~{% block b %}~{% call m() %}~{% raw %}~"
    b"namespace()~lipsum()~cycler()~joiner()~dict(a=1)~0x~1e999~None~nothing"
).split(b"~")
_VALUES = {"rules": ["one", "two"], "symbols": ["xc_first", "xc_second"]}


class Templates:
    suffix = ".txt"

    def __init__(self, _folder: Path) -> None:
        pass

    def make(self, rng: Random) -> Case:
        return Case(mutated_text(rng, rng.choice(_SAMPLES), _SAMPLES, _WORDS))

    def run(self, case: Case) -> str:
        text = case.data.decode("utf-8", "replace")
        document = Document("pack.yaml", text)
        try:
            with bounded():
                check_template(Text(text, text, document, 0, ""), GROUP_NAMES)
        except RuleError as error:
            check_placed(error, text)
            return "refused"
        with bounded():
            render(text, _VALUES, "pack.yaml: the template of a commit's body")
        return "rendered"
