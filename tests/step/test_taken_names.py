# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that an insert step adds and that the tree already has."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.plan import make_plan
from qemu_xen_codemod.rule.pack import NEUTRAL
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.step.yaml_rule import make_rule

_STEPS = """
  - patch: |
      @@ expression E; @@
      - old(E)
      + new(E)
  - insert:
      into: [compat.h]
      unless: new
      after: {declaration: handle}
      text: |
        #define NEW_LIMIT 8

        static inline int new(int n)
        {
            return old(n + NEW_LIMIT);
        }
"""
_HEADER = "extern int handle;\n"
_USER = '#include "compat.h"\nint f(void)\n{\n    return old(1);\n}\n'


def _done(folder: Path, header: str = _HEADER, other: str = "") -> tuple[str, str, str]:
    """The result for the header and for a file that calls, and why the rule was not applied."""
    files = {"a.c": _USER, "compat.h": header, "other.c": other}
    tree = FilesInMemory({path: text.encode() for path, text in files.items()})
    plan = make_plan(tree, NEUTRAL, [make_rule(folder, _STEPS)])
    for commit in plan.commits:
        files.update({change.path: change.after.decode() for change in commit.changes})
    return files["compat.h"], files["a.c"], plan.results[0].skipped


def _said(name: str, what: str, place: str) -> str:
    return f"{name}, which it would define, {what} ({place})"


@pytest.mark.parametrize(
    ("other", "why"),
    [
        pytest.param(
            "static int new(int n, int flags)\n{\n    return n;\n}\n",
            _said("new", "is already declared", "other.c:1:12"),
            id="a function",
        ),
        pytest.param(
            "int new(int n);\n",
            _said("new", "is already declared", "other.c:1:5"),
            id="a prototype",
        ),
        pytest.param(
            "#if A\n#define new(n) (n)\n#endif\n",
            _said("new", "is already declared", "other.c:2:9"),
            id="a macro",
        ),
        pytest.param(
            "int new;\n", _said("new", "is already declared", "other.c:1:5"), id="a variable"
        ),
        pytest.param(
            "enum { A };\n#define NEW_LIMIT 3\n",
            _said("NEW_LIMIT", "is already declared", "other.c:2:9"),
            id="a macro of the text",
        ),
        pytest.param(
            "#include <x.h>\nint g(void)\n{\n    return new(1, 2);\n}\n",
            _said("new", "is already used differently", "other.c:4:12"),
            id="a call of something that is nowhere declared",
        ),
    ],
)
def test_name_that_another_file_has(tmp_path: Path, other: str, why: str) -> None:
    """No second meaning is added, and no call is written that would have the first."""
    assert _done(tmp_path, other=other) == (_HEADER, _USER, why)


@pytest.mark.parametrize(
    ("header", "why"),
    [
        pytest.param(
            "int new(long n);\n#define NEW_LIMIT 8\n",
            _said("new", "is already declared differently", "compat.h:2:5"),
            id="another parameter",
        ),
        pytest.param(
            "void new(int n);\n#define NEW_LIMIT 8\n",
            _said("new", "is already declared differently", "compat.h:2:6"),
            id="another result",
        ),
        pytest.param(
            "int new(int n);\n#define NEW_LIMIT 9\n",
            _said("NEW_LIMIT", "is already declared differently", "compat.h:3:9"),
            id="another value",
        ),
        pytest.param(
            "int new(int n);\n",
            "new is already declared (compat.h:2:5), and NEW_LIMIT is not",
            id="a part of it",
        ),
        pytest.param(
            "#define NEW_LIMIT 8\n",
            "NEW_LIMIT is already declared (compat.h:2:9), and new is not",
            id="the other part of it",
        ),
    ],
)
def test_name_that_the_header_has_otherwise(tmp_path: Path, header: str, why: str) -> None:
    """The existing text must be what the rule would insert."""
    header = _HEADER + header
    assert _done(tmp_path, header) == (header, _USER, why)


def test_text_that_is_there_in_other_words(tmp_path: Path) -> None:
    """The same prototype, whatever the names of its parameters: the calls may be rewritten."""
    header = f"{_HEADER}static inline int new(int count);\n# define NEW_LIMIT  8 /* at most */\n"
    assert _done(tmp_path, header) == (header, _USER.replace("old", "new"), "")


def test_words_that_are_no_names_of_the_tree_s(tmp_path: Path) -> None:
    """A member, a tag in use, a comment, a string: these are no obstacles."""
    other = (
        '/* new(1, 2) */\nchar *s = "new";\nint g(struct new *p)\n{\n    return p->new(1, 2);\n}\n'
    )
    header, user, why = _done(tmp_path, other=other)
    assert why == ""
    assert "static inline int new(int n)" in header
    assert "return new(1);" in user
