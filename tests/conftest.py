# SPDX-License-Identifier: GPL-2.0-or-later
"""Checkouts made for a test, without the machine's git configuration."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from qemu_xen_codemod.review import behind
from qemu_xen_codemod.rule import catalogue
from qemu_xen_codemod.rule.pack import Pack

MakeCheckout = Callable[[Mapping[str, bytes]], Path]
Digest = Callable[[Path], str]

#: Ann's; a commit starts no maintenance of the repository, and does not wait for the disk.
CONFIGURATION = """\
[user]
\tname = Ann Author
\temail = ann@example.org
[gc]
\tauto = 0
[maintenance]
\tauto = false
[core]
\tfsync = none
"""

# The same examples on every machine, however slow it is: `make fuzz` searches for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="write the expected files of tests/smpl/corpus anew"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which expected files `--update` has written, and how they differ from the old ones."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    texts = [text for report in reports for key, text in report.user_properties if key == "updated"]
    for text in texts:
        terminalreporter.write_line(f"updated: {text}")
    if texts:
        terminalreporter.write_line("Then: tools/smpl_catalogue.py, for docs/smpl-catalogue.md")


@pytest.fixture(scope="session", autouse=True)
def built_in_packs() -> Iterator[None]:
    """Built-in packs are loaded only once."""
    read, seen = catalogue.load_pack, dict[Path, Pack]()
    homes = frozenset(catalogue.builtin_packs())

    def load_pack(folder: Path, *how: object, **named: object) -> Pack:
        if folder not in homes or any(how) or any(named.values()):
            return read(folder, *how, **named)  # type: ignore[arg-type]
        if folder not in seen:
            seen[folder] = read(folder)
        return seen[folder]

    with pytest.MonkeyPatch.context() as patch:
        for module in (catalogue, behind):
            patch.setattr(module, "load_pack", load_pack)
        yield


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., bytes]:
    """Run git: `git(folder, "commit", ...)`, with a fixed user and date."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    configuration = tmp_path / "gitconfig"
    configuration.write_text(CONFIGURATION)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(configuration))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    def run(folder: Path, *arguments: str, data: bytes = b"") -> bytes:
        dates = {f"GIT_{who}_DATE": "@1600000000 +0000" for who in ("AUTHOR", "COMMITTER")}
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            input=data,
            capture_output=True,
            env={**os.environ, **dates},
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    return run


@pytest.fixture
def make_checkout(tmp_path: Path, git: Callable[..., bytes]) -> MakeCheckout:
    """A git checkout `tree` of these files, committed."""

    def make(files: Mapping[str, bytes]) -> Path:
        root = tmp_path / "tree"
        root.mkdir()
        git(root, "init", "-q", "-b", "main")
        for name, data in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        git(root, "add", ".")
        git(root, "commit", "-q", "-m", "base")
        return root

    return make


@pytest.fixture
def digest() -> Digest:
    """A digest of everything below a folder, including .git: names, modes, times of change and
    bytes.
    """

    def digest_folder(root: Path) -> str:
        total = hashlib.sha256()
        for path in sorted(root.rglob("*")):
            status = path.lstat()
            total.update(f"{path} {status.st_mode} {status.st_mtime_ns}\n".encode())
            if path.is_file() and not path.is_symlink():
                total.update(path.read_bytes())
        return total.hexdigest()

    return digest_folder
