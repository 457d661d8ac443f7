# SPDX-License-Identifier: GPL-2.0-or-later
"""The tree's own checkpatch.pl, run at the user's request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.series.mail import Mail
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.confined import Confined
from qemu_xen_codemod.tree.git import run_script
from qemu_xen_codemod.verify.applied import Applied
from qemu_xen_codemod.verify.verdict import Check, Finding

_USUAL = "scripts/checkpatch.pl"
_SAID = re.compile(
    r"^(?P<level>ERROR|WARNING): (?P<what>[^\n]*)\n"
    r"#\d+: (?:FILE: )?(?P<path>[^\n:]*):(?P<line>\d{1,9}):?"
    r"(?P<words>(?:\n[+ -][^\n]*)*)",
    re.MULTILINE,
)
_TOTAL = re.compile(r"^total: (\d+) errors, (\d+) warnings", re.MULTILINE)


def run_checkpatch(tree: Checkout, pack: Pack, mail: Mail, applied: Applied) -> Iterator[Finding]:
    """The findings of the script of TREE, never that of the patched tree, about one patch."""
    script = pack.checkpatch or _USUAL
    file = applied.repository.folder / "checkpatch.patch"
    file.write_bytes(mail.data)
    try:
        # Refuses a script that is, or is behind, a link out of the tree.
        Confined(tree.root).read(script)
        arguments = ["--no-color", str(file)]
        status, output, errors = run_script("perl", [f"./{script}", *arguments], tree.root)
        if b"nknown option" in errors:
            status, output, errors = run_script("perl", [f"./{script}", str(file)], tree.root)
    except (TreeError, OSError) as error:
        yield Finding(Check.CHECKPATCH, f"it cannot be run: {error}")
        return
    said = output.decode("utf-8", "replace")
    total = _TOTAL.search(said)
    if total is not None and total[1] == total[2] == "0":
        return
    found = False
    for match in _SAID.finditer(said):
        found = True
        yield Finding(
            Check.CHECKPATCH,
            f"{match['level'].lower()}: {match['what']}",
            match["path"],
            int(match["line"]),
            match["words"].strip("\n"),
            "fix the style, or say in the message why it stays",
        )
    if not found:
        words = (said + errors.decode("utf-8", "replace")).strip()
        yield Finding(Check.CHECKPATCH, f"{script} ended with status {status}", words=words)
