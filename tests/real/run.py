# SPDX-License-Identifier: GPL-2.0-or-later
"""Run `codemod`, git and the scripts of a QEMU tree as a user does: by their command lines."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent


def run(
    *command: str | Path, cwd: Path | None = None, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run to the end, whatever the exit code, with a git identity and no other git settings."""
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "A Maintainer"), ("EMAIL", "maintainer@example.org"))
    }
    settings = {"GIT_CONFIG_GLOBAL": str(_HERE / "gitconfig"), "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(
        command,
        cwd=cwd,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, **identity, **settings},
    )


def output_of(*command: str | Path, cwd: Path | None = None, stdin: bytes = b"") -> bytes:
    """The standard output of a command that must exit with 0."""
    done = run(*command, cwd=cwd, stdin=stdin)
    assert done.returncode == 0, (
        f"{' '.join(map(str, command))}: exit {done.returncode}\n"
        f"{(done.stdout + done.stderr).decode(errors='replace')}"
    )
    return done.stdout


def fetch_tree(*release: str) -> Path:
    """The cached tree of a release of QEMU, `"7.2"`, or of Xen, `"xen", "4.17"`.

    Raises an AssertionError with apt's output if there is none.
    """
    return Path(output_of(_HERE / "fetch_tree.sh", *release).decode().strip())


def codemod(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run `codemod`; a reference that still needs somebody's attention makes it exit with 1."""
    done = run(sys.executable, "-m", "qemu_xen_codemod", *arguments)
    text = done.stderr.decode(errors="replace")
    assert done.returncode in {0, 1}, text
    assert "Traceback" not in text, text
    return done


@dataclass(frozen=True, slots=True)
class Series:
    """A tree, and what `codemod apply` made of it."""

    tree: Path
    #: 0001 to the last, in order, without the cover letter.
    patches: tuple[Path, ...]
    cover: Path
    #: What --dry-run prints.
    diff: bytes
    #: `digest` of the tree before `codemod` ran.
    digest_before: str


def shared_series(tree: Path, folder: Path) -> Series:
    """The series in `folder`, made by the first caller; callers take turns."""
    made = folder / "digest_before"
    if not made.exists():
        folder.mkdir(exist_ok=True)
        before = digest(tree)
        codemod("apply", "--tree", tree, "--out", folder / "patches_out")
        (folder / "diff").write_bytes(codemod("apply", "--tree", tree, "--dry-run").stdout)
        made.write_text(before)
    out = folder / "patches_out"
    patches, cover = patches_in(out), out / "0000-cover-letter.patch"
    assert patches, "codemod apply wrote no patches"
    return Series(tree, patches, cover, (folder / "diff").read_bytes(), made.read_text())


def patches_in(out: Path) -> tuple[Path, ...]:
    """What `codemod apply` wrote, in order, without the cover letter."""
    return tuple(sorted(out.glob("[0-9]*.patch"))[1:])


def clone(tree: Path, to: Path) -> Path:
    output_of("git", "clone", "-q", "--shared", tree, to)
    return to


def digest(folder: Path) -> str:
    """A hash of every file's path, mode and bytes below a folder, its .git included."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        total.update(f"{path.relative_to(folder)}\0{path.lstat().st_mode:o}\0".encode())
        if path.is_symlink():
            total.update(str(path.readlink()).encode())
        elif path.is_file():
            total.update(path.read_bytes())
    return total.hexdigest()
