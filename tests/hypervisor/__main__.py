# SPDX-License-Identifier: GPL-2.0-or-later
"""Boot the series for Xen and call what it adds: `make hypervisor XEN=TREE`, for some minutes.

    python -m tests.hypervisor TREE [--kernel VMLINUZ --modules FOLDER] [--work DIR] [--jobs N]

Two private copies of the tree, one with the series, are built and booted under qemu-system-x86_64
with Debian's kernel as dom0. A static program makes a domain, assigns it an emulated network card,
and calls new and old functions in turn. What each gives has to be what `expected` says, on the
hypervisor without the series, too: a check that cannot fail there would prove nothing.

Nothing of the machine is changed; the kernel comes by `apt-get download`. It needs what Xen's build
needs (gcc, make, flex, bison, python3, libc6-dev), qemu-system-x86, busybox-static, cpio, 1.5 GB.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.hypervisor.libraries import LIBRARIES, build_libraries

_HERE = Path(__file__).parent
_PROGRAMS = ("git", "make", "gcc", "flex", "bison", "cpio", "gzip", "busybox", "qemu-system-x86_64")
_MODULES = ("xen-privcmd.ko", "xen-evtchn.ko")
#: A boot takes half a minute on two quiet cores.
_SECONDS = 600
_LINE = re.compile(r"^([a-z][\w :,]*): (-?\d+|E\w+)\s*$", re.MULTILINE)


class Missing(Exception):
    """What the run needs and does not find."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """dom0's."""

    image: Path
    #: The two drivers that a program needs for hypercalls.
    modules: tuple[Path, ...]


def main(words: Sequence[str]) -> int:
    """The exit code: 0 when all is as expected, 1 when not, 2 when it could not be tried."""
    parser = argparse.ArgumentParser(prog="python -m tests.hypervisor", description=__doc__)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--kernel", type=Path, help="Debian's package otherwise")
    parser.add_argument("--modules", type=Path, help="where the kernel's modules are")
    parser.add_argument("--work", type=Path, help="a new folder that is kept")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args(words)
    lacking = [name for name in _PROGRAMS if shutil.which(name) is None]
    if lacking:
        return _fail(f"no {', '.join(lacking)} on the PATH")
    with tempfile.TemporaryDirectory(prefix="codemod-hypervisor-") as folder:
        work = args.work or Path(folder)
        work.mkdir(exist_ok=True)
        try:
            return _try(args, work)
        except (Missing, AssertionError, subprocess.CalledProcessError) as error:
            return _fail(str(error))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _fail(why: str) -> int:
    sys.stderr.write(f"error: {why}\n")
    return 2


def _try(args: argparse.Namespace, work: Path) -> int:
    kernel = _kernel(args, work)
    plain, patched = _copy(args.tree, work / "plain"), _copy(args.tree, work / "patched")
    series = work / "series"
    _codemod("apply", "--tree", str(args.tree), "--out", str(series))
    _run("git", "am", "-q", "--empty=drop", *map(str, sorted(series.glob("0*.patch"))), at=patched)
    initrd = _initrd(_program(patched), kernel, work)
    wanted = read_expected()
    is_right = True
    for what, tree in (("with the series", patched), ("without it", plain)):
        built = _hypervisor(tree, args.jobs)
        begin = time.monotonic()
        found = _boot(built, kernel, initrd, work / f"{tree.name}.log")
        _say(f"\n{what} ({time.monotonic() - begin:.0f} s):")
        is_right &= _compare({name: one[tree is plain] for name, one in wanted.items()}, found)
    return 0 if is_right else 1


def read_expected() -> Mapping[str, tuple[str, str]]:
    """Name of a call -> what it gives with the series, and without."""
    rows = {}
    for line in (_HERE / "expected").read_text().splitlines():
        if line and not line.startswith("#"):
            name, patched, plain = (cell.strip() for cell in line.split("|"))
            rows[name] = patched, plain
    return rows


def _compare(wanted: Mapping[str, str], found: Mapping[str, str]) -> bool:
    for name in dict.fromkeys((*wanted, *found)):
        is_right = wanted.get(name) == found.get(name)
        mark = "" if is_right else f"  EXPECTED {wanted.get(name, 'nothing')}"
        _say(f"  {name:40}{found.get(name, 'NOTHING')}{mark}")
    return dict(wanted) == dict(found)


def _copy(tree: Path, folder: Path) -> Path:
    _run("git", "clone", "-q", "--shared", str(tree.resolve()), str(folder), at=folder.parent)
    return folder


