# SPDX-License-Identifier: GPL-2.0-or-later
"""Initialisers with directives among them change element by element."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.smpl.agreement import assert_agreement
from tests.smpl.refusals import refused_in

_NAMES = "@@\nidentifier i; expression E;\n@@\n"
_CODE = """\
struct s v = {
    .first = 1, /* One. */
#ifdef X
    .second = 2,
#else
    .third = 3,
#endif
    .fourth = f(4)
};
"""
CHANGED = {
    "first removed": ("- .first = E,\n", "    .first = 1, /* One. */\n", ""),
    "one in a branch removed": ("- .second = E,\n", "    .second = 2,\n", ""),
    "last removed": ("- .fourth = E,\n", "    .fourth = f(4)\n", ""),
    "replaced": ("- .third = E,\n+ .other = E,\n", ".third", ".other"),
    "added above": ("+ .zero = 0,\n  .first = E,\n", "    .first", "    .zero = 0,\n    .first"),
    "added below": ("  .first = E,\n+ .new = E,\n", "One. */\n", "One. */\n    .new = 1,\n"),
    "added at the end": ("  .fourth = E,\n+ .new = 5,\n", "f(4)", "f(4),\n    .new = 5"),
}


@pytest.mark.parametrize(("change", "old", "new"), CHANGED.values(), ids=CHANGED)
def test_other_elements_and_directives_stay(change: str, old: str, new: str) -> None:
    """Each element changes with the comma after it."""
    assert _CODE.count(old) == 1
    after, reasons = refused_in(f"{_NAMES}struct s i = {{\n{change}}};\n", _CODE)
    assert (after, reasons) == (_CODE.replace(old, new), [])


@pytest.mark.parametrize(
    "name", ["first removed", "replaced", "added above", "added below", "added at the end"]
)
def test_line_ends_are_those_of_the_file(name: str) -> None:
    """Also of new lines."""
    change, old, new = CHANGED[name]
    after, _ = refused_in(f"{_NAMES}struct s i = {{\n{change}}};\n", _CODE.replace("\n", "\r\n"))
    assert after == _CODE.replace(old, new).replace("\n", "\r\n")


def test_additions_in_one_branch_are_refused() -> None:
    """The pattern says nothing of configurations."""
    change = "  .second = E,\n+ .new = E,\n"
    after, reasons = refused_in(f"{_NAMES}struct s i = {{\n{change}}};\n", _CODE)
    assert after == _CODE
    assert ["one branch of an #if only" in reason for reason in reasons] == [True]


def test_fields_of_two_branches_are_not_in_one_list() -> None:
    """No compiler sees both."""
    change = "  .second = E,\n- .third = 3,\n"
    assert refused_in(f"{_NAMES}struct s i = {{\n{change}}};\n", _CODE) == (_CODE, [])


def test_directive_between_an_element_and_its_comma() -> None:
    """The comma would be left in one configuration."""
    code = "struct s v = {\n    .first = 1\n#ifdef X\n    , .second = 2\n#endif\n};\n"
    after, reasons = refused_in(f"{_NAMES}struct s i = {{\n- .first = E,\n}};\n", code)
    assert after == code
    assert ["between the element and its comma" in reason for reason in reasons] == [True]


_FIELDS = (".a = 1,", ".b = 2,", ".c = f(3),")
_PLAIN = ("1,", "2,", "f(3),")
#: What is before the first element, and after each.
_AMONG = (
    ("", "", "", ""),
    ("#ifdef X", "#endif", "", ""),
    ("", "#ifdef X", "#endif", ""),
    ("", "", "#ifdef X", "#endif"),
    ("#ifdef X", "", "#endif", ""),
    ("", "#ifdef X", "#else", "#endif"),
    ("#if 0", "#endif", "", ""),
    ("", "#if 0", "", "#endif"),
    ("#define K 1", "", "", ""),
    ("", "#define K 1", "", ""),
)
_PATCHES = {
    "one removed": "- .a = E,\n",
    "one of two": "  .a = 1,\n- .b = E,\n",
    "value": "  .a =\n- E\n+ g(E)\n",
    "name": "- .a\n+ .z\n  = E,\n",
    "position": "- 1,\n  ...\n",
    "any position": "  ...,\n- 2,\n  ...\n",
}


@pytest.mark.spatch
@pytest.mark.parametrize("name", _PATCHES)
def test_elements_change_as_by_coccinelle(name: str, tmp_path: Path) -> None:
    sources: dict[str, bytes] = {}
    for elements in (_FIELDS, _PLAIN):
        for first, *others in _AMONG:
            lines = [first, *(line for pair in zip(elements, others, strict=True) for line in pair)]
            body = "".join(f"{line}\n" for line in lines if line)
            sources[f"{len(sources):02}.c"] = f"struct s v = {{\n{body}}};\n".encode()
    text = f"{_NAMES}struct s i = {{\n{_PATCHES[name]}}};\n"
    assert_agreement(text, sources, tmp_path)
