# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod audit --baseline` and `--against`: only new references fail, only differences are
reported.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.audit.conftest import SOURCE, Audit
from tests.conftest import MakeCheckout

CALL = b"    libxl_ctx_free(0);\n"


def edit(tree: Path, old: bytes, new: bytes) -> None:
    path = tree / "hw" / "a.c"
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"#include", b"/* more */\n\n\n#include", id="lines above"),
        pytest.param(
            b"    libxl_ctx_free(0);", b"    if (xch)\n\t\tlibxl_ctx_free(0);", id="indented"
        ),
        pytest.param(b"libxl_ctx_free(0)", b"libxl_ctx_free(\n        0)", id="laid out anew"),
        pytest.param(CALL, b"", id="one call less"),
        pytest.param(b"void stop(", b"void halt(", id="its function renamed"),
        pytest.param(b"\n", b"\r\n", id="CRLF"),
    ],
)
def test_the_guard_passes(tree: Path, tmp_path: Path, audit: Audit, old: bytes, new: bytes) -> None:
    """Moved or removed code has no new references."""
    known = tmp_path / "known"
    assert audit(tree, "--write-baseline", known)[0] == 0
    edit(tree, old, new)
    code, out, err = audit(tree, "--baseline", known)
    assert (code, err) == (0, "")
    assert "\n0 new references, " in f"\n{out}"


def test_a_baseline_in_the_tree(tree: Path, audit: Audit) -> None:
    """Its names are known and not reported, also if the file has another name later."""
    known = tree / ".known"
    assert audit(tree, "--write-baseline", known)[0] == 0
    code, out, err = audit(tree, "--baseline", known)
    assert (code, out, err) == (0, f"0 new references, 0 gone, 5 as in {known}.\n", "")
    known.rename(tree / "before")
    assert "not read" not in audit(tree)[1]


def test_a_renamed_file(tree: Path, tmp_path: Path, audit: Audit) -> None:
    """The guard passes if a file is renamed."""
    known = tmp_path / "known"
    audit(tree, "--write-baseline", known)
    (tree / "hw" / "a.c").rename(tree / "c.c")
    code, out, _ = audit(tree, "--baseline", known)
    assert code == 0
    assert out == f"0 new references, 0 gone, 5 as in {known}.\n"


def test_the_guard_fails(tree: Path, tmp_path: Path, audit: Audit) -> None:
    """One added call: only it is reported, with the references that are gone."""
    known = tmp_path / "known"
    audit(tree, "--write-baseline", known)
    edit(tree, CALL, b"    xc_domain_shutdown(xch, 1, 2);\n")
    code, out, err = audit(tree, "--baseline", known)
    assert (code, err) == (1, "")
    assert out == (
        "xc_domain_shutdown: 0 before, 1 now\n"
        "  + hw/a.c:15:5 in stop: xc_domain_shutdown(xch, 1, 2);\n"
        "    codemod has no rule for it: no rule handles xc_domain_shutdown.\n"
        "\n"
        "libxl_ctx_free: 1 before, 0 now\n"
        "  - hw/a.c in stop: libxl_ctx_free(0);\n"
        "\n"
        f"To accept it: codemod audit --write-baseline {known}, or /* codemod: known */ on its "
        "line.\n"
        f"1 new reference, 1 gone, 4 as in {known}.\n"
    )


def test_a_call_beside_an_equal_one(tree: Path, tmp_path: Path, audit: Audit) -> None:
    """The second of two equal calls is new, even in the same function."""
    known = tmp_path / "known"
    audit(tree, "--write-baseline", known)
    edit(tree, CALL, CALL * 2)
    assert audit(tree, "--baseline", known)[0] == 1


