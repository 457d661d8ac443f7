"""Real QEMU trees, and the series that `codemod apply` makes of each, once for a test run.

CODEMOD_REAL_TREES names the versions. A tree that cannot be had is an error, never a skip.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.real.run import Series, fetch_tree, make_series

VERSIONS = os.environ.get("CODEMOD_REAL_TREES", "5.2 7.2 10.0").split()
#: Trees whose Xen code is configured and compiled too: an old and a new layout.
BUILT = [version for version in VERSIONS if version != "5.2"]


def _of_each(versions: list[str]) -> list[object]:
    """One worker has all tests of a tree: fetching, applying and configuring are shared."""
    return [
        pytest.param(version, marks=pytest.mark.xdist_group(version), id=version)
        for version in versions
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "build" in metafunc.fixturenames:
        metafunc.parametrize("version", _of_each(BUILT), indirect=True, scope="session")
    elif "version" in metafunc.fixturenames:
        metafunc.parametrize("version", _of_each(VERSIONS), indirect=True, scope="session")


@pytest.fixture(scope="session")
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def tree(version: str) -> Path:
    return fetch_tree(version)


@pytest.fixture(scope="session")
def series(tree: Path, version: str, tmp_path_factory: pytest.TempPathFactory) -> Series:
    return make_series(tree, tmp_path_factory.mktemp(f"series-{version}"))
