# SPDX-License-Identifier: GPL-2.0-or-later
"""Both series together: QEMU with its series on a Xen with its own."""
