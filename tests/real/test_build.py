"""Each patch of a series compiles on its own, with today's Xen and with newer ones."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.real.build import Build
from tests.real.run import Series, output_of

pytestmark = pytest.mark.real

#: Xen 4.20 is the first with the calls for a GSI; the last one is newer than every wrapper.
NEWER_XENS = (42000, 99900)


def test_each_patch_compiles(build: Build, series: Series) -> None:
    """After each patch the objects that it reaches compile, and no warning is new."""
    before = {0: build.compile()}
    assert before[0].objects == build.objects
    before |= {xen: build.compile_for(xen, build.objects) for xen in NEWER_XENS}
    _refuse_an_undeclared_call(build)

    for patch in series.patches:
        output_of("git", "am", "-q", patch, cwd=build.source)
        today = build.compile()
        assert today.objects, f"{patch.name}: nothing that is compiled has changed"
        assert today.warnings - before[0].warnings == Counter(), patch.name
        for xen in NEWER_XENS:
            newer = build.compile_for(xen, today.objects)
            assert newer.warnings - before[xen].warnings == Counter(), f"{patch.name}, Xen {xen}"


def _refuse_an_undeclared_call(build: Build) -> None:
    """What the rest relies on: calling a function that no header declares is an error."""
    path = build.source / "accel/xen/xen-all.c"
    text = path.read_bytes()
    path.write_bytes(text + b"\nint calls(void);\nint calls(void)\n{\n    return nowhere(1);\n}\n")
    with pytest.raises(AssertionError, match=r"implicit declaration of function .nowhere"):
        build.compile()
    path.write_bytes(text)
    build.compile()
