# SPDX-License-Identifier: GPL-2.0-or-later
"""PrivateRepository: a bare repository of ours in a private folder that borrows a tree's objects.

Everything that git reads of a tree it reads through this repository, and what it writes it writes
here. So neither the tree's configuration nor the user's applies (it cannot name a filter, textconv,
fsmonitor, hook, diff driver or promisor remote). The tree's index, refs and object store are not
touched, not even the time stamps of its packs, which git renews when it writes an object that
already exists.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from qemu_xen_codemod.tree.git import Git
from qemu_xen_codemod.tree.private_folder import PrivateFolder

_CONFIGURATION = """\
[core]
\trepositoryformatversion = {version}
\tbare = true
\tabbrev = 12
\tfsmonitor = false
\tattributesFile = /dev/null
\texcludesFile = /dev/null
\thooksPath = /dev/null
[gc]
\tauto = 0
[fastimport]
\tunpackLimit = 0
[extensions]
"""

#: Overrides any .gitattributes: no conversion, no driver except git's own for C, whose hunk headers
#: name functions and not labels.
_ATTRIBUTES = """\
* !diff -text -eol -ident -filter -working-tree-encoding -whitespace
*.c diff=cpp
*.h diff=cpp
*.c.inc diff=cpp
*.h.inc diff=cpp
"""


class PrivateRepository:
    """Removed when closed, when nothing refers to it any more, and at the end of the process."""

    def __init__(
        self,
        git: Git,
        *,
        objects: Path | None = None,
        object_format: str = "sha1",
        shallow: str = "",
    ) -> None:
        """`objects`: a store to borrow from. `shallow`: a commit to treat as without parents."""
        self.git = git
        self._private = PrivateFolder()
        self.folder = self._private.path
        self.close = self._private.close
        for name in ("info", "objects/info", "objects/pack", "refs/heads"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "HEAD").write_text("ref: refs/heads/series\n")
        (self.folder / "info/attributes").write_text(_ATTRIBUTES)
        configuration = _CONFIGURATION.format(version=int(object_format != "sha1"))
        if object_format != "sha1":
            configuration += f"\tobjectFormat = {object_format}\n"
        (self.folder / "config").write_text(configuration)
        if objects is not None:
            (self.folder / "objects/info/alternates").write_bytes(_quote(objects) + b"\n")
        if shallow:
            (self.folder / "shallow").write_text(f"{shallow}\n")

    def run(
        self,
        *arguments: str,
        data: bytes = b"",
        work_tree: Path | None = None,
        settings: Mapping[str, str] | None = None,
        accepted: tuple[int, ...] = (0,),
    ) -> bytes:
        """Standard output of a git command on this repository; raises GitError."""
        home = str(self.folder)
        environment = {
            "GIT_DIR": home,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            # Git before 2.32 does not know GIT_CONFIG_GLOBAL and looks here.
            "HOME": home,
            "XDG_CONFIG_HOME": home,
        }
        if work_tree is not None:
            environment["GIT_WORK_TREE"] = str(work_tree)
        return self.git.run(
            arguments,
            folder=work_tree or self.folder,
            settings={**environment, **(settings or {})},
            data=data,
            accepted=accepted,
        )

    def borrow(self, other: PrivateRepository) -> None:
        """Let git also find the objects of another repository, until that is closed."""
        with (self.folder / "objects/info/alternates").open("ab") as alternates:
            alternates.write(_quote(other.folder / "objects") + b"\n")

    def describe(self, branch: str, text: str) -> None:
        """Set the branch's description, from which format-patch makes the cover letter."""
        value = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        with (self.folder / "config").open("a", encoding="utf-8") as config:
            config.write(f'[branch "{branch}"]\n\tdescription = "{value}"\n')


def _quote(path: Path) -> bytes:
    """A path as a line of objects/info/alternates."""
    raw = os.fsencode(path)
    if b"\n" not in raw and not raw.startswith((b'"', b"#")):
        return raw
    return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'
