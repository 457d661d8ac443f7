"""The traps of docs/traps.md that a few lines of C can show, with all of QEMU's rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qemu_xen_codemod.plan import Plan, make_plan
from qemu_xen_codemod.rule.catalogue import builtin_packs, load_pack
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.step.workspace import FilesInMemory

_HEADER = "include/hw/xen/xen_native.h"
_COMPAT = """\
#include <xenctrl.h>
#include <xendevicemodel.h>

extern xc_interface *xen_xc;
extern xendevicemodel_handle *xen_dmod;

static inline int xen_restrict(domid_t domid)
{
    return xentoolcore_restrict_all(domid);
}

static inline int xen_crash(domid_t domid)
{
    return xendevicemodel_shutdown(xen_dmod, domid, SHUTDOWN_crash);
}
"""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(next(folder for folder in builtin_packs() if folder.name == "qemu"))


def _plan(pack: Pack, code: str, header: str = _COMPAT) -> tuple[Plan, str, str]:
    """The plan for one file and the compat header, and both after it."""
    files = {
        "VERSION": b"10.2.0\n",
        _HEADER: header.encode(),
        "hw/xen/a.c": f'#include "hw/xen/xen_native.h"\n\n{code}'.encode(),
    }
    plan = make_plan(FilesInMemory(files), pack, pack.rules)
    for commit in plan.commits:
        files.update({change.path: change.after for change in commit.changes})
    return plan, files["hw/xen/a.c"].decode(), files[_HEADER].decode()


def _outcomes(plan: Plan) -> list[tuple[str, str]]:
    return [(one.symbol, one.outcome.value) for one in plan.references]


def _in_function(statement: str) -> str:
    return f"void f(State *s)\n{{\n    {statement}\n}}\n"


def test_t1_t2_t15_xenctrl_stays(pack: Pack) -> None:
    """No rule drops <xenctrl.h>, the handle or its type, even when no call is left."""
    code = _in_function("xc_physdev_unmap_pirq(xen_xc, xen_domid, XEN_PFN(XC_PAGE_SIZE));")
    _, after, header = _plan(pack, code)
    assert header.startswith(_COMPAT[: _COMPAT.index("extern xendevicemodel")].rstrip())
    assert "XC_PAGE_SIZE" in after


def test_t4_arm_keeps_the_fallback(pack: Pack) -> None:
    """The libxenctrl call is compiled on all but x86, where the DM op exists."""
    _, after, header = _plan(pack, _in_function("xc_domain_shutdown(s->xch, s->domid, s->why);"))
    assert "xen_domain_shutdown(s->domid, s->why);" in after
    fallback = header[header.index("#if ") : header.index("#endif")]
    assert "!(defined(__i386__) || defined(__x86_64__))" in fallback
    assert "xc_domain_shutdown(xch, domid, reason)" in fallback


def test_t5_no_handle_is_an_error_of_its_own(pack: Pack) -> None:
    """Without xen_dmod the DM op is not tried, and errno says so."""
    _, _, header = _plan(pack, _in_function("xc_domain_shutdown(s->xch, s->domid, s->why);"))
    assert "errno = ENODEV;\n    if (xen_dmod) {\n        rc = xendevicemodel_shutdown(" in header


def test_t7_failed_creation_stays_a_warning(pack: Pack) -> None:
    """Where the creation's failure is handled today, retiring the fallback leaves that alone."""
    code = _in_function(
        "if (xen_create_ioreq_server(xen_domid, 0, &s->id)) {\n"
        '        warn_report("no ioreq server");\n    }'
    )
    unused = (
        "static inline int xen_get_default_ioreq_server_info(domid_t dom)\n{\n"
        "    return xc_get_hvm_param(xen_xc, dom, HVM_PARAM_IOREQ_PFN, NULL);\n}\n\n"
        "static bool use_default_ioreq_server;\n\n"
        "void xen_register_ioreq(void);\n"
    )
    plan, after, header = _plan(pack, code, f"{_COMPAT}\n{unused}")
    assert after.endswith(code)
    assert "default_ioreq" not in header
    assert _outcomes(plan) == [("xc_get_hvm_param", "retired")]


