# SPDX-License-Identifier: GPL-2.0-or-later
"""Other ways to write the same code, which a pattern matches as well."""
