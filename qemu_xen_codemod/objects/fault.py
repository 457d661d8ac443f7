# SPDX-License-Identifier: GPL-2.0-or-later
"""Errors about an object that cannot be read, or only in part."""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.errors import CodemodError


class ObjectError(CodemodError):
    """An object, an archive, a library or a build's list of them cannot be read."""


@dataclass(frozen=True, slots=True)
class ObjectFault:
    """A fault in one of many objects, which does not prevent the others from being read."""

    #: As ld names it: its path, or `archive(member)`.
    object: str
    why: str
    help: str = ""
