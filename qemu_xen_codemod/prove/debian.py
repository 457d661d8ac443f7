# SPDX-License-Identifier: GPL-2.0-or-later
"""What a boot needs from Debian's packages: a kernel, and Xen.

If it is installed on the machine, it is taken from there. Otherwise it is downloaded and unpacked
into a folder that the user names, which needs no root and changes nothing on the machine; files
that are already there are not downloaded again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.build.process import run
from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.prove.level import MissingNeeds, Need

_MINUTES = 600.0
_ROOT = Path("/")
#: A name that is followed by a version -> the package that always depends on the newest.
_WHOLE = {
    "linux-image-": "linux-image-amd64",
    "xen-hypervisor-": "xen-system-amd64",
    "xen-utils-": "xen-system-amd64",
}


@dataclass(frozen=True, slots=True)
class Kernel:
    """A Linux kernel, with its drivers."""

    image: Path
    #: The folder that contains the drivers, at any depth.
    modules: Path

    def module(self, name: str) -> Path:
        """The file of a driver. Raises MissingNeeds."""
        found = sorted(self.modules.rglob(f"{name}.ko*"))
        if not found:
            raise MissingNeeds(
                Need(f"{name}.ko in {self.modules}", "name another kernel: --kernel FILE")
            )
        return found[0]


@dataclass(frozen=True, slots=True)
class Packages:
    """Debian's packages, on the machine or unpacked in a folder."""

    #: None: nothing is downloaded.
    folder: Path | None = None

    @property
    def roots(self) -> tuple[Path, ...]:
        """Where their files are: the first place that has a file counts."""
        return (_ROOT,) if self.folder is None else (self.folder.resolve(), _ROOT)

    def find(self, pattern: str, package: str) -> Path:
        """The newest file that matches a pattern; if there is none, from this package.

        Raises MissingNeeds, BuildError (a download that fails), OSError.
        """
        if found := self._newest(pattern):
            return found
        if self.folder is None:
            raise MissingNeeds(
                Need(
                    f"/{pattern}, of Debian's {_WHOLE.get(package, package)}",
                    "install it, or let apt-get download it into a folder: --packages FOLDER",
                )
            )
        self._download(package)
        if found := self._newest(pattern):
            return found
        raise MissingNeeds(Need(f"{pattern} in Debian's {package}", "use that of another release"))

    def kernel(self, given: Path | None) -> Kernel:
        """The user's kernel, or Debian's. Raises MissingNeeds, BuildError, OSError."""
        image = given or self.find("boot/vmlinuz-*", "linux-image-")
        if not image.is_file():
            raise MissingNeeds(Need(f"a kernel {image}", "name its file: --kernel FILE"))
        image = image.resolve()
        version = image.name.partition("-")[2]
        roots = (image.parent.parent, image.parent, _ROOT)
        places = [root / "lib/modules" / version for root in roots]
        folder = next((place for place in places if version and place.is_dir()), None)
        if folder is None:
            raise MissingNeeds(
                Need(
                    f"drivers of {image} in {places[0]}",
                    "name a kernel with the same layout as Debian's: boot/vmlinuz-N, lib/modules/N",
                )
            )
        return Kernel(image, folder)

    def _newest(self, pattern: str) -> Path | None:
        for root in self.roots:
            if found := sorted(root.glob(pattern), key=_numbers):
                return found[-1]
        return None

    def _download(self, package: str) -> None:
        assert self.folder is not None
        folder = self.folder.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        before = set(folder.glob("*.deb"))
        _said("apt-get", ("download", _versioned(package, folder)), folder)
        for path in sorted(set(folder.glob("*.deb")) - before):
            _said("dpkg", ("-x", path.name, "."), folder)
            path.unlink()


def _versioned(package: str, folder: Path) -> str:
    """The newest package whose name ends in a version, found by the package that depends on it."""
    whole = _WHOLE.get(package)
    if whole is None:
        return package
    output = _said("apt-cache", ("depends", whole), folder)
    found = re.search(rf"^ *Depends: ({re.escape(package)}\d\S*)$", output, re.MULTILINE)
    if found is None:
        raise BuildError(f"apt-cache: {whole} depends on no {package}N")
    return found[1]


def _said(program: str, words: Sequence[str], folder: Path) -> str:
    done = run(program, words, folder, timeout=_MINUTES)
    if done.status:
        raise BuildError(
            f"{program} {' '.join(words)}: {done.err.decode('utf-8', 'replace').strip()}",
            help="apt-get update, as root, tells this machine what there is",
        )
    return done.out.decode("utf-8", "replace")


def _numbers(path: Path) -> tuple[tuple[int, ...], str]:
    return tuple(map(int, re.findall(r"\d{1,9}", path.name))), path.name
