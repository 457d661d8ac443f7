# SPDX-License-Identifier: GPL-2.0-or-later
"""The structure of the package: imports point down, and few modules access the outside."""

from __future__ import annotations

import ast
from collections.abc import Set
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "qemu_xen_codemod"
#: From the bottom up; a module imports only from what is before it, or from its own package.
LAYERS = (
    "printable",
    "errors",
    "named_path",
    "regular_file",
    "file_lock",
    "whole_file",
    "shipped",
    "libc",
    "parallel",
    "signals",
    "edit.edit",
    "c",
    "edit",
    "tree",
    "build",
    "objects",
    "smpl.read",
    "smpl.compile",
    "smpl.match",
    "smpl.change",
    "smpl",
    "rule",
    "reference",
    "message",
    "step",
    "outcome",
    "rule_result",
    "needs",
    "series",
    "commits",
    "plan",
    "audit",
    "verify",
    "prove",
    "report",
    "review",
    "commands",
    "cli",
    "__main__",
)
MODULES = sorted(
    path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".")
    for path in PACKAGE.rglob("*.py")
    if path.name != "__init__.py"
)


def layer_of(module: str) -> str:
    """The innermost package of a module that is a layer, or the module itself."""
    while module not in LAYERS:
        module = module.rpartition(".")[0]
    return module


@cache
def syntax_of(module: str) -> ast.Module:
    return ast.parse((PACKAGE / f"{module.replace('.', '/')}.py").read_bytes())


@cache
def imports_of(module: str) -> Set[str]:
    """The package's modules that a module imports, also inside functions, where a cycle
    would hide.
    """
    found = set()
    for node in ast.walk(syntax_of(module)):
        if isinstance(node, ast.ImportFrom) and node.module:
            whole, _, inner = node.module.partition(".")
            if whole == PACKAGE.name:
                names = {f"{inner}.{alias.name}".lstrip(".") for alias in node.names}
                found |= ({inner} | names) & set(MODULES)
    return found


@cache
def names_used(module: str) -> Set[str]:
    """Dotted names such as `os.chdir`, and imported modules."""
    names = set()
    for node in ast.walk(syntax_of(module)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names.add(f"{node.value.id}.{node.attr}")
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_imports_point_down() -> None:
    """A module imports only from the layers below its own."""
    height = {module: LAYERS.index(layer_of(module)) for module in MODULES}
    upward = [
        f"{module} imports {name}"
        for module in MODULES
        for name in imports_of(module)
        if height[name] > height[module]
    ]
    assert upward == []


def test_semantic_patches_are_used_through_their_package() -> None:
    """Everything that others need from smpl is in its `__init__`: its parts may move."""
    users = {module for module in MODULES if layer_of(module).partition(".")[0] != "smpl"}
    inside = {name for user in users for name in imports_of(user) if name.startswith("smpl.")}
    assert inside == set()


def test_no_module_imports_itself_through_others() -> None:
    """There is no cycle among modules, nor inside a package."""
    unplaced = {module: imports_of(module) for module in MODULES}
    while ready := {module for module, names in unplaced.items() if not names & set(unplaced)}:
        for module in ready:
            del unplaced[module]
    assert unplaced == {}


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        pytest.param(
            "subprocess",
            {"tree.git", "build.process", "report.pager"},
            id="git, compilers, ninja and the pager are run",
        ),
        pytest.param("os.chdir", set(), id="nobody changes directory"),
        pytest.param("os.system", set(), id="no shell"),
        pytest.param("sys.exit", {"__main__"}, id="commands return their exit code"),
    ],
)
def test_few_modules_touch_the_outside(name: str, allowed: set[str]) -> None:
    """Processes, the working directory and the exit code belong to one module each."""
    assert {module for module in MODULES if name in names_used(module)} <= allowed


def test_only_the_shapes_of_rule_files_load_pydantic() -> None:
    """Importing it takes longer than running most semantic patches."""
    users = {
        module
        for module in MODULES
        for node in syntax_of(module).body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pydantic")
    }
    assert users
    assert {module for module in users if not module.startswith("rule.shape.")} == set()


def test_messages_name_documents_where_they_are() -> None:
    """A message has the path of a document, which differs between a checkout and the wheel."""
    named = {
        (module, node.lineno)
        for module in MODULES
        for node in ast.walk(syntax_of(module))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "docs/" in node.value
    }
    documented = {
        (module, node.body[0].lineno)
        for module in MODULES
        for node in ast.walk(syntax_of(module))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
    }
    assert named - documented == set()


def test_one_module_knows_a_terminals_commands() -> None:
    """Colours and similar codes are written in one place, which escapes untrusted text."""
    users = {
        module
        for module in MODULES
        for node in ast.walk(syntax_of(module))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str | bytes)
        and ("\x1b" if isinstance(node.value, str) else b"\x1b") in node.value  # type: ignore[operator]
    }
    assert users == {"report.terminal"}
