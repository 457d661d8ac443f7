"""Each patch of a series compiles on its own, with today's Xen and with newer ones."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.real.build import Build, Compiled, configure
from tests.real.run import Series, output_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.real

#: Xen 4.20 is the first with the calls for a GSI; the last one is newer than every wrapper.
NEWER_XENS = (42000, 99900)


@pytest.fixture(scope="session")
def build(tree: Path, version: str, tmp_path_factory: pytest.TempPathFactory) -> Build:
    return configure(tree, tmp_path_factory.mktemp(f"build-{version}"), version)


@pytest.fixture(scope="session")
def before(build: Build) -> dict[int, Compiled]:
    """What the compiler says of the tree without the series, by Xen version; 0 is today's."""
    today = build.compile()
    assert today.objects == build.objects
    return {0: today} | {xen: build.compile_for(xen, build.objects) for xen in NEWER_XENS}


@pytest.fixture
def source(build: Build) -> Iterator[Path]:
    """The source of the build, put back afterwards."""
    head = output_of("git", "rev-parse", "HEAD", cwd=build.source).decode().strip()
    yield build.source
    output_of("git", "reset", "-q", "--hard", head, cwd=build.source)


def test_an_undeclared_call_does_not_compile(build: Build, source: Path) -> None:
    """What the next test relies on: a call of a function that no header declares is an error."""
    build.compile()
    path = source / "accel/xen/xen-all.c"
    called = b"\nint calls(void);\nint calls(void)\n{\n    return nowhere(1);\n}\n"
    path.write_bytes(path.read_bytes() + called)
    with pytest.raises(AssertionError, match=r"implicit declaration of function .nowhere"):
        build.compile()


def test_each_patch_compiles(
    build: Build, before: dict[int, Compiled], series: Series, source: Path
) -> None:
    """After each patch the objects that it reaches compile, and no warning is new."""
    build.compile()
    for patch in series.patches:
        output_of("git", "am", "-q", patch, cwd=source)
        today = build.compile()
        assert today.objects, f"{patch.name}: nothing that was compiled has changed"
        assert today.warnings - before[0].warnings == Counter(), patch.name
        for xen in NEWER_XENS:
            newer = build.compile_for(xen, today.objects)
            assert newer.warnings - before[xen].warnings == Counter(), f"{patch.name}, Xen {xen}"
