# SPDX-License-Identifier: GPL-2.0-or-later
"""Rule files with errors: the whole message for each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Message = Callable[..., str]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "subject: use new_call",
            "subject: use: new_call",
            "use-new.yml:4:13: error: a `:` where no key is possible\n"
            "    subject: use: new_call\n"
            "                ^\n"
            "help: put text with a `: ` in it in quotes; keys of one mapping start in one "
            "column",
            id="not YAML",
        ),
        pytest.param(
            "subject: use",
            "subject: [use",
            "use-new.yml:4:10: error: this `[` is not closed\n"
            "    subject: [use new_call\n"
            "             ^\n"
            "help: close the list with `]`, its items separated by commas; put text with a `[` in "
            "it in quotes",
            id="an open bracket",
        ),
        pytest.param(
            "subject: use",
            "\tsubject: use",
            "use-new.yml:4:1: error: a tab cannot indent a line\n"
            "    \tsubject: use new_call\n"
            "    ^\n"
            "help: indent with spaces",
            id="a tab",
        ),
        pytest.param(
            "subject: use",
            "subject: *use",
            "use-new.yml:4:10: error: text cannot begin with *\n"
            "    subject: *use new_call\n"
            "             ^\n"
            "help: put the text in quotes, or on the lines below `key: |`",
            id="an unknown alias",
        ),
        pytest.param(
            "subject: use new_call",
            "subject: &use new_call",
            "use-new.yml:4:10: error: an anchor is not supported\n"
            "    subject: &use new_call\n"
            "             ^\n"
            "help: write the value without it",
            id="an anchor",
        ),
        pytest.param(
            "subject: use new_call",
            "subject: a\x01b",
            "use-new.yml:4:11: error: a control character is not allowed in YAML\n"
            "    subject: a\\x01b\n"
            "              ^\n"
            'help: write it in a string in double quotes: "\\f"',
            id="a control character",
        ),
        pytest.param(
            "subject: use",
            "subjct: use",
            "use-new.yml:4:1: error: unknown key subjct\n"
            "    subjct: use new_call\n"
            "    ^\n"
            "help: did you mean subject?",
            id="a misspelt key",
        ),
        pytest.param(
            "examples:",
            "example:",
            "use-new.yml:1:1: error: no example\n"
            "    id: use-new\n"
            "    ^\n"
            "help: is example meant for it?\n"
            "use-new.yml:12:1: error: unknown key example\n"
            "    example:\n"
            "    ^\n"
            "help: did you mean examples?",
            id="a misspelt key that has to be there",
        ),
        pytest.param(
            "id: use-new\n",
            "",
            "use-new.yml:1:1: error: key id is missing\n"
            "    symbols: [old_call]\n"
            "    ^\n"
            "help: keys: id, symbols, outcome, follows, needs, subject, why, applies, confines, "
            "patch, steps, examples, unchanged",
            id="a missing key",
        ),
        pytest.param(
            "steps:",
            "patch: '- f()'\nsteps:",
            "use-new.yml:7:9: error: a rule has patch or steps, this one has both\n"
            "    patch: '- f()'\n"
            "            ^\n"
            "help: write the patch as one of the steps: `- patch: |`",
            id="a patch beside steps",
        ),
        pytest.param(
            "outcome: rewritten\n",
            "outcome: rewritten\nid: other\n",
            "use-new.yml:4:1: error: key id is given twice\n"
            "    id: other\n"
            "    ^\n"
            "help: the first is in line 1",
            id="a key given twice",
        ),
        pytest.param(
            "subject: use new_call",
            "subject: 5.2",
            "use-new.yml:4:10: error: expected text, found a number\n"
            "    subject: 5.2\n"
            "             ^\n"
            "help: put it in quotes",
            id="a number for text",
        ),
        pytest.param(
            "symbols: [old_call]",
            "symbols: old_call",
            "use-new.yml:2:10: error: expected a list, found text\n"
            "    symbols: old_call\n"
            "             ^",
            id="text for a list",
        ),
        pytest.param(
            "symbols: [old_call]",
            "symbols: [old-call]",
            "use-new.yml:2:11: error: expected a C identifier, found old-call\n"
            "    symbols: [old-call]\n"
            "              ^",
            id="a symbol that is no word",
        ),
        pytest.param(
            "id: use-new",
            "id: use-old",
            "use-new.yml:1:5: error: id use-old differs from the file's name use-new\n"
            "    id: use-old\n"
            "        ^\n"
            "help: write `id: use-new` or name the file use-old.yml",
            id="an id unlike the file",
        ),
        pytest.param(
            "outcome: rewritten",
            "outcome: rewriten",
            "use-new.yml:3:10: error: unknown value rewriten\n"
            "    outcome: rewriten\n"
            "             ^\n"
            "help: did you mean rewritten?",
            id="an unknown outcome",
        ),
        pytest.param(
            "outcome: rewritten",
            "outcome: prepared",
            "use-new.yml:1:5: error: a prepared rule has no symbols\n"
            "    id: use-new\n"
            "        ^\n"
            "help: remove symbols:, or say what happens to their uses: outcome: rewritten",
            id="symbols of a rule that only prepares",
        ),
        pytest.param(
            "outcome: rewritten",
            "outcome: refused",
            "use-new.yml:3:10: error: unknown value refused\n"
            "    outcome: refused\n"
            "             ^\n"
            "help: known values: rewritten, wrapped, retired, annotated, prepared, added",
            id="an outcome that is not for a rule",
        ),
        pytest.param(
            "outcome: rewritten",
            "outcome: rewritten\napplies: {version: '>=5.2, 12'}",
            "use-new.yml:4:28: error: not a condition on a version: 12\n"
            "    applies: {version: '>=5.2, 12'}\n"
            "                               ^\n"
            'help: write it as ">=5.2,<12"',
            id="a version that is no range",
        ),
    ],
)
def test_a_fault_at_the_top(
    message: Message, right: str, old: str, new: str, expected: str
) -> None:
    """An error in the file's form or in a plain key is shown at its place."""
    assert message(right.replace(old, new, 1)) == expected


