# SPDX-License-Identifier: GPL-2.0-or-later
"""A small tree in git, and series for it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from qemu_xen_codemod import cli
from tests.conftest import MakeCheckout
from tests.toolchain import Toolchain

#: What identifies a QEMU, and a function of its own.
FILES: Mapping[str, bytes] = {
    "VERSION": b"10.2.0\n",
    "hw/xen/a.c": b"int xc_set_hvm_param(int a, int b);\nint set(int a)\n{\n"
    b"    return xc_set_hvm_param(a, 3);\n}\n",
    "include/hw/xen/a.h": b"int set(int a);\n",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A tree and a way to make patches for it."""

    tree: Path
    folder: Path
    git: Callable[..., bytes]

    def series(self, *patches: tuple[str, Mapping[str, bytes]]) -> Path:
        """Commit (message, files) on a branch, format it, and go back to the base."""
        base = self.git(self.tree, "rev-parse", "HEAD").decode().strip()
        for message, files in patches:
            for name, data in files.items():
                (self.tree / name).write_bytes(data)
            self.git(self.tree, "add", "-A")
            self.git(self.tree, "commit", "-q", "-m", message)
        self.git(self.tree, "format-patch", "-q", "--cover-letter", "-o", str(self.folder), base)
        self.git(self.tree, "reset", "-q", "--hard", base)
        return self.folder


@pytest.fixture
def sample(make_checkout: MakeCheckout, tmp_path: Path, git: Callable[..., bytes]) -> Sample:
    return Sample(make_checkout(FILES), tmp_path / "series", git)


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of `codemod verify`."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.out)
        return answer


def verify(
    *arguments: str | Path, settings: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start the command as a process, as a user does, with signals that end it: they are ignored in
    background jobs, which tests may be.
    """
    module = (sys.executable, "-m", "qemu_xen_codemod")
    return subprocess.Popen(
        ["env", "--default-signal", *module, "verify", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **(settings or {})},
    )


def answer_of(*arguments: str | Path, settings: Mapping[str, str] | None = None) -> Answer:
    """Its result, without a separate process: Python's start takes longer than most of these."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, settings or {}),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = cli.main(["verify", *map(str, arguments)])
    return Answer(code, out.getvalue(), err.getvalue())


def failed(data: Mapping[str, Any]) -> Sequence[tuple[int, str]]:
    """(number of the patch, check) of each finding."""
    return [
        (patch["number"], finding["check"])
        for patch in data["patches"]
        for finding in patch["findings"]
    ]


@pytest.fixture
def toolchain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Toolchain:
    """A compiler of ours that is first on PATH."""
    tools = Toolchain(tmp_path / "tools")
    tools.add("bin/cc")
    monkeypatch.setenv("PATH", f"{tools.bin}:/usr/bin:/bin")
    return tools
