# SPDX-License-Identifier: GPL-2.0-or-later
"""The traps of docs/traps.md that a few lines of C can show, with all of QEMU's rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qemu_xen_codemod.plan import Plan, make_plan
from qemu_xen_codemod.rule.catalogue import load_pack
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.shipped import shipped
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
    return load_pack(shipped("rules") / "qemu")


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
    return [(reference.symbol, reference.outcome.value) for reference in plan.references]


def _reasons(plan: Plan) -> list[str]:
    return [
        reference.reason for reference in plan.references if reference.outcome.value == "refused"
    ]


def _in_function(statement: str) -> str:
    return f"void f(State *s)\n{{\n    {statement}\n}}\n"


def test_t1_t2_t15_xenctrl_stays(pack: Pack) -> None:
    """No rule removes <xenctrl.h>, the handle or its type, even if no call is left."""
    code = _in_function("xc_physdev_unmap_pirq(xen_xc, xen_domid, XEN_PFN(XC_PAGE_SIZE));")
    _, after, header = _plan(pack, code)
    assert header.startswith(_COMPAT[: _COMPAT.index("extern xendevicemodel")].rstrip())
    assert "XC_PAGE_SIZE" in after


_DESTROY = """\
void destroy_hvm_domain(bool reboot)
{
    xc_interface *xch;
    int rc;
    int sts;

    if (xen_dmod) {
        rc = xendevicemodel_shutdown(xen_dmod, xen_domid, reboot);
        if (!rc) {
            return;
        }
        if (errno != ENOTTY) {
            error_report("no shutdown: %d", errno);
        }
    }

    xch = xc_interface_open(0, 0, 0);
    if (xch == NULL) {
        trace_no_handle();
    } else {
        sts = xc_domain_shutdown(xch, xen_domid, reboot);
        if (sts != 0) {
            trace_failed(sts);
        } else {
            trace_done(xen_domid, "stop");
        }
        xc_interface_close(xch);
    }
}
"""


def test_t4_t5_arm_keeps_the_fallback(pack: Pack) -> None:
    """Without the DM op the hypercall is made, and no other failure is hidden."""
    plan, after, _ = _plan(pack, _DESTROY)
    assert "if (rc < 0 && errno == EOPNOTSUPP) {\n        rc = xen_remote_shutdown(" in after
    assert "xen_hypercall(__HYPERVISOR_sched_op, SCHEDOP_remote_shutdown," in after
    assert "error_report(" in after
    assert "xc_" not in after.replace("xc_interface *xen_xc", "")
    assert ("xc_domain_shutdown", "rewritten") in _outcomes(plan)


def test_t7_failed_creation_stays_a_warning(pack: Pack) -> None:
    """If the failed creation is handled today, removing the fallback does not change that."""
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
    """The entrypoint takes 32 bits, but QEMU's variable keeps its width."""
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
    """The caller's bus and segment do not change."""
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


def test_t12_flag_that_other_code_reads(pack: Pack) -> None:
    """A remaining read of the flag, or call of the function, refuses the rule as a whole."""
    unused = (
        "static inline int xen_get_default_ioreq_server_info(domid_t dom)\n{\n"
        "    return xc_get_hvm_param(xen_xc, dom, HVM_PARAM_IOREQ_PFN, NULL);\n}\n\n"
        "static bool use_default_ioreq_server;\n\n"
        "void xen_register_ioreq(void);\n"
    )
    for use in ("use_default_ioreq_server", "xen_get_default_ioreq_server_info(1)"):
        code = f"int f(void)\n{{\n    return {use};\n}}\n"
        plan, after, header = _plan(pack, code, f"{_COMPAT}\n{unused}")
        assert (header, after.endswith(code)) == (f"{_COMPAT}\n{unused}", True)
        name = use.partition("(")[0]
        assert _reasons(plan) == [
            f"{name}, whose declaration would go, is still used (hw/xen/a.c:5:12)"
        ]


