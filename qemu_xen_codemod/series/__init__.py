# SPDX-License-Identifier: GPL-2.0-or-later
"""Commits become patch files, in a private repository, so that the tree stays as it is."""
