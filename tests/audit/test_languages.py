# SPDX-License-Identifier: GPL-2.0-or-later
"""Files in languages other than C, and states of references that no compiler sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main
from tests.audit.conftest import Audit

CPP = """\
#include <xenctrl.h>
namespace xen {
// xc_domain_pause() is not called here.
class Handle : public Base {
    xc_interface *(*xc_interface_open)(void *, unsigned);
    std::string text = R"x(
        xc_domain_pause(1); ")x";
    Handle() : count(1'0), other{2} { xc_interface_close(h); }
    int pause() const override { return this->xc_domain_pause(1) + Other::xc_domain_pause(2); }
    auto stop(int n) -> int { return ::xc_domain_pause(h, n); }
};
int Handle::resume(int n) { return xc_domain_unpause(h, n); }
}
"""


def lines(out: str) -> list[str]:
    return out.splitlines()[1:]


def test_cpp(tmp_path: Path, audit: Audit) -> None:
    """Calls of the library's functions, but not members, raw strings, or functions of a class."""
    (tmp_path / "handle.cc").write_text(CPP)
    code, out, _ = audit(tmp_path, "--format", "csv")
    assert code == 0
    assert lines(out) == [
        "xc_interface_close,handle.cc,8,Handle,unknown,unanswered,",
        "xc_domain_pause,handle.cc,10,stop,unknown,unanswered,",
        "xc_domain_unpause,handle.cc,12,resume,unknown,unanswered,",
    ]
    assert "C++ is not rewritten" in audit(tmp_path)[1]


@pytest.mark.parametrize(
    ("name", "language"),
    [
        *((f"a.{end}", "C++") for end in ("cc", "cpp", "cxx", "hh", "hpp", "inl", "C", "cpp.inc")),
        ("a.m", "Objective-C"),
        ("a.h.in", "a template"),
        ("a.y", "a grammar"),
        ("a.def", "a list of definitions"),
    ],
)
def test_no_language_hides_a_call(tmp_path: Path, audit: Audit, name: str, language: str) -> None:
    """Whatever the file's extension: the call is reported, and the guard finds it."""
    (tmp_path / "a.c").write_text("int n;\n")
    known = tmp_path / "known"
    audit(tmp_path, "--write-baseline", known)
    (tmp_path / name).write_text("int stop(void)\n{\n    return xc_domain_pause(0, 1);\n}\n")
    _, out, _ = audit(tmp_path)
    assert f"  {name}:3:12  stop\n    {language} is not rewritten\n" in out
    code, out, _ = audit(tmp_path, "--baseline", known)
    assert code == 1
    assert f"  + {name}:3:12 in stop: " in out


def test_apply_leaves_cpp_and_edits_inc(
    mini_qemu: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An .inc file is C, and is rewritten; the same code in C++ is unanswered."""
    call = "int f(void)\n{\n    return xc_physdev_unmap_pirq(xen_xc, xen_domid, 1);\n}\n"
    include = '#include "hw/xen/xen_native.h"\n'
    (mini_qemu / "hw/xen/a.inc").write_text(include + call)
    (mini_qemu / "hw/xen/b.cpp").write_text(include + call)
    assert main(["apply", "--tree", str(mini_qemu), "--in-place"]) == 1
    output = capsys.readouterr().out
    where = "hw/xen/b.cpp:4:12: xc_physdev_unmap_pirq in f()"
    assert f"  {where}: C++ is not rewritten\n" in output
    assert "xendevicemodel_unmap_pirq" in (mini_qemu / "hw/xen/a.inc").read_text()
    assert (mini_qemu / "hw/xen/b.cpp").read_text() == include + call


def test_names_that_are_looked_up(tmp_path: Path, audit: Audit) -> None:
    """Their state says so in each format, and the library that is opened is named."""
    (tmp_path / "a.c").write_text(
        'void load(void)\n{\n    h = dlopen("libxenctrl.so", 1);\n'
        '    p = dlsym(h, "xc_domain_pause");\n}\n'
    )
    _, out, err = audit(tmp_path, "--format", "csv")
    assert lines(out) == ["xc_domain_pause,a.c,4,load,by-name,unanswered,"]
    assert err == "note: a.c:3: libxenctrl.so is opened at run time\n"
    _, out, _ = audit(tmp_path)
    assert "    dlsym() looks it up at run time, in libxenctrl.so\n" in out
    assert "by-name                1\n" in out


def test_a_table_of_functions_that_is_filled_at_run_time(tmp_path: Path, audit: Audit) -> None:
    """As in libvmi: only the strings are references, not the members and calls through them."""
    (tmp_path / "wrapper.h").write_text(
        "typedef struct {\n    void *handle;\n"
        "    xc_interface *(*xc_interface_open)(xentoollog_logger *l, unsigned flags);\n"
        "    void *(*xc_map_foreign_range)(xc_interface *xch, uint32_t dom, int n);\n"
        "    int (*xc_version)(xc_interface *xch, int cmd, void *arg);\n} wrapper_t;\n"
    )
    (tmp_path / "wrapper.c").write_text(
        '#include "wrapper.h"\nint fill(wrapper_t *w)\n{\n'
        '    w->handle = dlopen("libxenctrl.so", RTLD_NOW);\n'
        '    w->xc_interface_open = dlsym(w->handle, "xc_interface_open");\n'
        '    w->xc_version = dlsym(w->handle, "xc_version");\n'
        "    return w->xc_version(w->xc_interface_open(0, 0), 0, 0);\n}\n"
    )
    _, out, _ = audit(tmp_path, "--format", "csv")
    assert lines(out) == [
        "xc_interface_open,wrapper.c,5,fill,by-name,unanswered,",
        "xc_version,wrapper.c,6,fill,by-name,unanswered,",
    ]
