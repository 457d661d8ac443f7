# SPDX-License-Identifier: GPL-2.0-or-later
"""Expressions instead of a rule's names: `--set xen_dmod=ctx.dmod`."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.plan import Plan, make_plan
from qemu_xen_codemod.rule.catalogue import choose_pack
from qemu_xen_codemod.rule.expression import check_expression, roots_of
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.step.workspace import FilesInMemory

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "value",
    [
        "",
        "a b",
        "a;",
        "a, b",
        "a = b",
        "a++",
        "a + b",
        "a ? b : c",
        '"a"',
        "f(a",
        "a /* x */",
        "1",
        "{a}",
        "a; int b",
        "(xendevicemodel_handle *)a",
        "a\n#include <x.h>",
        "a\n",
        " a",
        "\u00e4",
    ],
)
def test_what_is_no_variable_member_or_call(value: str) -> None:
    """It would be written into C as it is: only expressions that name a handle are accepted."""
    with pytest.raises(UsageError) as caught:
        check_expression("h", value)
    assert caught.value.render() == (
        f"error: --set h={value}: not a variable, a member or a call in C\n"
        "help: write what the tree has in place of h: ctx.handle, ctx->handle, get()"
    )


@pytest.mark.parametrize(
    ("value", "roots"),
    [
        ("dm_h", ("dm_h",)),
        ("ctx.dmod", ("ctx",)),
        ("ctx->a.dmod", ("ctx",)),
        ("get_dmod()", ("get_dmod",)),
        ("get(ctx)->dmod", ("get", "ctx")),
        ("handles[0]", ("handles",)),
        ("handles[DMOD]", ("handles", "DMOD")),
        ("*dmod_p", ("dmod_p",)),
        ("(&ctx)->dmod", ("ctx",)),
    ],
)
def test_what_an_expression_names(value: str, roots: tuple[str, ...]) -> None:
    """The variables and functions that must be declared where it is written."""
    check_expression("h", value)
    assert roots_of(value) == roots


_STRUCT = """\
#include <xenctrl.h>

typedef struct XenCtx {
    xc_interface *xch;
    xendevicemodel_handle *dmod;
} XenCtx;

extern XenCtx xen_ctx;

static inline int xen_inject_msi(domid_t domid)
{
    return xendevicemodel_inject_msi(xen_ctx.dmod, domid);
}
"""
_GETTERS = """\
#include <xenctrl.h>

xc_interface *get_xc(void);
static inline xendevicemodel_handle *get_dmod(void)
{
    return the_dmod;
}
"""
_IN_STRUCT = {"xen_xc": "xen_ctx.xch", "xen_dmod": "xen_ctx.dmod"}
_CALL = "int f(int p)\n{\n    return xc_physdev_unmap_pirq(own, xen_domid, p);\n}\n"
_UNBIND = (
    "int f(int p)\n{\n    return xc_domain_unbind_pt_irq(own, xen_domid, p, PT_IRQ_TYPE_PCI, 0, 3, "
    "0, 0);\n}\n"
)


def _chosen(
    settings: Mapping[str, str], header: str, code: str = _CALL
) -> tuple[Pack, FilesInMemory]:
    files = FilesInMemory(
        {
            "VERSION": b"10.2.0\n",
            "include/hw/xen/xen_native.h": header.encode(),
            "hw/xen/a.c": f'#include "hw/xen/xen_native.h"\n\n{code}'.encode(),
        }
    )
    return choose_pack(files, (), settings), files


def _plan(settings: Mapping[str, str], header: str, code: str = _CALL) -> tuple[Plan, str, str]:
    pack, files = _chosen(settings, header, code)
    plan = make_plan(files, pack, pack.rules)
    after = {path: files.read(path) for path in files.paths()}
    for commit in plan.commits:
        after.update({change.path: change.after for change in commit.changes})
    return plan, after["include/hw/xen/xen_native.h"].decode(), after["hw/xen/a.c"].decode()


def test_reason_names_the_option() -> None:
    """If the tree has no such variables, each reference says how to name the existing ones."""
    plan, _, _ = _plan({}, _STRUCT)
    assert [reference.reason for reference in plan.references] == [
        "xen-physdev-map-pirq was not run, the tree's code has no xen_dmod; "
        "--set xen_dmod=EXPRESSION gives an expression for it"
    ]


@pytest.mark.parametrize(
    ("header", "xch", "dmod", "above"),
    [
        pytest.param(
            _STRUCT, "xen_ctx.xch", "xen_ctx.dmod", "extern XenCtx xen_ctx;\n\n", id="struct"
        ),
        pytest.param(_GETTERS, "get_xc()", "get_dmod()", "*get_xc(void);\n\n", id="functions"),
        pytest.param(
            "extern struct h all[2];\n", "all[0].xch", "all[1].dmod", "all[2];\n\n", id="an array"
        ),
    ],
)
def test_calls_and_wrappers_are_written_with_it(
    header: str, xch: str, dmod: str, above: str
) -> None:
    """The wrapper comes after the declaration of what it names, and a second run finds it."""
    settings = {"xen_xc": xch, "xen_dmod": dmod}
    plan, native, code = _plan(settings, header, _UNBIND)
    call = f"return xendevicemodel_unbind_pt_pci_irq({dmod}, xen_domid, p, 0, 3, 0);"
    assert call in " ".join(code.split())
    assert f"return xc_domain_unbind_pt_irq({xch}, domid, machine_irq," in native
    assert f"{above}#ifndef CONFIG_XENDEVICEMODEL_BIND_PT_PCI_IRQ" in native
    assert "xen_dmod" not in native + code
    assert [reference.outcome.value for reference in plan.references] == ["wrapped"]
    body = code.partition("\n\n")[2]
    assert _plan(settings, native, body)[0].commits == ()


def test_local_of_the_name_is_refused() -> None:
    """The first name of the expression must be the tree's, like any name in added code."""
    code = _CALL.replace("int p", "XenCtx xen_ctx, int p")
    plan, native, after = _plan(_IN_STRUCT, _STRUCT, code)
    assert (native, after.endswith(code)) == (_STRUCT, True)
    assert plan.references[0].reason.startswith("xen_ctx, which the added code names, is a local")


