# SPDX-License-Identifier: GPL-2.0-or-later
"""Which units of a build concern a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qemu_xen_codemod.build.dependencies import Dependencies
from qemu_xen_codemod.build.include_search import find_including
from qemu_xen_codemod.build.units import units_for
from tests.build.conftest import MakeProject


def write(root: Path, name: str, data: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data)
    return path


def test_source_without_the_header_is_not_found(tmp_path: Path) -> None:
    """Another header with a similar ending, a word in a comment, a header of another folder."""
    target = write(tmp_path, "hw/xen/x.h", "")
    sources = {
        write(tmp_path, "a.c", '#include "ax.h"\n'),
        write(tmp_path, "b.c", "/* see hw/xen/x.h */\n"),
        write(tmp_path, "c.c", '#include "hw/kvm/x.h"\n'),
    }
    assert find_including(sources, {target}, tmp_path) == frozenset()


@pytest.mark.parametrize(
    "line",
    [
        '#include "hw/xen/x.h"',
        "  #  include <xen/x.h>",
        '#include "../hw/xen/x.h"',
        '#include "./x.h"',
        '#if 0\n#include "x.h"\n#endif',
    ],
)
def test_header_is_reached_by_its_name(tmp_path: Path, line: str) -> None:
    """In any form, also through a header that includes it."""
    target = write(tmp_path, "hw/xen/x.h", '#include "y.h"\n')
    write(tmp_path, "include/y.h", f"{line}\n")
    direct = write(tmp_path, "a.c", f"{line}\n")
    through = write(tmp_path, "b/b.c", '#include "y.h"\n')
    assert find_including({direct, through}, {target}, tmp_path) == {direct, through}


def test_what_cannot_be_read_includes_nothing(tmp_path: Path) -> None:
    """A FIFO, a folder, a file that is not there."""
    target = write(tmp_path, "x.h", "")
    os.mkfifo(tmp_path / "a.h")
    (tmp_path / "b.h").mkdir()
    assert find_including({tmp_path / "absent.c"}, {target}, tmp_path) == frozenset()


def test_units_of_sources_and_of_headers(make_project: MakeProject) -> None:
    """By the build's data if an object was compiled, else by the text."""
    project = make_project(
        {
            "x.h": b"",
            "a.c": b"",
            "b.c": b'#include "x.h"\n',
            "c.c": b'#include "x.h"\n',
            "d.c": b"",
            "e.c": b"",
        }
    )
    a, b, c, d, e = project.commands
    read_by = {
        a.object: frozenset((a.file, project.root / "x.h")),
        b.object: frozenset((b.file,)),
        e.object: frozenset((e.file,)),
    }
    paths = {project.root / "x.h", d.file, e.file}
    chosen = units_for(paths, project.commands, Dependencies(read_by), project.root)
    assert chosen == (a, c, d, e)
