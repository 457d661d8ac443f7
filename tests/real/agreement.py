# SPDX-License-Identifier: GPL-2.0-or-later
"""The same semantic patch by Coccinelle and by us, on the files of a real tree that may match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import yaml

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.smpl import SemanticPatch, apply_semantic_patch, parse_semantic_patch
from tests.real.run import output_of
from tests.smpl.judge import comparable, spatch_all, unread_lines

RULES = Path(__file__).parents[2] / "rules" / "qemu"


@dataclass(frozen=True, slots=True)
class Agreement:
    """The results of one semantic patch on some files."""

    #: Files that both changed in the same way.
    changed: tuple[str, ...]
    #: Files for which the two made different code.
    differing: tuple[str, ...]
    #: Files that Coccinelle gave up on, or in which it cannot parse what we changed, or in which we
    #: refused a match with a reason.
    open: tuple[str, ...]


def tree_patches(tree: Path) -> dict[str, str]:
    """The semantic patches in the tree that we support, by name."""
    found = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted((tree / "scripts/coccinelle").glob("*.cocci"))
    }
    return {name: text for name, text in found.items() if _is_in_subset(text)}


def rule_patches() -> dict[str, str]:
    """The semantic patches of our own rules, by the rule's name and the step's number."""
    return {
        f"{path.stem}-{at}.cocci": step["patch"]
        for path in sorted(RULES.glob("*.yml"))
        for at, step in enumerate(yaml.safe_load(path.read_bytes())["steps"])
        if "patch" in step
    }


def _is_in_subset(text: str) -> bool:
    try:
        parse_semantic_patch(text, "tree")
    except RuleError:
        return False
    return True


def sources_of(tree: Path) -> dict[str, bytes]:
    """The tree's C files by path, in an order that separates neighbours, which are similar."""
    listed = output_of("git", "ls-files", "*.c", "*.h", cwd=tree).decode().split("\n")
    paths = [path for path in listed if path and not (tree / path).is_symlink()]
    order = sorted(range(len(paths)), key=lambda at: int(f"{at:020b}"[::-1], 2))
    return {paths[at]: (tree / paths[at]).read_bytes() for at in order}


def compare(text: str, sources: Mapping[str, bytes], folder: Path, most: int) -> Agreement:
    """Run both on the files that may match, at most `most` bytes of them.

    `folder` is for the semantic patch's file. Raises JudgeError if spatch does not parse it.
    """
    patch = parse_semantic_patch(text, "patch.cocci")
    written = folder / "patch.cocci"
    written.write_text(text, encoding="utf-8")
    chosen = dict(_chosen(patch, sources, most))
    # spatch gets them in one folder.
    flat = {path.replace("/", "+"): data for path, data in chosen.items()}
    theirs = spatch_all(written, flat) if flat else {}
    return _compared(patch, chosen, {path.replace("+", "/"): new for path, new in theirs.items()})


def _chosen(
    patch: SemanticPatch, sources: Mapping[str, bytes], most: int
) -> Iterator[tuple[str, bytes]]:
    size = 0
    for path, data in sources.items():
        if size + len(data) <= most and patch.may_match(data):
            size += len(data)
            yield path, data


def _compared(
    patch: SemanticPatch, sources: Mapping[str, bytes], theirs: Mapping[str, bytes | None]
) -> Agreement:
    changed, differing, left = [], [], []
    for path, data in sources.items():
        ours = apply_semantic_patch(patch, SourceFile(path, data), Style())
        other = theirs[path]
        if other is None or ours.refusals:
            left.append(path)
        elif comparable(ours.data) == comparable(other):
            changed += [path] if ours.data != data else []
        elif _is_unread(data, ours.data, other):
            left.append(path)
        else:
            differing.append(path)
    return Agreement(tuple(changed), tuple(differing), tuple(left))


def _is_unread(source: bytes, ours: bytes, theirs: bytes) -> bool:
    """Whether the two differ only in code that spatch left alone because it cannot parse it."""
    our_lines, other = ours.split(b"\n"), theirs.split(b"\n")
    kept: set[bytes] = set()
    for tag, _, _, start, end in SequenceMatcher(
        None, our_lines, other, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            kept |= {line.strip() for line in other[start:end]}
    return bool(kept) and kept <= unread_lines(source)
