# SPDX-License-Identifier: GPL-2.0-or-later
"""Unsupported SmPL is refused at its line by name; it is never misread.

`refused/*.cocci`: one construct of Coccinelle's manual in each file. The first line gives the line
of the construct and words of the error.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.smpl import parse_semantic_patch

FOLDER = Path(__file__).parent / "refused"
EXPECTED = re.compile(r"// refused: (\d+): (.+)\n")
NAMES = sorted(path.stem for path in FOLDER.glob("*.cocci"))


@pytest.mark.parametrize("name", NAMES)
def test_refused_at_its_line_by_name(name: str) -> None:
    """Each construct outside the subset is an error at its line that names it."""
    text = (FOLDER / f"{name}.cocci").read_text(encoding="utf-8")
    expected = EXPECTED.match(text)
    assert expected, "the first line is `// refused: LINE: NAME`"
    with pytest.raises(RuleError) as caught:
        parse_semantic_patch(text, f"{name}.cocci")
    place = caught.value.place
    assert place is not None
    assert (place.path, place.line) == (f"{name}.cocci", int(expected.group(1))), caught.value.what
    assert expected.group(2) in caught.value.what


@pytest.mark.parametrize("name", NAMES)
def test_refused_inside_a_yaml_rule(name: str) -> None:
    """Inside a YAML rule, the error has that file's lines and columns."""
    text = (FOLDER / f"{name}.cocci").read_text(encoding="utf-8")
    with pytest.raises(RuleError) as plain:
        parse_semantic_patch(text, "rule.yml")
    with pytest.raises(RuleError) as inside:
        parse_semantic_patch(text, "rule.yml", line=31, column=7)
    assert plain.value.place is not None
    assert inside.value.place is not None
    assert inside.value.place.line == plain.value.place.line + 30
    assert inside.value.place.column == plain.value.place.column + 6