def test_t8_width_of_an_interrupt_stays(pack: Pack) -> None:
    """The entrypoint takes 32 bits, but what QEMU keeps stays as wide as it was."""
    code = "static uint8_t irq;\n\n" + _in_function(
        "xc_domain_bind_pt_pci_irq(xen_xc, xen_domid, irq, 0, 0, 0);"
    )
    _, after, header = _plan(pack, code)
    assert "static uint8_t irq;" in after
    assert "xc_domain_bind_pt_pci_irq(xen_xc, domid, machine_irq, bus," in header


def test_t9_both_arms_are_rewritten(pack: Pack) -> None:
    """A call in each arm of an #if: both change."""
    call = "xc_physdev_map_pirq(xen_xc, xen_domid, 1, NULL);"
    code = _in_function(f"\n#ifdef A\n    {call}\n#else\n    {call}\n#endif\n")
    plan, after, _ = _plan(pack, code)
    assert after.count("xendevicemodel_map_pirq(xen_dmod,") == 2
    assert _outcomes(plan) == [("xc_physdev_map_pirq", "wrapped")] * 2


def test_t10_segment_is_passed_as_before(pack: Pack) -> None:
    """What the caller passes as bus and segment does not change."""
    bus = "((uint32_t)s->domain << 16) | s->bus"
    code = _in_function(f"xc_physdev_map_pirq_msi(xen_xc, xen_domid, -1, &s->p, 0, {bus}, 0, 0);")
    assert bus in _plan(pack, code)[1]


def test_t11_macro_for_the_handle_is_no_call(pack: Pack) -> None:
    """`#define open(l, f) xen_xc` and a typedef of the handle's type are left alone."""
    header = (
        "#if CONFIG_XEN_CTRL_INTERFACE_VERSION < 40701\n\n"
        "typedef xc_interface xenforeignmemory_handle;\n"
        "#define xenforeignmemory_open(l, f) xen_xc\n\n#endif\n\n"
    )
    plan, _, after = _plan(pack, "", header + _COMPAT)
    assert (after, plan.references) == (header + _COMPAT, ())


def test_t13_names_beside_the_code_are_not_counted(pack: Pack) -> None:
    """Comments, strings, prototypes and members that are called alike are no references."""
    code = (
        "/* xc_domain_shutdown(xch, domid, 1) */\n"
        'const char *name = "xc_domain_shutdown(xch, domid, 1)";\n'
        "int xc_domain_shutdown(xc_interface *xch, uint32_t domid, int reason);\n"
    ) + _in_function("s->xc_domain_shutdown(1);")
    plan, after, _ = _plan(pack, code)
    assert plan.references == ()
    assert after.endswith(code)


def test_t14_calls_of_compat_code_are_kept(pack: Pack) -> None:
    """They are counted, with the reason why they stay."""
    code = (
        "#if CONFIG_XEN_CTRL_INTERFACE_VERSION < 41100\n"
        + _in_function("xc_domain_pin_memory_cacheattr(xen_xc, s->domid, 0, 1, 2);")
        + "#endif\n"
    )
    plan, after, _ = _plan(pack, code)
    assert _outcomes(plan) == [("xc_domain_pin_memory_cacheattr", "kept")]
    assert after.endswith(code)


def test_unbind_that_always_failed_is_not_made_to_work(pack: Pack) -> None:
    """PT_IRQ_TYPE_MSI is no INTx: a call of it is never turned into one that does something."""
    call = "xc_domain_unbind_pt_irq(xen_xc, s->domid, 1, PT_IRQ_TYPE_MSI, 0, 0, 0, 0);"
    plan, after, _ = _plan(pack, _in_function(f"s->rc = {call}"))
    assert call in after
    assert _outcomes(plan) == [("xc_domain_unbind_pt_irq", "unanswered")]


def test_docs_name_each_trap() -> None:
    """docs/traps.md has one line for each of T1 to T16."""
    text = (Path(__file__).parent.parent / "docs/traps.md").read_text()
    lines = [line for line in text.splitlines() if re.match(r"\| T\d", line)]
    found = [line.split("|")[1].strip() for line in lines]
    assert found == [f"T{number}" for number in range(1, 17)]
