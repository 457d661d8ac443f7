# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod verify` without a build: applying, parsing, claims from source, hunks, white space."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.conftest import Digest, MakeCheckout
from tests.real.run import codemod
from tests.verify.conftest import FILES, Sample, answer_of, failed, verify

CODE = FILES["hw/xen/a.c"]
GOOD = CODE.replace(b"int set", b"/* Say why. */\nint set")


def test_a_good_series(sample: Sample, digest: Digest) -> None:
    """It is proved as far as possible, the tree stays unchanged, and the rest is reported."""
    series = sample.series(("hw: say why", {"hw/xen/a.c": GOOD}))
    before = digest(sample.tree)
    answer = answer_of("--tree", sample.tree, series)
    assert answer.code == 0, answer.out
    assert "1 in part   hw: say why" in answer.out
    assert "no build directory was given (-p BUILD)" in answer.out
    assert digest(sample.tree) == before


@pytest.mark.parametrize(
    ("data", "message", "check"),
    [
        pytest.param(GOOD.replace(b"why. */", b"why. */ "), "hw: a", "whitespace", id="blank"),
        pytest.param(CODE.replace(b"3);", b"3;"), "hw: a", "parses", id="syntax"),
        pytest.param(
            CODE.replace(b"a, 3);", b"a, 3) + xc_set_hvm_param(a, 4);").replace(
                b"    return", b"    return xc_set_hvm_param(a, 5) +\n       "
            ),
            "hw: a",
            "references",
            id="a new unstable call",
        ),
        pytest.param(
            GOOD, "hw: a\n\nSo xc_set_hvm_param() is no longer used.", "references", id="a claim"
        ),
        pytest.param(CODE.replace(b"(a, 3)", b"(3, a)"), "hw: a", "arguments", id="another order"),
    ],
)
def test_a_fault_is_found(sample: Sample, data: bytes, message: str, check: str) -> None:
    """At the patch that has it, the second one."""
    series = sample.series(
        ("hw: say why", {"VERSION": b"10.2.1\n"}), (message, {"hw/xen/a.c": data})
    )
    answer = answer_of("--tree", sample.tree, series, "--format", "json")
    assert answer.code == 1
    assert failed(answer.data) == [(2, check)]
    (finding,) = answer.data["patches"][1]["findings"]
    assert finding["help"]
    assert finding["path"] == "hw/xen/a.c"


def test_a_claim_of_something_smaller_is_none(sample: Sample) -> None:
    """A message that says where a call was moved says nothing about the others."""
    message = "hw: a\n\nRemove the xc_set_hvm_param() call of reset(); set() keeps its own."
    series = sample.series((message, {"hw/xen/a.c": GOOD}))
    assert answer_of("--tree", sample.tree, series).code == 0


def test_a_patch_of_a_rule_is_compared_with_it(sample: Sample, tmp_path: Path) -> None:
    """What a person added to it is reported with its place."""
    rule = tmp_path / "rule.cocci"
    rule.write_text("@@\nexpression A;\n@@\n- xc_set_hvm_param(A, 3)\n+ stable_set(A)\n")
    out = tmp_path / "out"
    made = ("--rules", rule)
    codemod("apply", "--tree", sample.tree, "--out", out, *made)
    assert answer_of("--tree", sample.tree, out, *made).code == 0
    patch = next(out.glob("0001*"))
    sample.git(sample.tree, "am", "-q", str(patch))
    path = sample.tree / "hw/xen/a.c"
    path.write_bytes(path.read_bytes() + b"int more;\n")
    sample.git(sample.tree, "commit", "-q", "-a", "--amend", "--no-edit")
    sample.git(sample.tree, "format-patch", "-q", "-1", "-o", str(sample.folder))
    sample.git(sample.tree, "reset", "-q", "--hard", "HEAD~1")
    answer = answer_of("--tree", sample.tree, sample.folder, *made, "--format", "json")
    assert failed(answer.data) == [(1, "hunks")]
    (finding,) = answer.data["patches"][0]["findings"]
    assert (finding["words"], finding["line"]) == ("+int more;", 6)


def test_a_tree_without_rules(make_checkout: MakeCheckout) -> None:
    """A series of the user's own rules is compared with these if they are named."""
    tree = make_checkout({"a.c": b"int a = old(1);\n"})
    rule = tree.parent / "rule.cocci"
    rule.write_text("@@\nexpression A;\n@@\n- old(A)\n+ new(A)\n")
    codemod("apply", "--tree", tree, "--out", tree.parent / "out", "--rules", rule)
    answer = answer_of("--tree", tree, tree.parent / "out", "--format", "json")
    missing = "no built-in rules are for this tree (--rules PATH names your own)"
    assert answer.data["patches"][0]["not_shown"]["hunks"] == missing
    assert f"rules applied again: {missing}" in answer.data["not_shown"]
    answer = answer_of("--tree", tree, tree.parent / "out", "--format", "json", "--rules", rule)
    assert "hunks" not in answer.data["patches"][0]["not_shown"]
    assert missing not in answer.out


