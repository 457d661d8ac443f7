# SPDX-License-Identifier: GPL-2.0-or-later
"""A build whose commands try to load code or to write: no program gets any of these words.

The compiler, linker and ar of these tests record their arguments, with `@file`s expanded. Each
attack is shown to work: if passed as in the build, it gives them a path in `evil`.
"""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod import cli
from tests.objects.elf_bytes import elf_object
from tests.toolchain import Toolchain, make_build
from tests.verify.conftest import Sample

#: {evil} is a folder of programs and files that the tree and the user do not know.
COMPILING: Mapping[str, str] = {
    "plugin": "-fplugin={evil}/x.so",
    "plugin by name": "-iplugindir={evil} -fplugin=x",
    "plugin of clang": "-Xclang -load -Xclang {evil}/x.so",
    "pass of clang": "-fpass-plugin={evil}/x.so",
    "plugin of LLVM": "-mllvm -load={evil}/x.so",
    "configuration of clang": "--config={evil}/x.cfg",
    "configuration, apart": "--config {evil}/x.cfg",
    "configurations": "--config-user-dir={evil}",
    "folder of programs": "-B{evil}/",
    "folder of programs, apart": "-B {evil}/",
    "another driver": "-no-integrated-cpp -B{evil}",
    "gcc's installation": "--gcc-toolchain={evil}",
    "clang's resources": "-resource-dir {evil}",
    "wrapper": "-wrapper {evil}/cmd",
    "specs": "-specs={evil}/specs",
    "specs, two hyphens": "--specs={evil}/specs",
    "specs, apart": "-specs {evil}/specs",
    "response file": "@{evil}/x.rsp",
    "response file in one": "@{evil}/nested.rsp",
    "as a value of -I": "-I @{evil}/x.rsp",
    "joined to -I": "-I@{evil}/x.rsp",
    "as a value of -isystem": "-isystem @{evil}/x.rsp",
    "as a value of -iquote": "-iquote @{evil}/x.rsp",
    "as a value of -idirafter": "-idirafter @{evil}/x.rsp",
    "as a value of -isysroot": "-isysroot @{evil}/x.rsp",
    "as a value of --sysroot": "--sysroot @{evil}/x.rsp",
    "as a value of -include": "-include @{evil}/x.rsp",
    "as a value of -imacros": "-imacros @{evil}/x.rsp",
    "as a value of -D": "-D @{evil}/x.rsp",
    "joined to -D": "-D@{evil}/x.rsp",
    "as a value of -U": "-U @{evil}/x.rsp",
    "as a value of -x": "-x @{evil}/x.rsp",
    "as a value of --param": "--param @{evil}/x.rsp",
    "as a value of -target": "-target @{evil}/x.rsp",
    "as a value of -o": "-o @{evil}/x.rsp",
    "as a value of -MF": "-MF @{evil}/x.rsp",
    "handed to the preprocessor": "-Wp,-D@{evil}/x.rsp",
    "option as a value": "-Wp,-D -I -fplugin={evil}/x.so",
    "option as a value of clang's": "-fdebug-compilation-dir -I -fplugin={evil}/x.so",
    "option behind a warning": "-W -Wp,-D,-fplugin={evil}/x.so",
    "behind a definition": "-Wp,-DX,-fplugin={evil}/x.so",
    "argument of a plugin": "-fplugin-arg-x=y -fpass-plugin={evil}/x.so",
    "plugin of the linker": "-flto -flto-partition=none -fuse-linker-plugin -B{evil}",
    "notes of the compiler": "-fcallgraph-info -fstack-usage -dumpdir {evil}/",
    "for the preprocessor": "-Xpreprocessor -fplugin={evil}/x.so",
    "for the assembler": "-Wa,--MD,{evil}/x",
    "for the assembler, apart": "-Xassembler --MD={evil}/x",
    "for the linker": "-Wl,-plugin,{evil}/x.so",
    "module mapper": "-fmodules-ts -fmodule-mapper=|{evil}/cmd",
    "modules": "-fmodules-cache-path={evil}",
    "precompiled header": "-include-pch {evil}/x.pch",
    "overlay": "-ivfsoverlay {evil}/x.yaml",
    "another output": "-o {evil}/out",
    "another output, long": "--output={evil}/out",
    "dependencies": "-MD -MF {evil}/out",
    "dependencies by -Wp": "-Wp,-MD,{evil}/out",
    "dump folder": "-dumpdir {evil}/",
    "dump name": "-dumpbase {evil}/x",
    "dumps": "-fdump-tree-all={evil}/out",
    "dump of Ada": "-fdump-ada-spec -fdump-go-spec={evil}/out",
    "notes": "-fopt-info-all={evil}/out",
    "prototypes": "-aux-info {evil}/out",
    "temporary files": "-save-temps=cwd -dumpdir {evil}/",
    "profile": "-fprofile-use={evil}/x",
    "profile folder": "-fprofile-dir={evil}",
    "profile written": "-fprofile-generate={evil}",
    "diagnostics": "-fdiagnostics-add-output=sarif:file={evil}/out",
    "crash reports": "-fcrash-diagnostics-dir={evil}",
    "time trace": "-ftime-trace={evil}/out",
    "offload": "-foffload=-fplugin={evil}/x.so",
}
LINKING: Mapping[str, str] = {
    "plugin": "-Wl,--plugin,{evil}/x.so",
    "plugin, one word": "-Wl,-plugin={evil}/x.so",
    "plugin behind a known option": "-Wl,--as-needed,--plugin={evil}/x.so",
    "plugin by -Xlinker": "-Xlinker --plugin={evil}/x.so",
    "plugin of the compiler": "-fplugin={evil}/x.so",
    "plugin as a value": "-Wl,--rpath,-rpath,--plugin={evil}/x.so",
    "plugin as a value of the next word": "-Wl,-rpath -Wl,-rpath,--plugin={evil}/x.so",
    "plugin after -z": "-Wl,-z -Wl,-u,--plugin={evil}/x.so",
    "response file": "@{evil}/x.rsp",
    "response file in one": "@{evil}/nested.rsp",
    "as a value of -L": "-L @{evil}/x.rsp",
    "as a value of -l": "-l @{evil}/x.rsp",
    "as a value of -u": "-u @{evil}/x.rsp",
    "as a value of -z": "-z @{evil}/x.rsp",
    "as a value of ld's": "-Wl,-rpath,@{evil}/x.rsp",
    "as another value of ld's": "-Wl,-u,@{evil}/x.rsp",
    "as a library's name": "-Wl,-soname,@{evil}/x.rsp",
    "as a value by two hyphens": "-Wl,--rpath-link,@{evil}/x.rsp",
    "linker": "-fuse-ld={evil}/ld",
    "linker of clang": "--ld-path={evil}/ld",
    "folder of programs": "-B{evil}/",
    "specs": "-specs={evil}/specs",
    "wrapper": "-wrapper {evil}/cmd",
    "script": "-T {evil}/x.ld",
    "script, joined": "-T{evil}/x.ld",
    "script by -Wl": "-Wl,-T,{evil}/x.ld",
    "script as an input": "{evil}/x.ld",
    "commands": "-Wl,-c,{evil}/x.mri",
    "map": "-Wl,-Map,{evil}/out",
    "map, joined": "-Wl,-Map={evil}/out",
    "dependencies": "-Wl,--dependency-file={evil}/out",
    "dynamic linker": "-Wl,-dynamic-linker,{evil}/ld.so",
    "audit library": "-Wl,--audit,{evil}/x.so",
    "output": "-Wl,-o,{evil}/out",
    "output of the compiler": "-o {evil}/out",
}
MEMBERS: Mapping[str, str] = {
    "plugin": "--plugin={evil}/x.so",
    "response file": "@{evil}/x.rsp",
    "output": "--output={evil}",
}
RULE = "@@ expression A, B; @@\n- xc_set_hvm_param(A, B)\n+ xen_set(A, B)\n"