@pytest.mark.parametrize(
    ("examples", "expected"),
    [
        pytest.param(
            "unchanged: [{name: a, code: b}]\n",
            "use-new.yml:1:1: error: no example\n"
            "    id: use-new\n"
            "    ^\n"
            "help: give at least one: examples: a list of name, before, after",
            id="no example",
        ),
        pytest.param(
            "examples: [{name: a, before: b, after: c}]\nunchanged: []\n",
            "use-new.yml:13:12: error: no unchanged case\n"
            "    unchanged: []\n"
            "               ^\n"
            "help: give at least one: unchanged: a list of name, code",
            id="no unchanged case",
        ),
        pytest.param(
            "examples: [{name: a, before: b, after: b}]\nunchanged: [{name: a, code: b}]\n",
            "use-new.yml:12:19: error: example a changes nothing\n"
            "    examples: [{name: a, before: b, after: b}]\n"
            "                      ^\n"
            "help: move a case that must not change to unchanged:",
            id="an example that changes nothing",
        ),
        pytest.param(
            "examples: [{name: a, before: b, after: {x.c: c}}]\nunchanged: [{name: a, code: b}]\n",
            "use-new.yml:12:19: error: before and after differ in their files: sample.c, x.c\n"
            "    examples: [{name: a, before: b, after: {x.c: c}}]\n"
            "                      ^",
            id="files that are not the same",
        ),
        pytest.param(
            "examples: [{name: a, before: b, after: c}]\n"
            "unchanged: [{name: a, code: {../x.c: b}}]\n",
            "use-new.yml:13:38: error: not a path inside a tree: ../x.c\n"
            "    unchanged: [{name: a, code: {../x.c: b}}]\n"
            "                                         ^\n"
            "help: write it as hw/xen/x.c: no /, .. or . at its start",
            id="a path out of the tree",
        ),
        pytest.param(
            "examples:\n"
            "  - {name: a, before: b, after: c}\n"
            "  - {name: a, before: d, after: e}\n"
            "unchanged: [{name: a, code: b}]\n",
            "use-new.yml:14:12: error: two cases are named a\n"
            "      - {name: a, before: d, after: e}\n"
            "               ^\n"
            "help: give each its own name",
            id="a name twice",
        ),
    ],
)
def test_a_fault_in_an_example(message: Message, right: str, examples: str, expected: str) -> None:
    """A rule with a missing or wrong example is refused."""
    head = right[: right.index("examples:")]
    assert message(head + examples) == expected


def test_all_faults_of_a_file_are_shown_together(message: Message, right: str) -> None:
    """Errors in different parts of a rule are reported in one run, in the order of the file."""
    text = right.replace("id: use-new", "id: x").replace("E)\n      +", "BAD)\n      +")
    assert message(text.replace("gone.", "{gone}.")) == (
        "use-new.yml:1:5: error: id x differs from the file's name use-new\n"
        "    id: x\n"
        "        ^\n"
        "help: write `id: use-new` or name the file x.yml\n"
        "use-new.yml:6:20: error: unknown variable {gone}\n"
        "      The old call is {gone}.\n"
        "                       ^\n"
        "help: there are no variables\n"
        "use-new.yml:10:18: error: BAD is not SmPL\n"
        "          - old_call(BAD)\n"
        "                     ^\n"
        "help: write GOOD"
    )


def test_a_file_that_is_not_text(message: Message) -> None:
    """An empty file, a list and a bare word are not rules."""
    assert message("") == "use-new.yml:1:1: error: the file is empty"
    help = "help: such a file begins with `key: value`"
    assert message("- a\n") == (
        f"use-new.yml:1:1: error: expected a mapping, found a list\n    - a\n    ^\n{help}"
    )
    assert message("a\n") == (
        f"use-new.yml:1:1: error: expected a mapping, found text\n    a\n    ^\n{help}"
    )


def test_what_is_not_closed_is_shown_where_it_begins(message: Message) -> None:
    """A quote that is open at the end of the file is shown, not the file's end."""
    assert message("id: x\nwhy: 'a\nb: c\n") == (
        "use-new.yml:2:6: error: this quote is not closed\n"
        "    why: 'a\n"
        "         ^\n"
        "help: close it; in single quotes '' stands for '"
    )


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_values_nested_too_deeply(message: Message, opening: str) -> None:
    """A file with endless nesting is refused and does not crash the program."""
    assert ": error: " in message(opening * 1500)
