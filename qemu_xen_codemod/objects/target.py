# SPDX-License-Identifier: GPL-2.0-or-later
"""The objects that go into a binary, according to the build; nothing is built.

They are listed in build.ninja, or in the response file that ninja keeps of a link (`ninja -d
keeprsp`). A build by make has no such list, so all its objects are taken. All members of an archive
count, although a linker takes only those that it needs.
"""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.build.ninja_file import NAME, NinjaFile, Statement, read_ninja_file
from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.named_path import exists, is_file
from qemu_xen_codemod.regular_file import read_regular

_OBJECT = (".o", ".obj")
_ARCHIVE = (".a", ".fa")
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class TargetObjects:
    """In the order of the link, each once; archives stand for objects that no statement names."""

    objects: tuple[Path, ...]
    #: Objects that are not built yet, as ninja names them.
    missing: tuple[str, ...] = ()
    #: Libraries of the link, as it names them: `-lfdt`, /usr/lib/libz.so.
    libraries: tuple[str, ...] = ()
    #: What a user should know about the source of the list, "" if it is build.ninja.
    note: str = ""

    def command(self, build: Path) -> str:
        """The command that makes the missing objects."""
        return shlex.join(["ninja", "-C", str(build), *self.missing])


def is_build(folder: Path, target: str) -> bool:
    """Whether the folder says which objects go into the target, or contains objects."""
    if (folder / NAME).is_file() or (folder / f"{target}.rsp").is_file():
        return True
    return any(path.is_file() for path in folder.rglob("*.o"))


def objects_of(build: Path, target: str) -> TargetObjects:
    """The objects of `target`, named as in ninja; BuildError lists the existing targets."""
    if not build.is_dir():
        raise BuildError(f"{build} is not a folder", help="name a configured build directory")
    if (build / NAME).is_file():
        return _of_ninja(build, target, read_ninja_file(build))
    response = build / f"{target}.rsp"
    if is_file(response):
        words = _words(read_regular(response).decode("utf-8", "replace"))
        found = _link(build, [word for word in words if word.endswith(_OBJECT + _ARCHIVE)])
        note = f"there is no {NAME}: the objects are those of {response.name}"
        return TargetObjects(found.objects, found.missing, _libraries(words), note)
    objects = tuple(sorted(path for path in build.rglob("*.o") if path.is_file()))
    if not objects:
        raise BuildError(
            f"there are neither objects nor a {NAME} in {build}",
            help="name a build directory that is configured and built",
        )
    note = f"there is no {NAME} to say what goes into {target}: all objects are read"
    return TargetObjects(objects, note=note)


def _of_ninja(build: Path, target: str, ninja: NinjaFile) -> TargetObjects:
    statement = ninja.statement(target)
    inputs = list(dict.fromkeys(_inputs(ninja, statement, set()))) if statement else []
    if statement is None or target.endswith(_OBJECT) or not inputs:
        raise BuildError(
            f"{build / NAME} links no {target}", help=f"it links {_nearest(ninja, target)}"
        )
    response = ninja.response(target)
    words = _words(response.content if response else ninja.command(target))
    found = _link(build, inputs)
    return TargetObjects(found.objects, found.missing, _libraries(words))


def _inputs(ninja: NinjaFile, statement: Statement, seen: set[str]) -> Iterator[str]:
    """Objects, and archives that no statement makes, that a statement links or copies."""
    for path in (*statement.inputs, *statement.implicit):
        if path in seen:
            continue
        seen.add(path)
        if path.endswith(_OBJECT):
            yield path
            continue
        made = ninja.statement(path)
        if made is not None and _goes_in(path, statement):
            yield from _inputs(ninja, made, seen)
        elif made is None and path.endswith(_ARCHIVE) and not path.startswith("/"):
            yield path


def _goes_in(path: str, statement: Statement) -> bool:
    """Whether it is an archive, or something that a phony or copying statement renames, rather than
    a library.
    """
    links = any(name.endswith(_OBJECT) for name in statement.inputs)
    return path.endswith(_ARCHIVE) or (not links and ".so" not in Path(path).name)


def _link(build: Path, inputs: list[str]) -> TargetObjects:
    paths = {name: build / name for name in dict.fromkeys(inputs)}
    missing = tuple(name for name, path in paths.items() if not exists(path))
    return TargetObjects(tuple(paths.values()), missing)


def _libraries(words: list[str]) -> tuple[str, ...]:
    found = (
        word
        for word in words
        if (word.startswith("-l") and len(word) > 2)
        or (not word.startswith("-") and ".so" in Path(word).suffixes)
    )
    return tuple(dict.fromkeys(found))


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        # An unpaired quote: the compiler would complain, but the names are still usable.
        return text.split()


def _nearest(ninja: NinjaFile, target: str) -> str:
    linked = [name for name in ninja.outputs if _is_linked(ninja, name)]
    if not linked:
        return "nothing: is this the build directory of a C program?"
    linked.sort(key=lambda name: -difflib.SequenceMatcher(None, Path(name).name, target).ratio())
    more = f", and {len(linked) - _SHOWN} more" if len(linked) > _SHOWN else ""
    return ", ".join(linked[:_SHOWN]) + more


def _is_linked(ninja: NinjaFile, name: str) -> bool:
    if name.endswith(_OBJECT + _ARCHIVE) or ".so" in Path(name).suffixes:
        return False
    statement = ninja.statement(name)
    return statement is not None and any(path.endswith(_OBJECT) for path in statement.inputs)
