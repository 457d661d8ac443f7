# SPDX-License-Identifier: GPL-2.0-or-later
"""Messages for text that is not YAML, instead of the parser's own."""

from __future__ import annotations

import re

_LINES = (
    "keys of one mapping start in one column; text below `key: |` starts to the right of the key"
)
_QUOTES = "put the text in quotes, or on the lines below `key: |`"
_BLOCK = "begin on the line below, further to the right than the key"

#: For the parser's message (`context: problem`), what is wrong and what helps.
_TOLD: tuple[tuple[str, str, str], ...] = (
    (
        r"mapping values are not allowed",
        "a `:` where no key is possible",
        "put text with a `: ` in it in quotes; keys of one mapping start in one column",
    ),
    (r"sequence entries are not allowed", "a list cannot begin here", _BLOCK),
    (
        r"flow sequence: (expected ',' or '\]'|did not find)",
        "this `[` is not closed",
        "close the list with `]`, its items separated by commas; put text with a `[` in it"
        " in quotes",
    ),
    (
        r"flow mapping: (expected ',' or '\}'|did not find)",
        "this `{` is not closed",
        "close the mapping with `}`; put text with a `{` in it in quotes",
    ),
    (
        r"flow node: .*(stream end)",
        "the bracket is not closed",
        "close it, or put the text in quotes",
    ),
    (r"expected the node content, but found '(.)'", r"text cannot begin with \1", _QUOTES),
    (r"found character '\\t'", "a tab cannot indent a line", "indent with spaces"),
    (r"found character '(.)' that cannot start", r"text cannot begin with \1", _QUOTES),
    (r"found undefined alias", "text cannot begin with *", _QUOTES),
    (r"scanning an? (alias|anchor)", "text cannot begin with * or &", _QUOTES),
    (
        r"quoted scalar: found unexpected",
        "this quote is not closed",
        "close it; in single quotes '' stands for '",
    ),
    (
        r"found unknown escape character '(.)'",
        r"\\\1 means nothing in double quotes",
        "use single quotes, in which a backslash is an ordinary character",
    ),
    (
        r"expected a single document",
        "a second document begins here",
        "this kind of file has one document: remove the line `---`",
    ),
    (
        r"block scalar: expected (chomping|a comment)",
        "there is text after the `|` or `>`",
        _BLOCK,
    ),
    (r"expected <block end>", "the line begins where no key and no item of a list can", _LINES),
    (r"could not find expected ':'", "a key without a `:`", "write it as `key: value`"),
)
#: For text that continues after the end of a value.
_BEHIND = (
    "text after the end of the value",
    "put all of it in one pair of quotes; in single quotes '' stands for '",
)


def yaml_fault(context: str, problem: str, before: str) -> tuple[str, str]:
    """What is wrong, and the help; `before` is the text before it on its line."""
    if "expected <block end>" in problem and before.strip(" -"):
        return _BEHIND
    words = f"{context}: {problem}"
    for pattern, what, help in _TOLD:
        found = re.search(pattern, words)
        if found:
            return found.expand(what), help
    return "this is not YAML", words.strip(": ")
