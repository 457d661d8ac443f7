# SPDX-License-Identifier: GPL-2.0-or-later
"""Forks of QEMU: edits of the kinds that distributions make, done to the Xen part of a real tree.

    python -m tests.real.forks TREE OUT NAME     writes the fork NAME of TREE to OUT, a git checkout

Each edit insists that it changed something, so that a fork is never the released tree by mistake.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.real.run import output_of

#: Enough of QEMU for each rule; with all of QEMU each fork would take half a minute.
_PART = ("VERSION", "accel/xen", "hw/xen", "hw/i386/xen", "hw/arm", "include/hw/xen", "scripts")
_C = re.compile(r".*\.[ch]")

Edit = Callable[[Path], None]


def make_fork(tree: Path, out: Path, edit: Edit) -> Path:
    """A checkout of the tree's Xen part with the edit committed on top of what was released."""
    paths = output_of("git", "ls-files", "--", *_PART, cwd=tree).decode().splitlines()
    for path in paths:
        if not (tree / path).is_symlink():
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_bytes((tree / path).read_bytes())
    output_of("git", "init", "-q", cwd=out)
    for message, change in (("release", None), ("fork", edit)):
        if change is not None:
            change(out)
        output_of("git", "add", "-A", "-f", cwd=out)
        output_of("git", "commit", "-q", "--allow-empty", "-m", message, cwd=out)
    return out


def released(_: Path) -> None:
    """No edit: what the forks are compared with."""


def renamed_handles(fork: Path) -> None:
    for path in _c_files(fork):
        text = _read(path)
        text = re.sub(r"\bxen_xc\b", "xenctrl_h", re.sub(r"\bxen_dmod\b", "dm_h", text))
        _write(path, text)
    _must_hold(fork, "xenctrl_h", "dm_h")


def handle_in_struct(fork: Path) -> None:
    header = fork / "hw/xen/xen_pt.h"
    _sub(header, r"(struct XenPCIPassthroughState \{\n)", r"\1    xc_interface *xch;\n")
    for name in ("xen_pt.c", "xen_pt_msi.c"):
        path = fork / "hw/xen" / name
        for body in _functions(_read(path)):
            if "XenPCIPassthroughState *s" in body and "(xen_xc, " in body:
                changed = re.sub(r"(\bxc_\w+\()xen_xc, ", r"\1s->xch, ", body)
                _write(path, _read(path).replace(body, changed))
    _sub(fork / "hw/xen/xen_pt.c", r"(    s->is_virtfn = )", r"    s->xch = xen_xc;\n\1")
    _must_hold(fork, "xc_domain_update_msi_irq(s->xch")


def wrapper_function(fork: Path) -> None:
    path = fork / "hw/xen/xen_pt.c"
    _sub(path, r"\bxc_physdev_unmap_pirq\(xen_xc, xen_domid, ", "release_pirq(", count=0)
    _sub(
        path,
        r"(static void xen_pt_destroy\()",
        "static int release_pirq(int pirq)\n{\n"
        "    return xc_physdev_unmap_pirq(xen_xc, xen_domid, pirq);\n}\n\n\\1",
    )


def macro(fork: Path) -> None:
    path = fork / "hw/xen/xen_pt.c"
    call = r"xc_physdev_map_pirq\(xen_xc, xen_domid, machine_irq, &pirq\)"
    _sub(path, call, "MAP_PIRQ(machine_irq, &pirq)", count=0)
    _sub(
        path,
        r"(static void xen_pt_destroy\()",
        "#define MAP_PIRQ(i, p) xc_physdev_map_pirq(xen_xc, xen_domid, i, p)\n\n\\1",
    )


def extra_calls(fork: Path) -> None:
    _append(
        fork / "hw/xen/xen_pt_graphics.c",
        "int fork_limits(uint64_t kb);\n"
        "int fork_limits(uint64_t kb)\n{\n"
        "    return xc_domain_setmaxmem(xen_xc, xen_domid, kb) ||\n"
        "           xc_domain_pin_memory_cacheattr(xen_xc, xen_domid, 0, 1, 0);\n}\n"
        "int fork_store(uint64_t pfn);\n"
        "int fork_store(uint64_t pfn)\n{\n"
        "    return xc_set_hvm_param(xen_xc, xen_domid, HVM_PARAM_STORE_PFN, pfn);\n}\n",
    )


