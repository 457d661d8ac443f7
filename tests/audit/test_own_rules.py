# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod audit --rules`: a guard for the user's own old function, type or library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.audit.conftest import Audit
from tests.conftest import MakeCheckout

RULE = """\
id: use-log-at
subject: "log: say at which level"
patch: |
  @@ expression list A; @@
  - log_msg(A)
  + log_at(LOG_INFO, A)
examples: [{before: log_msg("x");, after: 'log_at(LOG_INFO, "x");'}]
"""
CLEAN = {"a.c": b'/* log_msg() is gone */\nvoid f(void)\n{\n    log_at(1, "log_msg");\n}\n'}
CALLS = {"b.c": b'void g(void)\n{\n    log_msg("x");\n    hook = log_msg;\n}\n'}
XEN = {"c.c": b"void h(void *x)\n{\n    xc_domain_pause(x, 1);\n}\n"}


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the rule; it is the current one's `mine`."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "use-log-at.yml").write_text(RULE)
    monkeypatch.chdir(tmp_path)
    return Path("mine")


def folder(tmp_path: Path, *files: Mapping[str, bytes]) -> Path:
    tree = tmp_path / "tree"
    tree.mkdir()
    for name, data in [item for file in files for item in file.items()]:
        (tree / name).write_bytes(data)
    return tree


def test_nothing_of_the_name_is_there(tmp_path: Path, rules: Path, audit: Audit) -> None:
    """A comment and a string are not uses, and Xen's libraries are not searched for."""
    tree = folder(tmp_path, CLEAN, XEN)
    code, out, err = audit(tree, "--rules", rules, "--check")
    assert (code, out, err) == (0, "No reference to log_msg.\n", "")


def test_no_word_of_what_apply_leaves(tmp_path: Path, rules: Path, audit: Audit) -> None:
    """Only `apply` reports that the old function is still declared."""
    tree = folder(
        tmp_path, {"a.h": b"int log_msg(const char *);\n", "b.c": b"int a = log_msg(b);\n"}
    )
    _, out, _ = audit(tree, "--rules", rules)
    assert "rewritten" in out
    assert "note:" not in out


def test_the_list(tmp_path: Path, rules: Path, audit: Audit) -> None:
    """Each use, with what `apply` does about it; without --check it is not a failure."""
    tree = folder(tmp_path, CLEAN, CALLS, XEN)
    code, out, _ = audit(tree, "--rules", rules)
    assert code == 0
    assert out == (
        "log_msg: 2 references, 1 rewritten by use-log-at, 1 unanswered\n"
        "  b.c:3:5   g  rewritten\n"
        "  b.c:4:12  g  unanswered\n"
        "    use-log-at does not handle this form of use\n"
        "\n"
        "outcome       references\n"
        "rewritten              1\n"
        "unanswered             1\n"
        "all                    2\n"
        "\n"
        "2 references to 1 name.\n"
    )


@pytest.mark.parametrize(("more", "code"), [({}, 0), (CALLS, 1)])
def test_the_check(
    tmp_path: Path, rules: Path, audit: Audit, more: Mapping[str, bytes], code: int
) -> None:
    """--check fails if a use is left that needs somebody's attention."""
    tree = folder(tmp_path, CLEAN, more)
    assert audit(tree, "--rules", rules, "--check", "-q")[0] == code
    for path in more:
        data = (tree / path).read_bytes()
        (tree / path).write_bytes(data.replace(b";\n", b"; /* codemod: known */\n"))
    assert audit(tree, "--rules", rules, "--check")[0] == 0


def test_what_a_commit_adds(make_checkout: MakeCheckout, rules: Path, audit: Audit) -> None:
    """--against HEAD --check: old uses are not failures, new ones are, with what to do."""
    tree = make_checkout({**CLEAN, **CALLS})
    assert audit(tree, "--rules", rules, "--against", "HEAD", "--check")[0] == 0
    (tree / "a.c").write_bytes(CALLS["b.c"])
    assert audit(tree, "--rules", rules, "--against", "HEAD")[0] == 0
    code, out, err = audit(tree, "--rules", rules, "--against", "HEAD", "--check")
    assert (code, err) == (1, "")
    assert out == (
        "log_msg: 2 before, 4 now\n"
        '  + a.c:3:5 in g: log_msg("x");\n'
        "  + a.c:4:12 in g: hook = log_msg;\n"
        "    Rule use-log-at removes it (log: say at which level): "
        "codemod apply --rules mine --only use-log-at.\n"
        "    codemod has no rule for it: use-log-at does not handle this "
        "form of use.\n"
        "\n"
        "To accept it: /* codemod: known */ on its line.\n"
        "2 new references, 0 gone, 2 as in HEAD.\n"
    )


