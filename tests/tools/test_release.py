# SPDX-License-Identifier: GPL-2.0-or-later
"""A release: its commit, its section of the changelog, and what prevents it."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod import __version__
from tools.oldest import oldest
from tools.release import ReleaseError, closed, prepare, release, section_of

ROOT = Path(__file__).parents[2]
DAY = datetime.date(2026, 11, 30)
CHANGELOG = """\
# Changelog

## Unreleased

### Added

- A thing.

## 1.0.0 - 2026-01-02

- The first.
"""


@pytest.fixture
def checkout(tmp_path: Path, git: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The two files that a release changes, at 1.0.0."""
    (tmp_path / "qemu_xen_codemod").mkdir()
    (tmp_path / "qemu_xen_codemod/__init__.py").write_text('__version__ = "1.0.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "CHANGELOG.md", "qemu_xen_codemod")
    git(tmp_path, "commit", "-q", "-m", "base")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_commit(checkout: Path, git: Callable[..., bytes]) -> None:
    """The unreleased changes are the version's section from then on; the version is set."""
    assert prepare(checkout, "1.1.0", DAY) == "### Added\n\n- A thing."
    assert git(checkout, "show", "-s", "--format=%s%n%b").decode() == (
        "Release 1.1.0\nSigned-off-by: Ann Author <ann@example.org>\n\n"
    )
    text = git(checkout, "show", "HEAD:CHANGELOG.md").decode()
    assert text == CHANGELOG.replace("## Unreleased\n", "## Unreleased\n\n## 1.1.0 - 2026-11-30\n")
    init = git(checkout, "show", "HEAD:qemu_xen_codemod/__init__.py").decode()
    assert init == '__version__ = "1.1.0"\n'


def test_a_commit_that_is_there(checkout: Path, git: Callable[..., bytes]) -> None:
    """It is not made twice."""
    notes = prepare(checkout, "1.1.0", DAY)
    head = git(checkout, "rev-parse", "HEAD")
    assert prepare(checkout, "1.1.0", DAY) == notes
    assert git(checkout, "rev-parse", "HEAD") == head


def test_nothing_to_release() -> None:
    """A version without changes."""
    with pytest.raises(ReleaseError, match="nothing under"):
        closed("# Changelog\n\n## Unreleased\n\n## 1.0.0 - 2026-01-02\n\n- x\n", "1.1.0", DAY)


@pytest.mark.usefixtures("checkout")
@pytest.mark.parametrize(
    ("version", "why"),
    [
        pytest.param("v1.1.0", "is no version", id="a tag's name"),
        pytest.param("", "is no version", id="none"),
        pytest.param("2.0.0", "is tagged already", id="a tag that is there"),
        pytest.param("1.1.0", "not committed", id="a change"),
    ],
)
def test_refused(git: Callable[..., bytes], version: str, why: str) -> None:
    """Before anything is written."""
    git(Path(), "tag", "v2.0.0")
    if version == "1.1.0":
        Path("CHANGELOG.md").write_text("another")
    with pytest.raises(ReleaseError, match=why):
        release(version)
    assert git(Path(), "log", "--format=%s") == b"base\n"


def test_a_section_of_another_version(checkout: Path) -> None:
    """The changelog and the package disagree."""
    (checkout / "CHANGELOG.md").write_text(CHANGELOG.replace("1.0.0", "1.2.0"))
    with pytest.raises(ReleaseError, match="another version"):
        prepare(checkout, "1.2.0", DAY)


def test_the_version_is_that_of_the_newest_section() -> None:
    """In this checkout, too."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    titles = re.findall(r"^## (\S+)", changelog, re.MULTILINE)
    assert titles[:2] == ["Unreleased", __version__]
    assert section_of(changelog, __version__)


def test_each_dependency_has_an_oldest_version() -> None:
    """`make test-oldest` installs it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert len(list(oldest(project["dependencies"]))) == len(project["dependencies"])
    assert list(oldest(["jinja2>=3.1,<4", "a-b>=1"])) == ["jinja2==3.1", "a-b==1"]
    with pytest.raises(ValueError, match="no range"):
        list(oldest(["jinja2"]))
