# SPDX-License-Identifier: GPL-2.0-or-later
"""Level `recorder`: a new function makes the same hypercalls as the one that it replaces.

The proposed functions are those of the patched Xen's library, the old ones those of the machine's
libxenctrl. One program calls both, with several answers; a recorder replaces libxencall and
devices. The hypercalls are compared field by field, by the names in Xen's headers of each side.
Intended differences are in the pack, with their reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.build.compile_commands import read_compile_commands
from qemu_xen_codemod.build.compiler import split_compiler, trusted_program
from qemu_xen_codemod.build.process import run
from qemu_xen_codemod.objects.imports import read_imports
from qemu_xen_codemod.prove.compared import Call, Difference, compare, read_calls
from qemu_xen_codemod.prove.level import (
    Failed,
    Failure,
    Level,
    MissingNeeds,
    Result,
    Shown,
    Table,
)
from qemu_xen_codemod.prove.library import build_library, lacking_libraries
from qemu_xen_codemod.prove.request import Request
from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.rule.entrypoints import Entrypoints, Recorded
from qemu_xen_codemod.verify.disk_space import check_disk_space
from qemu_xen_codemod.verify.xen_tree import lay_out

_HERE = Path(__file__).parent / "recording"
_TIMEOUT = 300.0
_FLAGS = ("-std=gnu11", "-g", "-O1", "-Wall", "-Werror=implicit-function-declaration")
_VERSION = "-D__XEN_INTERFACE_VERSION__=__XEN_LATEST_INTERFACE_VERSION__"
_NEEDED = ("xenctrl", "xencall", "xentoollog", "xentoolcore", "xenforeignmemory")
_NOT_DECLARED = re.compile(r"implicit declaration of function .?(\w+)")
#: `old` and `new`: the headers, and the name of the handle.
_HEADERS = {"old": ("xenctrl.h", "xch"), "new": ("xendevicemodel.h", "dmod")}
_OPEN = {"old": "xc_interface_open(NULL, NULL, 0)", "new": "xendevicemodel_open(NULL, 0)"}


def prove_recorder(request: Request) -> Result:
    """Raises MissingNeeds, CodemodError, OSError (the disk is full)."""
    folder = request.folder / "recorder"
    folder.mkdir()
    return _Recorder(request, folder).prove()


@dataclass(frozen=True, slots=True)
class _Pair:
    """A case that could be compiled."""

    entrypoints: Entrypoints
    recorded: Recorded


class _Recorder:
    def __init__(self, request: Request, folder: Path) -> None:
        assert request.xen is not None
        self._request, self._xen, self._folder = request, request.xen, folder
        first = read_compile_commands(request.build)[0]
        self._compiler = trusted_program(split_compiler(first)[0].program, request.compilers)
        self._failures: list[Failure] = []
        self._not_shown: list[str] = []
        self._include: dict[str, tuple[str, ...]] = {"old": ()}

    def prove(self) -> Result:
        if needs := lacking_libraries(self._compiler, self._folder, _NEEDED):
            raise MissingNeeds(*needs)
        self._request.tell("building libxendevicemodel", 0, 3)
        tree = lay_out(self._xen.patched, self._folder / "headers")
        library = build_library(self._xen.patched, tree, self._folder, self._compiler)
        if library.path is None:
            return self._failed(Failure("libxendevicemodel cannot be built", library.words))
        self._include["new"] = (f"-I{tree.folder}",)
        self._request.tell("compiling the recorder", 1, 3)
        pairs = self._compiled_pairs()
        if self._failures or not pairs:
            return self._failed()
        program = self._linked(pairs, library.path)
        if program is None:
            return self._failed()
        self._request.tell("recording", 2, 3)
        done = run(str(program), (), self._folder, timeout=_TIMEOUT)
        output = done.out.decode("utf-8", "replace")
        if done.status or not output.endswith("end\n"):
            words = output[-2000:] + done.err.decode("utf-8", "replace")
            return self._failed(Failure(f"the recorder ended with status {done.status}", words))
        return self._result(pairs, read_calls(output), program)

    def _failed(self, *failures: Failure) -> Failed:
        found = (*self._failures, *failures)
        if not found:
            found = (Failure("no function of the pack can be called and compared"),)
        return Failed(Level.RECORDER, (), found, (), tuple(self._not_shown))

    def _compiled_pairs(self) -> list[_Pair]:
        """What can be called; for the others, the reason is reported."""
        pairs: list[_Pair] = []
        for entrypoints in self._request.qemu.pack.entrypoints:
            if entrypoints.since is not None:
                continue
            known = {recorded.function for recorded in entrypoints.recorded}
            for name in entrypoints.functions:
                if name not in known:
                    self._not_shown.append(f"{name}: the pack has no call to record")
            for item in entrypoints.recorded:
                if self._is_compiled(len(pairs), item):
                    pairs.append(_Pair(entrypoints, item))
        self._not_shown = list(dict.fromkeys(self._not_shown))
        return pairs

    def _is_compiled(self, number: int, recorded: Recorded) -> bool:
        for side, call in (("old", recorded.old), ("new", recorded.new)):
            header, handle = _HEADERS[side]
            name = f"{side}_{number}"
            text = (
                f"#define __XEN_TOOLS__ 1\n#include <{header}>\n#include <xen/hvm/params.h>\n"
                '#include "recorder.h"\n'
                f"int {name}(void *{handle}, uint32_t domid);\n"
                f"int {name}(void *{handle}, uint32_t domid)\n{{\n    return {call};\n}}\n"
            )
            output = self._compile(side, name, text)
            missing = _NOT_DECLARED.search(output)
            if missing and side == "old" and missing[1] == recorded.replaced:
                self._not_shown.append(
                    f"{recorded.function}: the libxenctrl of this machine has no"
                    f" {recorded.replaced} to compare it with"
                )
                return False
            if output:
                self._failures.append(Failure(f"{call} does not compile", output))
                return False
        return True

    def _compile(self, side: str, name: str, text: str) -> str:
        """The compiler's output if it fails."""
        source = self._folder / f"{name}.c"
        source.write_text(text)
        return self._compile_file(side, source, f"{name}.o", ())

    def _compile_file(self, side: str, source: Path, output: str, words: Sequence[str]) -> str:
        include = (*self._include[side], f"-I{_HERE}")
        how = (*_FLAGS, *words, *include, "-c", str(source), "-o", str(self._folder / output))
        done = run(self._compiler, how, self._folder, timeout=_TIMEOUT)
        errors = done.err.decode("utf-8", "replace")
        if done.status:
            check_disk_space(errors)
            return errors.replace(f"{self._folder}/", "") or f"status {done.status}"
        return ""

    def _linked(self, pairs: Sequence[_Pair], library: Path) -> Path | None:
        """The program, or None with a failure."""
        numbers = range(len(pairs))
        names = [f"{side}_{number}" for number in numbers for side in ("old", "new")]
        table = "".join(f"    {{ old_{number}, new_{number} }},\n" for number in numbers)
        declared = "".join(f"int {name}(void *handle, uint32_t domid);\n" for name in names)
        cases = (
            f'#include "recorder.h"\n{declared}'
            f"const struct recorder_case recorder_cases[] = {{\n{table}}};\n"
            f"const unsigned int recorder_cases_count = {len(pairs)};\n"
        )
        outputs = [self._compile("old", "cases", cases)]
        outputs += [
            self._compile(
                side,
                f"open_{side}",
                f'#define __XEN_TOOLS__ 1\n#include <{_HEADERS[side][0]}>\n#include "recorder.h"\n'
                f"void *open_{side}(void)\n{{\n    return {call};\n}}\n",
            )
            for side, call in _OPEN.items()
        ]
        outputs.append(self._compile_file("old", _HERE / "recorder.c", "recorder.o", ()))
        outputs += [
            self._compile_file(
                side,
                _HERE / "decode.c",
                f"decode_{side}.o",
                (f"-DDECODE=decode_{side}", _VERSION),
            )
            for side in ("old", "new")
        ]
        objects = [f"{name}.o" for name in (*names, "cases", "open_old", "open_new", "recorder")]
        objects += ["decode_old.o", "decode_new.o"]
        if not any(outputs):
            program = self._folder / "record"
            words = ["-rdynamic", "-o", str(program), *objects, str(library), "-lxenctrl"]
            rpath = f"-Wl,--disable-new-dtags,-rpath,{library.parent}"
            done = run(self._compiler, (*words, rpath), self._folder, timeout=_TIMEOUT)
            if not done.status:
                return program
            outputs = [done.err.decode("utf-8", "replace")]
            check_disk_space(outputs[0])
        self._failures += [
            Failure("the recorder cannot be built", word) for word in outputs if word
        ]
        return None

    def _result(self, pairs: Sequence[_Pair], calls: Sequence[Call], program: Path) -> Result:
        by_case = {(call.number, call.how, call.side): call for call in calls}
        differences: list[Difference] = []
        asked: dict[str, int] = {}
        for number, pair in enumerate(pairs):
            hows = dict.fromkeys(call.how for call in calls if call.number == number)
            for how in hows:
                old, new = (by_case[number, how, side] for side in ("old", "new"))
                asked[pair.recorded.function] = asked.get(pair.recorded.function, 0) + 1
                differences += compare(pair.recorded, pair.entrypoints.meant, old, new)
        bad = [difference for difference in differences if not difference.why]
        failures = [
            Failure(
                f"{difference.function} ({difference.how}): {difference.field} is"
                f" {difference.new or 'not there'}, and {difference.replaced} has"
                f" {difference.old or 'none'}",
                help="fix the function, or list the difference in the pack, with the reason",
            )
            for difference in bad
        ]
        tables = (_functions_table(pairs, asked, differences), *_meant_table(differences))
        name = next(
            (
                word
                for word in read_imports(memoryview(read_regular(program))).needed
                if word.startswith("libxenctrl.")
            ),
            "libxenctrl",
        )
        notes = (f"compared with the machine's {name}",)
        if failures:
            return Failed(Level.RECORDER, tables, tuple(failures), notes, tuple(self._not_shown))
        return Shown(Level.RECORDER, tables, notes, tuple(self._not_shown))


def _functions_table(
    pairs: Sequence[_Pair], asked: dict[str, int], differences: Sequence[Difference]
) -> Table:
    rows = []
    for name in dict.fromkeys(pair.recorded.function for pair in pairs):
        old = next(item.recorded.replaced for item in pairs if item.recorded.function == name)
        fields = {difference.field for difference in differences if difference.function == name}
        bad = {
            difference.field
            for difference in differences
            if difference.function == name and not difference.why
        }
        rows.append((name, old, str(asked[name]), str(len(fields - bad)), str(len(bad))))
    head = ("function", "replaces", "calls", "intended differences", "other differences")
    return Table("both functions of a row, called with the same arguments", head, tuple(rows))


def _meant_table(differences: Sequence[Difference]) -> Iterator[Table]:
    rows = dict.fromkeys(
        (
            difference.function,
            difference.field,
            difference.old or "-",
            difference.new or "-",
            difference.why,
        )
        for difference in differences
        if difference.why
    )
    if rows:
        head = ("function", "field", "old", "new", "why")
        yield Table("intended differences, as listed in the pack", head, tuple(rows))