@pytest.mark.parametrize("format", ["json", "csv", "ld", "sarif", "github", "gitlab"])
def test_the_guard_in_every_format(tree: Path, tmp_path: Path, audit: Audit, format: str) -> None:
    """The difference is also reported on standard error, and the exit code is the same."""
    known = tmp_path / "known"
    audit(tree, "--write-baseline", known)
    edit(tree, CALL, b"")
    code, _, err = audit(tree, "--baseline", known, "--format", format)
    assert code == 0
    assert err.endswith(f"0 new references, 1 gone, 4 as in {known}.\n")
    edit(tree, b"xc_domain_pause(xch, 1);", b"xc_domain_destroy(xch, 1);")
    code, _, err = audit(tree, "--baseline", known, "--format", format)
    assert code == 1
    assert err.endswith(f"2 new references, 3 gone, 2 as in {known}.\n")


def test_a_baseline_that_cannot_be_read(tree: Path, tmp_path: Path, audit: Audit) -> None:
    """Then nothing is known, and the exit code is neither 0 nor 1."""
    code, _, err = audit(tree, "--baseline", tmp_path / "none")
    assert code == 2
    assert err.startswith(f"error: the baseline {tmp_path / 'none'} cannot be read: No such file")


def test_against_a_tree(tree: Path, tmp_path: Path, audit: Audit) -> None:
    """Another folder; no difference is a failure."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.c").write_bytes(b"void f(void)\n{\n    xc_domain_destroy(x, 1);\n}\n")
    code, out, _ = audit(tree, "--against", other)
    assert code == 0
    assert out.endswith(f"5 new references, 1 gone, 0 as in {other}.\n")
    assert "xc_domain_destroy: 1 before, 0 now\n  - a.c in f: xc_domain_destroy(x, 1);\n" in out


def test_against_a_revision(
    make_checkout: MakeCheckout, git: Callable[..., bytes], audit: Audit
) -> None:
    """New references since a commit, including those in an uncommitted file."""
    root = make_checkout({"hw/a.c": SOURCE})
    edit(root, CALL, b"    libxl_ctx_alloc(0);\n")
    git(root, "commit", "-qam", "more")
    edit(root, b"libxl_ctx_alloc(0)", b"libxl_domain_info(0)")
    code, out, _ = audit(root, "--against", "HEAD~1")
    assert code == 0
    assert out.endswith("1 new reference, 1 gone, 4 as in HEAD~1.\n")
    assert "libxl_domain_info: 0 before, 1 now" in out
    assert "libxl_ctx_free: 1 before, 0 now" in out


@pytest.mark.parametrize("name", ["none", "--all", "HEAD~1:hw", "HEAD:hw/a.c"])
def test_against_nothing(make_checkout: MakeCheckout, audit: Audit, name: str) -> None:
    """The revision does not exist, or looks like an option of git."""
    root = make_checkout({"hw/a.c": SOURCE})
    code, out, err = audit(root, f"--against={name}")
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {root} has no revision {name}, nor is there a file")


def test_against_a_saved_audit(tree: Path, tmp_path: Path, audit: Audit) -> None:
    """What --format json printed earlier."""
    saved = tmp_path / "saved.json"
    saved.write_text(audit(tree, "--format", "json")[1])
    edit(tree, CALL, b"")
    code, out, _ = audit(tree, "--against", saved, "--format", "json")
    assert code == 0
    data = json.loads(out)
    assert (data["against"], data["new"]) == (str(saved), [])
    assert data["gone"] == [
        {
            "symbol": "libxl_ctx_free",
            "path": "hw/a.c",
            "function": "stop",
            "text": "libxl_ctx_free(0);",
        }
    ]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"references": [{}]}', '{"references": [1], "from": "source"}', "\x00"],
)
def test_against_a_file_of_another_kind(
    tree: Path, tmp_path: Path, audit: Audit, text: str
) -> None:
    """A file that audit did not write."""
    saved = tmp_path / "saved.json"
    saved.write_text(text)
    code, _, err = audit(tree, "--against", saved)
    assert code == 2
    assert err.startswith(f"error: {saved} was not written by codemod audit\nhelp: ")
