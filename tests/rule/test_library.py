# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables of the exports of Xen's libraries without a stable ABI."""

from __future__ import annotations

from qemu_xen_codemod.rule.library import library_names, library_symbols


def test_a_library_without_a_table() -> None:
    """Libxendevicemodel is stable: it has no table, and no path is formed from a name."""
    assert library_symbols("libxendevicemodel") == ()
    assert library_symbols("../libraries/libxenctrl") == ()


def test_the_libraries_whose_soname_has_the_release() -> None:
    """The seven of Xen 4.14 to 4.20."""
    assert library_names() == (
        "libxenctrl",
        "libxenfsimage",
        "libxenguest",
        "libxenlight",
        "libxenstat",
        "libxenvchan",
        "libxlutil",
    )


def test_a_table_names_functions() -> None:
    """One function per line, sorted, without comments."""
    for name in library_names():
        symbols = library_symbols(name)
        assert list(symbols) == sorted(set(symbols))
        assert all(symbol.isidentifier() for symbol in symbols)
    assert {"read_exact", "xc_domain_shutdown", "xc_pcidev_get_gsi"} <= {
        *library_symbols("libxenctrl")
    }
    assert "xendevicemodel_shutdown" not in library_symbols("libxenctrl")
