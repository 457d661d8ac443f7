# SPDX-License-Identifier: GPL-2.0-or-later
"""Make C parse that tree-sitter does not support: blank or replace code, keeping its length."""
