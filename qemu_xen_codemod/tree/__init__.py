# SPDX-License-Identifier: GPL-2.0-or-later
"""Trees: git checkouts and plain folders, read without running or changing anything in them."""
