# SPDX-License-Identifier: GPL-2.0-or-later
"""All targets by name."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from random import Random

from tests.fuzz.c_code import real_trees
from tests.fuzz.case import Case, Target
from tests.fuzz.targets.audits import Audits
from tests.fuzz.targets.build_files import BuildFiles
from tests.fuzz.targets.built_in_pack import BuiltInPack
from tests.fuzz.targets.command_line import CommandLine
from tests.fuzz.targets.conditions import Conditions
from tests.fuzz.targets.engine import Engine
from tests.fuzz.targets.mails import Mails, ProvedMails, ReviewedMails
from tests.fuzz.targets.objects import Objects
from tests.fuzz.targets.rule_file import RuleFile
from tests.fuzz.targets.semantic_patch import SemanticPatchText
from tests.fuzz.targets.templates import Templates

_Make = Callable[[Path], Target]
#: Each gets an empty folder that it may write to. Their cases are the same everywhere.
TARGETS: Mapping[str, _Make] = {
    "semantic-patch": SemanticPatchText,
    "rule": RuleFile,
    "template": Templates,
    "engine": Engine,
    "pack": BuiltInPack,
    "conditions": Conditions,
    "object": Objects,
    "build": BuildFiles,
    "audit": Audits,
    "mail": Mails,
    "proof": ProvedMails,
    "review": ReviewedMails,
    "words": CommandLine,
}
#: These break input that only some machines have: the trees of CODEMOD_TREES, gcc's output.
_WITH_TREES: Mapping[str, _Make] = {
    "tree-engine": partial(Engine, trees=True),
    "tree-pack": partial(BuiltInPack, trees=True),
}
_WITH_COMPILER: Mapping[str, _Make] = {"compiled-object": partial(Objects, compiled=True)}
#: One of their cases takes as long as this many of others: all rules run on a tree, git, a command.
_SLOW = {"pack": 100, "tree-pack": 200, "proof": 20, "words": 20}


def cases_of(name: str, count: int) -> int:
    """How many cases of a target are tried if most targets get `count`."""
    return max(count // _SLOW.get(name, 1), 1)


def possible_targets() -> Mapping[str, _Make]:
    """The targets possible on this machine."""
    return {
        **TARGETS,
        **(_WITH_TREES if real_trees() else {}),
        **(_WITH_COMPILER if shutil.which("gcc") else {}),
    }


def case_of(target: Target, name: str, seed: str, number: int) -> Case:
    """Case `number` of a seed."""
    return target.make(Random(f"{name} {seed} {number}"))  # noqa: S311 (no secret)
