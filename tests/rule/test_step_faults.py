# SPDX-License-Identifier: GPL-2.0-or-later
"""Steps with errors: the whole message for each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Message = Callable[..., str]

STEPS = """\
steps:
  - patch: |
      @@ expression E; @@
      - old_call(E)
      + new_call(E)
"""


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param(
            "steps: []\n",
            "use-new.yml:7:8: error: steps is empty\n    steps: []\n           ^",
            id="no step",
        ),
        pytest.param(
            "steps:\n  - pacth: x\n",
            "use-new.yml:8:5: error: a step without a known key\n"
            "      - pacth: x\n"
            "        ^\n"
            "help: did you mean patch?",
            id="an unknown step",
        ),
        pytest.param(
            "steps:\n  - patch: x\n    sweep: [locals]\n",
            "use-new.yml:8:5: error: a step must have exactly one of these keys, this one has "
            "patch and sweep\n"
            "      - patch: x\n"
            "        ^\n"
            "help: write a step for each",
            id="two steps in one",
        ),
        pytest.param(
            "steps:\n  - patch: x\n    file: ['*.c']\n",
            "use-new.yml:9:5: error: unknown key file\n"
            "        file: ['*.c']\n"
            "        ^\n"
            "help: did you mean files?",
            id="an unknown option",
        ),
        pytest.param(
            "steps:\n  - sweep: [local]\n",
            "use-new.yml:8:13: error: unknown value local\n"
            "      - sweep: [local]\n"
            "                ^\n"
            "help: did you mean locals?",
            id="an unknown sweep",
        ),
        pytest.param(
            "steps:\n  - insert: {into: [a.h], after: {lin: x}, text: y}\n",
            "use-new.yml:8:34: error: an anchor without a known key\n"
            "      - insert: {into: [a.h], after: {lin: x}, text: y}\n"
            "                                     ^\n"
            "help: did you mean line?",
            id="an unknown anchor",
        ),
        pytest.param(
            "steps:\n  - insert: {into: [a.h], text: y}\n",
            "use-new.yml:8:13: error: an insert with neither after nor before\n"
            "      - insert: {into: [a.h], text: y}\n"
            "                ^\n"
            "help: say where the text goes: after: or before: with an anchor",
            id="no anchor",
        ),
        pytest.param(
            "steps:\n  - insert: {into: [a.h], before: {directive: include}, text: y}\n",
            "use-new.yml:8:47: error: a directive begins with #\n"
            "      - insert: {into: [a.h], before: {directive: include}, text: y}\n"
            "                                                  ^",
            id="a directive without #",
        ),
        pytest.param(
            "steps:\n  - todo:\n      match: |\n        @@ @@\n        - f()\n      text: y\n",
            "use-new.yml:11:9: error: the match of a todo step must have only context lines\n"
            "            - f()\n"
            "            ^\n"
            "help: use a patch step to change code",
            id="a minus line in a todo",
        ),
        pytest.param(
            "steps:\n  - todo: {match: f(), function: 'a(b', text: y}\n",
            "use-new.yml:8:36: error: not a regular expression: "
            "missing ), unterminated subpattern\n"
            "      - todo: {match: f(), function: 'a(b', text: y}\n"
            "                                       ^",
            id="a pattern that is none",
        ),
        pytest.param(
            "steps:\n  - todo: {match: f(), text: 'a */ b'}\n",
            "use-new.yml:8:33: error: */ would end the comment\n"
            "      - todo: {match: f(), text: 'a */ b'}\n"
            "                                    ^",
            id="a comment that ends itself",
        ),
        pytest.param(
            "steps:\n  - patch: |\n\n      @@ @@\n      - f(BAD)\n",
            "use-new.yml:11:11: error: BAD is not SmPL\n"
            "          - f(BAD)\n"
            "              ^\n"
            "help: write GOOD",
            id="SmPL in a block that begins with an empty line",
        ),
        pytest.param(
            "steps:\n  - patch: |2\n        @@ @@\n      - f(BAD)\n",
            "use-new.yml:10:11: error: BAD is not SmPL\n"
            "          - f(BAD)\n"
            "              ^\n"
            "help: write GOOD",
            id="SmPL in a block with its indent given",
        ),
        pytest.param(
            "steps:\n  - patch: '- f(BAD)'\n",
            "use-new.yml:8:17: error: BAD is not SmPL\n"
            "      - patch: '- f(BAD)'\n"
            "                    ^\n"
            "help: write GOOD",
            id="SmPL in quotes",
        ),
    ],
)
def test_a_fault_in_a_step(message: Message, right: str, steps: str, expected: str) -> None:
    """An error inside a step, including its patches, is shown at its place in the YAML file."""
    assert message(right.replace(STEPS, steps, 1)) == expected
