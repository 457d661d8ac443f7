# SPDX-License-Identifier: GPL-2.0-or-later
"""Options are allowed by name; no option of an untrusted build can load or write anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from qemu_xen_codemod.build.flags import Flags, flags_for_compiler, flags_for_libclang

BOTH = pytest.mark.parametrize("read", [flags_for_libclang, flags_for_compiler])
Read = Callable[[Sequence[str], Path], Flags]


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        "-fplugin=evil.so",
        "-fplugin-arg-evil-x=1",
        "-fpass-plugin=evil.so",
        "-Xclang -load",
        "-Xpreprocessor -fplugin=x",
        "-mllvm -load=evil.so",
        "-specs=evil.specs",
        "-specs evil.specs",
        "--specs=evil.specs",
        "-Bfolder",
        "-B folder",
        "-wrapper sh,-c,evil",
        "@more-options",
        *(
            f"{option} @more-options"
            for option in ("-I", "-isystem", "-include", "-D", "--sysroot")
        ),
        # A compiler that parses options differently would not take it as the value of the word
        # before.
        *(f"{option} -fplugin=evil.so" for option in ("-I", "-iquote", "-imacros", "-D")),
        "-D@more-options",
        "-Wp,-D@more-options",
        "-Wp,-D",
        "-I@more-options",
        "-iplugindir=evil",
        "-fdebug-compilation-dir",
        "-frewrite-map-file",
        "-fmodule-mapper=|evil",
        "-fmodule-map-file=evil",
        "-fdiagnostics-add-output=sarif:file=/etc/evil",
        "--output=/etc/evil",
        "--include evil.h",
        "-iprefix evil",
        "-no-canonical-prefixes",
        "-###",
        "-aux-info /etc/evil",
        "-dumpdir /etc/evil",
        "-save-temps=obj",
        "-Wp,-fplugin=evil.so",
        "-Wa,-I,evil",
        "-include-pch evil.pch",
        "-resource-dir evil",
        "--config evil",
        "-x assembler-with-cpp",
        "-ivfsoverlay evil",
    ],
)
def test_option_that_no_table_names_is_left_out(read: Read, text: str) -> None:
    """It is reported; neither it nor its value reaches a compiler, and what follows does."""
    words = [*text.split(), "-DA", "a.c"]
    flags = read(words, Path("/"))
    assert flags.kept == ("-D", "A")
    # Options for the preprocessor are reported in that form.
    assert flags.left_out[0].startswith((text[:3].rstrip("@"), "-D @"))


@pytest.mark.parametrize(
    "word",
    [
        "-fdump-tree-all=/etc/evil",
        "-fopt-info-all=/etc/evil",
        "-fprofile-use=/etc/evil",
        "-fcallgraph-info",
        "-fstack-usage",
        "-fsave-optimization-record",
        "-fmodules",
        "-fuse-ld=./evil",
        "-flto=jobserver",
        "-fsanitize-blacklist=/etc/evil",
        "-frandom-seed=x",
        "-fpreprocessed",
        "-fdirectives-only",
        "-ftime-trace=/etc/evil",
        "-fproc-stat-report=/etc/evil",
        "-fcrash-diagnostics-dir=/etc/evil",
        "-fthinlto-index=/etc/evil",
        "-fdump-go-spec=/etc/evil",
        "-fdump-passes",
        "-fembed-offload-object=/etc/evil",
    ],
)
def test_compiler_writes_and_reads_no_files_beside(word: str) -> None:
    """Options of the code generator that name files, or write next to the object."""
    assert flags_for_compiler([word], Path("/")) == Flags((), (word,))


def test_header_that_is_a_device_is_left_out(tmp_path: Path) -> None:
    """`-include /dev/zero` would never end."""
    words = ["-include", "/dev/zero", "-include", "/dev/tty", "-imacros", str(tmp_path)]
    left_out = ("-include /dev/zero", "-include /dev/tty", f"-imacros {tmp_path}")
    assert flags_for_libclang(words, Path("/")) == Flags((), left_out)


@BOTH
def test_inputs_and_outputs_are_the_callers(read: Read) -> None:
    """They are dropped silently, with their values."""
    text = "-c -o a.o -ob.o -MD -MQ a.o -MF a.d -MT x -Wp,-MMD,a.d ../a.c -L lib -lm -Wl,-z,now"
    assert read(text.split(), Path("/")) == Flags((), ())


@BOTH
def test_missing_value_is_left_out(read: Read) -> None:
    """A command that ends too early."""
    assert read(["-DA", "-I"], Path("/")) == Flags(("-D", "A"), ("-I",))


def test_qemu(tmp_path: Path) -> None:
    """A command of QEMU's, as meson writes it."""
    text = (
        "-m64 -Ilib.p -I../source -fdiagnostics-color=auto -Wall -Werror -std=gnu11 -O2 -g"
        " -Wshadow=local -isystem linux-headers -iquote . -mcx16 -msse2 -D_GNU_SOURCE"
        ' -DNAME="a" -fno-strict-aliasing -fwrapv -ftrivial-auto-var-init=zero'
        " -fzero-call-used-regs=used-gpr -fPIE -pthread -MD -MQ a.o -MF a.o.d -o a.o -c a.c"
    )
    build = tmp_path / "build"
    assert flags_for_libclang(text.split(), build) == Flags(
        (
            *("-m64", "-I", f"{build}/lib.p", "-I", f"{tmp_path}/source", "-Wall"),
            *("-std=gnu11", "-O2", "-Wshadow=local", "-isystem", f"{build}/linux-headers"),
            *("-iquote", str(build), "-mcx16", "-msse2", "-D", "_GNU_SOURCE"),
            *("-D", 'NAME="a"', "-fno-strict-aliasing", "-fwrapv", "-fPIE", "-pthread"),
        ),
        (),
    )
    assert flags_for_compiler(text.split(), build) == Flags(
        (
            *("-m64", "-I", "lib.p", "-I", "../source", "-Wall", "-Werror", "-std=gnu11", "-O2"),
            *("-g", "-Wshadow=local", "-isystem", "linux-headers", "-iquote", ".", "-mcx16"),
            *("-msse2", "-D", "_GNU_SOURCE", "-D", 'NAME="a"', "-fno-strict-aliasing", "-fwrapv"),
            *("-ftrivial-auto-var-init=zero", "-fzero-call-used-regs=used-gpr"),
            *("-fPIE", "-pthread"),
        ),
        (),
    )


