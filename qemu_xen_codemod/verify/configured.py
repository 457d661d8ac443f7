# SPDX-License-Identifier: GPL-2.0-or-later
"""A tree configured and built by its own build system, before and after a series.

This finds what repeated compile commands cannot show: changes of meson.build, Kconfig and
configure. It runs what the tree and the series contain, at the user's request, all in private
copies.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.build.process import Done, run
from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.objects.fault import ObjectError
from qemu_xen_codemod.objects.imports import read_imports
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.tree import open_tree
from qemu_xen_codemod.verify.applied import Applied
from qemu_xen_codemod.verify.disk_space import check_disk_space
from qemu_xen_codemod.verify.verdict import Check, Configured, Finding, Program

Tell = Callable[[str, int, int], None]

#: What identifies a build directory, which is not copied.
_BUILD = ("build.ninja", "config-host.mak", "compile_commands.json")
_CONFIGURE, _MAKE = 3600.0, 6 * 3600.0
_SHOWN = 30
_ELF = b"\x7fELF"


@dataclass(frozen=True, slots=True)
class Settings:
    """How a tree is configured and built."""

    #: The arguments of configure.
    arguments: tuple[str, ...]
    #: What is built and checked; () for everything.
    programs: tuple[str, ...] = ()


def build_twice(
    applied: Applied, pack: Pack, settings: Settings, folder: Path, tell: Tell
) -> tuple[Configured, ...]:
    """Before the series, and after it if there is something to compare with.

    `folder`: private, does not exist yet. Raises BuildError, TreeError, OSError (no disk space).
    """
    tree = open_tree(applied.tree.root)
    assert isinstance(tree, Checkout)
    if changed := tree.modified(path for path in tree.entries if path != ".gitmodules"):
        raise TreeError(
            f"{changed[0]}: changed and not committed, so the build would not be of the commit "
            "that the series is for",
            help="commit the changes, or: git stash",
        )
    if not (tree.root / "configure").is_file():
        raise TreeError(f"{tree.root} has no configure", help="leave out --configure")
    done = []
    for number, (name, state) in enumerate((("before", 0), ("after", len(applied.touched)))):
        tell(f"configuring and building {name} the series", number, 2)
        source = folder / name / "source"
        _copy(applied, state, source)
        done.append(_built(name, source, folder / name / "build", pack, settings))
        shutil.rmtree(folder / name)
        if not done[-1].builds:
            break
    return tuple(done)


def configured_findings(states: Sequence[Configured]) -> Iterator[Finding]:
    """What worked before the series and does not work after it."""
    if len(states) < 2 or states[1].builds:
        return
    what = "build" if states[1].configures else "configure"
    yield Finding(
        Check.COMPILES,
        f"the tree does not {what} after the series, but did before",
        words=states[1].words,
        help="run it by hand in a copy of the tree with the series: the output says why",
    )


def _copy(applied: Applied, state: int, target: Path) -> None:
    """The files of the work tree, including submodules, with those of a state instead of
    their own.
    """

    def left_out(folder: str, names: list[str]) -> list[str]:
        return [
            name
            for name in names
            if name == ".git" or any(Path(folder, name, mark).exists() for mark in _BUILD)
        ]

    shutil.copytree(applied.tree.root, target, symlinks=True, ignore=left_out)
    for path, data in applied.files(state).items():
        place = target / path
        if data is None:
            place.unlink(missing_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    for patch in applied.touched[:state]:
        for touched in patch:
            if touched.is_file and (target / touched.path).is_file():
                (target / touched.path).chmod(int(touched.mode[-3:], 8))


def _built(name: str, source: Path, build: Path, pack: Pack, settings: Settings) -> Configured:
    names = " ".join(settings.programs)
    build.mkdir()
    done = run(str(source / "configure"), settings.arguments, build, timeout=_CONFIGURE)
    if done.status:
        return Configured(name, names, configures=False, builds=False, words=_words(done, source))
    jobs = f"-j{len(os.sched_getaffinity(0))}"
    maker = "make" if (build / "Makefile").is_file() else "ninja"
    done = run(maker, (jobs, *settings.programs), build, timeout=_MAKE)
    if done.status:
        return Configured(name, names, configures=True, builds=False, words=_words(done, source))
    programs = tuple(_programs(build, pack, settings.programs))
    return Configured(name, names, configures=True, builds=True, programs=programs)


def _words(done: Done, source: Path) -> str:
    """The last lines of the output of a failed program."""
    output = "\n".join(data.decode("utf-8", "replace") for data in (done.out, done.err))
    check_disk_space(output)
    lines = [line for line in output.replace(f"{source}/", "").splitlines() if line.strip()]
    return "\n".join(lines[-_SHOWN:])


def _programs(build: Path, pack: Pack, names: Sequence[str]) -> Iterator[Program]:
    """The named programs, or all in the build directory itself."""
    paths = [build / name for name in names] or sorted(build.iterdir())
    for path in paths:
        if path.is_symlink() or not path.is_file() or not os.access(path, os.X_OK):
            continue
        data = path.read_bytes()
        if not data.startswith(_ELF):
            continue
        try:
            found = read_imports(memoryview(data))
        except ObjectError:
            continue
        used = [
            library
            for library in pack.libraries
            if any(name.startswith(f"{library.stem}.so") for name in found.needed)
        ]
        unstable = {
            symbol.symbol
            for symbol in found.symbols
            for library in used
            if library.holds(symbol.symbol)
            and (not symbol.library or symbol.library.startswith(f"{library.stem}.so"))
        }
        yield Program(path.relative_to(build).as_posix(), found.needed, tuple(sorted(unstable)))
