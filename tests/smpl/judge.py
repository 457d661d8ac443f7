"""Coccinelle as the judge: what spatch makes of a file, as tokens that can be compared with ours.

`python tests/smpl/judge.py NAME.cocci...` shows, for each semantic patch, the diff that spatch makes
of the C file beside it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from qemu_xen_codemod.c.lexer import Kind, code_tokens, words_of


class JudgeError(Exception):
    """spatch could not be run, or stopped with an error of its own."""


def spatch(semantic_patch: Path, source: bytes, timeout: float = 60.0) -> bytes:
    """What spatch makes of the C file `source`. Raises JudgeError; FileNotFoundError without spatch."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before.c"), Path(folder, "after.c")
        before.write_bytes(source)
        done = subprocess.run(
            # Without -o the diff is printed and the C file left alone; with it, spatch calls a file
            # that it did not change an error.
            ["spatch", "--sp-file", str(semantic_patch.resolve()), str(before), "--very-quiet"]
            + ["-o", str(after)],
            cwd=folder,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
        if after.exists():
            return after.read_bytes()
        said = done.stderr.decode("utf-8", "replace")
        if done.returncode and "there are no modified files" not in said:
            raise JudgeError(f"{semantic_patch.name}: {said.strip()}")
        return source


def comparable(data: bytes) -> list[bytes]:
    """The code of a C file as words, without comments and white space."""
    words: list[bytes] = []
    for token in code_tokens(data):
        if token.kind is Kind.DIRECTIVE:
            words.append(b"#")
            words += [word.text for word in words_of(token) if word.kind is not Kind.COMMENT]
            words.append(b"\n")
        else:
            words.append(token.text)
    return words


def main(names: list[str]) -> int:
    for name in names:
        patch = Path(name)
        command = ["spatch", "--sp-file", name, str(patch.with_suffix(".c")), "--very-quiet"]
        print(f"== {name}", flush=True)
        subprocess.run(command, check=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
