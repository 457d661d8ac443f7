# SPDX-License-Identifier: GPL-2.0-or-later
"""Which functions of the unstable libraries installed programs, libraries, objects, archives and
packages use.

No build, source or debug information is needed: a program's imports say which functions it uses,
and the library's name in its NEEDED entries says which release of Xen it is tied to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qemu_xen_codemod.audit.finding import Finding, LinkedFile
from qemu_xen_codemod.audit.libraries import library_of
from qemu_xen_codemod.build.spot import State
from qemu_xen_codemod.c.wanted import Wanted
from qemu_xen_codemod.errors import CodemodError
from qemu_xen_codemod.objects.archive import ObjectData
from qemu_xen_codemod.objects.elf import is_relocatable
from qemu_xen_codemod.objects.fault import ObjectError
from qemu_xen_codemod.objects.imports import Import, Imports, read_imports, words_in_data
from qemu_xen_codemod.objects.package import read_files
from qemu_xen_codemod.objects.undefined import LinkReference, defined_names, object_references
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.pack import Library
from qemu_xen_codemod.rule.searched import wanted_of

#: libxenctrl.so.4.17, and libxenctrl-4.4.so, Debian's earlier form of the name.
_SONAME = re.compile(r"(\w+?)(?:-([\d.]+))?\.so(?:\.([\d.]+))?")
_LOOKUPS = frozenset(("dlsym", "dlvsym", "g_module_symbol"))
#: If the calls of one function have several outcomes, the one that keeps the program tied comes
#: first.
_WORST = (
    Outcome.UNANSWERED,
    Outcome.REFUSED,
    Outcome.ANNOTATED,
    Outcome.WRAPPED,
    Outcome.REWRITTEN,
    Outcome.RETIRED,
    Outcome.KEPT,
)


@dataclass(frozen=True, slots=True)
class Installed:
    """In the order in which the files were named."""

    findings: tuple[Finding, ...]
    #: The files that are linked with an unstable library.
    files: tuple[LinkedFile, ...]
    notes: tuple[str, ...]
    #: What could not be read.
    faults: tuple[CodemodError, ...]


def find_in_files(
    paths: Sequence[Path], libraries: Sequence[Library], source: Sequence[Finding] = ()
) -> Installed:
    """The references of each file, with the outcomes of the source's where there is one."""
    reader = _Reader(libraries)
    for path in paths:
        for item in read_files(path):
            reader.read(item)
        reader.end(path)
    by_symbol: dict[str, list[Finding]] = {}
    for entry in source:
        by_symbol.setdefault(entry.symbol, []).append(entry)
    findings = tuple(
        _answered(finding, by_symbol.get(finding.symbol, ())) for finding in reader.findings
    )
    return Installed(
        findings, tuple(reader.files), tuple(dict.fromkeys(reader.notes)), tuple(reader.faults)
    )