def test_kernel_and_hypervisor(tmp_path: Path) -> None:
    """Options of Linux' and Xen's makefiles: meaningful ones are kept, the others are not
    reported.
    """
    (tmp_path / "kconfig.h").write_text("")
    text = (
        "-Wp,-MMD,./.a.o.d -nostdinc -include ./kconfig.h -include found/later.h -D__KERNEL__"
        " -fshort-wchar -funsigned-char -std=gnu11 -mno-sse -mno-80387 -mno-fp-ret-in-387"
        " -mpreferred-stack-boundary=3 -march=x86-64 -mcmodel=kernel -fcf-protection=none"
        " -mindirect-branch=thunk-extern -fno-delete-null-pointer-checks -falign-functions=16"
        " -fpatchable-function-entry=16,16 -Wframe-larger-than=2048"
        " --param=allow-store-data-races=0 -Wp,-D_FORTIFY_SOURCE=2"
        " -g -O2 -fno-builtin-memcpy -c -o a.o a.c"
    )
    flags = flags_for_libclang(text.split(), tmp_path)
    assert flags == Flags(
        (
            *("-nostdinc", "-include", f"{tmp_path}/kconfig.h", "-include", "found/later.h"),
            *("-D", "__KERNEL__", "-fshort-wchar", "-funsigned-char", "-std=gnu11", "-mno-sse"),
            *("-mno-80387", "-march=x86-64", "-mcmodel=kernel", "-Wframe-larger-than=2048"),
            *("-D", "_FORTIFY_SOURCE=2", "-O2", "-fno-builtin-memcpy"),
        ),
        (),
    )
    assert flags_for_compiler(text.split(), tmp_path).left_out == ()
