"""The Matcher of one file, put together from the modules that know the kinds of nodes."""

from __future__ import annotations

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.types import Headers
from qemu_xen_codemod.smpl.comma_list import match_comma_list, match_field_list
from qemu_xen_codemod.smpl.declaring import match_declaring, match_pointer, match_sized
from qemu_xen_codemod.smpl.isomorphism import other_forms
from qemu_xen_codemod.smpl.match import Form, Matcher
from qemu_xen_codemod.smpl.node_kinds import COMMA_LISTS, DECLARING
from qemu_xen_codemod.smpl.sequence import StatementSequence, match_block
from qemu_xen_codemod.smpl.typed import FileTypes

_FORMS: dict[str, Form] = {
    **dict.fromkeys(COMMA_LISTS, match_comma_list),
    **dict.fromkeys(DECLARING, match_declaring),
    "pointer_declarator": match_pointer,
    "abstract_pointer_declarator": match_pointer,
    "sized_type_specifier": match_sized,
    "compound_statement": match_block,
    "field_declaration_list": match_field_list,
}


def make_matcher(
    source: SourceFile,
    removed: frozenset[int] = frozenset(),
    copied: frozenset[int] = frozenset(),
    changed: frozenset[int] = frozenset(),
    headers: Headers | None = None,
) -> tuple[Matcher, StatementSequence]:
    """What matches single nodes of the file, and what matches statements in a row.

    `removed` is the `id` of each pattern node that is removed and not replaced, `copied` that of
    the dots that the added code copies, `changed` that of each node that an edit replaces.
    """
    matcher = Matcher(
        source, FileTypes(source, headers), _FORMS, other_forms, removed, copied, changed
    )
    sequence = StatementSequence(matcher)
    matcher.sequences = sequence
    return matcher, sequence
