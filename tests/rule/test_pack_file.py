# SPDX-License-Identifier: GPL-2.0-or-later
"""pack.yaml: the contents of a Pack, its errors, and which trees it is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.c.macro_kind import MacroKind
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.entrypoints import Proposal
from qemu_xen_codemod.rule.pack import (
    KeepBlock,
    KeepFiles,
    Library,
    Part,
    Recognition,
    StableLibrary,
)
from qemu_xen_codemod.rule.pack_load import read_pack_file


class Tree:
    """A tree in memory."""

    def __init__(self, **files: bytes) -> None:
        self.files = {name.replace("__", "/"): data for name, data in files.items()}

    def paths(self) -> tuple[str, ...]:
        return tuple(sorted(self.files))

    def read(self, path: str) -> bytes:
        return self.files[path]


@pytest.mark.parametrize(
    "recognition",
    [
        pytest.param(Recognition(), id="nothing to recognise by"),
        pytest.param(Recognition(paths=("hw/xe",)), id="a part of a folder's name"),
        pytest.param(Recognition(paths=("hw/xen", "VERSION")), id="one of two paths is missing"),
        pytest.param(Recognition(words={"README": ("Linux",)}), id="the word is not there"),
        pytest.param(Recognition(words={"none": ("QEMU",)}), id="the file is not there"),
    ],
)
def test_a_tree_of_another_kind(recognition: Recognition) -> None:
    """A tree that lacks one of the things is not for the pack."""
    assert not recognition.holds(Tree(hw__xen__x=b"", README=b"This is QEMU."))


def test_a_tree_of_the_packs_kind() -> None:
    """Files, folders and words in files identify a tree."""
    recognition = Recognition(("hw/xen", "hw/xen/x", "README"), {"README": ("QEMU", "This")})
    assert recognition.holds(Tree(hw__xen__x=b"", README=b"This is QEMU."))


def write(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "qemu"
    folder.mkdir()
    (folder / "pack.yaml").write_text(text)
    return folder


def test_a_pack_holds_what_its_file_says(tmp_path: Path) -> None:
    """Each key of pack.yaml is in the Pack."""
    folder = write(
        tmp_path,
        "name: qemu\n"
        "recognise: {paths: [hw/xen], words: {README: [QEMU]}}\n"
        "variables: {since: 42300, strict: true, who: xen}\n"
        "macros: {each: iterator, QUIET: attribute}\n"
        "style: {tab: 4}\n"
        "libraries: [{name: libxenctrl, package: xencontrol, prefix: xc_}]\n"
        "handles: [{type: T *, open: xc_open, close: xc_close, not_for: '^xc_e'}]\n"
        "stable_libraries: [{name: libxencall, prefix: xencall_}]\n"
        "parts: [{name: audio, files: [audio/*.c], instead: [audio/none.c]}]\n"
        "compat_headers: [include/*.h]\n"
        "keep:\n"
        "  - {files: [configure], reason: a probe}\n"
        "  - {inside_if: 'VERSION < ', reason: a wrapper}\n"
        "entrypoints:\n"
        "  - header: x.h\n"
        "    prototypes: 'int x_a(int n); int x_b(T *t);'\n"
        "    proposed: {by: Ann, where: a list, link: 'https://example.org/1'}\n"
        "  - {header: x.h, since: 5, prototypes: int x_c(void);}\n"
        "rfc_prefix: RFC\n"
        "cover: 'since {{ variables.since }}'\n"
        "signoff: true\n"
        "checkpatch: scripts/checkpatch.pl\n",
    )
    pack = read_pack_file(folder).pack
    assert (pack.name, pack.rules) == ("qemu", ())
    assert pack.recognition == Recognition(("hw/xen",), {"README": ("QEMU",)})
    assert pack.variables == {"since": 42300, "strict": True, "who": "xen"}
    assert pack.macros == {b"each": MacroKind.ITERATOR, b"QUIET": MacroKind.ATTRIBUTE}
    assert (pack.style.width, pack.style.tab) == (80, 4)
    assert pack.libraries == (Library("libxenctrl", "xencontrol", "xc_", ()),)
    assert pack.libraries[0].holds("xc_foo")
    assert not pack.libraries[0].holds("xen_xc")
    (handle,) = pack.handles
    assert (handle.ctype, handle.open, handle.close) == ("T *", "xc_open", "xc_close")
    assert [handle.is_not_for(name) for name in ("xc_evtchn", "xc_a")] == [True, False]
    assert pack.stable_libraries == (StableLibrary("libxencall", "xencall_"),)
    assert pack.parts == (Part("audio", ("audio/*.c",), ("audio/none.c",)),)
    assert pack.compat_headers == ("include/*.h",)
    files, block = pack.keep
    assert files == KeepFiles(("configure",), "a probe")
    assert isinstance(block, KeepBlock)
    assert block.inside_if.search("#if VERSION < 4")
    assert (pack.cover, pack.signoff) == ("since {{ variables.since }}", True)
    proposed, new = pack.entrypoints
    assert (proposed.functions, proposed.proposed) == (
        ("x_a", "x_b"),
        Proposal("Ann", "a list", link="https://example.org/1"),
    )
    assert (new.functions, new.proposed) == (("x_c",), None)
    assert (proposed.since, new.since) == (None, 5)
    assert pack.rfc_prefix == "RFC"
    assert (pack.checkpatch, pack.get_maintainer) == ("scripts/checkpatch.pl", None)


def test_a_library_of_which_we_have_a_table(tmp_path: Path) -> None:
    """Without prefix and symbols, a library's functions are those in its table."""
    folder = write(tmp_path, "name: qemu\nlibraries: [{name: libxenvchan}]\nsymbols: [xc_a]\n")
    pack = read_pack_file(folder).pack
    assert pack.libraries[0].holds("libxenvchan_write")
    assert not pack.libraries[0].holds("libxenvchan_other")
    assert pack.symbols == ("xc_a",)


