# SPDX-License-Identifier: GPL-2.0-or-later
"""Coccinelle as the reference: the code that spatch makes of C files, in a comparable form.

`python tests/smpl/judge.py NAME.cocci...` prints, for each of them, spatch's diff of the C file
next to it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from qemu_xen_codemod.c.lexer import Kind, code_tokens, words_of
from qemu_xen_codemod.smpl import Patched

_FAULT = re.compile(r"EXN:.* in (?:\./)?(\S+)$", re.MULTILINE)

_DIFF_OF = re.compile(rb"--- (?:\./)?(\S+)\n\+\+\+ .*\n")
_HUNK = re.compile(rb"@@ -(\d+)")

_UNREAD = re.compile(rb"^(?:bad: |BAD:!!!!! )(.*)$", re.MULTILINE)


class JudgeError(Exception):
    """spatch stopped with an error."""


def spatch(semantic_patch: Path, source: bytes, timeout: float = 60.0) -> bytes:
    """The result of spatch for one C file. Raises JudgeError; FileNotFoundError without spatch."""
    result = spatch_all(semantic_patch, {"sample.c": source}, timeout)["sample.c"]
    if result is None:
        raise JudgeError(f"{semantic_patch.name}: spatch refuses the file")
    return result


def spatch_all(
    semantic_patch: Path, sources: Mapping[str, bytes], timeout: float = 300.0
) -> dict[str, bytes | None]:
    """The result of spatch for each C file, None for a file that it gave up.

    Raises JudgeError if it rejects the semantic patch; FileNotFoundError without spatch.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, data in sources.items():
            (folder / path).write_bytes(data)
        command = ["spatch", "--sp-file", str(semantic_patch.resolve()), "--very-quiet"]
        # Neither spatch nor we read any other file.
        files = ["--dir", ".", "--include-headers", "--no-includes"]
        done = subprocess.run(
            [*command, *files, "--timeout", "60", "--in-place"],
            cwd=folder,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
        messages = done.stderr.decode("utf-8", "replace")
        if done.returncode:
            raise JudgeError(f"{semantic_patch.name}: {messages.strip()}")
        given_up = set(_FAULT.findall(messages))
        is_list = any(line.startswith(b"*") for line in semantic_patch.read_bytes().splitlines())
        listed = _listed_lines(done.stdout) if is_list else {}
        return {
            path: None
            if path in given_up
            else _without_lines((folder / path).read_bytes(), listed.get(path, set()))
            for path in sources
        }


def _listed_lines(diffs: bytes) -> dict[str, set[int]]:
    """The lines that `*` lines list: spatch shows them as removed, and does not write them."""
    lines_of: dict[str, set[int]] = {}
    parts = _DIFF_OF.split(diffs)
    for name, hunks in zip(parts[1::2], parts[2::2], strict=True):
        listed = lines_of.setdefault(name.decode(), set())
        number = 0
        for line in hunks.splitlines():
            if hunk := _HUNK.match(line):
                number = int(hunk.group(1))
                continue
            if line.startswith(b"-"):
                listed.add(number)
            number += not line.startswith(b"+")
    return lines_of


def _without_lines(data: bytes, numbers: set[int]) -> bytes:
    """The text without the lines with these 1-based numbers."""
    lines = data.splitlines(keepends=True)
    return b"".join(line for at, line in enumerate(lines, 1) if at not in numbers)


def without_listed(patched: Patched) -> bytes:
    """Our result for a file, without the lines that `*` lines of the patch list."""
    data = patched.data
    numbers = {
        number
        for match in patched.matches
        for span in match.listed
        for number in range(
            data.count(b"\n", 0, span.start) + 1, data.count(b"\n", 0, span.end) + 2
        )
    }
    return _without_lines(data, numbers)


def unread_lines(source: bytes, timeout: float = 60.0) -> set[bytes]:
    """The lines of a C file in declarations that spatch cannot parse."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "sample.c"
        path.write_bytes(source)
        done = subprocess.run(
            ["spatch", "--verbose-parsing", "--no-includes", "--parse-c", str(path)],
            capture_output=True,
            timeout=timeout,
            check=False,
        )
        return {line.strip() for line in _UNREAD.findall(done.stdout + b"\n" + done.stderr)}


def comparable(data: bytes) -> list[bytes]:
    """The words of a C file, without comments and white space."""
    words: list[bytes] = []
    for token in code_tokens(data):
        if token.kind is Kind.DIRECTIVE:
            words.append(b"#")
            words += [word.text for word in words_of(token) if word.kind is not Kind.COMMENT]
            words.append(b"\n")
        else:
            if token.text == b"}" and words[-1:] == [b","]:
                # After the last element of a list, a comma has no meaning.
                words.pop()
            words.append(token.text)
    return words


def main(names: list[str]) -> int:
    """Print spatch's diffs."""
    for name in names:
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        source = str(Path(name).with_suffix(".c"))
        subprocess.run(["spatch", "--sp-file", name, source, "--very-quiet"], check=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
