# SPDX-License-Identifier: GPL-2.0-or-later
"""Build directories, read as data, and the execution of their commands."""