def test_an_edited_patch_is_not_what_it_was(sample: Sample) -> None:
    """Its index lines have another result."""
    series = sample.series(("hw: say why", {"hw/xen/a.c": GOOD}))
    patch = next(series.glob("0001*"))
    patch.write_text(patch.read_text().replace("+/* Say why. */", "+/* Say who. */"))
    answer = answer_of("--tree", sample.tree, series, "--format", "json")
    assert failed(answer.data) == [(1, "result")]


def test_a_patch_that_does_not_apply(sample: Sample) -> None:
    """Git's output is shown; the patches after it are not shown, which is reported."""
    series = sample.series(("hw: one", {"hw/xen/a.c": GOOD}), ("hw: two", {"VERSION": b"10.2.1\n"}))
    patch = next(series.glob("0001*"))
    patch.write_text(patch.read_text().replace(" int xc_set", " int yc_set"))
    answer = answer_of("--tree", sample.tree, series, "--format", "json")
    assert answer.code == 1
    assert failed(answer.data) == [(1, "applies")]
    assert "patch failed: hw/xen/a.c" in answer.data["patches"][0]["findings"][0]["words"]
    assert answer.data["patches"][1]["checks"]["applies"] == "not shown"


def test_an_mbox_of_a_series(sample: Sample) -> None:
    """Its mails are ordered by their numbers, whatever their order in the file."""
    series = sample.series(
        ("hw: one", {"hw/xen/a.c": GOOD}),
        ("hw: two", {"hw/xen/a.c": GOOD.replace(b"why", b"more")}),
    )
    box = sample.folder.parent / "series.mbox"
    box.write_bytes(b"".join(path.read_bytes() for path in sorted(series.iterdir(), reverse=True)))
    answer = answer_of("--tree", sample.tree, box, "--format", "json")
    assert answer.code == 0, answer.err
    assert [patch["subject"] for patch in answer.data["patches"]] == ["hw: one", "hw: two"]


def test_the_block_for_the_cover_letter(sample: Sample) -> None:
    """Plain text that says what was shown and what was not, including that nothing was compiled."""
    series = sample.series(("hw: say why", {"hw/xen/a.c": GOOD}))
    answer = answer_of("--tree", sample.tree, series, "--format", "cover")
    base = sample.git(sample.tree, "rev-parse", "HEAD").decode()[:12]
    assert answer.out.startswith(
        "Tested: codemod verify applied the 1 patch one by one on commit\n"
        f"{base}. Nothing was compiled.\n\n- each patch: git am applies it\n"
    )
    assert "compiled with" not in answer.out
    assert "\nNot shown:\n" in answer.out
    assert answer.out.endswith("- that it runs: nothing was run on a hypervisor\n")
    assert max(map(len, answer.out.splitlines())) <= 72


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere",), "there is no series at nowhere"),
        (("{tree}",), "there is no patch in"),
        (("{series}", "-p", "{tree}"), "there is no compile_commands.json in"),
        (("{series}", "--only", "none"), "unknown rule none"),
    ],
)
def test_wrong_usage(sample: Sample, arguments: tuple[str, ...], says: str) -> None:
    """Exit code 2, a message and help."""
    series = sample.series(("hw: say why", {"hw/xen/a.c": GOOD}))
    known = {"tree": sample.tree, "series": series}
    answer = answer_of("--tree", sample.tree, *(word.format(**known) for word in arguments))
    assert answer.code == 2
    assert says in answer.err
    assert "help: " in answer.err


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted(sample: Sample, tmp_path: Path, digest: Digest, number: int) -> None:
    """Nothing is left behind."""
    series = sample.series(*((f"hw: {n}", {"VERSION": b"10.2.%d\n" % n}) for n in range(1, 40)))
    private = tmp_path / "private"
    private.mkdir()
    before = digest(sample.tree)
    process = verify("--tree", sample.tree, series, settings={"TMPDIR": str(private)})
    end = time.monotonic() + 30
    while not list(private.glob("*/work")) and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(number)
    _, err = process.communicate()
    assert process.returncode == 128 + number
    assert err == b"codemod: interrupted\n"
    assert list(private.iterdir()) == []
    assert digest(sample.tree) == before