def _program(tree: Path) -> Path:
    """The static program, linked with the libraries of a patched tree."""
    build_libraries(tree)
    archives = [f"tools/libs/{name}/libxen{name}.a" for name in reversed(LIBRARIES)]
    flags = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O1", "-static"]
    include = ["-Itools/include", "-Itools/libs/call/include"]
    command = ["gcc", *flags, *include, "-o", "calls", str(_HERE / "calls.c"), *archives]
    _run(*command, "-lpthread", at=tree)
    return tree / "calls"


def _hypervisor(tree: Path, jobs: int) -> Path:
    """The multiboot image; xen-syms is linked on the way, which sees what objects do not."""
    for target in ("defconfig", "build"):
        _run("make", "-C", "xen", f"-j{jobs}", "XEN_TARGET_ARCH=x86_64", target, at=tree)
    return tree / "xen/xen"


def _kernel(args: argparse.Namespace, work: Path) -> Kernel:
    folder = args.modules
    image = args.kernel
    if image is None or folder is None:
        folder = work / "kernel"
        folder.mkdir()
        depends = _run("apt-cache", "depends", "linux-image-amd64", at=work)
        package = re.search(r"Depends: (linux-image-\S+)", depends)
        if package is None:
            raise Missing("no Debian kernel in apt's sources: say --kernel and --modules")
        _run("apt-get", "download", "-qq", package[1], at=folder)
        _run("dpkg", "-x", str(next(folder.glob("*.deb"))), str(folder), at=folder)
        image = next(folder.glob("boot/vmlinuz-*"))
    modules = [next(folder.rglob(name), None) for name in _MODULES]
    found = tuple(module for module in modules if module is not None)
    if len(found) < len(_MODULES):
        raise Missing(f"no {' and '.join(_MODULES)} below {folder}")
    return Kernel(image, found)


def _initrd(program: Path, kernel: Kernel, work: Path) -> Path:
    root = work / "root"
    for name in ("bin", "proc", "dev"):
        (root / name).mkdir(parents=True)
    shutil.copy(shutil.which("busybox") or "", root / "bin/busybox")
    for file in (program, *kernel.modules, _HERE / "init"):
        shutil.copy(file, root / file.name)
    archive = work / "initrd.gz"
    names = "\n".join(str(path.relative_to(root)) for path in sorted(root.rglob("*")))
    packed = subprocess.run(
        ["cpio", "-o", "-H", "newc", "--quiet"],
        cwd=root,
        input=names.encode(),
        capture_output=True,
        check=True,
    ).stdout
    archive.write_bytes(subprocess.run(["gzip"], input=packed, stdout=-1, check=True).stdout)
    return archive


def _boot(xen: Path, kernel: Kernel, initrd: Path, log: Path) -> Mapping[str, str]:
    """What each call gave. Raises Missing when the program did not come to its end."""
    command = [
        "qemu-system-x86_64",
        *("-machine", "q35", "-accel", "tcg", "-cpu", "Opteron_G2,+svm,+npt", "-m", "1536"),
        *("-nographic", "-no-reboot", "-nodefaults", "-serial", "stdio", "-nic", "none"),
        *("-device", "intel-iommu,intremap=on,eim=off"),
        *("-device", "e1000e,bus=pcie.0,addr=2,romfile="),
        *("-kernel", str(xen)),
        # Opteron_G2 has erratum 121, so that Xen makes no domain unless it is told to.
        *("-append", "console=com1 com1=115200,8n1 dom0_mem=600M iommu=verbose allow_unsafe"),
        *("-initrd", f"{kernel.image} console=hvc0 nomodeset,{initrd}"),
    ]
    with log.open("wb") as output:
        try:
            subprocess.run(
                command, stdin=-3, stdout=output, stderr=-2, timeout=_SECONDS, check=True
            )
        except subprocess.TimeoutExpired:
            raise Missing(f"no end after {_SECONDS} s: {_end_of(log)}") from None
    text = log.read_text("utf-8", "replace").replace("\r", "")
    _, begin, rest = text.partition("calls begin\n")
    told, end, _ = rest.partition("calls end: 0")
    if not begin or not end:
        raise Missing(f"the program did not come to its end: {_end_of(log)}")
    return dict(_LINE.findall(told))


def _end_of(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-2000:]


def _codemod(*words: str) -> None:
    done = subprocess.run([sys.executable, "-m", "qemu_xen_codemod", *words], check=False)
    if done.returncode > 1:
        raise Missing("codemod apply failed")


def _run(*command: str, at: Path) -> str:
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Ann Author"), ("EMAIL", "ann@example.org"))
    }
    done = subprocess.run(
        command,
        cwd=at,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **identity},
    )
    if done.returncode:
        raise Missing(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr[-3000:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
