# SPDX-License-Identifier: GPL-2.0-or-later
"""libxenctrl's functions and their replacements in a series make the same hypercalls.

The functions are extracted from the tree with the series, and compiled with the machine's library
and headers. `hypercalls/hypervisor.c` replaces the hypervisor.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.real.run import Series, clone, output_of

pytestmark = pytest.mark.real

_HERE = Path(__file__).parent / "hypercalls"
_SOURCES = (_HERE / "compare.c", _HERE / "hypervisor.c")
_FUNCTIONS = (
    "xen_hypercall",
    "xen_remote_shutdown",
    "xen_populate_physmap",
    "xendevicemodel_map_pirq",
    "xendevicemodel_unmap_pirq",
    "xendevicemodel_map_pirq_msi",
    "xendevicemodel_set_acpi_s_state",
)
#: For trees that call xc_physdev_map_pirq_gsi() and xc_pcidev_get_gsi().
_GSI_FUNCTIONS = ("xendevicemodel_map_pirq_gsi", "xen_pt_get_gsi")

#: The numbers are Xen's and Linux's ABI: they are literals here, not read from headers.
_MEMORY, _SCHED, _PHYSDEV, _HVM = 12, 29, 33, 34
_MAP_PIRQ = "domid type index pirq bus devfn entry_nr table_base", "@HiiiiiiQ"
_MSI, _GSI, _MSI_SEG = 0, 1, 3
_LAYOUTS = {
    (_PHYSDEV, 13): _MAP_PIRQ,
    (_PHYSDEV, 14): ("domid pirq", "@Hi"),
    (_HVM, 0): ("domid index value", "@H2xIQ"),
    (_SCHED, 4): ("domid reason", "@HI"),
    (_MEMORY, 6): ("extents nr_extents extent_order mem_flags domid", "@QLIIH0Q"),
}
_EPERM, _ENOMEM, _EBUSY = 1, 12, 16


@dataclass(frozen=True, slots=True)
class Asked:
    """A hypercall: its number, its command, the argument's bytes, and those that it points to."""

    number: int
    command: int
    argument: bytes
    list: bytes

    @property
    def fields(self) -> dict[str, int]:
        """By name; empty for an unexpected hypercall, or one with an argument of another size."""
        names, layout = _LAYOUTS.get((self.number, self.command), ("", "0s"))
        if struct.calcsize(layout) != len(self.argument):
            return {}
        return dict(zip(names.split(), struct.unpack(layout, self.argument), strict=True))


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function: its hypercalls, and what the caller got."""

    asked: tuple[Asked, ...]
    ioctls: tuple[str, ...]
    returned: int
    errno: int
    pirq: int
    buffers_left: int


@pytest.fixture(scope="session")
def functions(series: Series, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The replacements of libxenctrl's functions in the series."""
    tree = clone(series.tree, tmp_path_factory.mktemp("hypercalls") / "qemu")
    output_of("git", "am", "-q", *series.patches, cwd=tree)
    found = _functions(tree, _FUNCTIONS)
    assert set(found) == set(_FUNCTIONS)
    return found | _functions(tree, _GSI_FUNCTIONS)


def test_the_hypercalls_are_the_same(functions: dict[str, str], tmp_path: Path) -> None:
    """Number, command, each field, list, result, errno and what is written back; nothing leaks."""
    old, new = _calls(functions, tmp_path)
    assert len(old) >= 30
    assert _differences(old, new) == {}

    # An unset field, or a byte between two, does not leak what was on the stack.
    for name, call in new.items():
        for hypercall in call.asked:
            packed = struct.pack(
                _LAYOUTS[hypercall.number, hypercall.command][1], *hypercall.fields.values()
            )
            assert hypercall.argument == packed, name
        assert call.buffers_left == 0, name
    assert [call.fields["type"] for call in new["map_pirq_msi"].asked] == [_MSI_SEG]


def test_populating_is_all_or_an_error(functions: dict[str, str], tmp_path: Path) -> None:
    """The list of pages is passed on as it is; a partial success is EBUSY, as before."""
    _, new = _calls(functions, tmp_path)
    whole = new["populate_physmap"]
    assert [struct.unpack("@3L", call.list) for call in whole.asked] == [(0x100, 0x2345, 0xF0000)]
    assert [call.fields["nr_extents"] for call in whole.asked] == [3]
    assert (whole.returned, whole.errno) == (0, 0)
    for name in ("populate_physmap in part", "populate_physmap of nothing"):
        assert (new[name].returned, new[name].errno) == (-1, _EBUSY)
    for name in ("", " for the struct"):
        without = new["populate_physmap, without memory" + name]
        assert (without.asked, without.returned, without.errno) == ((), -1, _ENOMEM)


