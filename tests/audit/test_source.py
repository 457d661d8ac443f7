# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod audit --tree`: what is a reference, and what apply would make of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main
from tests.audit.conftest import Audit
from tests.conftest import Digest


def test_a_tree_without_references(tmp_path: Path, audit: Audit) -> None:
    """Stable libraries, and names in comments, are not reported."""
    (tmp_path / "a.c").write_text("/* xc_f */ int f(void) { return xendevicemodel_shutdown(); }\n")
    code, out, err = audit(tmp_path)
    assert (code, err) == (0, "")
    assert out.startswith("No reference to libxenctrl or ")


def test_a_tree_without_a_pack(tree: Path, audit: Audit, digest: Digest) -> None:
    """Calls, pointers and macros, but not comments, strings, declarations, own functions.
    No rules.
    """
    before = digest(tree)
    code, out, _ = audit(tree, "--format", "csv")
    assert code == 0
    assert out == (
        "symbol,file,line,function,state,outcome,rule\n"
        "xc_interface_open,hw/a.c,6,OPEN,unknown,unanswered,\n"
        "xc_domain_unpause,hw/a.c,8,,unknown,unanswered,\n"
        "xc_domain_pause,hw/a.c,13,stop,unknown,unanswered,\n"
        "xc_domain_pause,hw/a.c,14,stop,unknown,unanswered,\n"
        "libxl_ctx_free,hw/a.c,15,stop,unknown,unanswered,\n"
    )
    assert digest(tree) == before


def test_the_text(tree: Path, audit: Audit) -> None:
    """References by symbol, those of the first library first, then the totals."""
    _, out, _ = audit(tree)
    assert out == (
        "xc_domain_pause: 2 references, unanswered\n"
        "  hw/a.c:13:5  stop\n"
        "  hw/a.c:14:5  stop\n"
        "    no rule handles xc_domain_pause\n"
        "\n"
        "xc_domain_unpause: 1 reference, unanswered\n"
        "  hw/a.c:8:46\n"
        "    no rule handles xc_domain_unpause\n"
        "\n"
        "xc_interface_open: 1 reference, unanswered\n"
        "  hw/a.c:6:16  OPEN\n"
        "    no rule handles xc_interface_open\n"
        "\n"
        "libxl_ctx_free: 1 reference, unanswered\n"
        "  hw/a.c:15:5  stop\n"
        "    no rule handles libxl_ctx_free\n"
        "\n"
        "outcome       references\n"
        "unanswered             5\n"
        "all                    5\n"
        "\n"
        "5 references to 4 symbols of libxenctrl, libxenlight.\n"
    )


def test_outcomes_are_those_of_apply(
    mini_qemu: Path, audit: Audit, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each reference in QEMU has the outcome, rule and reason that apply reports."""
    _, out, _ = audit(mini_qemu, "--format", "json")
    references = json.loads(out)["references"]
    main(["apply", "--tree", str(mini_qemu), "--check", "--format", "json"])
    applied = json.loads(capsys.readouterr().out)["references"]
    keys = list(applied[0])
    assert [{key: reference[key] for key in keys} for reference in references] == applied
    assert len({reference["outcome"] for reference in applied}) > 3


def test_symbols_are_told_in_the_packs_order(mini_qemu: Path, audit: Audit) -> None:
    """The mail's order, whatever the order of the files."""
    _, out, _ = audit(mini_qemu, "--format", "json")
    symbols = list(json.loads(out)["symbols"])
    assert symbols[0] == "xc_domain_shutdown"
    assert symbols.index("xc_physdev_map_pirq_msi") < symbols.index("xc_physdev_unmap_pirq")
    assert symbols.index("xc_domain_memory_mapping") < symbols.index("xc_interface_open")


def test_no_tree(tmp_path: Path, audit: Audit) -> None:
    """A missing tree is an error with help."""
    code, out, err = audit(tmp_path / "none")
    assert (code, out) == (2, "")
    assert err.startswith("error: there is no tree at ")


def test_a_target_without_objects(tree: Path, audit: Audit) -> None:
    """--target alone has no meaning."""
    code, _, err = audit(tree, "--target", "x")
    assert (code, err) == (
        2,
        "error: --target requires --objects BUILD\n",
    )
