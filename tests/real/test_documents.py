# SPDX-License-Identifier: GPL-2.0-or-later
"""The documents' commands that need a build: gcc and ninja make a small one.

A few lines replace QEMU's own headers; Xen's are the machine's.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.documents.session import (
    DOCUMENTS,
    ROOT,
    document_commands,
    make_checkout,
    type_commands,
)
from tests.real.run import output_of

pytestmark = pytest.mark.real

OSDEP = """\
#include "config-host.h"
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#define g_new(type, count) ((type *)calloc(count, sizeof(type)))
#define g_free free
#define RAM_ADDR_FMT "%lx"
typedef uint64_t hwaddr;
typedef uint64_t ram_addr_t;
typedef struct Error Error;
struct MemoryRegion;
typedef struct Notifier Notifier;
struct Notifier {
    void (*notify)(Notifier *notifier, void *data);
};
typedef struct MachineState {
    bool igd;
} MachineState;
typedef struct AccelClass {
    const char *name;
    int (*init_machine)(MachineState *machine);
    void (*setup_post)(MachineState *machine);
} AccelClass;
extern const AccelClass xen_accel;
int xen_write_state(const char *state);
#define xen_pv_printf(device, level, ...) fprintf(stderr, __VA_ARGS__)
void error_setg(Error **errp, const char *format, ...);
void error_report(const char *format, ...);
"""
TRACE = """\
#define trace_mini_ram_alloc(start, size) ((void)0)
#define trace_xen_default_ioreq_server() ((void)0)
#define trace_destroy_hvm_domain_cannot_acquire_handle() ((void)0)
#define trace_destroy_hvm_domain_failed_action(action, status, words) ((void)(status))
#define trace_destroy_hvm_domain_action(domain, action) ((void)0)
"""
MAIN = """\
#include "qemu/osdep.h"
#include "hw/xen/xen-hvm-common.h"
uint32_t xen_domid;
bool xen_domid_restrict;
int xen_hvm_init_pc(XenIOState *state);
int xen_write_state(const char *state)
{
    return 0;
}
void error_setg(Error **errp, const char *format, ...)
{
}
void error_report(const char *format, ...)
{
}
int main(void)
{
    MachineState machine;
    XenIOState state;

    if (xen_accel.init_machine(&machine) || xen_hvm_init_pc(&state)) {
        destroy_hvm_domain(true);
    }
    return 0;
}
"""
# As QEMU is built without passthrough. Without -O2 ld names the wrong file for a header's function.
NINJA = """\
rule cc
 command = cc -g -O2 -I. -I../qemu/include -MD -MF $out.d -c $in -o $out
 depfile = $out.d
 deps = gcc
rule link
 command = cc @$out.rsp
 rspfile = $out.rsp
 rspfile_content = $in -o $out $ARGS
build all.o: cc ../qemu/accel/xen/xen-all.c
build common.o: cc ../qemu/hw/xen/xen-hvm-common.c
build hvm.o: cc ../qemu/hw/i386/xen/xen-hvm.c
build stub.o: cc ../qemu/hw/xen/xen_pt_stub.c
build main.o: cc main.c
build qemu-system-i386: link main.o all.o common.o hvm.o stub.o
"""
FILES = {
    "qemu/osdep.h": OSDEP,
    "qemu/error-report.h": "",
    "qapi/error.h": "",
    "hw/xen/trace.h": TRACE,
    "config-host.h": "#define CONFIG_XEN_CTRL_INTERFACE_VERSION 41700\n",
    "main.c": MAIN,
}
#: Xen's libraries with a stable ABI that the tree calls.
STABLE = "-lxendevicemodel -lxenforeignmemory -lxentoolcore"


@pytest.fixture
def home(tmp_path: Path, git: Callable[..., bytes]) -> Path:
    """~/qemu, ~/build, in which ninja has run once, and a package of the result."""
    folder = tmp_path / "home"
    shutil.copytree(ROOT / "examples/mini-qemu", folder / "qemu")
    git(folder / "qemu", "init", "-q", "-b", "master")
    git(folder / "qemu", "add", ".")
    git(folder / "qemu", "commit", "-q", "-m", "a tree")
    (folder / "my.cocci").write_text("@@\nexpression A;\n@@\n- g_free(A)\n+ g_release(A)\n")
    for name, text in FILES.items():
        path = folder / "build" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    library = next(Path("/usr/lib").glob("*/libxenctrl.so"), None)
    assert library, "no libxenctrl.so below /usr/lib: apt-get install libxen-dev"
    build = folder / "build"
    (build / "build.ninja").write_text(f"{NINJA} ARGS = {library} {STABLE}\n")
    output_of("ninja", "qemu-system-i386", cwd=build)
    _make_package(folder, build / "qemu-system-i386")
    (build / "compile_commands.json").write_bytes(
        output_of("ninja", "-t", "compdb", "cc", cwd=build)
    )
    return folder


def _make_package(folder: Path, program: Path) -> None:
    """A Debian package with a QEMU in it."""
    name = "qemu-system-xen"
    files = folder.parent / "package"
    (files / "DEBIAN").mkdir(parents=True)
    (files / "DEBIAN/control").write_text(
        f"Package: {name}\nVersion: 7.2\nArchitecture: amd64\n"
        "Maintainer: nobody <nobody@example.org>\nDescription: a QEMU\n"
    )
    (files / "usr/libexec").mkdir(parents=True)
    shutil.copy(program, files / "usr/libexec/xen-qemu-system-i386")
    output_of("dpkg-deb", "--build", files, folder / f"{name}_7.2_amd64.deb")


@pytest.mark.parametrize(
    "document",
    [name for name in DOCUMENTS if any(command.needs_build for command in document_commands(name))],
)
def test_commands_about_a_build(document: str, home: Path, tmp_path: Path) -> None:
    """From the document's top to its end, with all that the fast tests can run as well."""
    commands = [command for command in document_commands(document) if not command.is_elsewhere]
    checkout = make_checkout(tmp_path)
    path = f"{checkout}/.venv/bin:{os.environ['PATH']}"
    assert type_commands(commands, checkout, home, path) == []
    if document == "docs/audit.md":
        # Its `diff` compares something: the ten calls of the program.
        assert (home / "build/ld.txt").read_text().count("undefined reference to `xc_") == 10