def test_t13_names_beside_the_code_are_not_counted(pack: Pack) -> None:
    """Comments, strings, prototypes and members with the same name are not references."""
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
    """PT_IRQ_TYPE_MSI is not INTx: a call with it is never turned into one that has an effect."""
    call = "xc_domain_unbind_pt_irq(xen_xc, s->domid, 1, PT_IRQ_TYPE_MSI, 0, 0, 0, 0);"
    plan, after, _ = _plan(pack, _in_function(f"s->rc = {call}"))
    assert call in after
    assert _outcomes(plan) == [("xc_domain_unbind_pt_irq", "unanswered")]


_MSI = """\
#define XEN_PT_GFLAGSSHIFT_UNMASKED 16

static uint8_t msi_vector(uint32_t data)
{
    return data & 0xff;
}

static uint32_t msi_gflags(uint32_t data, uint64_t addr)
{
    return (addr >> 12 & 0xff) | (addr >> 3 & 1) << 8 | (addr >> 2 & 1) << 9 |
           (data >> 8 & 7) << 12 | (data >> 15 & 1) << 15;
}

int update(State *s, uint64_t addr, uint32_t data, bool masked)
{
    uint8_t gvec = msi_vector(data);
    uint32_t gflags = msi_gflags(data, addr);
    int rc;

    XEN_PT_LOG(s, "%s %d %x %x %d", "MSI", s->pirq, gvec, gflags, 0);
    gflags |= masked ? 0 : (1u << XEN_PT_GFLAGSSHIFT_UNMASKED);
    rc = xc_domain_update_msi_irq(xen_xc, xen_domid, gvec, s->pirq, gflags, 0);
    return rc;
}
"""


def test_message_that_stays_is_passed_on(pack: Pack) -> None:
    """The code that the forks below change is right as it is."""
    plan, after, _ = _plan(pack, _MSI)
    assert "xendevicemodel_bind_pt_msi_irq(xen_dmod, xen_domid, s->pirq, addr," in after
    assert _outcomes(plan) == [("xc_domain_update_msi_irq", "wrapped")]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param(
            "    XEN_PT_LOG",
            "    data &= 0xfff;\n    XEN_PT_LOG",
            "data may change between the matched code that reads it and the added code "
            "(hw/xen/a.c:22:5)",
            id="data that is changed",
        ),
        pytest.param(
            "    gflags |= masked",
            "    remap(s, &addr);\n    gflags |= masked",
            "addr may change between the matched code that reads it and the added code "
            "(hw/xen/a.c:23:5)",
            id="an address that is changed elsewhere",
        ),
        pytest.param(
            "    rc = xc_",
            "    gflags |= s->posted << 20;\n    rc = xc_",
            "gflags, whose declaration would go, is still used (hw/xen/a.c:24:5)",
            id="a flag of its own",
        ),
    ],
)
def test_message_of_a_fork(pack: Pack, old: str, new: str, reason: str) -> None:
    """Another message, other flags: the fork's are bound as before, and the place is reported."""
    code = _MSI.replace(old, new)
    plan, after, header = _plan(pack, code)
    assert (after.endswith(code), header) == (True, _COMPAT)
    assert _reasons(plan) == [reason]


def test_flags_of_a_fork(pack: Pack) -> None:
    """Those that its function computes are bound as before; another bit is not known."""
    plan, after, _ = _plan(pack, _MSI.replace("<< 15;", "<< 15 | (addr >> 5 & 1) << 17;"))
    assert "uint32_t gflags = msi_gflags(msi_data, msi_addr);" in after
    assert _outcomes(plan) == [("xc_domain_update_msi_irq", "wrapped")]
    code = _MSI.replace("SHIFT_UNMASKED);", "SHIFT_POSTED);")
    plan, after, header = _plan(pack, code)
    assert (after.endswith(code), header) == (True, _COMPAT)
    assert _outcomes(plan) == [("xc_domain_update_msi_irq", "unanswered")]


_STOP = """\
void stop(bool reboot)
{
    xc_interface *xch;
    int rc;
    int sts;

    if (xen_dmod) {
        rc = xendevicemodel_shutdown(xen_dmod, xen_domid, reboot);
        if (!rc) {
            tell(reboot);
            return;
        }
    }

    xch = xc_interface_open(0, 0, 0);
    if (xch) {
        sts = xc_domain_shutdown(xch, xen_domid, reboot);
        if (sts) {
            fprintf(stderr, "xc_domain_shutdown failed: %d\\n", sts);
        }
        xc_interface_close(xch);
    }
}
"""


