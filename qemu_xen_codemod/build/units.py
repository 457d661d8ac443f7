# SPDX-License-Identifier: GPL-2.0-or-later
"""Which units of a build concern some files, and the parallel parsing of many units."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable, Iterator, Sequence, Set
from functools import cache
from pathlib import Path

from qemu_xen_codemod.build.compile_commands import CompileCommand
from qemu_xen_codemod.build.compiler import Compiler, find_headers, split_compiler
from qemu_xen_codemod.build.dependencies import Dependencies
from qemu_xen_codemod.build.include_search import find_including
from qemu_xen_codemod.build.spot import Spot
from qemu_xen_codemod.build.unit import Unit, parse_unit
from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.parallel import work_on

#: A unit of QEMU takes half a second and 150 MB. One that takes this much is made to exhaust us.
_SECONDS = 120
_BYTES = 8 << 30


def units_for(
    paths: Set[Path],
    commands: Sequence[CompileCommand],
    dependencies: Dependencies,
    root: Path,
) -> tuple[CompileCommand, ...]:
    """The commands whose units have one of the files as source or include it.

    For compiled objects the build's own data tells; for others, the #include lines of the files
    below `root`, the tree.
    """
    unknown = [command for command in commands if dependencies.files_of(command.object) is None]
    reaching = find_including({command.file for command in unknown}, paths, root)

    def concerns(command: CompileCommand) -> bool:
        read = dependencies.files_of(command.object)
        return command.file in paths or (
            command.file in reaching if read is None else not paths.isdisjoint(read)
        )

    return tuple(command for command in commands if concerns(command))


def parse_units(commands: Sequence[CompileCommand], spots: Sequence[Spot] = ()) -> Iterator[Unit]:
    """The units of the commands, in order, parsed on all cores.

    Each core has a process. If libclang crashes or does not end, that is a fault of the unit.
    """
    headers = cache(find_headers)
    folders = {command: _headers_of(command, headers) for command in commands}

    def parse(command: CompileCommand) -> Unit:
        resource.setrlimit(resource.RLIMIT_AS, (_BYTES, resource.RLIM_INFINITY))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(_SECONDS)
        try:
            return parse_unit(command, spots, folders[command])
        finally:
            signal.alarm(0)

    processes = min(len(commands), len(os.sched_getaffinity(0)))
    yield from work_on(parse, commands, processes, _crashed)


def _headers_of(
    command: CompileCommand, find: Callable[[Compiler], tuple[Path, ...]]
) -> tuple[Path, ...]:
    try:
        return find(split_compiler(command)[0])
    except BuildError:
        # The fault is the unit's own, which reports it.
        return ()


def _crashed(command: CompileCommand) -> Unit:
    fault = f"libclang crashed on {command.file}, or did not finish in {_SECONDS} seconds"
    return Unit(command, files=frozenset((command.file,)), fault=fault)
