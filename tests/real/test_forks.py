# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod apply` on forks of released QEMUs: each reference has its outcome, nothing is wrong."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import tree_sitter_c
from tree_sitter import Language, Parser

from qemu_xen_codemod.rule.pack_load import read_pack_file
from qemu_xen_codemod.shipped import shipped
from tests.real.conftest import OUTERMOST
from tests.real.forks import FORKS, OPTIONS, make_fork
from tests.real.run import clone, codemod, output_of, patches_in
from tests.real.shared import shared

pytestmark = pytest.mark.real

#: The differences from the released tree: outcome -> how many references more or fewer.
_DIFFERENCES: dict[str, dict[str, int]] = {
    "wrapper-function": {"wrapped": -1},
    "extra-calls": {"unanswered": 3},
    "calls-in-expressions": {"wrapped": 6},
    "function-pointer": {"unanswered": 2},
    "changed-message": {"wrapped": -2, "refused": 2},
    "own-flag": {"wrapped": -2, "refused": 2},
    "handle-by-ifdef": {"wrapped": -1, "refused": 1},
    "parameter-of-the-name": {"wrapped": -1, "refused": 1},
    # The handle is left to passthrough only if no other code uses it.
    "moved-call": {"wrapped": -1, "rewritten": -3, "annotated": 1, "refused": 3},
    "renamed-functions": {
        "rewritten": -5,
        "retired": -2,
        "annotated": 2,
        "refused": 3,
        "unanswered": 2,
    },
    "shutdown-with-a-step": {"rewritten": -1, "retired": -2, "annotated": 1, "unanswered": 2},
}
#: On QEMU 10 two calls become one macro, and the rule for the default ioreq server is another one.
_DIFFERENCES_SINCE_10 = {
    "macro": {"wrapped": -1},
    "reader-elsewhere": {"retired": -3, "rewritten": -3, "annotated": 1, "refused": 5},
    "compat-header-renamed": {
        "retired": -1,
        "rewritten": -3,
        "annotated": 1,
        "refused": 2,
        "kept": 1,
    },
    "compat-header-moved": {
        "retired": -26,
        "rewritten": -3,
        "annotated": 1,
        "refused": 2,
        "kept": 26,
    },
}
_DIFFERENCES_BEFORE_10 = {
    "reader-elsewhere": {
        "kept": -3,
        "rewritten": -3,
        "annotated": 1,
        "refused": 2,
        "unanswered": 3,
    },
    "compat-header-renamed": {"retired": -1, "kept": 1},
    "compat-header-moved": {"retired": -1, "kept": 1},
}


#: Forks that are tried on both layouts; the others take turns.
_ON_BOTH = frozenset(
    (
        *_DIFFERENCES_SINCE_10,
        *_DIFFERENCES_BEFORE_10,
        "released",
        "crlf",
        "tab-indent",
        "extra-calls",
        "moved-call",
        "function-pointer",
    )
)


def _on_layouts() -> Iterator[tuple[str, str]]:
    """The versions and names of the forks that are tried."""
    for at, name in enumerate(FORKS):
        for version in OUTERMOST if name in _ON_BOTH else [OUTERMOST[at % len(OUTERMOST)]]:
            yield version, name


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "applied" not in metafunc.fixturenames:
        return
    has_names = any(mark.name == "parametrize" for mark in metafunc.definition.iter_markers())
    if "name" in metafunc.fixturenames and not has_names:
        names = ("version", "name")
        metafunc.parametrize(names, [*_on_layouts()], indirect=["version"], scope="session")
    else:
        metafunc.parametrize("version", OUTERMOST, indirect=True, scope="session")


@dataclass(frozen=True, slots=True)
class Applied:
    """A fork before the series and after it."""

    fork: Path
    #: The output of `apply --format json`.
    report: dict[str, Any]
    before: dict[str, bytes]
    after: dict[str, bytes]


