# SPDX-License-Identifier: GPL-2.0-or-later
"""The cover letter of the built-in rules is true for any selection of them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main

pytestmark = pytest.mark.slow

MINI = Path(__file__).parent.parent / "examples/mini-qemu"
Cover = Callable[..., str]
REWRITTEN = "- Call stable libraries"
WRAPPED = "- Call functions that libxendevicemodel would have to add."
ANNOTATED = "- Add comments that say"
RETIRED = "- Remove calls that QEMU can do without."
NEW = "have not been proposed before."
PROPOSED = "proposed for Xen by Julian Vetter [2], not merged yet."
INTERRUPTS = "Paul Durrant preferred"
COMPANION = "The companion series for Xen is"
MAPPING = "Ian suggested that the toolstack"


@pytest.fixture
def cover(tmp_path: Path, git: Callable[..., bytes]) -> Cover:
    """The cover letter that `apply` with these arguments writes for the small tree."""
    tree = tmp_path / "qemu"
    shutil.copytree(MINI, tree)
    git(tree, "init", "-q")
    git(tree, "add", ".")
    git(tree, "commit", "-q", "-m", "base")

    def cover_of(*args: str, code: int = 0) -> str:
        out = tmp_path / "out"
        assert main(["apply", "--tree", str(tree), "--out", str(out), *args]) == code
        letter = next(out.glob("*0000-cover-letter.patch")).read_text()
        return letter.partition("Subject: ")[2]

    return cover_of


@pytest.mark.parametrize(
    ("args", "subject", "told"),
    [
        pytest.param(
            [],
            "[RFC PATCH 00/17] xen: use less of libxenctrl",
            {REWRITTEN, WRAPPED, RETIRED, ANNOTATED, PROPOSED, NEW, COMPANION, INTERRUPTS, MAPPING},
            id="all",
        ),
        pytest.param(
            ["--outcome", "retired"],
            "[PATCH 0/4] xen: use less of libxenctrl",
            {RETIRED},
            id="nothing new of Xen",
        ),
        pytest.param(
            ["--only", "xen-interface,xen-default-ioreq-server"],
            "[PATCH 0/2] xen: use less of libxenctrl",
            {ANNOTATED, RETIRED},
            id="one comment of several that share a patch",
        ),
        pytest.param(
            ["--outcome", "wrapped"],
            "[RFC PATCH 0/8] xen: prepare for stable replacements of libxenctrl",
            {WRAPPED, PROPOSED, NEW, COMPANION, INTERRUPTS},
            id="what needs new functions",
        ),
        pytest.param(
            ["--only", "xen-bind-pt-msi-irq"],
            "[RFC PATCH 0/2] xen: prepare for stable replacements of libxenctrl",
            {WRAPPED, PROPOSED, COMPANION, INTERRUPTS},
            id="functions that were proposed",
        ),
        pytest.param(
            ["--only", "xen-acpi-s-state"],
            "[RFC PATCH 0/3] xen: prepare for stable replacements of libxenctrl",
            {WRAPPED, NEW, COMPANION},
            id="what has nothing to do with interrupts",
        ),
    ],
)
def test_what_is_told(cover: Cover, args: list[str], subject: str, told: set[str]) -> None:
    """Subject, RFC and each paragraph are there if they are true, and only then."""
    letter = cover(*args)
    assert letter.split("\n")[0] == subject
    sentences = {
        REWRITTEN,
        WRAPPED,
        RETIRED,
        ANNOTATED,
        PROPOSED,
        NEW,
        COMPANION,
        INTERRUPTS,
        MAPPING,
    }
    words = " ".join(letter.split())
    assert {sentence for sentence in sentences if sentence in words} == told
    body = letter.partition("\nA")[0].split("\n\nAnn Author")[0]
    wide = [line for line in body.split("\n") if len(line) > 72 and "https://" not in line]
    assert wide == []


@pytest.mark.parametrize(
    ("args", "table", "totals"),
    [
        pytest.param(
            ["--only", "xen-domain-shutdown"],
            "function            uses  outcome\n"
            "xc_domain_shutdown     1  rewritten\n"
            "xc_interface_close     1  retired\n"
            "xc_interface_open      1  retired\n"
            "all                    3\n",
            "                     before  after\n"
            "in all                   18     17\n"
            "without passthrough       6      5\n",
            id="what goes with the code is told, too",
        ),
        pytest.param(
            ["--only", "xen-bind-pt-msi-irq"],
            "function                  uses  outcome\n"
            "xc_domain_unbind_msi_irq     1  wrapped\n"
            "xc_domain_update_msi_irq     1  wrapped\n"
            "all                          2\n",
            "                     before  after  with new functions\n"
            "in all                   18     18                  16\n"
            "without passthrough       6      6                   6\n",
            id="ours call libxenctrl until the library has others",
        ),
        pytest.param(
            [],
            "function                          uses  outcome\n"
            "xc_domain_populate_physmap_exact     1  rewritten\n"
            "xc_domain_shutdown                   1  rewritten\n"
            "xc_interface_close                   2  rewritten\n"
            "xc_interface_open                    1  rewritten\n"
            "xc_pcidev_get_gsi                    1  rewritten\n"
            "xc_domain_bind_pt_pci_irq            1  wrapped\n"
            "xc_domain_unbind_msi_irq             1  wrapped\n"
            "xc_domain_unbind_pt_irq              1  wrapped\n"
            "xc_domain_update_msi_irq             1  wrapped\n"
            "xc_physdev_map_pirq                  1  wrapped\n"
            "xc_physdev_map_pirq_gsi              1  wrapped\n"
            "xc_physdev_map_pirq_msi              1  wrapped\n"
            "xc_physdev_unmap_pirq                2  wrapped\n"
            "xc_set_hvm_param                     2  wrapped\n"
            "xc_domain_unbind_pt_irq              1  retired\n"
            "xc_get_hvm_param                     1  retired\n"
            "xc_interface_close                   1  retired\n"
            "xc_interface_open                    1  retired\n"
            "compat code                          3  retired\n"
            "xc_domain_iomem_permission           1  annotated\n"
            "xc_domain_ioport_mapping             3  annotated\n"
            "xc_domain_memory_mapping             4  annotated\n"
            "compat code and probes               1  kept\n"
            "all                                 33\n",
            "                     before  after  with new functions\n"
            "in all                   18      9                   5\n"
            "without passthrough       6      0                   0\n",
            id="without passthrough nothing is left",
        ),
    ],
)
def test_what_remains_is_counted_over_all(
    cover: Cover, args: list[str], table: str, totals: str
) -> None:
    """The outcomes of the chosen functions, and how many of all remain, chosen or not."""
    letter = cover(*args)
    assert f"\n\n{table}\n" in letter
    assert f"\n\n{totals}\n" in letter


def test_links_are_numbered_as_they_come(cover: Cover) -> None:
    """Each number in the text is that of a link, and each link is cited."""
    letter = " ".join(cover().split())
    assert "replace each of them [1]." in letter
    assert "by Julian Vetter [2]" in letter
    assert "wanted passthrough to move out of QEMU [3]." in letter
    assert "for passthrough only [4]." in letter
    assert "could map the legacy VGA ranges [3]." in letter
    assert "[5]" not in letter
    assert letter.count("https://") == 4


def test_what_was_tested(cover: Cover, tmp_path: Path) -> None:
    """The user's text is in the letter unchanged; without one nothing is claimed."""
    assert not re.search(r"\b([Tt]est|[Vv]erif)", cover())
    file = tmp_path / "tested.txt"
    file.write_text("\nVerified with codemod verify:\n\n- each patch: builds {{ really }}\n")
    letter = cover("--tested", str(file), "--subject-prefix", "PATCH RESEND")
    assert "\n\nVerified with codemod verify:\n\n- each patch: builds {{ really }}\n\n[1]" in letter
    assert letter.startswith("[PATCH RESEND 00/17]")


