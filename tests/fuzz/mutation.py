# SPDX-License-Identifier: GPL-2.0-or-later
"""Valid input -> broken input of the same kind: text by its words and lines, bytes, plain data.

All random choices come from the given `Random`, so that a seed gives the same input on every
machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import Any

_WORDS = re.compile(rb"\w+|[ \t]+|.", re.DOTALL)
#: Input that many readers handle badly.
_ODD_BYTES = (
    *(b"\0", b"\xff", b"\xc3\xa4", b"\xe2\x80\xa8", b"\xed\xa0\x80", b"\x1b[0m", b"\x0c", b"\x0b"),
    *(b"\n", b"\r\n", b"\r", b"\t", b"\\\n", b"\\", b"$", b"%s", b"{x}", b"\xef\xbb\xbf"),
)
_ODD_NUMBERS = (b"0", b"-1", b"4294967296", b"18446744073709551616", b"9" * 5000, b"0x", b"1e999")
#: How often something is repeated: usually a few times, sometimes enough to nest deeply.
_TIMES = (1, 1, 1, 2, 3, 8, 40, 300)
#: Text that is repeated again and again is cut off here, or at its old size.
_LONGEST = 50_000
_INTERESTING = (0, 1, 0x7F, 0x80, 0xFF)


def mutated_text(
    rng: Random, data: bytes, others: Sequence[bytes], odd: Sequence[bytes] = ()
) -> bytes:
    """The text after a few changes. `others` provide parts, `odd` are words of the language."""
    longest = max(len(data), _LONGEST)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 9))):
        data = _one_change(rng, data, others, odd)[:longest]
    return data


def _one_change(rng: Random, data: bytes, others: Sequence[bytes], odd: Sequence[bytes]) -> bytes:
    by_line = rng.random() < 0.35
    parts = _parts(data, by_line)
    if not parts:
        return rng.choice(_ODD_BYTES)
    at = rng.randrange(len(parts))
    end = min(len(parts), at + rng.choice((1, 1, 1, 2, 4, 16)))
    match rng.randrange(10):
        case 0:
            del parts[at:end]
        case 1:
            parts[at:end] = parts[at:end] * (1 + rng.choice(_TIMES))
        case 2:
            there = rng.randrange(len(parts))
            parts[at], parts[there] = parts[there], parts[at]
        case 3:
            parts[at:end] = parts[at:end][::-1]
        case 4:
            lent = _parts(rng.choice(others), by_line) if others else parts
            start = rng.randrange(len(lent) + 1)
            parts[at:at] = lent[start : start + rng.choice((1, 3, 20))]
        case 5:
            parts[at] = rng.choice(parts)
        case 6 if odd:
            parts.insert(at, rng.choice(odd) * rng.choice(_TIMES))
        case 7:
            parts[at] = rng.choice((*_ODD_BYTES, *_ODD_NUMBERS))
        case 8:
            parts = parts[:at] if rng.random() < 0.5 else parts[at:]
        case _:
            parts.insert(at, rng.choice(odd or _ODD_BYTES))
    return b"".join(parts)


def _parts(data: bytes, by_line: bool) -> list[bytes]:
    return data.splitlines(keepends=True) if by_line else _WORDS.findall(data)


def mutated_bytes(rng: Random, data: bytes) -> bytes:
    """The bytes after a few changes, most of them where headers and tables are: at the ends."""
    raw = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 12, 50))):
        if not raw:
            break
        near = min(len(raw), rng.choice((64, 512, len(raw))))
        at = rng.randrange(near) if rng.random() < 0.6 else len(raw) - 1 - rng.randrange(near)
        size = rng.choice((1, 2, 4, 8))
        match rng.randrange(7):
            case 0:
                raw[at] = rng.randrange(256)
            case 1:
                raw[at] ^= 1 << rng.randrange(8)
            case 2:
                raw[at : at + size] = bytes((rng.choice(_INTERESTING),)) * size
            case 3:
                number = rng.choice((0, 1, len(raw), len(raw) - 1, 2**31, 2**32 - 1))
                raw[at : at + 4] = (number % 2**32).to_bytes(4, rng.choice(("little", "big")))
            case 4:
                del raw[at : at + rng.choice((1, size, 16, 500))]
            case 5:
                raw[at:at] = raw[at : at + rng.choice((size, 64))]
            case _:
                if rng.random() < 0.3:
                    del raw[at:]
    return bytes(raw)


_ODD_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**70, 1.5, float("inf"), "", " ", "\n", "x", "a\nb", "\0", "\x7f"),
    *(
        "\ud800",
        "\udcff",
        "\u2028",
        "/",
        "..",
        "../x",
        "-x",
        "{x}",
        "{",
        "(",
        "[a",
        "*",
        "$x",
        "@x",
    ),
    *([], {}, [None], {"x": None}, ["x", "x"], [[]], {"": ""}, "9" * 5000, "a" * 5000),
)


def mutated_data(rng: Random, data: Any) -> Any:
    """Lists, mappings and plain values after a few changes of their parts."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        data = _changed_data(rng, data)
    return data


def _changed_data(rng: Random, data: Any) -> Any:
    """`data` with one change, in it or of the whole."""
    if isinstance(data, dict) and data and rng.random() < 0.93:
        key = rng.choice(list(data))
        match rng.randrange(8):
            case 0:
                return {name: value for name, value in data.items() if name != key}
            case 1:
                return {**data, rng.choice((*data, "x", "")): rng.choice(_ODD_VALUES)}
            case 2:
                there = rng.choice(list(data))
                return {**data, key: data[there], there: data[key]}
            case _:
                return {**data, key: _changed_data(rng, data[key])}
    if isinstance(data, list) and data and rng.random() < 0.93:
        at = rng.randrange(len(data))
        match rng.randrange(8):
            case 0:
                return data[:at] + data[at + 1 :]
            case 1:
                return data[:at] + [data[at]] * (1 + rng.choice(_TIMES[:6])) + data[at + 1 :]
            case 2:
                return data[::-1]
            case _:
                return [*data[:at], _changed_data(rng, data[at]), *data[at + 1 :]]
    if isinstance(data, str) and rng.random() < 0.6:
        raw = data.encode("utf-8", "surrogatepass")
        return mutated_text(rng, raw, (raw,)).decode("utf-8", "replace")
    return rng.choice(_ODD_VALUES)
