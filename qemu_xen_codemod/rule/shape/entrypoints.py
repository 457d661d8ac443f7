# SPDX-License-Identifier: GPL-2.0-or-later
"""The shape of entrypoints in pack.yaml, and of a file in rules/libraries."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from qemu_xen_codemod.rule.shape.value import Header, Id, Plain, Shape, Word, key_of
from qemu_xen_codemod.rule.text import Text

Release = Annotated[int, Field(gt=0, strict=True)]
_SINCE = "The first release that has them, as a value of the release macro (default: none)."


class ProposalShape(Shape):
    """Where functions were proposed to the library's authors."""

    by: Plain = Field(description="Who proposed them.")
    where: Plain = Field(description="The mailing list, the date, the version.")
    message_id: Plain = Field(default="", description="Without angle brackets.")
    link: Plain = Field(default="", description="Where the mail can be read.")


class MeantShape(Shape):
    """A field of a hypercall that the new function sets to another value."""

    field: Plain = Field(description="Its name in the recorder: `type`, `hypercall`.")
    old: Plain = Field(default="", description="Value of the old function (default: none).")
    new: Plain = Field(default="", description="Value of the new function (default: none).")
    why: Plain = Field(description="The reason, for a report.")
    function: Word | None = Field(default=None, description="Only for this function.")


class RecordedShape(Shape):
    """Calls of an old and a new function that make the same hypercall."""

    new: Plain = Field(
        description="In C, with `dmod` and `domid`; `pirq(5)` is a pointer to a pirq of 5."
    )
    old: Plain = Field(description="The same, with `xch` for libxenctrl's handle.")


class EntrypointsShape(Shape):
    """Functions that a release of a stable library adds, or an older release lacks."""

    header: Header = Field(description="The library's header that declares them.")
    since: Release | None = Field(default=None, description=_SINCE)
    rule: Id | None = Field(default=None, description="The rule that calls them.")
    proposed: ProposalShape | None = Field(
        default=None, description="Where they were proposed; not with `since`."
    )
    prototypes: Text = Field(description="Their C declarations.")
    recorded: list[RecordedShape] = Field(
        default=[], description="What `codemod prove --recorder` calls and compares."
    )
    meant: list[MeantShape] = Field(default=[], description="Intended differences there.")


class DeclarationsShape(Shape):
    """Types and macros that a release adds, and that code tests for by the release."""

    header: Header = Field(description="The header that declares them.")
    since: Release = Field(description="The first release that has them.")
    declarations: Text = Field(description="As declared in C.")


class LibraryEntrypointsShape(Shape):
    """The functions in a file of rules/libraries."""

    library: Plain = Field(description="libxendevicemodel for libxendevicemodel.yml.")


#: Keys that distinguish the kinds of `entrypoints`.
ENTRYPOINTS_KEYS = {
    "library": "LibraryEntrypointsShape",
    "prototypes": "EntrypointsShape",
    "declarations": "DeclarationsShape",
}
EntrypointsOrLibraryShape = Annotated[
    Annotated[EntrypointsShape, Tag("EntrypointsShape")]
    | Annotated[LibraryEntrypointsShape, Tag("LibraryEntrypointsShape")]
    | Annotated[DeclarationsShape, Tag("DeclarationsShape")],
    Discriminator(lambda value: key_of(value, ENTRYPOINTS_KEYS)),
]


class LibraryFileShape(Shape):
    """Functions proposed for a library; a file of rules/libraries."""

    name: Plain = Field(description="The library, which the file is named for.")
    functions: list[EntrypointsShape] = Field(
        min_length=1, description="The functions that no release has yet."
    )
