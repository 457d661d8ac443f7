# SPDX-License-Identifier: GPL-2.0-or-later
"""Header sets, derived from a build's configuration and a pack's entrypoints."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qemu_xen_codemod.rule.entrypoints import Entrypoints
from qemu_xen_codemod.rule.pack import Library, Pack, Probes, ReleaseMacro
from qemu_xen_codemod.verify.header_set import (
    HeaderSet,
    HeaderSets,
    conditions_of,
    make_header_sets,
)

CONFIG = "#define CONFIG_XEN 1\n#define RELEASE 41700\n#undef HAVE_BIND\n"
PACK = Pack(
    "qemu",
    release_macro=ReleaseMacro("RELEASE", "config.h"),
    probes=Probes("config.h", "HAVE_{NAME}"),
    entrypoints=(
        Entrypoints("old.h", 42000, "int old_call(int a);\n"),
        Entrypoints("new.h", None, "int map(int a);\n\nint unmap(\n    int a);\n"),
        Entrypoints("new.h", None, "int bind(int a);\n"),
    ),
)


def header_sets(tmp_path: Path, pack: Pack, config: str = CONFIG) -> HeaderSets:
    (tmp_path / "build").mkdir()
    (tmp_path / "build/config.h").write_text(config)
    return make_header_sets(pack, tmp_path / "build", tmp_path / "made")


def names(found: HeaderSets) -> list[str]:
    return [header_set.name for header_set in found.header_sets]


def written(header_set: HeaderSet, header: str) -> str:
    assert header_set.folder is not None
    return (header_set.folder / header).read_text()


def test_a_pack_without_entrypoints(tmp_path: Path) -> None:
    """There is one header set; the reason is reported if the pack is about libraries."""
    found = header_sets(tmp_path, Pack("neutral"))
    assert (names(found), found.header_sets[0].condition) == (["today"], None)
    assert found.missing == ""
    (tmp_path / "log").mkdir()
    found = header_sets(
        tmp_path / "log", Pack("log", libraries=(Library("liblog", None, None, ("log_msg",)),))
    )
    assert found.missing == "the pack log lists no entrypoints of newer libraries"


def test_a_build_without_the_release(tmp_path: Path) -> None:
    """It was configured without Xen."""
    found = header_sets(tmp_path, PACK, "#define OTHER 1\n")
    assert names(found) == ["today"]
    assert found.missing == f"{tmp_path}/build/config.h does not define RELEASE"


def test_a_build_that_has_everything(tmp_path: Path) -> None:
    """Today's header set is the only one."""
    config = "#define RELEASE 42000\n#define HAVE_MAP\n#define HAVE_UNMAP\n#define HAVE_BIND 1\n"
    found = header_sets(tmp_path, PACK, config)
    assert names(found) == ["today"]
    assert found.missing == "today's release, 42000, has the entrypoints"


def test_a_release_alone(tmp_path: Path) -> None:
    """Entrypoints of releases need no probe: two header sets, because code compares the release."""
    pack = Pack("qemu", release_macro=PACK.release_macro, entrypoints=PACK.entrypoints[:1])
    found = header_sets(tmp_path, pack)
    assert names(found) == ["today", "newer"]
    assert "#define RELEASE 42000\n" in written(found.header_sets[1], "config.h")
    assert written(found.header_sets[1], "old.h").startswith("#include_next <old.h>\n")
    assert "int old_call(int a);" in written(found.header_sets[1], "old.h")


def test_types_and_macros_of_a_release(tmp_path: Path) -> None:
    """They are in their header if the release is new enough, and otherwise nowhere."""
    there = Entrypoints("types.h", 41700, "", declarations="struct there;\n")
    new = Entrypoints("types.h", 42000, "", declarations="#define OP 1\n")
    later = Entrypoints("types.h", 42100, "", declarations="#define LATER 1\n")
    pack = replace(PACK, entrypoints=(there, new, later), probes=None)
    found = header_sets(tmp_path, pack)
    newer = written(found.header_sets[-1], "types.h")
    assert "#define OP 1\n\n#define LATER 1\n" in newer
    assert "struct there" not in newer


def test_no_probe_is_true_all_are_or_one_is(tmp_path: Path) -> None:
    """Each function is declared if its probe is true, and only then."""
    found = header_sets(tmp_path, PACK)
    assert names(found) == ["today", "released", "newer", "only map", "only unmap", "only bind"]
    today, released, newer, only, *_ = found.header_sets
    assert today.folder is None
    assert "int old_call(int a);" in written(released, "old.h")
    assert "int map" not in written(released, "new.h")
    assert "HAVE_MAP" not in written(released, "config.h")
    for text in ("int map(int a);", "int unmap(\n    int a);", "int bind(int a);"):
        assert text in written(newer, "new.h")
    for macro in ("HAVE_MAP", "HAVE_UNMAP", "HAVE_BIND"):
        assert f"#define {macro} 1\n" in written(newer, "config.h")
    assert "int map(int a);" in written(only, "new.h")
    assert "int unmap" not in written(only, "new.h")
    assert "#define HAVE_MAP 1\n" in written(only, "config.h")
    assert "HAVE_UNMAP" not in written(only, "config.h")
    assert [header_set.probe for header_set in found.header_sets] == [
        *("", "", ""),
        *("HAVE_MAP", "HAVE_UNMAP", "HAVE_BIND"),
    ]


def test_the_conditions_of_a_header_set(tmp_path: Path) -> None:
    """What each header set knows about the release and the probes."""
    found = header_sets(tmp_path, PACK)
    known = [header_set.condition for header_set in found.header_sets]
    assert [condition.release for condition in known if condition] == [41700, *[42000] * 5]
    assert [sorted(condition.defined) for condition in known if condition] == [
        [],
        [],
        ["HAVE_BIND", "HAVE_MAP", "HAVE_UNMAP"],
        ["HAVE_MAP"],
        ["HAVE_UNMAP"],
        ["HAVE_BIND"],
    ]
    assert all(
        condition.macros == {"RELEASE", "HAVE_MAP", "HAVE_UNMAP", "HAVE_BIND"}
        for condition in known
        if condition
    )


def test_a_probe_that_today_is_true(tmp_path: Path) -> None:
    """A library that has one proposed function has it in every header set."""
    found = header_sets(tmp_path, PACK, CONFIG + "#define HAVE_MAP\n")
    assert names(found) == ["today", "released", "newer", "only unmap", "only bind"]
    assert all(
        "HAVE_MAP" in header_set.condition.defined
        for header_set in found.header_sets
        if header_set.condition
    )
    # It is declared by the real header.
    assert "int map" not in written(found.header_sets[2], "new.h")
    assert written(found.header_sets[2], "config.h").count("HAVE_MAP") == 1


def test_without_a_build() -> None:
    """Source is read with no probe true, and with all."""
    known = conditions_of(PACK)
    assert list(known) == ["today", "newer"]
    today, newer = known.values()
    assert today is not None
    assert newer is not None
    assert (today.release, newer.release) == (41999, 42000)
    assert today.undefined == newer.defined == {"HAVE_MAP", "HAVE_UNMAP", "HAVE_BIND"}