@pytest.fixture
def toolchain(toolchain: Toolchain) -> Toolchain:
    toolchain.add("bin/ar")
    return toolchain


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    folder = tmp_path / "evil"
    folder.mkdir()
    for name in ("x.so", "x.pch", "x.cfg", "x.ld", "specs"):
        (folder / name).write_text("")
    (folder / "x.rsp").write_text(f"-fplugin={folder}/x.so\n")
    (folder / "nested.rsp").write_text(f"@{folder}/x.rsp\n")
    return folder


def told_of(evil: Path, runs: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The runs with an argument that leads to evil; folders of headers or libraries do not count.

    A word `./@...` is a file's name.
    """
    return [
        words
        for words in runs
        if any(str(evil) in word and not word.startswith("./") for word in words)
    ]


def verified(sample: Sample, build: Path, folder: Path, *options: str) -> int:
    (folder / "r.cocci").write_text(RULE)
    code = (sample.tree / "hw/xen/a.c").read_bytes()
    series = sample.series(("hw: a", {"hw/xen/a.c": code + b"int one;\n"}))
    words = ["verify", "--tree", str(sample.tree), str(series), "-p", str(build)]
    return cli.main([*words, "--rules", str(folder / "r.cocci"), *options])


def test_no_option_of_a_compile_command(
    sample: Sample, toolchain: Toolchain, evil: Path, tmp_path: Path
) -> None:
    """Each is an option of a source's second object."""
    source = f"{sample.tree}/hw/xen/a.c"
    attacks = [words.format(evil=evil) for words in COMPILING.values()]
    commands = [
        (f"{number}.o", f"cc -DGOOD {words} -c {source}", [source])
        for number, words in enumerate(attacks)
    ]
    build = make_build(tmp_path / "build", commands)
    assert verified(sample, build, tmp_path) == 0
    runs = toolchain.ran()
    assert sum(words[-1].endswith("a.c") for words in runs) >= len(attacks)
    assert all("GOOD" in words for words in runs if words[-1].endswith("a.c"))
    # No precompiled header replaces one that the source includes: it is not the first include.
    assert all(words[1:3] == ("-include", "/dev/null") for words in runs if "GOOD" in words)
    assert told_of(evil, runs) == []


def test_no_word_of_a_link_line(
    sample: Sample, toolchain: Toolchain, evil: Path, tmp_path: Path
) -> None:
    """Nor a member of an archive."""
    source = f"{sample.tree}/hw/xen/a.c"
    ninja = [
        "rule ar",
        " command = ar crs $out $in",
        "rule link",
        " command = cc $in -o $out $more",
    ]
    for number, words in enumerate(LINKING.values()):
        ninja += [f"build prog{number}: link a.o", f" more = {words.format(evil=evil)}"]
    for number, words in enumerate(MEMBERS.values()):
        ninja += [f"build lib{number}.a: ar a.o {words.format(evil=evil)}"]
        ninja += [f"build arprog{number}: link main.o lib{number}.a"]
    build = make_build(
        tmp_path / "build", [("a.o", f"cc -c {source}", [source])], "\n".join(ninja) + "\n"
    )
    (build / "a.o").write_bytes(elf_object((), ()))
    programs = [line.split()[1].rstrip(":") for line in ninja if "prog" in line]
    for name in programs:
        (build / name).write_text("")
    assert verified(sample, build, tmp_path, "--link") == 0
    runs = toolchain.ran()
    assert sum(any(word.endswith("-linked") for word in words) for words in runs) == len(programs)
    assert sum(words[0].endswith("/ar") for words in runs) == len(MEMBERS)
    assert told_of(evil, runs) == []


@pytest.mark.parametrize(
    "words", dict.fromkeys((*COMPILING.values(), *LINKING.values(), *MEMBERS.values()))
)
def test_each_attack_is_one(toolchain: Toolchain, evil: Path, words: str) -> None:
    """Passed to a program as in the build."""
    subprocess.run(["cc", *shlex.split(words.format(evil=evil))], check=False, cwd=evil)
    assert told_of(evil, toolchain.ran())


@pytest.mark.parametrize(
    "where",
    ["absolute", "ccache", "relative", "below", "env", "script", "shell", "option"],
)
def test_no_compiler_of_the_builds_own(
    sample: Sample,
    toolchain: Toolchain,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    where: str,
) -> None:
    """Whatever its path and name; words before a known compiler are left out."""
    evil = toolchain.add("evil/gcc")
    ccache, script = toolchain.add("evil/ccache"), toolchain.add("evil/script")
    program = {
        "absolute": str(evil),
        "ccache": f"{ccache} cc",
        "relative": "./gcc",
        "below": "evil/gcc",
        "env": "MARK=1 gcc",
        "script": str(script),
        "shell": f"cc; {script} #",
        "option": f"-B{evil.parent} gcc",
    }[where]
    source = f"{sample.tree}/hw/xen/a.c"
    build = make_build(tmp_path / "build", [("a.o", f"{program} -c {source}", [source])])
    for name in ("gcc", "evil/gcc"):
        (build / name).parent.mkdir(exist_ok=True)
        (build / name).symlink_to(evil)
    assert verified(sample, build, tmp_path) == (0 if where == "ccache" else 2)
    assert {words[0] for words in toolchain.ran()} <= {str(toolchain.bin / "cc")}
    if where == "absolute":
        assert f"trust it: --allow-compiler {evil}" in capsys.readouterr().err


def test_a_compiler_that_the_user_allows(
    sample: Sample, toolchain: Toolchain, tmp_path: Path
) -> None:
    """It is run by its path."""
    gcc = toolchain.add("other/gcc")
    source = f"{sample.tree}/hw/xen/a.c"
    build = make_build(tmp_path / "build", [("a.o", f"{gcc} -c {source}", [source])])
    assert verified(sample, build, tmp_path, "--allow-compiler", str(gcc)) == 0
    assert str(gcc) in {words[0] for words in toolchain.ran()}
