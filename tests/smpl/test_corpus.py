# SPDX-License-Identifier: GPL-2.0-or-later
"""Semantic patches on small C files, with the expected bytes.

`corpus/NAME.cocci` applied to `corpus/NAME.c` gives `corpus/NAME.res`. The name says what is
tested; `no_*` must not change anything. Code listed by `*` lines is left out of NAME.res, as in
spatch's diff.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.smpl.corpus_case import Case
from tests.smpl.judge import without_listed

CORPUS = Path(__file__).parent / "corpus"
CASES = sorted(
    (path.stem for path in CORPUS.glob("*.cocci")),
    key=lambda name: (not name.startswith("no_"), name),
)


@pytest.mark.parametrize("name", CASES)
def test_gives_the_expected_bytes(
    name: str, pytestconfig: pytest.Config, record_property: Callable[[str, object], None]
) -> None:
    """A semantic patch of the corpus gives the code that a maintainer wants, to the byte."""
    case = Case(CORPUS, name)
    if pytestconfig.getoption("update") and (diff := case.update()):
        record_property("updated", f"{case.expected}\n{diff}")
    if fault := case.fault():
        pytest.fail(fault, pytrace=False)


#: They match any declaration, or any function of type `int`.
_ANY_INT = (
    "iso_initialiser_is_optional_in_context",
    "plus_directives_before_a_function",
    "func_becomes_static",
    "func_gets_a_type_and_static",
)


@pytest.mark.parametrize("name", CASES)
def test_leaves_unrelated_code_alone(name: str) -> None:
    """A file without the words of any semantic patch stays unchanged."""
    other = b"int unrelated(void)\n{\n\treturn 7 ;\n}"
    if name in _ANY_INT:
        other = b"void unrelated(void)\n{\n}"
    assert without_listed(Case(CORPUS, name).applied_to(other)) == other


def test_each_case_is_whole() -> None:
    """Each name has its three files, and only the `no_*` cases expect no change."""
    names = {path.stem for path in CORPUS.iterdir() if path.suffix in (".cocci", ".c", ".res")}
    assert names == set(CASES)
    for name in names:
        same = (CORPUS / f"{name}.c").read_bytes() == (CORPUS / f"{name}.res").read_bytes()
        assert same == name.startswith("no_"), name


@pytest.fixture
def broken(tmp_path: Path) -> Case:
    """A case with a refused match and a wrong expected file."""
    case = Case(tmp_path, "dots")
    case.patch.write_text("@@ @@\n- f();\n  ...\n- g();\n")
    code = "void t(int a)\n{\n    if (a) {\n        f();\n    }\n    g();\n}\n"
    code += "void u(void)\n{\n    f();\n    g();\n}\n"
    (tmp_path / "dots.c").write_text(code)
    case.expected.write_text(code.replace("    f();\n    g();\n}", "    f();\n}"))
    return case


def test_a_failing_case_says_what_is_wrong(broken: Case) -> None:
    """The patch, the expected code that is missing, and the refusals with their places."""
    fault = broken.fault() or ""
    assert broken.patch.read_text() in fault
    assert "\n-    f();\n" in fault
    assert "\ndots.c:4: refused: " in fault
    assert "--update" in fault


def test_an_expected_file_is_updated(broken: Case) -> None:
    """`--update` prints the diff to the old file, and then the case passes."""
    diff = broken.update() or ""
    assert "\n-    f();\n" in diff
    assert broken.fault() is None
    assert broken.update() is None


def test_a_case_that_must_not_change_is_not_updated(broken: Case) -> None:
    """Its expected file is its C file."""
    (broken.folder / "no_dots.c").write_bytes(broken.before)
    broken.patch.rename(broken.folder / "no_dots.cocci")
    case = Case(broken.folder, "no_dots")
    case.expected.write_bytes(case.before)
    assert case.update() is None
    assert "--update" not in (case.fault() or "--update")


def test_lines_that_look_alike(broken: Case) -> None:
    """A tab, and a missing newline at the end of the file, are visible in the diff."""
    broken.update()
    code = broken.expected.read_bytes()
    broken.expected.write_bytes(code.replace(b"    if", b"\tif")[:-1])
    fault = broken.fault() or ""
    assert "\n-→\tif (a) {\n+    if (a) {\n" in fault
    assert "\n-\\ No newline at end of file\n" in fault