@pytest.fixture(scope="session")
def applied(version: str, tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Makes and caches an `Applied` for a name in `FORKS`."""

    @cache
    def apply(name: str) -> Applied:
        with shared(tmp_path_factory, f"fork-{version}-{name}") as folder:
            if not (folder / "report.json").exists():
                _apply(tree, name, folder)
        report = json.loads((folder / "report.json").read_bytes())
        fork = folder / "after"
        return Applied(fork, report, _c_files(folder / "qemu"), _c_files(fork))

    return apply


def _apply(tree: Path, name: str, folder: Path) -> None:
    """Make the fork in `qemu`, the result in `after`, and the report in report.json."""
    fork = make_fork(tree, folder / "qemu", FORKS[name])
    out, options = folder / "out", OPTIONS.get(name, ())
    done = codemod("apply", "--tree", fork, "--out", out, "--format", "json", *options)
    after = clone(fork, folder / "after")
    # Without --keep-cr git removes the carriage returns of a fork's lines.
    output_of("git", "am", "-q", "--keep-cr", *patches_in(out), cwd=after)
    (folder / "report.json").write_bytes(done.stdout)


def test_each_reference_has_its_outcome(name: str, version: str, applied: Any) -> None:
    """As in the released tree except for the fork's changes; the counts are those of all uses."""
    outcomes = _outcomes(applied(name))
    expected = Counter(_outcomes(applied("released")))
    expected.update(_DIFFERENCES.get(name, {}))
    is_old = version.startswith(("5.", "7."))
    expected.update((_DIFFERENCES_BEFORE_10 if is_old else _DIFFERENCES_SINCE_10).get(name, {}))
    assert outcomes == +expected
    assert sum(outcomes.values()) == sum(map(_count_uses, applied(name).before.values()))


def test_nothing_is_left_to_change(name: str, applied: Any) -> None:
    """A second apply finds nothing, and refused references stay refused."""
    options = OPTIONS.get(name, ())
    assert codemod("apply", "--tree", applied(name).fork, "--dry-run", *options).stdout == b""


def test_result_parses_as_well_as_before(name: str, applied: Any) -> None:
    """No file has more syntax errors after the series than before."""
    now = applied(name).after
    for path, data in applied(name).before.items():
        if data != now[path]:
            assert _faults(now[path]) <= _faults(data), path


def test_new_calls_can_be_compiled(name: str, applied: Any) -> None:
    """Each new call has a wrapper of its name in one header, and the fork's own handle."""
    now = applied(name).after
    handle = {"renamed-handles": b"dm_h", "handles-in-struct": b"xen_ctx"}.get(name, b"xen_dmod")
    headers = [data for path, data in now.items() if path.endswith(".h")]
    for path, data in now.items():
        added = _new_calls(data) - _new_calls(applied(name).before.get(path, b""))
        for call, first in added:
            # The type of a parameter: in the definition of a wrapper.
            if path.endswith(".c") and first != b"xendevicemodel_handle":
                assert first == handle, path
                known = (b"static inline int " + call + b"(", b"static int " + call + b"(")
                wrappers = [
                    text for text in (*headers, data) if any(name in text for name in known)
                ]
                assert len(wrappers) == 1, call
    if name == "renamed-handles":
        assert not any(re.search(rb"\bxen_(?:xc|dmod)\b", data) for data in now.values())


def test_tabs_are_kept(applied: Any) -> None:
    """In a fork that is indented with tabs no line is newly indented with spaces."""
    for path, data in applied("tab-indent").before.items():
        now = applied("tab-indent").after[path]
        if data.count(b"\n\t") > data.count(b"\n    "):
            assert now.count(b"\n    ") <= data.count(b"\n    "), path


@pytest.mark.parametrize("name", ["crlf", "released"])
def test_line_ends_are_the_files(name: str, applied: Any) -> None:
    """A file with one kind of line ends has no other kind afterwards."""
    for path, data in applied(name).before.items():
        lines = data.count(b"\n")
        now = applied(name).after[path]
        if data.count(b"\r\n") in (0, lines):
            assert now.count(b"\r\n") == (now.count(b"\n") if b"\r" in data else 0), path


def test_reasons_of_what_is_not_done(version: str, applied: Any) -> None:
    """A reference that needs somebody's attention says where it is and why."""
    reasons = {
        f"{reference['symbol']} in {reference['path']}: {reference['reason']}"
        for name in ("extra-calls", "moved-call", "function-pointer")
        for reference in applied(name).report["references"]
        if reference["outcome"] in ("refused", "unanswered")
    }
    header = "xen_common.h" if version.startswith(("5.", "7.")) else "xen_native.h"
    other = "does not handle this form of use"
    assert reasons == {
        "xc_domain_setmaxmem in hw/xen/xen_pt_graphics.c: no rule handles xc_domain_setmaxmem",
        "xc_domain_pin_memory_cacheattr in hw/xen/xen_pt_graphics.c: "
        "no rule handles xc_domain_pin_memory_cacheattr",
        f"xc_set_hvm_param in hw/xen/xen_pt_graphics.c: xen-acpi-s-state {other}",
        "xc_physdev_unmap_pirq in hw/xen/xen_blind.c: hw/xen/xen_blind.c does not include "
        f"include/hw/xen/{header}, which the new code needs",
        f"xc_physdev_unmap_pirq in hw/xen/xen_pt.c: xen-physdev-map-pirq {other}",
        f"xc_domain_memory_mapping in hw/xen/xen_pt.c: xen-domain-memory-mapping {other}",
        "xc_interface_close in accel/xen/xen-all.c: xen_xc, which only hw/xen/xen_pt* may use, "
        "is still used elsewhere (hw/xen/xen_blind.c:10:34)",
    }


def _outcomes(applied: Applied) -> Counter[str]:
    return Counter(reference["outcome"] for reference in applied.report["references"])


def _c_files(fork: Path) -> dict[str, bytes]:
    paths = output_of("git", "ls-files", "*.c", "*.h", cwd=fork).decode().splitlines()
    return {path: (fork / path).read_bytes() for path in paths}


@cache
def _symbols() -> re.Pattern[bytes]:
    folder = shipped("rules") / "qemu"
    libraries = read_pack_file(folder).pack.libraries
    names = b"|".join(name.encode() for library in libraries for name in library.symbols)
    return re.compile(rb"(?<![\w.>])(" + names + rb")\b")


def _count_uses(data: bytes) -> int:
    """The symbols in code, counted in another way than by the tool: with regular expressions."""
    code = re.sub(rb'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', b" ", data, flags=re.DOTALL)
    count = 0
    for found in _symbols().finditer(code):
        line = code[code.rfind(b"\n", 0, found.start()) + 1 : found.start()]
        after = code[found.end() :].lstrip()
        declared = re.fullmatch(rb"(?:extern |static |inline )*(?:int|void) \**", line)
        defined = re.match(rb"\s*#\s*(?:define|undef|ifn?def)\s+\Z", line)
        count += not (declared and after.startswith(b"(")) and not defined
    return count


def _faults(data: bytes) -> int:
    parser = Parser(Language(tree_sitter_c.language()))
    todo, faults = [parser.parse(data).root_node], 0
    while todo:
        node = todo.pop()
        faults += node.is_error or node.is_missing
        todo += node.children
    return faults


def _new_calls(data: bytes) -> set[tuple[bytes, bytes]]:
    """The calls of the entrypoints that QEMU's rules add, with their first argument."""
    names = rb"map_pirq\w*|unmap_pirq|set_acpi_s_state|(?:un)?bind_pt_\w+_irq"
    return set(re.findall(rb"\b(xendevicemodel_(?:" + names + rb"))\(\s*(\w+)", data))
