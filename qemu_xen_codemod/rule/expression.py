# SPDX-License-Identifier: GPL-2.0-or-later
"""Expressions that the user sets for global names of rules: `--set xen_dmod=ctx.dmod`.

A fork may keep in a struct, or behind a function, what rules know as a variable. The expression
replaces the name in a rule's code. Where a rule requires the declaration of the name, that of the
expression's first variable or function is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.rule.applies import Applies
from qemu_xen_codemod.rule.names import rename_words
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.semantic import ParsePatch, parse_patch
from qemu_xen_codemod.rule.steps.anchor import DeclarationAnchor
from qemu_xen_codemod.rule.steps.create import CreateStep
from qemu_xen_codemod.rule.steps.insert import InsertStep
from qemu_xen_codemod.rule.steps.mention import MentionStep
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.steps.resolve import ResolveStep
from qemu_xen_codemod.rule.steps.step import Step
from qemu_xen_codemod.rule.steps.sweep import SweepStep
from qemu_xen_codemod.rule.steps.text import TextStep
from qemu_xen_codemod.rule.steps.todo import TodoStep
from qemu_xen_codemod.rule.text import Text

_ALLOWED = frozenset(
    (
        "identifier",
        "field_identifier",
        "field_expression",
        "call_expression",
        "argument_list",
        "subscript_expression",
        "pointer_expression",
        "parenthesized_expression",
        "number_literal",
        "null",
    )
)
_LETTERS = re.compile(r"[\w*&(](?:[\w.,()\[\]*& ]|->)*[\w)\]]|\w", re.ASCII)
_NAME = re.compile(r"[A-Za-z_]\w*")
_SYMBOLS = re.compile(r"^([ \t]*symbol\s+)([^;\n]*)(?=;)", re.MULTILINE)

Expressions = Mapping[str, str]


def check_expression(name: str, value: str) -> None:
    """Raises UsageError if it is not a variable, member or call."""
    if not roots_of(value):
        raise UsageError(
            f"--set {name}={value}: not a variable, a member or a call in C",
            help=f"write what the tree has in place of {name}: ctx.handle, ctx->handle, get()",
        )


def is_name(value: str) -> bool:
    """Whether it is a single name, which can replace another one everywhere."""
    return _NAME.fullmatch(value) is not None


def roots_of(value: str) -> tuple[str, ...]:
    """The variables and functions that an expression names; () if it is not one that is
    accepted.
    """
    if not _LETTERS.fullmatch(value):
        return ()
    source = SourceFile("", b"int x = " + value.encode() + b";\n")
    todo: list[Node] = list(source.root.children)
    if len(todo) != 1 or todo[0].type != "declaration" or source.root.has_error:
        return ()
    declarators = todo[0].children_by_field_name("declarator")
    inner = declarators[0].child_by_field_name("value") if len(declarators) == 1 else None
    found: list[str] = []
    todo = [inner] if inner is not None else []
    while todo:
        node = todo.pop()
        if node.is_named and node.type not in _ALLOWED:
            return ()
        if node.type == "identifier":
            found.append(source.text(node).decode("utf-8", "replace"))
        todo.extend(reversed(node.children))
    return tuple(dict.fromkeys(found))


def with_expressions(rule: Rule, expressions: Expressions, parse: ParsePatch) -> Rule:
    """The rule with expressions instead of names. Its examples, which declare the names, no longer
    fit and are dropped. Raises RuleError.
    """
    if not expressions:
        return rule
    return replace(
        rule,
        subject=rename_words(rule.subject, expressions),
        why=rename_words(rule.why, expressions),
        applies=_applies(rule.applies, expressions),
        steps=tuple(_step(step, expressions, parse) for step in rule.steps),
        examples=(),
        unchanged=(),
    )


def behind_declarations(rule: Rule, names: Iterable[str]) -> Rule:
    """The rule, whose texts come after the declarations of those of these names that they use."""
    return replace(rule, steps=tuple(_behind(step, names) for step in rule.steps))


def _behind(step: Step, names: Iterable[str]) -> Step:
    if not isinstance(step, InsertStep):
        return step
    words = set(re.findall(r"\w+", step.text.value))
    named = tuple(name for name in names if name in words and name not in step.behind)
    return replace(step, behind=(*step.behind, *named))


def _step(step: Step, expressions: Expressions, parse: ParsePatch) -> Step:
    step = replace(step, applies=_applies(step.applies, expressions))
    match step:
        case PatchStep():
            text = _patch(step.text, expressions)
            return replace(step, text=text, patch=parse_patch(text, parse))
        case TodoStep():
            wanted = _patch(step.match_text, expressions)
            return replace(
                step,
                match=parse_patch(wanted, parse),
                match_text=wanted,
                text=_text(step.text, expressions),
            )
        case InsertStep():
            return _insert(step, expressions)
        case CreateStep():
            return replace(step, text=_text(step.text, expressions))
        case TextStep():
            return replace(
                step,
                find=_text(step.find, expressions),
                new=_text(step.new, expressions),
                below=rename_words(step.below, expressions) if step.below else None,
            )
        case ResolveStep() | MentionStep() | SweepStep():
            return step
        case _:
            assert_never(step)


def _applies(applies: Applies, expressions: Expressions) -> Applies:
    return replace(applies, declares=_words(applies.declares, expressions))


def _insert(step: InsertStep, expressions: Expressions) -> InsertStep:
    """The text must come after the declarations of what the expressions name."""
    words = set(re.findall(r"\w+", step.text.value))
    named = [name for name in expressions if name in words or name == step.declares]
    if not named:
        return step
    declares = _words((step.declares,), expressions)[0] if step.declares else None
    return replace(
        step,
        # A name that a .c file declares can only be used in that file.
        into=(*step.into, "**/*.c"),
        declares=declares,
        anchors=tuple(
            anchor
            for anchor in step.anchors
            if not isinstance(anchor, DeclarationAnchor) or anchor.word not in expressions
        ),
        text=_text(step.text, expressions),
        behind=_words(tuple(named), expressions),
    )


def _text(text: Text, expressions: Expressions) -> Text:
    value = rename_words(text.value, expressions)
    return (
        text if value == text.value else replace(text, value=value, written=value, replacements=())
    )


def _patch(text: Text, expressions: Expressions) -> Text:
    """SmPL declares names as symbols: here, the names in the expressions."""

    def symbols(found: re.Match[str]) -> str:
        names = tuple(re.findall(r"\w+", found.group(2)))
        return found.group(1) + ", ".join(_words(names, expressions))

    declared = _SYMBOLS.sub(symbols, text.value)
    return _text(replace(text, value=declared), expressions)


def _words(names: tuple[str, ...], expressions: Expressions) -> tuple[str, ...]:
    """The names, where those with an expression are replaced by its first name."""
    found: list[str] = []
    for name in names:
        found += roots_of(expressions[name]) if name in expressions else (name,)
    return tuple(dict.fromkeys(found))
