# SPDX-License-Identifier: GPL-2.0-or-later
"""`depends on file in "folder"`: the path in the tree decides, as in spatch --dir."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch

CODE = b"void f(void) { first(1); second(2); }\n"
PATHS = (
    "error.c",
    "util/error.c",
    "util/error.h",
    "utilities/error.c",
    "sub/util/error.c",
    "hw/xen/a.c",
    "hw/xen/sub/b.c",
)
ANYWHERE = frozenset(PATHS)
DEPENDS = [
    ('file in "xen"', set()),
    ('file in "hw/xen/a"', set()),
    ('file in "error.c"', {"error.c"}),
    ('file in "util/error.c"', {"util/error.c"}),
    ('file in "util"', {"util/error.c", "util/error.h"}),
    ('(file in "sub/util")', {"sub/util/error.c"}),
    ('!(file in "util/error.c")', ANYWHERE - {"util/error.c"}),
    ('!(file in "util" || file in "hw")', {"error.c", "utilities/error.c", "sub/util/error.c"}),
    ('file in "hw" && !(file in "hw/xen/sub")', {"hw/xen/a.c"}),
    ('file in "sub" || file in "hw" && file in "util"', {"sub/util/error.c"}),
    ('r && file in "hw"', {"hw/xen/a.c", "hw/xen/sub/b.c"}),
    ('!r && file in "hw"', set()),
    (
        'r && (file in "hw/xen/a.c" || file in "util")',
        {"hw/xen/a.c", "util/error.c", "util/error.h"},
    ),
    ('!(!r || !(file in "sub"))', {"sub/util/error.c"}),
]
#: The first rule changes every file; the file's name stays the same.
PATCH = """\
@r@
@@
- first(1);
+ first(3);

@depends on %s@
@@
- second(2);
"""


@pytest.mark.parametrize(("depends", "files"), DEPENDS)
def test_the_path_decides(depends: str, files: set[str]) -> None:
    """A folder and everything below it, or one file, but not a part of a name."""
    patch = parse_semantic_patch(PATCH % depends, "p.cocci")
    data = {
        path: apply_semantic_patch(patch, SourceFile(path, CODE), Style()).data for path in PATHS
    }
    assert {path for path, code in data.items() if b"second" not in code} == files


@pytest.mark.spatch
@pytest.mark.parametrize(("depends", "files"), DEPENDS)
def test_spatch_takes_the_same_files(depends: str, files: set[str], tmp_path: Path) -> None:
    """Spatch --dir names files by their path in that folder."""
    for path in PATHS:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(CODE)
    (tmp_path / "p.cocci").write_text(PATCH % depends)
    command = ["spatch", "--very-quiet", "--sp-file", "p.cocci", "--dir", ".", "--in-place"]
    subprocess.run([*command, "--include-headers"], cwd=tmp_path, check=True, capture_output=True)
    assert {path for path in PATHS if b"second" not in (tmp_path / path).read_bytes()} == files


@pytest.mark.parametrize(
    ("depends", "what"),
    [
        ('!r || file in "hw"', "outside the SmPL subset: depends on a rule or on file in .."),
        ('!(r && file in "hw")', "outside the SmPL subset: depends on a rule or on file in .."),
        ('file in "hw/"', 'no file is in "hw/"'),
        ('file in "/hw"', 'no file is in "/hw"'),
        ('file in "./hw"', 'no file is in "./hw"'),
        ('file in "hw/*.c"', 'no file is in "hw/*.c"'),
        ('file in ""', 'no file is in ""'),
        ("file in hw", "`file` in `depends on` must be followed by `in` and a path"),
        ('file "hw"', "`file` in `depends on` must be followed by `in` and a path"),
        ('!file in "hw"', "`!` in `depends on` must be before a rule name or a parenthesis"),
        ('ever file in "hw"', "`depends on` requires a rule name"),
    ],
)
def test_unsupported_conditions_are_errors(depends: str, what: str) -> None:
    """With its place in the patch; spatch takes some of these as always or never true."""
    with pytest.raises(RuleError) as caught:
        parse_semantic_patch(PATCH % depends, "p.cocci")
    assert what in caught.value.what
    assert caught.value.place is not None
    assert caught.value.place.line == 6
