# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod verify --configure`: a tree's own build system, run on private copies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Digest
from tests.objects.elf_bytes import elf_program
from tests.verify.conftest import Answer, Sample, answer_of

XEN, CALL = "libxenctrl.so.4.17", "libxencall.so.1"
CONFIGURE = b"""\
#!/bin/sh
source=$(dirname "$0")
test "$1" = --with-xen || { echo "no Xen: $*" >&2; exit 1; }
touch "$source/written"
{ echo "all: prog other"
  echo "prog other: $source/one.bin"
  printf '\\tcp $< $@\\n\\tchmod +x $@\\n'; } >Makefile
"""
OLD = elf_program(
    [("xc_domain_pause", "V_1", XEN), ("xc_set_hvm_param", "V_1", XEN)], [XEN, "libc.so.6"]
)
NEW = elf_program([("xencall_open", "V_1", CALL)], [CALL, "libc.so.6"])


@pytest.fixture
def tree(sample: Sample) -> Path:
    """A tree whose configure makes the programs `prog` and `other`, of one.bin."""
    configure = sample.tree / "configure"
    configure.write_bytes(CONFIGURE)
    configure.chmod(0o755)
    (sample.tree / "one.bin").write_bytes(OLD)
    (sample.tree / "two.bin").write_bytes(NEW)
    (sample.tree / "build").mkdir()
    (sample.tree / "build/build.ninja").write_bytes(b"")
    (sample.tree / ".gitignore").write_text("build\n")
    sample.git(sample.tree, "add", "-A")
    sample.git(sample.tree, "commit", "-q", "-m", "configure")
    return sample.tree


def configured(sample: Sample, old: bytes, new: bytes, *arguments: str) -> Answer:
    """The result for a patch of configure."""
    text = (sample.tree / "configure").read_bytes()
    assert old in text
    series = sample.series(("build: a new way", {"configure": text.replace(old, new)}))
    return answer_of("--tree", sample.tree, series, *arguments)


@pytest.mark.usefixtures("tree")
def test_nothing_of_it_is_run_unless_asked_for(sample: Sample) -> None:
    """A series that breaks configure is not reported."""
    answer = configured(sample, b"touch", b"exit 3; touch", "--format", "json")
    assert (answer.code, answer.data["configured"]) == (0, [])


def test_programs_before_and_after(sample: Sample, tree: Path, digest: Digest) -> None:
    """Which libraries they need, and which unstable functions; the tree is never written to."""
    before = digest(tree / "build")
    answer = configured(
        sample, b"one.bin", b"two.bin", "--configure=--with-xen 'a b'", "--format", "json"
    )
    assert answer.code == 0, answer.err
    first, second = answer.data["configured"]
    assert [program["name"] for program in first["programs"]] == ["other", "prog"]
    assert first["programs"][1] == {
        "name": "prog",
        "needed": [XEN, "libc.so.6"],
        "unstable": ["xc_domain_pause", "xc_set_hvm_param"],
    }
    assert second["programs"][1] == {
        "name": "prog",
        "needed": [CALL, "libc.so.6"],
        "unstable": [],
    }
    assert not (tree / "written").exists()
    assert digest(tree / "build") == before
    assert {path.name for path in tree.iterdir()} == {
        *(".git", ".gitignore", "VERSION", "build", "configure", "hw", "include"),
        *("one.bin", "two.bin"),
    }


@pytest.mark.usefixtures("tree")
def test_one_program(sample: Sample) -> None:
    """Only it is built, and its rows are in the report."""
    arguments = ("--configure=--with-xen", "--program", "prog")
    answer = configured(sample, b"one.bin", b"two.bin", *arguments)
    assert "prog: functions of unstable ones       2      0\n" in answer.out
    assert f"prog no longer needs {XEN}." in answer.out
    assert f"prog now needs {CALL}." in answer.out
    assert "other: " not in answer.out


@pytest.mark.usefixtures("tree")
def test_what_is_built_and_is_no_program(sample: Sample) -> None:
    """What it needs is not known."""
    arguments = ("--configure=--with-xen", "--program", "Makefile")
    answer = configured(sample, b"one.bin", b"two.bin", *arguments)
    assert "what programs need: Makefile is not a dynamically linked program" in answer.out


@pytest.mark.usefixtures("tree")
def test_the_cover_says_what_was_built(sample: Sample) -> None:
    """With numbers and names."""
    arguments = ("--configure=--with-xen", "--program", "prog", "--format", "cover")
    said = configured(sample, b"one.bin", b"two.bin", *arguments).out
    assert "- build of prog: ok before, ok after\n" in said
    assert "- prog: functions of unstable ones: 2 before, 0 after\n" in said


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(
    ("new", "what", "words"),
    [
        pytest.param(b"exit 3; touch", "configure", "", id="configure"),
        pytest.param(b"exit 3 >&2; touch", "configure", "", id="configure, without a word"),
        pytest.param(b"source=none; touch", "build", "No rule to make target", id="make"),
    ],
)
def test_a_series_that_breaks_it(sample: Sample, new: bytes, what: str, words: str) -> None:
    """It is an error in the series, with the output of what failed."""
    arguments = ("--configure=--with-xen", "--format", "json")
    answer = configured(sample, b"touch", new, *arguments)
    (finding,) = answer.data["findings"]
    assert answer.code == 1
    assert finding["what"] == f"the tree does not {what} after the series, but did before"
    assert words in finding["words"]


@pytest.mark.usefixtures("tree")
def test_a_tree_that_fails_without_the_series(sample: Sample) -> None:
    """Nothing is shown, and it is not an error in the series."""
    arguments = ("--configure", "--without-xen", "--format", "json")
    answer = configured(sample, b"touch", b"exit 3; touch", *arguments)
    assert (answer.code, answer.data["findings"]) == (0, [])
    assert answer.data["configured"][0]["words"] == "no Xen: --without-xen"
    said = "configured and built: the tree cannot be configured before the series"
    assert said in answer.data["not_shown"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--program", "prog"), "--program requires --configure"),
        (("--configure", "'"), "--configure ': No closing quotation"),
        (("--configure", ""), "has no configure"),
    ],
)
def test_wrong_usage(sample: Sample, arguments: tuple[str, ...], says: str) -> None:
    """Exit code 2, a message and help."""
    series = sample.series(("hw: a", {"VERSION": b"10.2.1\n"}))
    answer = answer_of("--tree", sample.tree, series, *arguments)
    assert answer.code == 2
    assert says in answer.err
    assert "help: " in answer.err


def test_changes_that_are_not_committed(sample: Sample, tree: Path) -> None:
    """They would also be built."""
    series = sample.series(("hw: a", {"VERSION": b"10.2.1\n"}))
    (tree / "hw/xen/a.c").write_bytes(b"int other;\n")
    answer = answer_of("--tree", tree, series, "--configure=--with-xen")
    assert answer.code == 2
    assert "hw/xen/a.c: changed and not committed" in answer.err
