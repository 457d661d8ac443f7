# SPDX-License-Identifier: GPL-2.0-or-later
"""The baseline file: written, read back, and refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.audit.baseline import read_baseline, write_baseline
from qemu_xen_codemod.audit.finding import Finding, Mark, Origin
from qemu_xen_codemod.errors import CodemodError, UsageError

HEAD = "# codemod audit baseline 1: source\n"


def finding(path: str, text: str, function: str = "f") -> Finding:
    return Finding("xc_f", "lib", path, 7, 3, function, text=text)


def test_a_file_of_another_kind_is_not_overwritten(tmp_path: Path) -> None:
    """A mistyped name must not cost a source file."""
    path = tmp_path / "a.c"
    path.write_text("int x;\n")
    with pytest.raises(UsageError, match="is not a baseline, so it is not overwritten"):
        write_baseline(path, [], Origin.SOURCE)
    assert path.read_text() == "int x;\n"
    assert [each.name for each in tmp_path.iterdir()] == ["a.c"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "is not a baseline of codemod audit", id="empty"),
        pytest.param("int x;\n", "is not a baseline of codemod audit", id="another file"),
        pytest.param("# codemod audit baseline 1: objects\n", "made from objects", id="origin"),
        pytest.param("# codemod audit baseline 2: source\n", "is not a baseline", id="newer"),
        pytest.param(f"{HEAD}xc_f\n", ":2:1: error: not a baseline line", id="one field"),
        pytest.param(
            f"{HEAD}\na\tb\tc\td\te\n", ":3:1: error: not a baseline line", id="five fields"
        ),
    ],
)
def test_no_baseline(tmp_path: Path, text: str, message: str) -> None:
    """The message says what is wrong with the file, with its line."""
    path = tmp_path / "known"
    path.write_text(text)
    with pytest.raises(CodemodError) as caught:
        read_baseline(path, Origin.SOURCE)
    assert message in caught.value.render()


def test_no_file(tmp_path: Path) -> None:
    """A missing baseline is an error, not an empty baseline."""
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_baseline(tmp_path / "known", Origin.SOURCE)


def test_the_file(tmp_path: Path) -> None:
    """Sorted by path, no line numbers, tabs and backslashes of the source escaped."""
    path = tmp_path / "known"
    findings = [
        finding("b.c", '\txc_f("a\\n",\t1);'),
        finding("a.c", "xc_f();", ""),
        finding("c", ""),
    ]
    write_baseline(path, findings, Origin.SOURCE)
    lines = path.read_text().splitlines()
    assert lines[0] == HEAD.rstrip()
    assert [line for line in lines if not line.startswith("#")] == [
        "xc_f\ta.c\t\txc_f();",
        'xc_f\tb.c\tf\txc_f("a\\\\n", 1);',
        "xc_f\tc\tf",
    ]
    assert read_baseline(path, Origin.SOURCE) == (
        Mark("xc_f", "a.c", "", "xc_f();"),
        Mark("xc_f", "b.c", "f", 'xc_f("a\\n", 1);'),
        Mark("xc_f", "c", "f", ""),
    )


def test_it_is_written_the_same_again(tmp_path: Path) -> None:
    """The order of the findings does not matter, and an old baseline is replaced."""
    path = tmp_path / "known"
    findings = [finding("b.c", "xc_f(1);"), finding("b.c", "xc_f(0);")]
    write_baseline(path, findings, Origin.SOURCE)
    first = path.read_bytes()
    write_baseline(path, findings[::-1], Origin.SOURCE)
    assert path.read_bytes() == first


def test_a_persons_comments_and_line_ends(tmp_path: Path) -> None:
    """A user's comments, empty lines and CRLF are accepted."""
    path = tmp_path / "known"
    path.write_bytes(f"{HEAD}# ours\n\nxc_f\ta.c\tf\txc_f(1);\n".replace("\n", "\r\n").encode())
    assert read_baseline(path, Origin.SOURCE) == (Mark("xc_f", "a.c", "f", "xc_f(1);"),)