def test_the_faults_of_a_pack(tmp_path: Path) -> None:
    """Errors beyond the file's shape are shown together."""
    folder = write(
        tmp_path,
        "name: xen\n"
        "libraries: [{name: libx}]\n"
        "keep: [{inside_if: 'a(', reason: b}]\n"
        "cover: |\n"
        "  Hello\n"
        "  {% for %}\n",
    )
    with pytest.raises(RuleError) as caught:
        read_pack_file(folder)
    assert caught.value.render().replace(f"{folder}/", "") == (
        "pack.yaml:1:7: error: name xen differs from the folder's, qemu\n"
        "    name: xen\n"
        "          ^\n"
        "help: write name: qemu, or rename the folder\n"
        "pack.yaml:2:13: error: library libx has neither a prefix nor symbols\n"
        "    libraries: [{name: libx}]\n"
        "                ^\n"
        "help: say which functions it has: prefix: xc_; known without: libxenctrl, "
        "libxenfsimage, libxenguest, libxenlight, libxenstat, libxenvchan, libxlutil\n"
        "pack.yaml:3:22: error: not a regular expression: missing ), unterminated subpattern\n"
        "    keep: [{inside_if: 'a(', reason: b}]\n"
        "                         ^\n"
        "pack.yaml:6:3: error: not a jinja2 template: Expected an expression, "
        "got 'end of statement block'\n"
        "      {% for %}\n"
        "      ^"
    )


def test_a_macro_of_an_unknown_kind_is_a_fault(tmp_path: Path) -> None:
    """With its place, and the existing kinds."""
    folder = write(tmp_path, "name: qemu\nmacros: {A: iterator, B: loop}\n")
    with pytest.raises(RuleError) as raised:
        read_pack_file(folder)
    assert "pack.yaml:2:26: error: unknown value loop\n" in raised.value.render()
    assert raised.value.help.endswith(
        "attribute, iterator, statement, declaration, type, expression"
    )


def test_the_faults_of_a_commit_that_rules_share(tmp_path: Path) -> None:
    """Its one-line subject, and the names that its templates use."""
    folder = write(
        tmp_path,
        "name: qemu\n"
        "series:\n"
        "  - one\n"
        "  - {subject: 'a {{ symbol }}', why: b, rules: [two]}\n"
        '  - {subject: "a\\nb", why: b, rules: [two]}\n'
        "  - {subject: a, why: '{% if %}', rules: [two]}\n",
    )
    with pytest.raises(RuleError) as caught:
        read_pack_file(folder)
    assert caught.value.render().replace(f"{folder}/", "") == (
        "pack.yaml:4:21: error: the template uses symbol, which has no value\n"
        "      - {subject: 'a {{ symbol }}', why: b, rules: [two]}\n"
        "                        ^\n"
        "help: did you mean symbols?\n"
        "pack.yaml:5:16: error: a subject is one line\n"
        '      - {subject: "a\\nb", why: b, rules: [two]}\n'
        "                   ^\n"
        "pack.yaml:6:24: error: not a jinja2 template: Expected an expression, "
        "got 'end of statement block'\n"
        "      - {subject: a, why: '{% if %}', rules: [two]}\n"
        "                           ^"
    )


def test_the_shape_of_a_commit_that_rules_share(tmp_path: Path) -> None:
    """Entries that are neither ids nor such commits."""
    folder = write(
        tmp_path,
        "name: qemu\n"
        "series:\n"
        "  - 5\n"
        "  - {subject: a, why: b, rules: []}\n"
        "  - {subject: a, why: c, rule: b}\n",
    )
    with pytest.raises(RuleError) as caught:
        read_pack_file(folder)
    message = caught.value.render().replace(f"{folder}/", "").split("\n")
    assert [line for line in message if not line.startswith(" ")] == [
        "pack.yaml:3:5: error: expected text, found a number",
        "help: put it in quotes",
        "pack.yaml:4:33: error: rules is empty",
        "pack.yaml:5:5: error: key rules is missing",
        "help: is rule meant for it?",
        "pack.yaml:5:26: error: unknown key rule",
        "help: did you mean rules?",
    ]


def test_the_shape_of_a_pack(tmp_path: Path) -> None:
    """Wrong types, ranges and kinds in pack.yaml are shown at their places."""
    folder = write(
        tmp_path,
        "name: qemu\nvariables: {a: [1]}\nstyle: {width: 0, tab: yes}\nkeep: [{reason: b}]\n",
    )
    with pytest.raises(RuleError) as caught:
        read_pack_file(folder)
    assert caught.value.render().replace(f"{folder}/", "") == (
        "pack.yaml:2:16: error: expected text, a number, true or false, found a list\n"
        "    variables: {a: [1]}\n"
        "                   ^\n"
        "pack.yaml:3:16: error: expected at least 1, found 0\n"
        "    style: {width: 0, tab: yes}\n"
        "                   ^\n"
        "pack.yaml:3:24: error: expected a number, found true or false\n"
        "    style: {width: 0, tab: yes}\n"
        "                           ^\n"
        "pack.yaml:4:8: error: a kind of keep without a known key\n"
        "    keep: [{reason: b}]\n"
        "           ^\n"
        "help: known keys: files, inside_if"
    )
