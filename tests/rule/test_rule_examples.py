# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules tested by their own examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qemu_xen_codemod.errors import EditError
from qemu_xen_codemod.rule.examples import Run, Tried, check_rule, files_diff
from qemu_xen_codemod.rule.rule import Rule

Load = Callable[..., Rule]
Files = Mapping[str, bytes]


def rename(_rule: Rule, files: Files) -> Files:
    return {path: data.replace(b"old_call", b"new_call") for path, data in files.items()}


def done(change: Callable[[Rule, Files], Files]) -> Run:
    return lambda rule, files: Tried(change(rule, files))


def test_a_rule_that_does_what_it_shows(load: Load, right: str) -> None:
    """No failure if all cases pass."""
    assert check_rule(load(right), done(rename)) == []


def test_a_rule_that_does_nothing(load: Load, right: str) -> None:
    """An example that is not reached is shown as a diff, at the example's name."""
    rule = load(right)
    (failure,) = check_rule(rule, lambda _rule, files: Tried(files, ("sample.c:1:9: no reason",)))
    assert (failure.rule, failure.name, failure.place.line) == ("use-new", "a plain call", 13)
    assert failure.render() == (
        f"{rule.place.path}:13:11: error: a plain call: before does not become after\n"
        "--- sample.c (expected)\n"
        "+++ sample.c (found)\n"
        "@@ -1 +1 @@\n"
        "-int a = new_call(1);\n"
        "+int a = old_call(1);\n"
        "refused: sample.c:1:9: no reason"
    )


def test_a_rule_that_is_not_done_after_one_run(load: Load, right: str) -> None:
    """A second run must leave the result unchanged."""

    def again(_rule: Rule, files: Files) -> Files:
        return {
            path: data + b"+" if b"new_call" in data else rename(_rule, files)[path]
            for path, data in files.items()
        }

    (failure,) = check_rule(load(right), done(again))
    assert failure.what == "after changes when the rule runs again"
    assert failure.diff.endswith(
        "@@ -1 +1,2 @@\n int a = new_call(1);\n++\\ (no newline at the end)"
    )


def test_a_rule_that_changes_what_has_to_stay(load: Load, right: str) -> None:
    """An unchanged case that changes is a failure."""

    def greedy(rule: Rule, files: Files) -> Files:
        return {p: data.replace(b"other", b"x") for p, data in rename(rule, files).items()}

    (failure,) = check_rule(load(right), done(greedy))
    assert (failure.name, failure.what) == (
        "another call",
        "code that must stay is changed",
    )


def test_a_rule_whose_run_fails(load: Load, right: str) -> None:
    """An error in the run is a failure of the case, not the end of the test."""

    def fail(_rule: Rule, _files: Files) -> Files:
        raise EditError("two edits overlap")

    assert [(failure.name, failure.what) for failure in check_rule(load(right), done(fail))] == [
        ("a plain call", "error: two edits overlap"),
        ("another call", "error: two edits overlap"),
    ]


def test_a_diff_shows_what_cannot_be_seen() -> None:
    """Carriage returns, bytes that are not text and a missing line end are made visible."""
    assert files_diff({"a.c": b"x\r\n\xff\n"}, {"a.c": b"x\n\xff"}) == (
        "--- a.c (expected)\n"
        "+++ a.c (found)\n"
        "@@ -1,2 +1,2 @@\n"
        "-x\\r\n"
        "-\\xff\n"
        "+x\n"
        "+\\xff\\ (no newline at the end)"
    )
