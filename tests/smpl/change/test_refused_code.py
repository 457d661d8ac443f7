# SPDX-License-Identifier: GPL-2.0-or-later
"""Code that one rule of a semantic patch refused to edit, and the later rules."""

from __future__ import annotations

from tests.smpl.refusals import refused_in

_PATCH = """\
@@ expression E; @@
- first(E);
  ...
- second(E);
+ both(E);

@@ expression E; @@
- second(E)
+ later(E)
"""


def test_rest_of_a_refused_match_stays() -> None:
    """The second rule would make part of a refused change; elsewhere it is applied."""
    done = "void f(int a)\n{\n    first(a);\n    second(a);\n}\n"
    body = "{\n    first(a);\n    run();\n    second(a);\n    second(1);\n}\n"
    head = "void g(int a, int (*both)(int))\n"
    after, reasons = refused_in(_PATCH, done + head + body)
    expected = "void f(int a)\n{\n    both(a);\n}\n" + head + body
    assert after == expected.replace("second(1)", "later(1)")
    why = "both, which the added code names, is a local name here, see 6"
    assert reasons == [f"8: {why}", f"10: {why}"]


def test_places_are_those_of_the_original_file() -> None:
    """Refusals give line numbers of the original file, although an earlier rule removed lines."""
    patch = "@@ @@\n- gone();\n\n@@ expression E; @@\n- old(E);\n+ new(handle, E);\n"
    code = "void f(int handle)\n{\n    gone();\n    gone();\n    old(1);\n}\n"
    after, reasons = refused_in(patch, code)
    assert after == code.replace("    gone();\n", "")
    assert reasons == ["5: handle, which the added code names, is a local name here, see 1"]
