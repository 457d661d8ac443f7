# SPDX-License-Identifier: GPL-2.0-or-later
"""Random small C functions and semantic patches with `...`, made from a seed."""

from __future__ import annotations

from random import Random

_CALLS = ("a();", "b();", "c();", "a();", "b();", "x();", "z = 1;")
_WHENS = ("", "", "", " when != c()", " when != z", " when any", " when strict", " when exists")


class FunctionMaker:
    """Makes one function with branches, loops, switches and jumps."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.value = random.choice(("", " 0", " -1", " r"))
        self.labels: set[str] = set()

    def make(self) -> bytes:
        lines = [
            line for _ in range(self.random.randint(2, 5)) for line in self._statement(2, False)
        ]
        for label in sorted(self.labels):
            lines += [f"{label}:", self.random.choice(_CALLS)]
        if self.value or self.random.random() < 0.3:
            lines.append(f"return{self.value};")
        kind = "int" if self.value else "void"
        body = "".join(f"    {line}\n" for line in lines)
        return f"{kind} f(int p, int q, int n)\n{{\n{body}}}\n".encode()

    def _statement(self, depth: int, in_loop: bool) -> list[str]:
        chance = self.random.random()
        if depth == 0 or chance < 0.5:
            return [self.random.choice(_CALLS)]
        if chance < 0.78:
            head = f"if ({self.random.choice(('p', '!q'))}) {{"
            made = [head, *self._block(depth, in_loop, 0.35), "}"]
            if self.random.random() < 0.4:
                made[-1:] = ["} else {", *self._block(depth, in_loop, 0.25), "}"]
            return made
        if chance < 0.85:
            return ["while (p) {", *self._block(depth, True, 0), "}"]
        if chance < 0.9:
            return ["do {", *self._block(depth, True, 0), "} while (q);"]
        made = ["switch (n) {"]
        for at in range(self.random.randint(1, 3)):
            made += [f"case {at}:", *self._block(depth, in_loop, 0)]
            made += ["    break;"] if self.random.random() < 0.8 else []
        if self.random.random() < 0.6:
            made += ["default:", *self._block(depth, in_loop, 0), "    break;"]
        return [*made, "}"]

    def _block(self, depth: int, in_loop: bool, leaving: float) -> list[str]:
        lines = [
            line
            for _ in range(self.random.randint(1, 3))
            for line in self._statement(depth - 1, in_loop)
        ]
        if self.random.random() < leaving:
            lines.append(self._jump(in_loop))
        return [f"    {line}" for line in lines]

    def _jump(self, in_loop: bool) -> str:
        chance = self.random.random()
        if in_loop and chance < 0.45:
            return self.random.choice(("break;", "continue;"))
        if chance < 0.7:
            return f"return{self.value};"
        label = self.random.choice(("err", "out"))
        self.labels.add(label)
        return f"goto {label};"


def make_patch(random: Random) -> str:
    """A semantic patch of statements with dots between them."""
    dots, more = (f"  ...{random.choice(_WHENS)}" for _ in range(2))
    forms = (
        f"- a();\n{dots}\n- b();",
        f"- a();\n{dots}\n+ d();\n  b();",
        f"  a();\n{dots}\n- b();",
        f"- a();\n{dots}\n  x();\n{more}\n- b();",
        f"- a();\n{dots}\n  return ...;",
        f"  a();\n+ d();\n{dots}\n  b();",
        f"  if (p) {{\n  ...\n- {random.choice('abx')}();\n  ...\n  }}",
        f"  f(...)\n  {{\n{dots}\n- {random.choice('abx')}();\n{more}\n  }}",
        f"- a();\n{dots}\n(\n- b();\n|\n- c();\n)",
    )
    return f"@@\n@@\n{random.choice(forms)}\n"


def make_nest_patch(random: Random) -> str:
    """A semantic patch with a nest of statements, some on one path only."""
    header = random.choice(("@@", "@@", "@@", "@ exists @"))
    more = random.choice(("", "+"))
    name = random.choice("xxcabz")
    held = random.choice(
        (
            f"- {name}();\n+ y();",
            f"- {name}()\n+ y()",
            f"  {name}();\n+ y();",
            "  if (p) {\n  ...\n- x();\n+ y();\n  ...\n  }",
            "(\n- x();\n|\n- c();\n+ y();\n)",
            "- c();\n- x();",
        )
    )
    when = random.choice(_WHENS)
    nest = f"  <{more}...{when}\n{held}\n  ...{more}>"
    forms = (
        f"  a();\n{nest}\n  b();",
        f"- a();\n{nest}\n- b();",
        f"  a();\n{nest}\n  return ...;",
        f"- a();\n{nest}",
        f"  if (p) {{\n{nest}\n  }}",
        f"  f(...)\n  {{\n{nest}\n  }}",
        f"  f(...)\n  {{\n  ...\n  a();\n{nest}\n  }}",
        f"  a();\n  ...\n  x();\n{nest}\n  b();",
    )
    return f"{header}\n@@\n{random.choice(forms)}\n"
