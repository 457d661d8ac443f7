"""A configured QEMU build with Xen passthrough, of which only the Xen objects are compiled.

QEMU's own ninja decides what a patch makes it compile again; its own commands do it. The objects
are those whose source reaches one of Xen's headers, so that nothing which the rules may touch is
left out and the other 1,500 are never built.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.real.run import clone, output_of, run

_NEWER_XEN = Path(__file__).parent / "newer_xen"
_INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.MULTILINE)
_COMPILED = re.compile(r"^\[\d+/\d+\] Compiling C object (\S+)$", re.MULTILINE)
_WARNING = re.compile(r"^([^:\n]+):\d+:\d+: (warning: .*)$", re.MULTILINE)
_VERSION = re.compile(r"^(#define CONFIG_XEN_CTRL_INTERFACE_VERSION) .*$", re.MULTILINE)
_OPTIONS = (
    "--disable-install-blobs",
    "--target-list=i386-softmmu",
    "--without-default-features",
    "--enable-system",
    "--enable-xen",
    "--enable-xen-pci-passthrough",
    "--enable-fdt",
    "--disable-docs",
    "--disable-werror",
    "--extra-cflags=-Werror=implicit-function-declaration",
)


@dataclass(frozen=True, slots=True)
class Compiled:
    """What one run of the compiler over some objects said."""

    objects: frozenset[str]
    #: (file, message without its line), as often as it was said.
    warnings: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Build:
    """`source` may be changed; `compile` then compiles what the change reaches."""

    source: Path
    folder: Path
    #: All objects that see one of Xen's headers.
    objects: frozenset[str]

    def compile(self) -> Compiled:
        """Bring all objects up to date; AssertionError with the compiler's words on a fault."""
        text = output_of("ninja", *sorted(self.objects), cwd=self.folder).decode(errors="replace")
        return Compiled(frozenset(_COMPILED.findall(text)) & self.objects, _warnings(text))

    def compile_for(self, xen: int, objects: frozenset[str]) -> Compiled:
        """Compile objects as of a newer Xen, whose version is `xen` as in QEMU's own numbers.

        What Xen 4.20 added is declared; from 4.23 on the new entrypoints are, too. No code is
        generated, which `compile` does, so that this takes less than half the time.
        """
        headers = self.folder / f"xen-{xen}"
        headers.mkdir(exist_ok=True)
        config = (self.folder / "config-host.h").read_text()
        assert _VERSION.search(config)
        (headers / "config-host.h").write_text(_VERSION.sub(rf"\1 {xen}", config))
        added = ["-iquote", str(headers), "-I", str(_NEWER_XEN)]
        if xen >= 42300:
            added.append("-DNEW_ENTRYPOINTS")
        commands = [
            (*compiler, *added, *rest) for compiler, rest in map(self._command, sorted(objects))
        ]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            texts = pool.map(lambda command: _stderr_of(command, self.folder), commands)
            return Compiled(objects, sum(map(_warnings, texts), Counter()))

    def _command(self, wanted: str) -> tuple[list[str], list[str]]:
        """The compiler, and its arguments without those that name outputs."""
        for entry in _commands(self.folder):
            if entry["output"] == wanted:
                words = shlex.split(entry["command"])
                start = next(i for i, word in enumerate(words) if word.startswith("-"))
                ends = {"-o": 2, "-MF": 2, "-MQ": 2, "-MD": 1}
                rest: list[str] = []
                at = start
                while at < len(words):
                    if words[at] in ends:
                        at += ends[words[at]]
                    else:
                        rest.append(words[at])
                        at += 1
                return words[:start], [*rest, "-fsyntax-only"]
        raise AssertionError(f"{wanted} is not in compile_commands.json")


def configure(tree: Path, work: Path, version: str) -> Build:
    """Configure a clone of `tree` below `work`; nothing is compiled yet."""
    source = clone(tree, work / "source")
    folder = work / "build"
    folder.mkdir()
    # 7.2 runs a meson that it is given, newer ones make an environment from a Python.
    python = Path(sys.executable)
    tool = f"--meson={python.parent / 'meson'}" if version == "7.2" else f"--python={python}"
    output_of(source / "configure", *_OPTIONS, tool, cwd=folder)
    objects = _objects_that_see_xen(source, folder)
    # configure leaves passthrough out without a word when a library is missing.
    assert any(name.endswith("_xen_pt.c.o") for name in objects), (
        "configured without Xen passthrough: libxen-dev and libpci-dev are needed"
    )
    return Build(source, folder, objects)


def shared_build(tree: Path, work: Path, version: str) -> Build:
    """The compiled build below `work`, made by the first caller; callers take turns."""
    made = work / "made"
    if not made.exists():
        work.mkdir(exist_ok=True)
        configure(tree, work, version).compile()
        made.touch()
    source, folder = work / "source", work / "build"
    return Build(source, folder, _objects_that_see_xen(source, folder))


def _commands(folder: Path) -> list[dict[str, str]]:
    commands: list[dict[str, str]] = json.loads((folder / "compile_commands.json").read_bytes())
    return commands


def _warnings(text: str) -> Counter[tuple[str, str]]:
    return Counter((path, message) for path, message in _WARNING.findall(text))


def _stderr_of(command: tuple[str, ...], folder: Path) -> str:
    done = run(*command, cwd=folder)
    text = done.stderr.decode(errors="replace")
    assert done.returncode == 0, text
    return text


def _objects_that_see_xen(source: Path, folder: Path) -> frozenset[str]:
    listed = output_of("git", "ls-files", "*.h", cwd=source).decode().split()
    headers = {
        path: _includes(source / path)
        for path in listed
        if path.startswith(("accel/", "hw/", "include/", "system/", "target/i386/"))
    }
    xen: set[str] = set()
    grown = True
    while grown:
        more = {path for path, names in headers.items() if _sees_xen(names, xen)} - xen
        xen |= more
        grown = bool(more)
    sources = ((folder / entry["file"], entry["output"]) for entry in _commands(folder))
    return frozenset(
        output
        for path, output in sources
        if not output.startswith("tests/") and path.exists() and _sees_xen(_includes(path), xen)
    )


def _includes(path: Path) -> set[tuple[str, str]]:
    return {(form.decode(), name.decode()) for form, name in _INCLUDE.findall(path.read_bytes())}


def _sees_xen(names: set[tuple[str, str]], headers: set[str]) -> bool:
    return any(
        name.startswith("xen") if form == "<" else _is_one_of(name, headers) for form, name in names
    )


def _is_one_of(name: str, headers: set[str]) -> bool:
    return any(path == name or path.endswith(f"/{name}") for path in headers)
