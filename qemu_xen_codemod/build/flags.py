# SPDX-License-Identifier: GPL-2.0-or-later
"""Flags: the options of a compile command, each allowed by its name.

A build is untrusted, and a compiler's options can load code (`-fplugin=`), start other programs
(`-B`, `-wrapper`, `-specs=`) or write files anywhere (`-aux-info`, `-fdump-`). Options that no
table here names are left out, and reported. There are two users: libclang needs the options that
change the meaning of the source; the compiler itself also those that change the generated code.
Options that only name inputs and outputs (`-c`, `-o`, `-MF`) are dropped silently; the caller adds
its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.named_path import exists, is_file

#: With a value, joined or as the next word: they determine what the preprocessor sees.
_FOLDERS = ("-I", "-iquote", "-isystem", "-idirafter", "-isysroot", "--sysroot=", "--sysroot")
_FILES = ("-include", "-imacros")
_VALUES = {
    "-D": re.compile(r"[^\0]*"),
    "-U": re.compile(r"\w+"),
    # No options for the assembler: it may include files.
    "-x": re.compile(r"c|c\+\+"),
    "-target": re.compile(r"[A-Za-z0-9_.-]+"),
    "--param": re.compile(r"[a-z0-9-]+=[0-9]+"),
}
_KEPT_VALUED = (*_FOLDERS, *_FILES, *_VALUES)
#: They name outputs and dependencies, or are for the linker. With a value, joined or not.
_DROPPED_VALUED = ("-o", "-MF", "-MQ", "-MT", "-L", "-l", "-z", "-u", "-T", "-Xlinker")
#: Left out with their value, which is the next word if it is not joined to them.
_LEFT_OUT_VALUED = (
    *(
        "-Xclang",
        "-Xpreprocessor",
        "-Xassembler",
        "-mllvm",
        "-wrapper",
        "-B",
        "-specs",
        "-aux-info",
    ),
    *("-include-pch", "-imultilib", "-iprefix", "-iwithprefix", "-iwithprefixbefore", "-A"),
    *("-plugin", "-load", "-ivfsoverlay", "--config", "-gcc-toolchain", "-resource-dir"),
)
_DROPPED = re.compile(
    r"-c|-S|-E|-M|-MM|-MD|-MMD|-MP|-MG|-pipe|-static|-shared|-rdynamic|-nostdlib|-no-pie|-pie"
    r"|-s|-v|-w|-Wl,.*|-f(no-)?diagnostics-[a-z-]+(=[a-z]+)?|-f(no-)?color-diagnostics"
    r"|-Wp,-MM?D,.*"
)
#: Passed to both unchanged.
_LANGUAGE = re.compile(
    r"-std=[a-z0-9+:]+|-ansi|-undef|-nostdinc|-nostdinc\+\+|-pthread|-O[0-3sgz]?|-Ofast"
    r"|--target=[A-Za-z0-9_.-]+"
)
#: Warnings; without a comma, with which -W passes words on to other programs.
_WARNING = re.compile(r"-W[A-Za-z0-9+-]*(=[A-Za-z0-9_.+-]+)?|-pedantic(-errors)?")
_ERRORS = re.compile(r"-Werror(=.*)?|-pedantic-errors")
#: For libclang: they change types, predefined macros, or what a name means.
_MEANING = re.compile(
    r"-f(no-)?(PIC|PIE|pic|pie|short-wchar|short-enums|signed-char|unsigned-char|freestanding"
    r"|hosted|builtin(-[a-z0-9_]+)?|ms-extensions|wrapv|common|gnu89-inline|strict-aliasing"
    r"|stack-protector(-all|-strong)?|openmp|fast-math|math-errno)"
    r"|-m(16|32|64|x32|thumb|arm|(big|little)-endian|general-regs-only|soft-float|hard-float)"
    r"|-m(no-)?(mmx|sse|sse[2-4]|ssse3|sse4\.[12]|sse4a|avx|avx2|avx512[a-z0-9]+|aes|pclmul|popcnt"
    r"|cx16|bmi|bmi2|lzcnt|movbe|fma|f16c|altivec|vsx|80387|red-zone)"
    r"|-m(arch|cpu|tune|fpu|float-abi|abi|cmodel)=[A-Za-z0-9_.+-]+"
)
#: For the compiler, in addition. Only options whose value is not a file may have one.
_CODE = re.compile(
    r"-g[a-z0-9-]*(=[a-z0-9]+)?|--param=[a-z0-9-]+=[0-9]+"
    r"|-f(?!(no-)?(plugin|pass-plugin|dump|opt-info|profile|auto-profile|save|stack-usage|callgraph"
    r"|module|use-ld|compare-debug|lto|pch|coverage|[a-z]+-compilation-dir|rewrite-map-file"
    r"|preprocessed|directives-only))[a-z0-9+-]+"
    r"|-f(trivial-auto-var-init|zero-call-used-regs|visibility|cf-protection|tls-model"
    r"|strict-flex-arrays|patchable-function-entry|stack-limit-symbol|max-errors|message-length"
    r"|align-(functions|jumps|labels|loops)|min-function-alignment|excess-precision|fp-contract"
    r"|pack-struct|(no-)?sanitize|(debug|macro|file)-prefix-map)=[A-Za-z0-9_.,:/=+-]*"
    r"|-m(?!llvm)[a-z0-9][A-Za-z0-9_.+-]*(=[A-Za-z0-9_.,+-]+)?"
)
#: gcc passes the word after the comma to its preprocessor; hardened builds define macros in this
#: way.
_TO_PREPROCESSOR = re.compile(r"^-Wp,(-[DU][^,]+)$")
#: Compilers read `a.h.gch` instead of `a.h` if it is the first include: they map its contents as
#: their own memory, and do not read the header itself.
NOT_PRECOMPILED = ("-include", os.devnull)


@dataclass(frozen=True, slots=True)
class Flags:
    """The options of one compile command."""

    #: In their order.
    kept: tuple[str, ...]
    #: Options that no table names, in order: the word, with its value if it is known to have one.
    left_out: tuple[str, ...]


def flags_for_libclang(words: Sequence[str], directory: Path) -> Flags:
    """What libclang needs of the words after the compiler; `directory` is where it would run.

    Folders and files are made absolute. Warnings stay warnings, even with -Werror. Options that
    change only the generated code are dropped silently.
    """
    return _sort(words, _LibclangOptions(directory))


def flags_for_compiler(words: Sequence[str], directory: Path) -> Flags:
    """What the command's own compiler needs to generate the same code with the same warnings.

    For a compiler that runs in `directory`, as the command's own did.
    """
    return _sort(words, _Options(directory))


class _Options:
    """Which options the compiler gets."""

    kept: tuple[re.Pattern[str], ...] = (_LANGUAGE, _MEANING, _WARNING, _CODE)
    dropped: tuple[re.Pattern[str], ...] = (_DROPPED,)

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def path(self, option: str, path: str) -> str:  # noqa: ARG002 (libclang's needs it)
        """A folder or file as it is passed on."""
        return path

    def is_sound(self, option: str, value: str) -> bool:
        if value.startswith(("@", "-")):
            # A compiler reads more options from the file that `@` names, wherever the word is
            # (gcc passes the value of `-D@FILE` on as a word). A value that looks like an option
            # would be one if the compiler parsed the words before it differently.
            return False
        if option in _FILES:
            # A header that is not in the directory is looked for in the folders of -iquote and -I.
            # Reading a device or a FIFO would never end.
            path = self.directory / value
            return is_file(path) or not exists(path)
        return option not in _VALUES or _VALUES[option].fullmatch(value) is not None


class _LibclangOptions(_Options):
    kept = (_LANGUAGE, _MEANING, _WARNING)
    dropped = (_DROPPED, _ERRORS, _CODE)

    def path(self, option: str, path: str) -> str:
        # "=" stands for the folder of --sysroot.
        if path.startswith("=") or (option in _FILES and not exists(self.directory / path)):
            return path
        return os.path.realpath(self.directory / path)


def _sort(words: Sequence[str], options: _Options) -> Flags:
    kept: list[str] = []
    left_out: list[str] = []
    waiting = iter([_TO_PREPROCESSOR.sub(r"\1", word) for word in words])
    for word in waiting:
        if word in _LEFT_OUT_VALUED:
            left_out.append(" ".join((word, next(waiting, ""))).strip())
        elif _is_in(options.dropped, word) and not _is_in((_MEANING,), word):
            pass
        elif _is_in(options.kept, word):
            kept.append(word)
        elif option := _option_of(word, (*_FOLDERS, *_FILES, *_VALUES)):
            value = word.removeprefix(option) or next(waiting, "")
            if not value or not options.is_sound(option, value):
                left_out.append(f"{option} {value}".strip())
                continue
            if option in (*_FOLDERS, *_FILES):
                value = options.path(option, value)
            kept += [option + value] if option.endswith("=") else [option, value]
        elif option := _option_of(word, _DROPPED_VALUED):
            if word == option:
                next(waiting, "")
        elif word.startswith(("-", "@")):
            left_out.append(word)
    return Flags(tuple(kept), tuple(left_out))


def _is_in(tables: Sequence[re.Pattern[str]], word: str) -> bool:
    return any(table.fullmatch(word) for table in tables)


def _option_of(word: str, options: Sequence[str]) -> str:
    """The longest known option that a word begins with, "" for none."""
    return max((option for option in options if word.startswith(option)), key=len, default="")
