"""Refactor C by rule, with proof: QEMU's calls of libxenctrl become calls of stable Xen libraries."""

__version__ = "0.1.0"
