# SPDX-License-Identifier: GPL-2.0-or-later
"""`release_macro`, `probes` and `entrypoints` of pack.yaml: what libraries have, or may have."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.entrypoints import Entrypoints, Proposal
from qemu_xen_codemod.rule.entrypoints_load import read_library_file
from qemu_xen_codemod.rule.pack import Probes, ReleaseMacro
from qemu_xen_codemod.rule.pack_load import read_pack_file

_PACK = """\
name: qemu
release_macro: {{name: RELEASE, header: config.h}}
entrypoints:
  - header: new.h
    since: {since}
    rule: some-rule
    prototypes: |
      int new_call(int a);
"""


def write(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "qemu"
    folder.mkdir()
    (folder / "pack.yaml").write_text(text)
    return folder


@pytest.mark.parametrize("since", ["word", "'1'", "-1", "0", "1.0", "true", "[]"])
def test_since_is_a_number(tmp_path: Path, since: str) -> None:
    """Anything else is a fault with its place."""
    with pytest.raises(RuleError) as caught:
        read_pack_file(write(tmp_path, _PACK.format(since=since)))
    assert "pack.yaml:5" in caught.value.render()


def test_entrypoints_know_their_release(tmp_path: Path) -> None:
    """As the release macro counts."""
    pack = read_pack_file(write(tmp_path, _PACK.format(since=42000))).pack
    expected = Entrypoints("new.h", 42000, "int new_call(int a);\n", "some-rule")
    assert pack.entrypoints == (expected,)
    assert pack.release_macro == ReleaseMacro("RELEASE", "config.h")
    assert pack.release_macro.release_name(41700) == "RELEASE 41700"


def test_a_release_is_called_by_its_project(tmp_path: Path) -> None:
    """As people say it."""
    text = "name: qemu\nrelease_macro: {name: RELEASE, header: config.h, of: Xen}\n"
    macro = read_pack_file(write(tmp_path, text)).pack.release_macro
    assert macro is not None
    assert [macro.release_name(release) for release in (40701, 41700, 42000)] == [
        *("Xen 4.7", "Xen 4.17", "Xen 4.20"),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "entrypoints:\n  - header: a.h\n    prototypes: int x;\n",
            "4:17: error: these are not function declarations",
            id="a variable",
        ),
        pytest.param(
            "entrypoints:\n  - header: a.h\n    since: 42000\n    prototypes: int f(void);\n"
            "    proposed: {by: Ann, where: the list}\n",
            "a function that a release has is no longer proposed",
            id="proposed and released",
        ),
        pytest.param(
            "entrypoints:\n  - library: libxenfoo\n",
            "3:5: error: there is no file of entrypoints for the library libxenfoo",
            id="a library without a file",
        ),
        pytest.param(
            "entrypoints:\n  - header: a.h\n",
            "3:5: error: a kind of entrypoints without a known key",
            id="neither kind",
        ),
        *(
            pytest.param(
                f"entrypoints: [{{header: {header}, since: 5, prototypes: int f(void);}}]\n",
                "2:24: error: expected a header's path as in #include",
                id=header,
            )
            for header in ("/etc/new.h", "../new.h", "a/../../new.h", "a//b.h")
        ),
        pytest.param(
            "probes: {header: c.h, macro: CONFIG_X}\n",
            "2:30: error: CONFIG_X is not a macro name with {NAME} in it",
            id="one macro for all",
        ),
        pytest.param(
            "probes: {header: c.h, macro: 'HAVE-{NAME}'}\n",
            "HAVE-{NAME} is not a macro name with {NAME} in it",
            id="no macro",
        ),
    ],
)
def test_faults_of_entrypoints_and_probes(tmp_path: Path, text: str, fault: str) -> None:
    """Each with its place."""
    with pytest.raises(RuleError) as caught:
        read_pack_file(write(tmp_path, f"name: qemu\n{text}"))
    assert fault in caught.value.render()


def test_a_proposed_function_has_a_probe_and_no_release(tmp_path: Path) -> None:
    """A pack says how code tests for it, and where it was proposed."""
    text = (
        "name: qemu\nprobes: {header: config.h, macro: 'HAVE_{NAME}'}\nentrypoints:\n"
        "  - header: new.h\n    proposed: {by: Ann, where: the list, link: 'https://example.org'}\n"
        "    prototypes: |\n      int first(\n          int a);\n      void other_call(void);\n"
    )
    pack = read_pack_file(write(tmp_path, text)).pack
    (found,) = pack.entrypoints
    assert pack.probes == Probes("config.h", "HAVE_{NAME}")
    assert pack.probes.macro_of("other_call") == "HAVE_OTHER_CALL"
    assert found.since is None
    assert found.proposed == Proposal("Ann", "the list", link="https://example.org")
    assert found.functions == ("first", "other_call")
    assert found.prototype("first") == "int first(\n    int a);\n"


def test_types_and_macros_of_a_release(tmp_path: Path) -> None:
    """They have no function, and need a release."""
    text = "name: qemu\nentrypoints: [{header: a.h, since: 3, declarations: '#define A 1'}]\n"
    (found,) = read_pack_file(write(tmp_path, text)).pack.entrypoints
    assert (found.functions, found.since, found.declarations) == ((), 3, "#define A 1\n")
    (tmp_path / "qemu/pack.yaml").write_text(text.replace(" since: 3,", ""))
    with pytest.raises(RuleError, match="since"):
        read_pack_file(tmp_path / "qemu")


def test_a_file_of_a_library_is_read_by_its_name(tmp_path: Path) -> None:
    """Several packs name it; one next to the pack's folder replaces ours."""
    folder = write(tmp_path, "name: qemu\nentrypoints: [{library: libxendevicemodel}]\n")
    found = read_pack_file(folder).pack.entrypoints
    functions = [name for entrypoints in found for name in entrypoints.functions]
    assert len(functions) == len(set(functions)) == 9
    assert "xendevicemodel_map_pirq" in functions
    assert {entrypoints.since for entrypoints in found} == {None}
    assert [entrypoints.rule for entrypoints in found if entrypoints.proposed] == [
        "xen-bind-pt-msi-irq"
    ]
    (tmp_path / "libraries").mkdir()
    (tmp_path / "libraries/libxendevicemodel.yml").write_text(
        "name: libxendevicemodel\nfunctions: [{header: a.h, prototypes: int own(void);}]\n"
    )
    (own,) = read_pack_file(folder).pack.entrypoints
    assert own.functions == ("own",)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "name: libb\nfunctions:\n  - {header: a.h, prototypes: int f(void);}\n",
            "1:7: error: name libb differs from the file's, liba",
            id="another name",
        ),
        pytest.param(
            "name: liba\nfunctions:\n  - {header: a.h, since: 3, prototypes: int f(void);}\n",
            "3:5: error: a file of proposals names no release",
            id="a release",
        ),
        pytest.param("name: liba\nfunctions: []\n", "2:12: error:", id="empty"),
        pytest.param("name: liba\nfunction: []\n", "unknown key function", id="a misspelt key"),
    ],
)
def test_faults_of_a_librarys_file(tmp_path: Path, text: str, fault: str) -> None:
    """Like those of a pack."""
    path = tmp_path / "liba.yml"
    path.write_text(text)
    with pytest.raises(RuleError) as caught:
        read_library_file(path)
    assert fault in caught.value.render()
