# SPDX-License-Identifier: GPL-2.0-or-later
"""The headers of a Xen source tree, laid out in a private folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.verify.header_set import make_header_sets
from qemu_xen_codemod.verify.xen_tree import lay_out
from tests.conftest import Digest
from tests.verify.conftest import Sample, answer_of
from tests.verify.test_header_sets import CONFIG, PACK

FILES = {
    "xen/Makefile": "export XEN_VERSION       = 4\nexport XEN_SUBVERSION    = 23\n",
    "xen/include/public/xen.h": '#include "arch-x86/xen.h"\n',
    "xen/include/public/arch-x86/xen.h": "#include <stdint.h>\n",
    "tools/include/xen-sys/Linux/privcmd.h": "struct privcmd;\n",
    "tools/include/new.h": "#include <xen/xen.h>\n#include <xen/made/x86.h>\nint map(int a);\n",
    "tools/libs/old/include/old.h": '#include "xenlog.h"\nint old_call(int a);\n',
}


def make(tmp_path: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = tmp_path / "xen-tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "xen-tree"


@pytest.mark.parametrize(
    ("files", "what"),
    [
        pytest.param({"README": ""}, "there is no xen/include/public in it", id="another tree"),
        pytest.param(
            {**FILES, "xen/Makefile": "XEN_VERSION = 4\n"}, "XEN_SUBVERSION", id="no release"
        ),
    ],
)
def test_what_is_no_xen_tree(tmp_path: Path, files: dict[str, str], what: str) -> None:
    """The message says what is missing."""
    with pytest.raises(TreeError) as caught:
        lay_out(make(tmp_path, files), tmp_path / "made")
    assert what in caught.value.render()


def test_headers_are_where_an_installed_xen_has_them(tmp_path: Path, digest: Digest) -> None:
    """For any age of Xen; generated headers are missing, by name, and the tree stays unchanged."""
    tree = make(tmp_path, FILES)
    before = digest(tree)
    found = lay_out(tree, tmp_path / "made")
    assert (found.name, found.release) == ("Xen 4.23", 42300)
    names = ("new.h", "old.h", "xen/arch-x86/xen.h", "xen/sys/privcmd.h", "xen/xen.h")
    made = [path for path in (tmp_path / "made").rglob("*.h") if path.is_file()]
    assert {path.relative_to(tmp_path / "made").as_posix() for path in made} == set(names)
    assert found.missing == ("xen/made/x86.h", "xenlog.h")
    assert [found.declares("new.h", name) for name in ("map", "unmap")] == [True, False]
    assert digest(tree) == before


def test_a_link_out_of_the_tree_is_not_followed(tmp_path: Path) -> None:
    """Its target is not a header of that Xen."""
    tree = make(tmp_path, FILES)
    (tmp_path / "secret.h").write_text("int map(int a);\n")
    (tree / "tools/include/other.h").symlink_to(tmp_path / "secret.h")
    (tree / "tools/include/loop.h").symlink_to("loop.h")
    assert not lay_out(tree, tmp_path / "made").declares("other.h", "map")


def test_a_header_of_the_trees_that_is_named_as_a_made_one(tmp_path: Path, digest: Digest) -> None:
    """The tree is not written to."""
    tree = make(tmp_path, {**FILES, "tools/include/config.h": "int a;\n"})
    before = digest(tree)
    xen = lay_out(tree, tmp_path / "made")
    (tmp_path / "build").mkdir()
    (tmp_path / "build/config.h").write_text(CONFIG)
    make_header_sets(PACK, tmp_path / "build", tmp_path / "header sets", xen)
    assert digest(tree) == before


def test_the_header_set_of_a_xen_tree(tmp_path: Path) -> None:
    """Its release, and a probe is true for what its headers declare, whatever the machine has."""
    xen = lay_out(make(tmp_path, FILES), tmp_path / "made")
    (tmp_path / "build").mkdir()
    (tmp_path / "build/config.h").write_text(f"{CONFIG}#define HAVE_UNMAP 1\n")
    found = make_header_sets(PACK, tmp_path / "build", tmp_path / "header sets", xen)
    header_set = found.header_sets[-1]
    assert (header_set.name, header_set.folder, header_set.probe) == (
        "Xen 4.23",
        tmp_path / "made",
        "",
    )
    assert header_set.condition is not None
    assert header_set.condition.release == 42300
    assert header_set.condition.defined == {"HAVE_MAP"}
    text = (tmp_path / "made/config.h").read_text()
    assert "#define RELEASE 42300\n" in text
    assert "#define HAVE_MAP 1\n" in text
    assert "#define HAVE_UNMAP" not in text


def test_a_xen_tree_needs_a_build(sample: Sample, tmp_path: Path) -> None:
    """Without one there is nothing to compile."""
    series = sample.series(("hw: a", {"VERSION": b"10.2.1\n"}))
    answer = answer_of("--tree", sample.tree, series, "--xen", tmp_path)
    assert (answer.code, "--xen requires a build directory" in answer.err) == (2, True)
