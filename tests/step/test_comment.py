# SPDX-License-Identifier: GPL-2.0-or-later
"""Comments made by a todo step: layout and recognition."""

from __future__ import annotations

from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.step.comment import (
    comment_words,
    first_sentence,
    layout_comment,
    says,
)


def test_other_words_are_not_taken_for_the_comment() -> None:
    """A comment that says something else, or only a part, is another comment."""
    assert not says(b"/* TODO: do it */", "TODO: do it now")
    assert not says(b"/* TODO: do it today */", "TODO: do it to")


def test_short_text_takes_one_line() -> None:
    """Text that fits is put between the opener and the closer."""
    assert layout_comment("TODO: go", b"    ", Style()) == b"    /* TODO: go */\n"


def test_long_text_is_wrapped_at_the_indent() -> None:
    """Longer text has opener and closer on their own lines and stays within the width."""
    assert layout_comment("one two three four five six seven", b"\t", Style(width=35)) == (
        b"\t/*\n\t * one two three four five\n\t * six seven\n\t */\n"
    )


def test_paragraphs_are_kept_apart() -> None:
    """A blank line in the text is an empty comment line."""
    assert layout_comment("a\nb\n\nc", b"", Style()) == b"/*\n * a b\n *\n * c\n */\n"


def test_crlf_files_get_crlf_comments() -> None:
    """The comment's line ends are the file's."""
    assert layout_comment("a\n\nb", b"", Style(), b"\r\n") == b"/*\r\n * a\r\n *\r\n * b\r\n */\r\n"


def test_words_do_not_depend_on_the_layout() -> None:
    """A comment that was wrapped differently says the same."""
    assert comment_words(b"/*\n\t * a b\n\t * c\n\t */") == [b"a", b"b", b"c"]
    assert says(b"/* x\n * TODO: do\n * it */", "TODO: do it")
    assert says(b"// TODO: do it", "TODO: do it")


def test_first_sentence_says_what_to_do() -> None:
    """Reports identify a TODO by its first sentence."""
    assert first_sentence("TODO: use v1.2 of it. Then\ngo.") == "use v1.2 of it"
    assert first_sentence("no end") == "no end"