def test_file_that_does_not_see_the_declaration() -> None:
    """A variable declared in a .c file can only be used in that file."""
    code = "XenCtx xen_ctx;\n\n" + _CALL
    files = {
        "VERSION": b"10.2.0\n",
        "include/hw/xen/xen_native.h": b"typedef struct XenCtx XenCtx;\n",
        "hw/xen/a.c": code.encode(),
        "hw/xen/b.c": _CALL.encode(),
    }
    tree = FilesInMemory(files)
    pack = choose_pack(tree, (), _IN_STRUCT)
    plan = make_plan(tree, pack, pack.rules)
    changed = {change.path for commit in plan.commits for change in commit.changes}
    assert changed == {"hw/xen/a.c"}
    why = "hw/xen/b.c does not include hw/xen/a.c, which the new code needs"
    assert [(reference.outcome.value, reference.reason) for reference in plan.references] == [
        ("wrapped", ""),
        ("refused", why),
    ]


def test_expression_of_another_type() -> None:
    """If the type can be determined it must be the name's."""
    with pytest.raises(UsageError) as caught:
        _chosen({"xen_dmod": "xen_ctx.xch"}, _STRUCT)
    assert caught.value.render() == (
        "error: --set xen_dmod=xen_ctx.xch: hw/xen/a.c has it as xc_interface *, not as "
        "xendevicemodel_handle *\nhelp: name an expression of that type"
    ).replace("hw/xen/a.c", "include/hw/xen/xen_native.h")


def test_names_of_a_pack_can_be_set() -> None:
    """They are listed with the variables if a key is unknown."""
    with pytest.raises(UsageError) as caught:
        _chosen({"dmod": "ctx.dmod"}, _STRUCT)
    assert caught.value.help == "known variables: xen_dmod, xen_xc"


def test_variable_of_another_name() -> None:
    """A plain name, as if the tree's own had been found."""
    header = (
        "extern xc_interface *h1;\nextern xc_interface *h2;\nextern xendevicemodel_handle *d;\n"
    )
    plan, native, code = _plan({"xen_xc": "h2"}, header, _UNBIND)
    assert "xendevicemodel_unbind_pt_pci_irq(d, xen_domid, p, 0, 3, 0)" in code
    assert "return xc_domain_unbind_pt_irq(h2, domid, machine_irq," in native
    assert [reference.outcome.value for reference in plan.references] == ["wrapped"]


def test_every_built_in_rule_can_be_read_so() -> None:
    """Patches and texts accept the expressions."""
    pack, _ = _chosen(_IN_STRUCT, _STRUCT)
    plain, _ = _chosen({}, _STRUCT)
    assert [rule.id for rule in pack.rules] == [rule.id for rule in plain.rules]
    patches = [
        [
            step.text.value
            for rule in other.rules
            for step in rule.steps
            if isinstance(step, PatchStep)
        ]
        for other in (plain, pack)
    ]
    assert [any("(xen_dmod, " in text for text in texts) for texts in patches] == [True, False]
    assert any("(xen_ctx.dmod, " in text for text in patches[1])