def test_gsis_of_pvh(functions: dict[str, str], version: str, tmp_path: Path) -> None:
    """Libraries before Xen 4.20 have no such functions; the fields and the ioctl are known."""
    expected = _GSI_FUNCTIONS if version.startswith("1") else ()
    assert [name for name in functions if name in _GSI_FUNCTIONS] == list(expected)
    _, new = _calls(functions, tmp_path)
    if "xen_pt_get_gsi" not in functions:
        assert not any("gsi" in name for name in new)
        return

    mapped = {**dict.fromkeys(_MAP_PIRQ[0].split(), 0), "domid": 7, "type": _GSI, "index": 22}
    asked = Asked(_PHYSDEV, 13, struct.pack(_MAP_PIRQ[1], *{**mapped, "pirq": -1}.values()), b"")
    assert new["map_pirq_gsi"] == Call((asked,), (), 0, 0, 77, 0)
    assert new["map_pirq_gsi, denied"] == Call((asked,), (), -1, _EPERM, -1, 0)

    # On the file that libxencall has open: the number, and the device with room for its GSI.
    ioctl = f"42 {8 << 16 | ord('P') << 8 | 10} {struct.pack('@II', 0x20310, 0).hex()}"
    assert new["get_gsi"] == Call((), (ioctl,), 23, 0, 0, 0)
    assert new["get_gsi, denied"] == Call((), (ioctl,), -1, _EPERM, 0, 0)


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ("map.index = index;", "", {"map_pirq", "map_pirq to 5", "map_pirq_msi"}),
        ("*pirq < 0 ? index : *pirq", "*pirq", {"map_pirq"}),
        ("*pirq = map.pirq;", "", {"map_pirq", "map_pirq to 5", "map_pirq_msi"}),
        ("unmap.pirq = pirq;", "unmap.pirq = 0;", {"unmap_pirq", "unmap_pirq, denied"}),
        ("PHYSDEVOP_unmap_pirq", "PHYSDEVOP_map_pirq", {"unmap_pirq", "unmap_pirq, denied"}),
        ("map.entry_nr = entry_nr;", "", {"map_pirq_msi of MSI-X"}),
        ("arg.reason = reason;", "", {"shutdown", "shutdown, denied"}),
        ("param.value = state;", "", {"set_acpi_s_state"}),
        ("memcpy(extents, pfn_list, nr_pfn", "memcpy(extents, pfn_list, 2", {"populate_physmap"}),
        ("errno = EBUSY;", "", {"populate_physmap in part", "populate_physmap of nothing"}),
        ("xencall_free_buffer(xen_xcall, extents);", "", {"populate_physmap, denied"}),
        ("if (!buf) {", "if (!buf) { return 0;", {"shutdown, without memory"}),
    ],
)
def test_a_difference_is_found(
    functions: dict[str, str], tmp_path: Path, before: str, after: str, wrong: set[str]
) -> None:
    """A wrong line in our code is noticed in the calls that it affects."""
    changed = {name: text.replace(before, after) for name, text in functions.items()}
    assert changed != functions
    assert wrong <= set(_differences(*_calls(changed, tmp_path)))


def _functions(tree: Path, names: tuple[str, ...]) -> dict[str, str]:
    """Our functions in the files that the series changes, by name."""
    touched = output_of("git", "diff", "--name-only", "origin/HEAD", "HEAD", cwd=tree).decode()
    files = [name for name in touched.split() if name.endswith((".c", ".h"))]
    text = "\n".join((tree / name).read_text() for name in files if (tree / name).exists())
    start = "^(?:static )?(?:inline )?int "
    found = {
        name: re.findall(rf"{start}{name}\([^;]*?\)\n{{.*?^}}", text, re.MULTILINE | re.DOTALL)
        for name in names
    }
    assert {name for name, texts in found.items() if len(texts) > 1} == set()
    return {name: texts[0] for name, texts in found.items() if texts}


def _calls(functions: dict[str, str], folder: Path) -> tuple[dict[str, Call], dict[str, Call]]:
    """What libxenctrl's functions do, and what ours do, by the name of the case."""
    (folder / "functions.h").write_text("\n\n".join(functions.values()))
    program = folder / "compare"
    options = ["-DCONFIG_XEN_CTRL_INTERFACE_VERSION=41700", "-Werror=implicit-function-declaration"]
    options += ["-DWITH_GSI"] if "xen_pt_get_gsi" in functions else []
    libraries = ("-rdynamic", "-lxenctrl")
    output_of("gcc", *options, f"-I{folder}", *_SOURCES, "-o", program, *libraries)
    found: dict[str, dict[str, Call]] = {"old": {}, "new": {}}
    side, name, call = "", "", _NOTHING
    for line in output_of(program).decode().splitlines():
        kind, _, rest = line.partition(" ")
        if kind in found:
            side, name, call = kind, rest, _NOTHING
        elif kind == "hypercall":
            number, command, argument, more = rest.split()
            listed = b"" if more == "-" else bytes.fromhex(more)
            hypercall = Asked(int(number), int(command), bytes.fromhex(argument), listed)
            call = replace(call, asked=(*call.asked, hypercall))
        elif kind == "ioctl":
            call = replace(call, ioctls=(*call.ioctls, rest))
        else:
            assert kind == "result", line
            found[side][name] = Call(call.asked, call.ioctls, *map(int, rest.split()))
    return found["old"], found["new"]


_NOTHING = Call((), (), 0, 0, 0, 0)


def _differences(old: dict[str, Call], new: dict[str, Call]) -> dict[str, str]:
    """The cases in which two sides differ by more than is intended, each with its differences."""
    found = {}
    for name, was in old.items():
        then, now = _compared(name, was), _compared(name, new[name])
        if then != now:
            found[name] = f"{then}\n{now}"
    return found


def _compared(name: str, call: Call) -> object:
    asked: list[object] = [
        (
            hypercall.number,
            hypercall.command,
            hypercall.fields or hypercall.argument,
            hypercall.list,
        )
        for hypercall in call.asked
    ]
    if name.startswith("map_pirq_msi"):
        # Intended: segments are not ignored. Xen takes both types; libxenctrl has MSI until 4.20.
        types = {_MSI: "MSI", _MSI_SEG: "MSI"}
        asked = [
            (
                hypercall.number,
                hypercall.command,
                {**hypercall.fields, "type": types[hypercall.fields["type"]]},
                hypercall.list,
            )
            for hypercall in call.asked
        ]
    return asked, call.returned, call.errno, call.pirq, call.buffers_left
