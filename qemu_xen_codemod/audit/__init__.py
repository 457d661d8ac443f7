# SPDX-License-Identifier: GPL-2.0-or-later
"""What uses a Xen library without a stable ABI: from source, from a build, and compared."""
