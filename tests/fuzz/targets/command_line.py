# SPDX-License-Identifier: GPL-2.0-or-later
"""Broken words of the command line, run on a small tree."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
from pathlib import Path
from random import Random

from qemu_xen_codemod.cli import main
from tests.fuzz.case import Case, Failure, bounded
from tests.fuzz.checkout import GitAlone, make_checkout
from tests.fuzz.mutation import mutated_data

_FILES = {
    "tree/VERSION": b"10.2.0\n",
    "tree/hw/xen/a.c": b"int set(int a)\n{\n    return xc_set_hvm_param(a, 3);\n}\n",
    "rules/one.cocci": b"@@ expression E; @@\n- xc_set_hvm_param(E, 3)\n+ set_param(E)\n",
    "series/0001.patch": b"Subject: [PATCH 1/1] x\n\n--- a/VERSION\n+++ b/VERSION\n"
    b"@@ -1 +1 @@\n-10.2.0\n+1\n",
    "build/compile_commands.json": b"[]",
    "build/a.o": b"\x7fELF",
    "baseline": b"# codemod audit baseline 1: source\n",
}
#: Valid command lines; the files of the tree are named as above.
_LINES: tuple[tuple[str, ...], ...] = (
    ("apply", "--tree", "tree", "--rules", "rules/one.cocci", "--dry-run"),
    ("apply", "--tree", "tree", "--rules", "rules", "--out", "out", "--format", "json"),
    (
        "apply",
        "--tree",
        "tree",
        "--check",
        "--only",
        "xen-interface",
        "--set",
        "entrypoints_since=42300",
    ),
    (
        "apply",
        "--tree",
        "tree",
        "--rules",
        "rules/one.cocci",
        "--out",
        "out",
        "-v2",
        "--outcome",
        "rewritten",
    ),
    ("audit", "--tree", "tree", "--format", "sarif", "--baseline", "baseline"),
    ("apply", "--tree", "tree", "--rules", "rules", "--check", "--format", "rdjson", "hw/xen"),
    ("apply", "--tree", "tree", "--rules", "rules", "--dry-run", "--exclude", "hw/*.c", "-q"),
    ("audit", "--tree", "tree", "-p", "build", "--color", "always"),
    ("audit", "--objects", "build/a.o", "--format", "json"),
    ("audit", "--tree", "tree", "--objects", "build", "--target", "prog", "--libs", "build/a.o"),
    ("audit", "--tree", "tree", "--against", "tree", "--format", "csv"),
    ("verify", "--tree", "tree", "series", "--rules", "rules", "--format", "json"),
    ("rules", "list", "--rules", "rules"),
    ("rules", "show", "xen-interface"),
    ("rules", "test", "rules/one.cocci"),
)
#: These start other programs, or write to the tree.
_LEFT_OUT = ("--conf", "--checkpatch", "--in-place", "--branch")
_ODD = (
    b"^-^--^-p^--tree^--out^--rules^--set^--only^--outcome^--format^--dry-run^--check^--color^"
    b"never^--target^--libs^--against^--baseline^HEAD^HEAD~1^x=y^=^x\0y^x\ny^\xff^\xe2\x80\xa8^"
    b"*^[^(^tree/VERSION^tree/hw^build^series^-v0^-v99999999999999999999999^--set=a^"
    b"rewritten,^,^--help^--version^out"
)
_ODD_WORDS = [os.fsdecode(word) for word in _ODD.split(b"^")]
_CODES = frozenset((0, 1, 2))
_SECONDS = 2.0


class CommandLine:
    suffix = ".json"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name, data in _FILES.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        self._git = GitAlone(folder)
        with self._git:
            make_checkout(folder / "tree")

    def make(self, rng: Random) -> Case:
        words = list(rng.choice(_LINES))
        for _ in range(rng.choice((0, 1, 1, 1, 2))):
            at = rng.randrange(len(words) + 1)
            match rng.randrange(6):
                case 5:
                    words.insert(at, "a" * 300)
                case 0:
                    words[at : at + 1] = []
                case 1:
                    words[at : at + 1] = [rng.choice(_ODD_WORDS)]
                case 2:
                    words.insert(at, rng.choice(rng.choice(_LINES)))
                case 3:
                    broken = mutated_data(rng, words)
                    words = list(map(str, broken)) if isinstance(broken, list) else [str(broken)]
                case _:
                    words.insert(at, rng.choice(_ODD_WORDS))
        return Case(json.dumps(words).encode())

    def run(self, case: Case) -> str:
        try:
            words: list[str] = json.loads(case.data)
        except ValueError:
            return "no case"
        if any(word.startswith(_LEFT_OUT) for word in words):
            return "left out"
        # No name may lead out of the folder: all output goes into it.
        if ".." in words or any(
            "/" in word and word not in {*_ODD_WORDS, *(w for line in _LINES for w in line)}
            for word in words
        ):
            return "left out"
        before = _digest(self._folder / "tree")
        out, err = _Output(), _Output()
        with (
            self._git,
            contextlib.chdir(self._folder),
            bounded(_SECONDS),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                code = main(words)
            except SystemExit as exit:
                code = int(exit.code or 0)
        said = out.text + err.text
        if code not in _CODES or (code == 2 and not err.text) or "Traceback" in said:
            raise Failure("exit", f"{code}: {said[-500:]}")
        if _digest(self._folder / "tree") != before:
            raise Failure("tree", "the tree was written to")
        return f"exit {code}"


class _Output(io.TextIOWrapper):
    """Where a command writes, in memory."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        super().__init__(self._bytes, encoding="utf-8", errors="backslashreplace")

    @property
    def text(self) -> str:
        self.flush()
        return self._bytes.getvalue().decode()


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        total.update(f"{path}\n".encode("utf-8", "surrogateescape"))
        if path.is_file():
            total.update(path.read_bytes())
    return total.hexdigest()
