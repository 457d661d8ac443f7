"""Changes as a unified diff that `git apply` takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from qemu_xen_codemod.edit.edit import Change

#: What `difflib` says of a range: tag, and start and end in both files.
_Opcode = tuple[str, int, int, int, int]
_CONTEXT = 3
_NO_NEWLINE = b"\\ No newline at end of file\n"


def unified_diff(changes: Iterable[Change]) -> bytes:
    """The diff of all changes; a file's own bytes are in it as they are."""
    return b"".join(line for change in changes for line in _file_diff(change))


def count_lines(changes: Iterable[Change]) -> tuple[int, int]:
    """How many lines the changes add and remove."""
    lines = [line for change in changes for line in list(_file_diff(change))[3:]]
    return sum(line.startswith(b"+") for line in lines), sum(
        line.startswith(b"-") for line in lines
    )


def _file_diff(change: Change) -> Iterator[bytes]:
    old, new = _lines(change.before), _lines(change.after)
    path_a, path_b = _quoted(f"a/{change.path}"), _quoted(f"b/{change.path}")
    yield b"diff --git %s %s\n" % (path_a, path_b)
    if change.is_new:
        yield b"new file mode 100644\n--- /dev/null\n"
    else:
        yield b"--- %s%s\n" % (path_a, b"\t" if b" " in path_a else b"")
    yield b"+++ %s%s\n" % (path_b, b"\t" if b" " in path_b else b"")
    for group in _hunks(old, new):
        first, last = group[0], group[-1]
        old_span = _span(first[1], last[2])
        new_span = _span(first[3], last[4])
        yield f"@@ -{old_span} +{new_span} @@\n".encode()
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                yield from _marked(b" ", old[old_start:old_end])
                continue
            yield from _marked(b"-", old[old_start:old_end])
            yield from _marked(b"+", new[new_start:new_end])


def _hunks(old: list[bytes], new: list[bytes]) -> Iterator[list[_Opcode]]:
    """The opcodes of each hunk, with their context."""
    # What both files begin and end with is kept out of the costly comparison.
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    matcher = SequenceMatcher(
        None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False
    )
    opcodes: list[_Opcode] = [("equal", 0, head, 0, head)] if head else []
    opcodes += [
        (tag, head + old_start, head + old_end, head + new_start, head + new_end)
        for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes()
    ]
    if tail:
        opcodes.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    hunk: list[_Opcode] = []
    for opcode in opcodes:
        tag, old_start, old_end, new_start, new_end = opcode
        if tag != "equal":
            hunk.append(opcode)
            continue
        before, after = min(_CONTEXT, old_end - old_start), _CONTEXT
        if hunk and old_end - old_start > 2 * _CONTEXT:
            hunk.append((tag, old_start, old_start + after, new_start, new_start + after))
            yield hunk
            hunk = []
        if hunk:
            hunk.append(opcode)
        elif before:
            hunk = [(tag, old_end - before, old_end, new_end - before, new_end)]
    if len(hunk) > 1 or (hunk and hunk[0][0] != "equal"):
        tag, old_start, old_end, new_start, new_end = hunk[-1]
        if tag == "equal":
            size = min(_CONTEXT, old_end - old_start)
            hunk[-1] = (tag, old_start, old_start + size, new_start, new_start + size)
        yield hunk


def _span(start: int, end: int) -> str:
    """A hunk's side; an empty one is told by the line before it."""
    return f"{start + (end > start)},{end - start}"


def _marked(mark: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield mark + (line if line.endswith(b"\n") else line + b"\n" + _NO_NEWLINE)


def _lines(data: bytes) -> list[bytes]:
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop().removesuffix(b"\n")
    return [*lines, last] if last else lines


def _quoted(path: str) -> bytes:
    """The path as git writes it: in quotes, with octal escapes, when it holds odd bytes."""
    raw = path.encode("utf-8", "surrogateescape")
    if all(0x20 <= byte < 0x7F and byte not in b'"\\' for byte in raw):
        return raw
    escaped = b"".join(
        b"\\" + bytes((byte,))
        if byte in b'"\\'
        else bytes((byte,))
        if 0x20 <= byte < 0x7F
        else b"\\%03o" % byte
        for byte in raw
    )
    return b'"' + escaped + b'"'
