# SPDX-License-Identifier: GPL-2.0-or-later
"""The insert step: the block of a condition, and which file gets the text."""

from __future__ import annotations

from pathlib import Path

from tests.step.yaml_rule import make_rule, run_rule

_STEP = """
  - insert:
      into: [compat.h, "*.h"]
      declares: handle
      unless: new_call
      guard: VERSION  < 9
      before: {declaration: handle}
      text: |
        int new_call(void);
"""


def _run(folder: Path, **files: str) -> dict[str, str]:
    rule = make_rule(folder, _STEP)
    given = {name.replace("_h", ".h"): text.encode() for name, text in files.items()}
    return {path: data.decode() for path, data in run_rule(rule, given).items()}


def test_text_that_is_there_is_not_put_twice(tmp_path: Path) -> None:
    """A file that holds the word of `unless` stays as it is."""
    text = "int new_call(int);\nextern int handle;\n"
    assert _run(tmp_path, compat_h=text) == {"compat.h": text}


def test_block_with_an_else_is_not_joined(tmp_path: Path) -> None:
    """The #endif of a block with two arms belongs to the other arm: the text gets its own block."""
    two = "#if VERSION < 9\nint a;\n#else\nint b;\n#endif\n"
    found = _run(tmp_path, compat_h=f"{two}\nextern int handle;\n")
    block = "#if VERSION < 9\n\nint new_call(void);\n\n#endif /* VERSION < 9 */\n"
    assert found["compat.h"] == f"{two}\n{block}\nextern int handle;\n"


def test_block_of_the_condition_is_joined(tmp_path: Path) -> None:
    """The text goes before the #endif of the block, blocks inside it and comments aside."""
    head = "#if VERSION /* ours */ < 9\n\n#ifdef A\nint a;\n#endif\n\n"
    found = _run(tmp_path, compat_h=f"{head}#endif /* old */\n\nextern int handle;\n")
    tail = "int new_call(void);\n\n#endif /* old */\n\nextern int handle;\n"
    assert found["compat.h"] == head + tail


def test_block_is_made_where_none_is(tmp_path: Path) -> None:
    """Without a block of the condition one is put at the anchor, in the file's line ends."""
    found = _run(tmp_path, compat_h="int a;\r\nextern int handle;\r\n")
    block = "#if VERSION < 9\n\nint new_call(void);\n\n#endif /* VERSION < 9 */\n"
    expected = f"int a;\n\n{block}\nextern int handle;\n".replace("\n", "\r\n")
    assert found["compat.h"] == expected


def test_file_with_the_anchor_wins_over_one_that_only_uses_the_word(tmp_path: Path) -> None:
    """Of several headers the one that has a place for the text gets it."""
    user = "static inline int use(void)\n{\n    return handle;\n}\n"
    found = _run(tmp_path, a_h=user, z_h="extern int handle;\n")
    assert found["a.h"] == user
    assert found["z.h"].startswith("#if VERSION < 9\n")


_BODY = """
  - insert:
      into: [compat.h]
      after: {declaration: handle}
      text: |
        static inline int new_call(
            int first, int second)
        {
            if (first) {
                return old_call(first,
                                second);
            }
            return 0;
        }
"""


def test_text_is_indented_as_the_file_is(tmp_path: Path) -> None:
    """A header that is indented with tabs gets tabs, once."""
    rule = make_rule(tmp_path, _BODY)
    head = b"static inline int f(void)\n{\n\treturn 1;\n}\nextern int handle;\n"
    after = run_rule(rule, {"compat.h": head})
    assert after["compat.h"] == head + (
        b"\nstatic inline int new_call(\n\tint first, int second)\n{\n\tif (first) {\n"
        b"\t\treturn old_call(first,\n\t\t\t\tsecond);\n\t}\n\treturn 0;\n}\n"
    )
    assert run_rule(rule, after) == after