def tabs(fork: Path) -> None:
    for path in _xen_code(fork):
        text = _read(path)
        _write(path, re.sub(r"(?m)^(?:        )+", lambda m: "\t" * (len(m.group()) // 8), text))
    _must_hold(fork, "\n\tif (")


def two_spaces(fork: Path) -> None:
    for path in _xen_code(fork):
        text = _read(path)
        _write(path, re.sub(r"(?m)^(?:    )+(?! )", lambda m: " " * (len(m.group()) // 2), text))
    _must_hold(fork, "\n  if (")


def one_argument_a_line(fork: Path) -> None:
    """Every call of libxenctrl over several lines, except in directives, which end with
    their line.
    """

    def broken(found: re.Match[str]) -> str:
        before, name, arguments = found.groups()
        if before.lstrip().startswith("#"):
            return found.group()
        return before + name + "(\n        " + re.sub(r",\s+", ",\n        ", arguments) + ")"

    for path in _xen_code(fork):
        call = r"(?m)^(.*?[ (!])(xc_\w+)\(((?:[^()\"]|\([^()\"]*\))+)\)"
        _write(path, re.sub(call, broken, _read(path)))
    _must_hold(fork, "(\n        xen_xc,\n        xen_domid,")


def moved_call(fork: Path) -> None:
    path = fork / "hw/xen/xen_pt.c"
    _sub(path, r"\bxc_physdev_unmap_pirq\(xen_xc, xen_domid, ", "xen_pirq_release(", count=0)
    body = (
        "int xen_pirq_release(int pirq);\n\n"
        "int xen_pirq_release(int pirq)\n{\n"
        "    return xc_physdev_unmap_pirq(xen_xc, xen_domid, pirq);\n}\n"
    )
    header = _compat_header(fork).name
    _append(
        fork / "hw/xen/xen_pirq.c", f'#include "qemu/osdep.h"\n#include "hw/xen/{header}"\n\n{body}'
    )
    own = "#include <xenctrl.h>\n\nextern xc_interface *xen_xc;\nextern domid_t xen_domid;\n\n"
    _append(fork / "hw/xen/xen_blind.c", own + body.replace("pirq_release", "blind_release"))


def compat_header_renamed(fork: Path) -> None:
    _move_header(fork, "include/hw/xen/xen_compat.h")


def compat_header_moved(fork: Path) -> None:
    _move_header(fork, "include/xen-fork/native.h")


def renamed_functions(fork: Path) -> None:
    names = {
        "destroy_hvm_domain": "stop_hvm_guest",
        "xen_ram_alloc": "xen_add_ram",
        "igd_write_opregion": "igd_set_region",
        "msi_msix_update": "bind_message",
        "xen_suspend_notifier": "guest_sleeps",
    }
    for path in _c_files(fork):
        text = _read(path)
        for old, new in names.items():
            text = re.sub(rf"\b{old}\b", new, text)
        _write(path, text)
    _must_hold(fork, *names.values())


def calls_in_expressions(fork: Path) -> None:
    _append(
        fork / "hw/xen/xen_pt.c",
        "int fork_check(int irq, int pirq);\n"
        "int fork_check(int irq, int pirq)\n{\n"
        "    int rc = irq ? xc_physdev_unmap_pirq(xen_xc, xen_domid, irq) : 0;\n\n"
        "    if (rc == 0 && xc_physdev_map_pirq(xen_xc, xen_domid, irq, &pirq) < 0) {\n"
        "        return -errno;\n"
        "    }\n"
        "    while (xc_physdev_unmap_pirq(xen_xc, xen_domid, pirq--) == 0) {\n"
        "        rc++;\n"
        "    }\n"
        '    XEN_PT_LOG(NULL, "%d", xc_physdev_unmap_pirq(xen_xc, xen_domid,\n'
        "                                                 xc_physdev_unmap_pirq(xen_xc,\n"
        "                                                                       xen_domid,\n"
        "                                                                       irq)));\n"
        "    return !xc_physdev_unmap_pirq(xen_xc, xen_domid, pirq), rc;\n}\n",
    )


def statement_cut_by_if(fork: Path) -> None:
    _sub(
        fork / "hw/xen/xen_pt.c",
        r"rc = xc_physdev_unmap_pirq\(xen_xc, xen_domid, machine_irq\);",
        "rc =\n#ifdef CONFIG_FORK\n                xc_physdev_unmap_pirq(xen_xc, xen_domid,\n"
        "#else\n                other_unmap(xen_domid,\n#endif\n"
        "                            machine_irq);",
    )


def crlf(fork: Path) -> None:
    for path in _xen_code(fork):
        _write(path, _read(path).replace("\n", "\r\n"))


def function_pointer(fork: Path) -> None:
    _append(
        fork / "hw/xen/xen_pt.c",
        "extern int (*fork_unmap)(xc_interface *, uint32_t, int);\n"
        "int (*fork_unmap)(xc_interface *, uint32_t, int) = xc_physdev_unmap_pirq;\n"
        "extern const struct { void *map; } fork_ops;\n"
        "const struct { void *map; } fork_ops = { .map = &xc_domain_memory_mapping };\n",
    )


def changed_message(fork: Path) -> None:
    _sub(
        fork / "hw/xen/xen_pt_msi.c",
        r'(    XEN_PT_LOG\(d, "Updating MSI)',
        r"    data &= 0xfffff;\n\n\1",
    )


def own_flag(fork: Path) -> None:
    _sub(
        fork / "hw/xen/xen_pt_msi.c",
        r"(    rc = xc_domain_update_msi_irq)",
        r"    gflags |= is_msix ? 1u << 20 : 0;\n\1",
    )


def own_flags_function(fork: Path) -> None:
    _sub(
        fork / "hw/xen/xen_pt_msi.c",
        r"    return result;\n",
        r"    result |= ((addr >> 5) & 0x7f) << 17;\n    return result;\n",
    )


def handle_by_ifdef(fork: Path) -> None:
    _sub(
        fork / "hw/xen/xen_pt.c",
        r"xc_physdev_unmap_pirq\(xen_xc, xen_domid, machine_irq\)",
        "xc_physdev_unmap_pirq(\n#ifdef CONFIG_FORK\n            fork_xc,\n#else\n"
        "            xen_xc,\n#endif\n            xen_domid, machine_irq)",
    )


def parameter_of_the_name(fork: Path) -> None:
    path = fork / "hw/xen/xen_pt.c"
    call = r"xc_physdev_unmap_pirq\(xen_xc, xen_domid, machine_irq\)"
    _sub(path, call, "fork_unmap(1, machine_irq)")
    _sub(
        path,
        r"(static void xen_pt_destroy\()",
        "static int fork_unmap(int xen_dmod, int pirq)\n{\n"
        "    return xen_dmod ? xc_physdev_unmap_pirq(xen_xc, xen_domid, pirq) : 0;\n}\n\n\\1",
    )


def function_of_the_name(fork: Path) -> None:
    path = _shutdown_file(fork)
    own = "static int xen_domain_shutdown(bool reboot)\n{\n    return reboot;\n}\n\n"
    _sub(path, r"(void destroy_hvm_domain\()", rf"{own}\1")
    _sub(path, r"(    int sts;\n)", r"\1    int done = xen_domain_shutdown(reboot);\n")


def reader_elsewhere(fork: Path) -> None:
    _append(
        fork / "hw/xen/xen_pt.c",
        "bool fork_uses_default(void);\n"
        "bool fork_uses_default(void)\n{\n    return use_default_ioreq_server;\n}\n",
    )


def shutdown_with_a_step(fork: Path) -> None:
    path = _shutdown_file(fork)
    own = "static void fork_tell(bool reboot)\n{\n}\n\n"
    _sub(path, r"(void destroy_hvm_domain\()", rf"{own}\1")
    _sub(
        path,
        r"(        if \(!rc\) \{\n)(            return;)",
        r"\1            fork_tell(reboot);\n\2",
    )


def tab_indent(fork: Path) -> None:
    folders = ("hw/xen", "hw/i386/xen", "accel/xen", "include/hw/xen")
    for path in (file for folder in folders for file in sorted((fork / folder).glob("*.[ch]"))):
        text = _read(path)
        _write(
            path, re.sub(r"(?m)^(?: {4})+(?=[^ *])", lambda m: "\t" * (len(m.group()) // 4), text)
        )
    _must_hold(fork, "\n\t\trc = xc_")


def handles_in_struct(fork: Path) -> None:
    context = (
        "typedef struct XenCtx {\n    xc_interface *xch;\n    xendevicemodel_handle *dmod;\n"
        "} XenCtx;\n\nextern XenCtx xen_ctx;"
    )
    for path in _c_files(fork):
        text = re.sub(r"extern xc_interface \*xen_xc;\n", "", _read(path))
        text = text.replace("extern xendevicemodel_handle *xen_dmod;", context)
        text = re.sub(r"(?m)^xc_interface \*xen_xc;", "XenCtx xen_ctx;", text)
        text = re.sub(r"(?m)^xendevicemodel_handle \*xen_dmod;\n", "", text)
        text = re.sub(r"\bxen_dmod\b", "xen_ctx.dmod", text)
        _write(path, re.sub(r"\bxen_xc\b", "xen_ctx.xch", text))
    _must_hold(fork, "(xen_ctx.dmod, ", "(xen_ctx.xch, ")


FORKS: dict[str, Edit] = {
    edit.__name__.replace("_", "-"): edit
    for edit in (
        released,
        renamed_handles,
        handle_in_struct,
        wrapper_function,
        macro,
        extra_calls,
        tabs,
        two_spaces,
        one_argument_a_line,
        moved_call,
        compat_header_renamed,
        compat_header_moved,
        renamed_functions,
        calls_in_expressions,
        statement_cut_by_if,
        crlf,
        function_pointer,
        changed_message,
        own_flag,
        own_flags_function,
        handle_by_ifdef,
        parameter_of_the_name,
        function_of_the_name,
        reader_elsewhere,
        shutdown_with_a_step,
        tab_indent,
        handles_in_struct,
    )
}
#: The options of `codemod apply` for a fork.
OPTIONS: dict[str, tuple[str, ...]] = {
    "handles-in-struct": ("--set", "xen_xc=xen_ctx.xch", "--set", "xen_dmod=xen_ctx.dmod"),
}


def _read(path: Path) -> str:
    return path.read_bytes().decode("latin-1")


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("latin-1"))


def _append(path: Path, text: str) -> None:
    _write(path, (_read(path) + "\n" if path.exists() else "") + text)


def _sub(path: Path, pattern: str, new: str, count: int = 1) -> None:
    text, times = re.subn(pattern, new, _read(path), count=count)
    assert times, f"{path.name} has no {pattern}"
    _write(path, text)


def _c_files(fork: Path) -> list[Path]:
    return sorted(path for path in fork.rglob("*.[ch]") if ".git" not in path.parts)


def _xen_code(fork: Path) -> Iterator[Path]:
    """QEMU's own files that call libxenctrl, without probe programs."""
    for path in _c_files(fork):
        if "scripts" not in path.parts and re.search(r"\bxc_\w+\(", _read(path)):
            yield path


def _must_hold(fork: Path, *texts: str) -> None:
    whole = "".join(map(_read, _c_files(fork)))
    for text in texts:
        assert text in whole, text


def _compat_header(fork: Path) -> Path:
    folder = fork / "include/hw/xen"
    return next(
        folder / name for name in ("xen_native.h", "xen_common.h") if (folder / name).exists()
    )


def _shutdown_file(fork: Path) -> Path:
    for name in ("hw/xen/xen-hvm-common.c", "hw/i386/xen/xen-hvm.c"):
        path = fork / name
        if path.exists() and "xc_domain_shutdown(" in _read(path):
            return path
    raise AssertionError("no file has the shutdown")


def _in_tabs(found: re.Match[str]) -> str:
    return "\t" * (len(found.group()) // 4)


def _move_header(fork: Path, to: str) -> None:
    header = _compat_header(fork)
    old, new = f"hw/xen/{header.name}", to.removeprefix("include/")
    for path in _c_files(fork):
        _write(path, _read(path).replace(f'"{old}"', f'"{new}"'))
    (fork / to).parent.mkdir(exist_ok=True)
    header.rename(fork / to)


def _functions(text: str) -> list[str]:
    """The texts of the function definitions, in QEMU's layout."""
    return re.findall(r"(?m)^\w[^;{}\n]*\([^;{}]*\)\s*\{\n(?:.*\n)*?\}\n", text)


if __name__ == "__main__":
    _tree, _out, _name = sys.argv[1:]
    make_fork(Path(_tree), Path(_out), FORKS[_name])
