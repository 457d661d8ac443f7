#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make a release and check it: tools/release.py VERSION, for `make release`.

Closes CHANGELOG's "Unreleased" and sets the version, in a commit; builds sdist and wheel from that
commit, has twine and check-wheel-contents look at them, runs `make demo` and `make test` in the
unpacked sdist, and tags the commit `vVERSION` with the section of the changelog. A release whose
commit is there already is built, checked and tagged. Nothing is pushed.
"""

from __future__ import annotations

import argparse
import datetime
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_VERSION = re.compile(r"\d+\.\d+\.\d+")
_LINE = re.compile(r'^__version__ = "(.*)"$', re.MULTILINE)
_INIT = Path("qemu_xen_codemod/__init__.py")
_CHANGELOG = Path("CHANGELOG.md")
_UNRELEASED = "## Unreleased\n"


class ReleaseError(Exception):
    """What prevents the release."""


def section_of(changelog: str, title: str) -> str:
    """The text in the changelog below `## TITLE` or `## TITLE - DATE`; empty if there is none."""
    match = re.search(
        rf"^## {re.escape(title)}(?: - [0-9-]+)?\n(.*?)(?=^## |\Z)", changelog, re.M | re.S
    )
    return match[1].strip() if match else ""


def closed(changelog: str, version: str, day: datetime.date) -> str:
    """The changelog with the unreleased changes as the section of this version."""
    if not section_of(changelog, "Unreleased"):
        raise ReleaseError('CHANGELOG.md has nothing under "Unreleased"')
    return changelog.replace(_UNRELEASED, f"{_UNRELEASED}\n## {version} - {day}\n", 1)


def prepare(root: Path, version: str, day: datetime.date) -> str:
    """Commit the release unless that was done; return its section of the changelog."""
    changelog = (root / _CHANGELOG).read_text(encoding="utf-8")
    init = (root / _INIT).read_text(encoding="utf-8")
    if notes := section_of(changelog, version):
        if f'__version__ = "{version}"' not in init:
            raise ReleaseError(f"CHANGELOG.md has a section {version}, {_INIT} another version")
        return notes
    changelog = closed(changelog, version, day)
    (root / _CHANGELOG).write_text(changelog, encoding="utf-8")
    (root / _INIT).write_text(_LINE.sub(f'__version__ = "{version}"', init), encoding="utf-8")
    names = [str(_CHANGELOG), str(_INIT)]
    subprocess.run(["git", "commit", "-q", "-s", "-m", f"Release {version}", *names], check=True)
    return section_of(changelog, version)


def build(root: Path, version: str, dist: Path) -> Path:
    """Build sdist and wheel from what is committed, and check both; return the sdist."""
    with tempfile.TemporaryDirectory() as name:
        # Other files in the checkout are not included.
        subprocess.run(["git", "clone", "-q", root, f"{name}/clone"], check=True)
        run("build", "--outdir", dist, f"{name}/clone")
    sdist = dist / f"qemu_xen_codemod-{version}.tar.gz"
    wheel = dist / f"qemu_xen_codemod-{version}-py3-none-any.whl"
    for made in (sdist, wheel):
        if not made.exists():
            raise ReleaseError(f"{made} was not built: what was is {sorted(dist.iterdir())}")
    run("twine", "check", "--strict", sdist, wheel)
    run("check_wheel_contents", wheel)
    return sdist


def run(module: str, *arguments: str | Path) -> None:
    subprocess.run([sys.executable, "-m", module, *map(str, arguments)], check=True)


def try_sdist(sdist: Path) -> None:
    """Run `make demo` and `make test` in an environment without anything else."""
    with tempfile.TemporaryDirectory() as name:
        subprocess.run(["tar", "-xzf", sdist, "-C", name], check=True)
        (folder,) = Path(name).iterdir()
        for target in ("demo", "test"):
            subprocess.run(["make", "-C", folder, target, f"PYTHON={sys.executable}"], check=True)


def release(version: str) -> None:
    root = Path.cwd()
    if not _VERSION.fullmatch(version):
        raise ReleaseError(f"{version!r} is no version like 1.2.3")
    if git("status", "--porcelain", "--untracked-files=no"):
        raise ReleaseError("the checkout has changes that are not committed")
    if git("tag", "--list", f"v{version}"):
        raise ReleaseError(f"v{version} is tagged already")
    notes = prepare(root, version, datetime.datetime.now(datetime.UTC).date())
    dist = root / "dist" / version
    shutil.rmtree(dist, ignore_errors=True)
    try_sdist(build(root, version, dist))
    # `#` begins a heading of the changelog, and a comment for git.
    message = f"codemod {version}\n\n{notes}\n"
    git("tag", "-a", "--cleanup=verbatim", "-m", message, f"v{version}")
    sys.stdout.write(f"v{version} is tagged and built, in {dist}.\n")
    sys.stdout.write(f"Next: git push origin HEAD v{version}\n")


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("version", help="like 1.2.3")
    try:
        release(parser.parse_args().version)
    except ReleaseError as error:
        sys.exit(f"release: {error}")
    except subprocess.CalledProcessError as error:
        sys.exit(f"release: exit {error.returncode} of: {' '.join(map(str, error.cmd))}")
