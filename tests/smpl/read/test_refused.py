# SPDX-License-Identifier: GPL-2.0-or-later
"""What of SmPL we do not read is refused at its line by its name, never read in some other way.

`refused/*.cocci`: one construct of Coccinelle's manual a file. The first line says the line of the
construct and the words that the error has to hold.
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
    """Each construct outside the subset is an error that stands at its line and names it."""
    text = (FOLDER / f"{name}.cocci").read_text(encoding="utf-8")
    said = EXPECTED.match(text)
    assert said, "the first line is `// refused: LINE: NAME`"
    with pytest.raises(RuleError) as caught:
        parse_semantic_patch(text, f"{name}.cocci")
    place = caught.value.place
    assert place is not None
    assert (place.path, place.line) == (f"{name}.cocci", int(said.group(1))), caught.value.what
    assert said.group(2) in caught.value.what


@pytest.mark.parametrize("name", NAMES)
def test_refused_where_the_rule_stands_in_yaml(name: str) -> None:
    """Inside a YAML rule the error counts that file's lines and columns."""
    text = (FOLDER / f"{name}.cocci").read_text(encoding="utf-8")
    with pytest.raises(RuleError) as plain:
        parse_semantic_patch(text, "rule.yml")
    with pytest.raises(RuleError) as inside:
        parse_semantic_patch(text, "rule.yml", line=31, column=7)
    assert plain.value.place is not None
    assert inside.value.place is not None
    assert inside.value.place.line == plain.value.place.line + 30
    assert inside.value.place.column == plain.value.place.column + 6
