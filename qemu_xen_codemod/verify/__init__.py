# SPDX-License-Identifier: GPL-2.0-or-later
"""Proof for each patch of a series: it applies, builds, and does what it says and nothing else."""