class _Reader:
    def __init__(self, libraries: Sequence[Library]) -> None:
        self._libraries = libraries
        self._names = {library.stem: library.name for library in libraries}
        self._wanted: Wanted = wanted_of(libraries)
        self.findings: list[Finding] = []
        self.files: list[LinkedFile] = []
        self.notes: list[str] = []
        self.faults: list[CodemodError] = []
        #: For the file that is being read: where its findings begin, what its objects define, and
        #: which of them have no debug information.
        #: which of them have no debug information.
        self._first = 0
        self._defined: set[str] = set()
        self._bare: list[str] = []

    def end(self, path: Path) -> None:
        """The whole file was read: one object of an archive may define what another needs."""
        self.findings[self._first :] = (
            finding
            for finding in self.findings[self._first :]
            if finding.link is None
            or not finding.link.section
            or finding.symbol not in self._defined
        )
        if self._bare:
            more = len(self._bare) - 1
            also = f" and {more} more of {path}" if more else ""
            verb = "have" if more else "has"
            self.notes.append(
                f"{self._bare[0]}{also} {verb} no debug information: files and lines are not known"
            )
        self._first, self._defined, self._bare = len(self.findings), set(), []

    def read(self, item: ObjectData) -> None:
        try:
            if isinstance(item.data, ObjectError):
                raise item.data
            if is_relocatable(item.data):
                self._defined |= defined_names(item.data)
                self._object(item)
            else:
                self._linked(item.name, item.data)
        except ObjectError as error:
            self.faults.append(CodemodError(f"{item.name} {error.what}", help=error.help))

    def _object(self, item: ObjectData) -> None:
        references, faults = object_references(item, self._wanted)
        for link in references:
            self.findings.append(
                Finding(
                    link.symbol,
                    library_of(link.symbol, self._libraries),
                    link.file or item.name,
                    link.line,
                    0,
                    link.function,
                    state=State.COMPILED,
                    link=link,
                )
            )
        for fault in faults:
            if references:
                # The symbols are known all the same.
                self._bare.append(fault.object)
            else:
                self.faults.append(CodemodError(f"{fault.object} {fault.why}", help=fault.help))

    def _linked(self, name: str, data: memoryview) -> None:
        imports = read_imports(data)
        needed = [text for text in imports.needed if self._library(text) in self._names]
        found = tuple(self._imported(name, imports, bool(needed)))
        looked_up = tuple(self._looked_up(name, data, imports))
        self.findings += (*found, *looked_up)
        for soname in needed:
            number = len(
                {finding.symbol for finding in found if self._is_of(finding, soname, needed)}
            )
            library = self._names[self._library(soname)]
            self.files.append(LinkedFile(name, soname, library, _release(soname), number))
        if not imports.is_dynamic:
            defined = self._wanted.among({word.encode() for word in imports.defined})
            if defined:
                self.notes.append(
                    f"{name} is linked statically and contains {len(defined)}"
                    f" function{'s' if len(defined) > 1 else ''} of"
                    f" {', '.join(sorted({self._of(symbol) for symbol in defined}))}"
                )

    def _imported(self, name: str, imports: Imports, is_tied: bool) -> Iterator[Finding]:
        for symbol in imports.symbols:
            library = (
                self._library(symbol.library)
                if symbol.library
                else self._unversioned(symbol, is_tied)
            )
            if library in self._names:
                link = LinkReference(
                    symbol.symbol, name, "", 0, "", "", 0, symbol.library, symbol.version
                )
                yield Finding(
                    symbol.symbol,
                    self._names[library],
                    name,
                    0,
                    0,
                    "",
                    state=State.COMPILED,
                    link=link,
                )

    def _unversioned(self, entry: Import, is_tied: bool) -> str:
        """The library of a symbol without a version, as far as its name tells."""
        symbol = entry.symbol.encode()
        if symbol not in self._wanted:
            return ""
        name = library_of(entry.symbol, self._libraries)
        library = next(lib.stem for lib in self._libraries if lib.name == name)
        prefix = next((lib.prefix for lib in self._libraries if lib.name == name), None)
        is_family = bool(prefix) and entry.symbol.startswith(prefix or "")
        is_listed = not self._wanted.is_unlisted(symbol)
        # Other libraries also have names such as read_exact.
        return library if is_tied or (is_listed and is_family) else ""

    def _looked_up(self, name: str, data: memoryview, imports: Imports) -> Iterator[Finding]:
        """The functions whose names are in the file's data, for looking them up at run time."""
        if _LOOKUPS.isdisjoint(symbol.symbol for symbol in imports.symbols):
            return
        words = words_in_data(data)
        opened = sorted(
            word.decode()
            for word in words
            if self._library(word.decode().rpartition("/")[2]) in self._names
        )
        if not opened:
            return
        for word in sorted(self._wanted.among(words)):
            link = LinkReference(word.decode(), name, "", 0, "", "", 0, opened[0])
            yield Finding(
                word.decode(),
                self._of(word),
                name,
                0,
                0,
                "",
                state=State.BY_NAME,
                reason=f"it is looked up at run time, in {' or '.join(opened)}",
                link=link,
            )

    def _of(self, word: bytes) -> str:
        return library_of(word.decode(), self._libraries)

    def _is_of(self, finding: Finding, soname: str, needed: Sequence[str]) -> bool:
        if finding.link is not None and finding.link.library:
            return finding.link.library == soname
        return finding.library == self._names[self._library(soname)] or len(needed) == 1

    def _library(self, file: str) -> str:
        found = _SONAME.fullmatch(file)
        return found[1] if found else ""


def _release(soname: str) -> str:
    """The release of Xen in a library's name, "" for none."""
    found = _SONAME.fullmatch(soname)
    number = (found[2] or found[3] or "") if found else ""
    return number if "." in number else ""


def _answered(finding: Finding, calls: Sequence[Finding]) -> Finding:
    """The import, with the outcome of the calls that cause it."""
    if not calls:
        return finding
    if finding.line:
        here = [call for call in calls if (call.path, call.line) == (finding.path, finding.line)]
        calls = here or calls
    compiled = [call for call in calls if call.outcome is not Outcome.KEPT] or list(calls)
    call = min(compiled, key=lambda call: _WORST.index(call.outcome))
    return replace(
        finding,
        outcome=call.outcome,
        rule=call.rule,
        reason=finding.reason or call.reason,
        text=call.text,
        word=call.word,
    )