@pytest.mark.usefixtures("cover")
@pytest.mark.parametrize(
    ("data", "error"),
    [
        (None, ": No such file or directory"),
        (b"\n \n", " is empty"),
        (b"\xff", " is not UTF-8 text"),
        (
            b"tested:\n--- a/x\n",
            ": `git am` would end the cover letter at: --- a/x\nhelp: indent this line",
        ),
    ],
)
def test_a_text_that_cannot_be_sent(
    tmp_path: Path, data: bytes | None, error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong usage; nothing is written."""
    file = tmp_path / "tested.txt"
    if data is not None:
        file.write_bytes(data)
    tree = tmp_path / "qemu"
    out = tmp_path / "out"
    assert main(["apply", "--tree", str(tree), "--out", str(out), "--tested", str(file)]) == 2
    assert capsys.readouterr().err == f"error: --tested {file}{error}\n"
    assert not out.exists()


def test_rules_of_the_users_own(cover: Cover, tmp_path: Path) -> None:
    """The pack's letter does not cover them: they get the built-in one."""
    rule = tmp_path / "own.cocci"
    rule.write_text(
        "@@ expression A, B; @@\n- xc_physdev_unmap_pirq(xen_xc, A, B)\n+ other(A, B)\n"
    )
    second = tmp_path / "second.cocci"
    second.write_text("@@ expression A, B; @@\n- other(A, B)\n+ another(A, B)\n")
    letter = cover("--rules", str(rule), "--rules", str(second))
    assert letter.startswith("[PATCH 0/2] Apply 2 rules of codemod\n")
    assert "libxendevicemodel" not in letter