def test_the_check_on_github(tmp_path: Path, rules: Path, audit: Audit) -> None:
    """Uses that fail the job are errors there, without --check warnings; known uses are neither."""
    known = CALLS["b.c"].replace(b"log_msg;", b"log_msg; /* codemod: known */")
    tree = folder(tmp_path, CLEAN, {"b.c": known})
    code, out, _ = audit(tree, "--rules", rules, "--check", "--format", "github")
    fails, is_known = out.splitlines()
    assert code == 1
    assert fails.startswith("::error file=b.c,line=3,")
    assert fails.endswith("To accept it: /* codemod: known */ on its line.")
    assert is_known.startswith("::notice file=b.c,line=4,")
    code, out, _ = audit(tree, "--rules", rules, "--format", "github")
    assert code == 0
    assert out.splitlines() == [
        fails.replace("::error", "::warning").removesuffix(
            " To accept it: /* codemod: known */ on its line."
        ),
        is_known,
    ]


def test_a_baseline(tmp_path: Path, rules: Path, audit: Audit) -> None:
    """The guard of the user's own function has a baseline, like that of Xen's."""
    tree = folder(tmp_path, CLEAN, CALLS)
    known = tmp_path / "known"
    assert audit(tree, "--rules", rules, "--write-baseline", known)[0] == 0
    assert audit(tree, "--rules", rules, "--baseline", known, "--check")[0] == 0
    (tree / "a.c").write_bytes(CALLS["b.c"])
    code, out, _ = audit(tree, "--rules", rules, "--baseline", known)
    assert code == 1
    write = f"codemod audit --rules mine --write-baseline {known}"
    assert f"\nTo accept it: {write}, or /* codemod: known */ on its line.\n" in out


@pytest.mark.parametrize("format", ["text", "json", "csv", "ld", "sarif", "github", "gitlab"])
def test_no_word_of_xen(tmp_path: Path, rules: Path, audit: Audit, format: str) -> None:
    """The guard of the user's own function does not mention Xen."""
    tree = folder(tmp_path, CALLS)
    _, out, err = audit(tree, "--rules", rules, "--format", format)
    assert "log_msg" in out
    output = (out + err).replace(str(tmp_path), "").replace("qemu-xen-codemod", "")
    assert "xen" not in output.lower()


def test_libraries_of_a_pack(tmp_path: Path, audit: Audit) -> None:
    """A pack's own libraries are searched for, also functions without a rule."""
    tree = folder(tmp_path, CALLS)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "use-log-at.yml").write_text(RULE.replace("log_msg", "old"))
    text = "name: mine\nlibraries: [{name: liblog, symbols: [log_msg]}]\n"
    (mine / "pack.yaml").write_text(text)
    code, out, _ = audit(tree, "--rules", mine, "--check", "--format", "json")
    found = json.loads(out)
    assert (code, found["pack"], found["libraries"]) == (1, "mine", ["liblog"])
    assert {(reference["library"], reference["outcome"]) for reference in found["references"]} == {
        ("liblog", "unanswered")
    }


@pytest.mark.parametrize(
    ("patch", "arguments", "what"),
    [
        ("@@ @@\n- f();", ["--write-baseline", "b", "--check"], "--check fails for existing uses"),
        ("@@ expression E; @@\n- E + 0\n+ E", [], "the rules remove no name"),
        ("@@ @@\n- f();", ["--objects", ".", "--target", "x"], "--objects looks for functions of"),
    ],
)
def test_wrong_usage(
    tmp_path: Path, audit: Audit, patch: str, arguments: list[str], what: str
) -> None:
    """The message says what cannot be searched for, with exit code 2."""
    (tmp_path / "r.cocci").write_text(f"{patch}\n")
    tree = folder(tmp_path, CLEAN)
    code, out, err = audit(tree, "--rules", tmp_path / "r.cocci", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {what}")
