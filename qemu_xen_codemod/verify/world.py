"""World: the library headers that a patch is compiled with, today's or those of a newer release.

The headers of the newer release are made from the pack: the release macro has the number of the
first release with all entrypoints, and each library header declares, after what it has, those that
it lacks. A folder holds them that comes first in the compiler's search.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.rule.pack import Pack

TODAY = "today"
NEWER = "newer"

_PROTOTYPE = re.compile(r"\b(\w+)\s*\(")


@dataclass(frozen=True, slots=True)
class World:
    """One set of library headers."""

    #: "today" or "newer".
    name: str
    #: What the release macro is, None when the build does not define it.
    release: int | None
    #: Searched before all others; None for today's headers.
    folder: Path | None


@dataclass(frozen=True, slots=True)
class Worlds:
    """Those that a build can be compiled in."""

    worlds: tuple[World, ...]
    #: Why there is no newer one, "" when there is.
    missing: str = ""


def make_worlds(pack: Pack, build: Path, folder: Path) -> Worlds:
    """Today's and, made below `folder`, a newer one. Raises OSError."""
    macro = pack.release_macro
    if macro is None or not pack.entrypoints:
        today = World(TODAY, None, None)
        return Worlds((today,), f"the pack {pack.name} names no entrypoints of newer libraries")
    define = re.compile(rf"^([ \t]*#[ \t]*define[ \t]+{re.escape(macro.name)}[ \t]+)(\d+)", re.M)
    header = build / macro.header
    text = header.read_text("utf-8", "surrogateescape") if header.is_file() else ""
    found = define.search(text)
    if found is None:
        today = World(TODAY, None, None)
        return Worlds((today,), f"{header} does not define {macro.name}")
    release = int(found[2])
    newest = max(pack.release_of(one) for one in pack.entrypoints)
    if newest <= release:
        return Worlds(
            (World(TODAY, release, None),), f"today's release, {release}, has the entrypoints"
        )
    newer = folder / NEWER
    (newer / macro.header).parent.mkdir(parents=True)
    (newer / macro.header).write_text(
        define.sub(rf"\g<1>{newest}", text), "utf-8", "surrogateescape"
    )
    for name in dict.fromkeys(one.header for one in pack.entrypoints):
        parts = [one for one in pack.entrypoints if one.header == name]
        lacking = [one.prototypes for one in parts if pack.release_of(one) > release]
        (newer / name).parent.mkdir(parents=True, exist_ok=True)
        (newer / name).write_text(_header(name, "\n".join(lacking)))
    return Worlds((World(TODAY, release, None), World(NEWER, newest, newer)))


def _header(name: str, prototypes: str) -> str:
    guard = "CODEMOD_" + re.sub(r"\W", "_", name).upper()
    return f"#include_next <{name}>\n\n#ifndef {guard}\n#define {guard}\n\n{prototypes}\n#endif\n"


def declared_entrypoints(pack: Pack) -> frozenset[str]:
    """The functions that the pack's entrypoints declare."""
    names = set()
    for one in pack.entrypoints:
        for declaration in one.prototypes.split(";"):
            if found := _PROTOTYPE.search(declaration):
                names.add(found[1])
    return frozenset(names)
