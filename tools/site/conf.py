# SPDX-License-Identifier: GPL-2.0-or-later
"""How Sphinx makes the site: `make docs`. Nothing in it is loaded from another host."""

from __future__ import annotations

from pygments.lexers.diff import DiffLexer
from sphinx.application import Sphinx

project = "codemod"
copyright = "the qemu-xen-codemod maintainers, GPL-2.0-or-later"
extensions = ["myst_parser"]
# A link to a heading is checked like one to a page.
myst_heading_anchors = 4
# C with the dots of a semantic patch, or cut short, is not C.
suppress_warnings = ["misc.highlighting_failure"]
html_theme = "furo"
html_title = "codemod"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False


def setup(app: Sphinx) -> None:
    app.add_lexer("smpl", DiffLexer)
