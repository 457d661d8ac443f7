# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules without optional keys, and packs that require these keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.catalogue import load_rules
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.rule import Rule

Load = Callable[..., Rule]

SHORT = """\
id: use-g
patch: |
  @@ expression E; @@
  - f(E)
  + g(E)
examples:
  - before: f(1);
    after: g(1);
"""
ALL = """\
symbols: [f]
outcome: retired
subject: "f: gone"
why: g is better.
unchanged: [{code: h();}]
"""


def pack(folder: Path, rule: str, more: str = "") -> Path:
    home = folder / "mine"
    home.mkdir()
    (home / "pack.yaml").write_text(f"name: mine\n{more}")
    (home / "use-g.yml").write_text(rule)
    return home


def test_what_a_pack_requires_is_missing(tmp_path: Path) -> None:
    """Each key at the rule, all at once, also for a single rule."""
    home = pack(tmp_path, SHORT, "requires: [symbols, outcome, subject, why, unchanged]\n")
    for path in (home, home / "use-g.yml"):
        with pytest.raises(RuleError) as caught:
            load_rules([path])
        errors = [line for line in caught.value.render().split("\n") if "error" in line]
        place = f"{home}/use-g.yml:1:5: error:"
        assert errors == [
            f"{place} a rewritten rule needs symbols, and this one has none",
            *(f"{place} key {key} is missing" for key in ("outcome", "subject", "why")),
            f"{place} key unchanged is missing",
        ]


def test_what_a_pack_requires_is_there(tmp_path: Path) -> None:
    """A complete rule loads as before."""
    home = pack(tmp_path, ALL + SHORT, "requires: [symbols, outcome, subject, why, unchanged]\n")
    (rule,) = load_rules([home]).rules
    assert (rule.symbols, rule.outcome) == (("f",), Outcome.RETIRED)
    assert (rule.subject, rule.why) == ("f: gone", "g is better.")


def test_a_pack_cannot_require_anything(tmp_path: Path) -> None:
    """A key that no rule has is an error in the pack."""
    home = pack(tmp_path, SHORT, "requires: [symbol]\n")
    with pytest.raises(RuleError, match="unknown value symbol") as caught:
        load_rules([home])
    assert caught.value.help == "did you mean symbols?"


def test_id_patch_and_one_example(tmp_path: Path) -> None:
    """That is a rule; it handles what its patch removes from the code."""
    (rule,) = load_rules([pack(tmp_path, SHORT)]).rules
    assert (rule.symbols, rule.names, rule.outcome) == ((), ("f",), Outcome.REWRITTEN)
    assert rule.subject == "Apply use-g.yml"
    assert rule.why == (
        "This was made by the semantic patch:\n\n    @@ expression E; @@\n    - f(E)\n    + g(E)"
    )
    assert [(example.name, example.place.line) for example in rule.examples] == [("example 1", 7)]


def test_the_comment_of_the_patch_is_the_message(load: Load) -> None:
    """Its first line is the subject, the rest the reason; of several patches, the first one's."""
    patch = "  - patch: |\n      // x: use g\n      // f is slow.\n      @@ @@\n      - f()\n"
    steps = f"steps:\n{patch}  - patch: |\n      @@ @@\n      - h()\n"
    rule = load(f"id: use-g\n{steps}examples:\n" + SHORT.partition("examples:\n")[2], "use-g.yml")
    assert rule.subject == "x: use g"
    assert rule.why == (
        "f is slow.\n\nThis was made by the semantic patches:\n\n"
        "    @@ @@\n    - f()\n\n    @@ @@\n    - h()"
    )


def test_a_rule_of_comments_annotates(load: Load) -> None:
    """A rule that changes nothing leaves its references, with a comment."""
    step = "steps: [{todo: {match: f(), text: tell them}}]"
    rule = load(f"id: use-g\n{step}\nexamples: [{{before: f();, after: x}}]", "use-g.yml")
    assert rule.outcome is Outcome.ANNOTATED


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param("id: use-g\nexamples: [{before: a, after: b}]", "does nothing", id="no patch"),
        pytest.param(SHORT.replace("after: g(1);", "after: f(1);"), "example 1 changes", id="same"),
        pytest.param(SHORT + "unchanged: []\n", "no unchanged case", id="an empty list"),
        pytest.param(
            SHORT + "unchanged: [{name: a, code: x}, {name: a, code: y}]",
            "two cases are named a",
            id="one name twice",
        ),
    ],
)
def test_too_short(load: Load, text: str, what: str) -> None:
    """A rule without examples, or without an effect, is refused."""
    with pytest.raises(RuleError, match=what):
        load(text, "use-g.yml")
