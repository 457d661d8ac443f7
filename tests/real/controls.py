# SPDX-License-Identifier: GPL-2.0-or-later
"""Series with faults in one patch, made from a part of the series of a real tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.real.run import clone, codemod, output_of, patches_in

#: The patch that gets the errors. It affects few objects.
BIND = "xen/passthrough: bind INTx through libxendevicemodel"
#: Its rule, and those of the patches before and after it.
_RULES = "xen-bind-pt-msi-irq,xen-bind-pt-pci-irq,xen-domain-ioport-mapping"

Edit = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Control:
    """An error, and what the report must say about it."""

    edit: Edit
    #: The check that must fail.
    check: str
    #: Parts of the report, including the help.
    says: tuple[str, ...]


def short_series(tree: Path, folder: Path) -> tuple[Path, ...]:
    """The patches of a few rules, including the one with the subject `BIND`, which is not the last.

    They are in `folder`, made by the first caller; callers take turns.
    """
    if not folder.exists():
        codemod("apply", "--tree", tree, "--out", folder, "--only", _RULES)
    patches = patches_in(folder)
    assert number_of(patches, BIND) < len(patches)
    return patches


def make_control(tree: Path, patches: Sequence[Path], faults: Sequence[Edit], work: Path) -> Path:
    """A folder with the patches up to the one after the errors, which are in the last but one."""
    copy = clone(tree, work / "control")
    at = number_of(patches, BIND)
    base = output_of("git", "rev-parse", "HEAD", cwd=copy).decode().strip()
    for patch in patches[: at + 1]:
        output_of("git", "am", "-q", patch, cwd=copy)
    after = output_of("git", "rev-parse", "HEAD", cwd=copy).decode().strip()
    output_of("git", "reset", "-q", "--hard", "HEAD~1", cwd=copy)
    for fault in faults:
        fault(copy)
    output_of("git", "commit", "-q", "--all", "--amend", "--no-edit", cwd=copy)
    # The patch after it ends where it did before, whatever the errors have changed.
    output_of("git", "checkout", "-q", after, "--", ".", cwd=copy)
    output_of("git", "commit", "-q", "-C", after, cwd=copy)
    output_of("git", "format-patch", "-q", "-o", work / "series", base, cwd=copy)
    return work / "series"


def number_of(patches: Sequence[Path], subject: str) -> int:
    """The patch's number, 1-based."""
    for number, patch in enumerate(patches, 1):
        text = re.sub(r"\n[ \t]+", " ", patch.read_text())
        if f"] {subject}\n" in text:
            return number
    raise AssertionError(f"no patch has the subject {subject}")


def replace_once(path: str, old: str, new: str) -> Edit:
    """Replace the first match of the pattern; there must be one."""

    def edit(copy: Path) -> None:
        text = (copy / path).read_text()
        changed, number = re.subn(old, new, text, count=1)
        assert number, f"{path} has no {old}"
        (copy / path).write_text(changed)

    return edit


def say(sentence: str) -> Edit:
    """Add a sentence to the commit's message."""

    def edit(copy: Path) -> None:
        message = output_of("git", "log", "-1", "--format=%B", cwd=copy).decode()
        text = message.replace("\n\n", f"\n\n{sentence}\n\n", 1)
        output_of("git", "commit", "-q", "--amend", "-F", "-", cwd=copy, stdin=text.encode())

    return edit


def without_header(copy: Path) -> None:
    """Leave the wrapper out, which the patch after it then adds with its own."""
    changed = output_of("git", "diff", "--name-only", "HEAD~1", cwd=copy).decode().split()
    (header,) = [path for path in changed if path.endswith(".h")]
    output_of("git", "checkout", "-q", "HEAD~1", "--", header, cwd=copy)


_PT = "hw/xen/xen_pt.c"
_BIND = r"(xendevicemodel_bind_pt_pci_irq\(xen_dmod)"
_UNBIND = r"(xendevicemodel_unbind_pt_pci_irq\(xen_dmod)"
#: Errors that one patch can have together: none hides the report of another.
CONTROLS = {
    "calls": {
        "a wrong number of arguments": Control(
            replace_once(_PT, rf"{_BIND}, xen_domid", r"\1"),
            "compiles",
            ("too few arguments", "prototype"),
        ),
        "an undeclared function": Control(
            replace_once(_PT, "xendevicemodel_unbind_pt_pci_irq", "xendevicemodel_drop_pirq"),
            "compiles",
            ("implicit declaration", "declare it"),
        ),
        "an unused variable": Control(
            replace_once(
                _PT, r"\nstatic void xen_pt_destroy\([^)]*\) ?\{\n", r"\g<0>    int left;\n"
            ),
            "compiles",
            ("unused variable", "remove what the patch left"),
        ),
    },
    "arguments": {
        "of different types swapped": Control(
            replace_once(_PT, r"(xendevicemodel_bind_pt_pci_irq)\((xen_dmod), (\w+)", r"\1(\3, \2"),
            "compiles",
            ("integer from pointer", "order of the arguments"),
        ),
    },
    "what compiles": {
        "arguments of the same type swapped": Control(
            replace_once(_PT, rf"{_BIND}, (xen_domid), (\w+)", r"\1, \3, \2"),
            "arguments",
            ("is given machine_irq as its parameter domid", "(dmod, domid, machine_irq"),
        ),
        "a call that should be gone": Control(
            replace_once(
                _PT,
                rf"{_UNBIND}, xen_domid, machine_irq,([^;]*)\);",
                r"xc_domain_unbind_pt_irq(xen_xc, xen_domid, machine_irq, PT_IRQ_TYPE_PCI,\2, 0);",
            ),
            "references",
            ("xc_domain_unbind_pt_irq should be gone from", "codemod apply"),
        ),
        "a message that says what is not so": Control(
            say("With this, xc_domain_ioport_mapping() is no longer used."),
            "references",
            ("the message says that xc_domain_ioport_mapping is gone", "say in the message"),
        ),
        "an edit outside the hunks": Control(
            replace_once(_PT, r'#include "qemu/osdep.h"\n', r"\g<0>/* Edited by hand. */\n"),
            "hunks",
            ("+/* Edited by hand. */", "a separate patch"),
        ),
        "white space at a line's end": Control(
            replace_once(_PT, r"(xendevicemodel_bind_pt_pci_irq\([^\n]*)\n", r"\1 \n"),
            "whitespace",
            ("trailing whitespace", "remove the white space"),
        ),
    },
    "a header": {
        "that is missing": Control(
            replace_once(_PT, r'#include "qemu/osdep.h"\n', r'\g<0>#include "hw/xen/no_such.h"\n'),
            "compiles",
            ("No such file or directory", "include another one"),
        ),
    },
    "another patch": {
        "that it builds with only": Control(
            without_header, "compiles", ("implicit declaration", "declare it")
        ),
    },
}
