# SPDX-License-Identifier: GPL-2.0-or-later
"""Rule files and packs: read, checked, put in series order, tested by their own examples."""
