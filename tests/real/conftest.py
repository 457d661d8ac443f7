# SPDX-License-Identifier: GPL-2.0-or-later
"""Real QEMU trees, and the series that `codemod apply` makes for each, once per test run.

CODEMOD_REAL_TREES names the versions. A tree that cannot be obtained is an error, never a skip.
Tests run in several processes: the first that needs a series makes it and the others wait for it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.real.build import Build, shared_build
from tests.real.run import Series, fetch_tree, shared_series
from tests.real.shared import shared


def _ends(versions: Sequence[str]) -> list[str]:
    """The first and the last, which may be the same."""
    return list(dict.fromkeys((*versions[:1], *versions[-1:])))


VERSIONS = os.environ.get("CODEMOD_REAL_TREES", "5.2 7.2 10.0").split()
#: The oldest and the newest, one of each layout: enough for what takes long.
OUTERMOST = _ends(VERSIONS)
#: Trees whose Xen code is configured and compiled too: an old and a new layout.
BUILT = _ends([version for version in VERSIONS if version != "5.2"])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "version" in metafunc.fixturenames:
        versions = BUILT if "compiled" in metafunc.fixturenames else VERSIONS
        if "newest" in metafunc.fixturenames:
            versions = BUILT[-1:]
        elif "applied" in metafunc.fixturenames:
            # test_forks.py tries each fork on one of two layouts, or on both.
            return
        elif "outermost" in metafunc.fixturenames:
            versions = OUTERMOST
        metafunc.parametrize("version", versions, indirect=True, scope="session")


@pytest.fixture(scope="session")
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def tree(version: str) -> Path:
    return fetch_tree(version)


@pytest.fixture(scope="session")
def outermost(tree: Path) -> Path:
    """The tree of the oldest and of the newest version."""
    return tree


@pytest.fixture(scope="session")
def series(tree: Path, version: str, tmp_path_factory: pytest.TempPathFactory) -> Series:
    with shared(tmp_path_factory, f"series-{version}") as folder:
        return shared_series(tree, folder)


@pytest.fixture(scope="session")
def compiled(tree: Path, version: str, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """For reading only: a build of the released tree whose Xen objects are compiled."""
    with shared(tmp_path_factory, f"build-{version}") as folder:
        return shared_build(tree, folder, version)


@pytest.fixture(scope="session")
def newest(compiled: Build) -> Build:
    """The build of the newest version only: what a test of faults needs."""
    return compiled