def test_shutdown_of_another_form(pack: Pack) -> None:
    """It stays, and the TODO at its handle names the uses of that handle."""
    begin, end = _STOP.index("    if (xen_dmod)"), _STOP.index("    xch =")
    for code in (_STOP, _STOP[:begin] + _STOP[end:]):
        plan, after, header = _plan(pack, code)
        assert header == _COMPAT
        assert "its only users:\n     * xc_domain_shutdown()." in after
        assert "xen_remote_shutdown(" not in after
        assert ("xc_domain_shutdown", "unanswered") in _outcomes(plan)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        pytest.param(
            "int f(XenHandle *own, int pirq)\n{\n    return xc_physdev_unmap_pirq(\n#ifdef FORK\n"
            "        own,\n#else\n        xen_xc,\n#endif\n        xen_domid, pirq);\n}\n",
            "there is an #if inside the code that it changes (hw/xen/a.c:6:1)",
            id="a handle that an #ifdef chooses",
        ),
        pytest.param(
            "int f(int xen_dmod)\n{\n    return xc_physdev_unmap_pirq(xen_xc, 1, xen_dmod);\n}\n",
            "xen_dmod, which the added code names, is a local name here (hw/xen/a.c:3:11)",
            id="a parameter of the handle's name",
        ),
        pytest.param(
            "static int xendevicemodel_unmap_pirq(int pirq)\n{\n"
            "    return xc_physdev_unmap_pirq(xen_xc, 1, pirq);\n}\n",
            "xendevicemodel_unmap_pirq, which it would define, is already declared "
            "(hw/xen/a.c:3:12)",
            id="a function of the entrypoint's name",
        ),
        pytest.param(
            "#define xendevicemodel_map_pirq(i) i\n"
            "int f(int pirq)\n{\n    return xc_physdev_unmap_pirq(xen_xc, 1, pirq);\n}\n",
            "xendevicemodel_map_pirq, which it would define, is already declared (hw/xen/a.c:3:9)",
            id="a macro of the other entrypoint's name",
        ),
    ],
)
def test_call_of_a_fork_stays(pack: Pack, code: str, reason: str) -> None:
    """Code that would not compile, or have another meaning, is refused by name and place."""
    plan, after, header = _plan(pack, code)
    assert (after.endswith(code), header) == (True, _COMPAT)
    assert _reasons(plan) == [reason]


def test_header_with_the_handles_in_another_order(pack: Pack) -> None:
    """A wrapper comes after the declaration of the handle that it uses, and after its #if."""
    xenctrl, other = "extern xc_interface *xen_xc;\n", "extern xendevicemodel_handle *xen_dmod;\n"
    code = _in_function("xc_physdev_unmap_pirq(xen_xc, 1, s->pirq);")
    for handle in (xenctrl, f"#ifdef CONFIG_XEN\n{xenctrl}#endif\n"):
        header = f"#include <xenctrl.h>\n\n{other}{handle}"
        _, after, now = _plan(pack, code, header)
        assert "xendevicemodel_unmap_pirq(xen_dmod, 1, s->pirq);" in after
        assert other in now
        assert handle in now
        assert now.index("xendevicemodel_unmap_pirq(") > now.index("int xen_hypercall(")


def test_file_of_a_fork_keeps_its_tabs(pack: Pack) -> None:
    """Also if only the name on a line changes."""
    call = "rc = xc_physdev_unmap_pirq(xen_xc, 1, p);"
    code = f"int f(int p)\n{{\n\tint rc = 0;\n\n\t{call}\n\treturn rc;\n}}\n"
    _, after, _ = _plan(pack, code)
    assert after.endswith(
        code.replace("xc_physdev_unmap_pirq(xen_xc", "xendevicemodel_unmap_pirq(xen_dmod")
    )


def test_docs_name_each_trap() -> None:
    """docs/traps.md has one line for each of T1 to T16."""
    text = (Path(__file__).parent.parent / "docs/traps.md").read_text()
    lines = [line for line in text.splitlines() if re.match(r"\| T\d", line)]
    found = [line.split("|")[1].strip() for line in lines]
    assert found == [f"T{number}" for number in range(1, 17)]
