# SPDX-License-Identifier: GPL-2.0-or-later
"""Where rules are found: the built-in packs, and the files and folders of `--rules`.

    choose_pack(tree, paths, settings)   what `apply` works with
    load_pack(folder, settings)          one pack, whole
    load_rules(paths, base, settings)    the user's rules, with the style and variables of `base`

Each returns a `Pack` whose rules are in series order; all faults of all its files are raised
together, as RuleError.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qemu_xen_codemod.errors import RuleError, UsageError
from qemu_xen_codemod.rule.document import Fields, Items, read_document, read_fields
from qemu_xen_codemod.rule.expression import (
    behind_declarations,
    check_expression,
    is_name,
    with_expressions,
)
from qemu_xen_codemod.rule.expression_type import check_type
from qemu_xen_codemod.rule.fault import faults_of, nearest, raise_faults
from qemu_xen_codemod.rule.inserted import inserted_names
from qemu_xen_codemod.rule.load import COCCI_SUFFIX, STANDARD_INPUT, YAML_SUFFIXES, load_rule
from qemu_xen_codemod.rule.names import Searched, changed_names, depend_on
from qemu_xen_codemod.rule.number import number_variables
from qemu_xen_codemod.rule.order import series_order
from qemu_xen_codemod.rule.pack import NEUTRAL, PACK_FILE, Pack, Recognition
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.searched import searched_words
from qemu_xen_codemod.rule.semantic import ParsePatch, smpl_parser
from qemu_xen_codemod.rule.steps.insert import InsertStep
from qemu_xen_codemod.rule.terms import Terms
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.variables import Variable, Variables, set_variables
from qemu_xen_codemod.shipped import shipped

if TYPE_CHECKING:
    from qemu_xen_codemod.rule.pack_load import PackFile

_NO_SETTINGS: Mapping[str, str] = {}


def builtin_packs() -> tuple[Path, ...]:
    """The folders of the built-in packs."""
    return tuple(sorted(path.parent for path in shipped("rules").glob(f"*/{PACK_FILE}")))


def choose_pack(
    tree: Searched,
    paths: Sequence[Path] = (),
    settings: Mapping[str, str] = _NO_SETTINGS,
    parse: ParsePatch | None = None,
) -> Pack:
    """The built-in pack that recognises the tree, `NEUTRAL` if none does.

    With `paths`, the rules of these files and folders replace its own. Raises UsageError for a path
    that is not one and for a setting of a variable that the pack does not have.
    """
    for folder in builtin_packs():
        if _recognition(folder).holds(tree):
            base = _pack_file(folder, is_tested=True).pack
            given = {key: value for key, value in settings.items() if key in base.names}
            others = {key: value for key, value in settings.items() if key not in given}
            for name, value in given.items():
                check_expression(name, value)
                check_type(name, value, base.names[name], tree)
            pack = _load(folder, base, paths, others, parse)
            unset = {name: base.names[name] for name in base.names if name not in given}
            words = searched_words(pack.libraries, pack.rules)
            found = changed_names(unset, tree, words) if depend_on(pack.rules, unset) else {}
            changed = {**found, **given}
            return _load(folder, base, paths, others, parse, changed) if changed else pack
    return load_rules(paths, NEUTRAL, settings, parse)


def _recognition(folder: Path) -> Recognition:
    """What a built-in pack recognises a tree by. The rest of its pack.yaml is not looked at."""
    recognise = read_fields(read_document(folder / PACK_FILE)).get("recognise")
    paths = recognise.get("paths") if isinstance(recognise, Fields) else None
    words = recognise.get("words") if isinstance(recognise, Fields) else None
    return Recognition(
        tuple(map(str, paths if isinstance(paths, Items) else ())),
        {
            path: tuple(map(str, texts if isinstance(texts, Items) else ()))
            for path, texts in (words if isinstance(words, Fields) else {}).items()
        },
    )


def _pack_file(folder: Path, *, is_tested: bool = False) -> PackFile:
    # It loads pydantic, which takes longer than most semantic patches.
    from qemu_xen_codemod.rule.pack_load import read_pack_file

    return read_pack_file(folder, is_tested=is_tested)


def _load(
    folder: Path,
    base: Pack,
    paths: Sequence[Path],
    settings: Mapping[str, str],
    parse: ParsePatch | None,
    changed: Mapping[str, str] = _NO_SETTINGS,
) -> Pack:
    if paths:
        return load_rules(paths, base, settings, parse, changed)
    return load_pack(folder, settings, parse, changed)


def load_pack(
    folder: Path,
    settings: Mapping[str, str] = _NO_SETTINGS,
    parse: ParsePatch | None = None,
    changed: Mapping[str, str] = _NO_SETTINGS,
) -> Pack:
    """The pack of a folder with a pack.yaml, with a tree's changed names."""
    file = _pack_file(folder)
    pack = _with_settings(file.pack, settings)
    rules = _load_all(_rule_files(folder), _variables(pack), parse, changed, pack.terms)
    rules = _behind_declarations(rules, pack, changed)
    return replace(pack, rules=series_order(_listed(rules, file), _ids(pack)))


def load_rules(
    paths: Sequence[Path],
    base: Pack = NEUTRAL,
    settings: Mapping[str, str] = _NO_SETTINGS,
    parse: ParsePatch | None = None,
    changed: Mapping[str, str] = _NO_SETTINGS,
) -> Pack:
    """`base` with the rules of these files and folders instead of its own, in the given order.

    A folder with a pack.yaml is a pack of its own and replaces `base`. Single files of a pack also
    belong to it: they use its variables and style, and may follow rules that are not among them.
    """
    home = pack_folder(paths[0]) if paths else None
    if any(pack_folder(path) != home for path in paths):
        home = None
    if home is not None and list(paths) == [home]:
        return load_pack(home, settings, parse, changed)
    pack = _pack_file(home).pack if home else base
    pack = _with_settings(pack, settings)
    files = [file for path in paths for file in _files_of(path)]
    terms = pack.terms if home is not None else replace(pack.terms, requires=())
    rules = _load_all(files, _variables(pack), parse, changed, terms)
    rules = _behind_declarations(rules, pack, changed)
    # A pack's rule is tried without some rules that it follows.
    elsewhere = [file.stem for file in _rule_files(home)] if home is not None else []
    # The pack's commits and its cover letter do not mention the user's own rules.
    pack = pack if home is not None else replace(pack, groups=(), cover="")
    return replace(pack, rules=series_order(rules, _ids(pack), elsewhere))


def _with_settings(pack: Pack, settings: Mapping[str, str]) -> Pack:
    variables = set_variables(pack.variables, settings, pack.names)
    return replace(pack, variables=variables)


def _variables(pack: Pack) -> Variables:
    """What is in braces in the rules' texts: the pack's variables, its numbers, and for each
    proposed function that it knows `{prototype_NAME}`, and `{head_NAME}` without the `;`.
    """
    found: dict[str, Variable] = {**pack.variables, **number_variables(pack.numbers)}
    for entrypoint in pack.entrypoints:
        for name in entrypoint.functions:
            prototype = entrypoint.prototype(name).strip("\n")
            found[f"prototype_{name}"] = prototype
            found[f"head_{name}"] = prototype.removesuffix(";")
    return found


def _ids(pack: Pack) -> list[tuple[str, ...]]:
    return [group.rules for group in pack.groups]


def pack_folder(path: Path) -> Path | None:
    """The folder of the pack that a rule file or folder belongs to."""
    if path == STANDARD_INPUT:
        return None
    folder = path if path.is_dir() else path.parent
    return folder if (folder / PACK_FILE).is_file() else None


def _files_of(path: Path) -> list[Path]:
    if path == STANDARD_INPUT:
        return [path]
    if path.is_dir():
        files = _rule_files(path)
        if not files:
            raise UsageError(f"no rules in {path}", help="rule files end in .yml, .yaml or .cocci")
        return files
    if not path.exists():
        raise UsageError(f"no such rule file: {path}")
    if path.name == PACK_FILE:
        raise UsageError(f"{path} is no rule", help=f"the pack is its folder: {path.parent}")
    if path.suffix not in (*YAML_SUFFIXES, COCCI_SUFFIX):
        raise UsageError(
            f"not a rule file: {path}",
            help="rule files end in .yml, .yaml or .cocci; `-` is standard input",
        )
    return [path]


def _rule_files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix in (*YAML_SUFFIXES, COCCI_SUFFIX) and path.name != PACK_FILE
    )


def _load_all(
    files: Iterable[Path],
    variables: Variables,
    parse: ParsePatch | None,
    changed: Mapping[str, str],
    terms: Terms,
) -> list[Rule]:
    parse = parse or smpl_parser()
    names = {old: new for old, new in changed.items() if is_name(new)}
    expressions = {old: new for old, new in changed.items() if old not in names}
    rules: list[Rule] = []
    faults: list[RuleError] = []
    first: dict[str, Rule] = {}
    for file in files:
        try:
            rule = load_rule(file, variables, parse, names, terms)
            rule = with_expressions(rule, expressions, parse)
        except RuleError as error:
            faults.extend(faults_of(error))
            continue
        if rule.id in first:
            what = f"rule {rule.id} is defined twice"
            help = f"the other is {first[rule.id].place.path}"
            faults.append(RuleError(what, place=rule.place, help=help))
            continue
        first[rule.id] = rule
        rules.append(rule)
    raise_faults(faults)
    return rules


def _behind_declarations(
    rules: Iterable[Rule], pack: Pack, changed: Mapping[str, str]
) -> list[Rule]:
    """The rules, whose texts come after the declarations of the pack's names that they use, and of
    what the rules that they need insert.
    """
    names = [changed.get(name, name) for name in pack.names]
    together = list(rules)
    brought = {rule.id: _brought_names(rule) for rule in together}
    return [
        behind_declarations(
            rule, [*names, *(name for need in rule.needs for name in brought.get(need.value, ()))]
        )
        for rule in together
    ]


def _brought_names(rule: Rule) -> tuple[str, ...]:
    """The names that the rule's inserts declare."""
    inserts = (step for step in rule.steps if isinstance(step, InsertStep))
    names = (name.decode() for step in inserts for name in inserted_names(step))
    return tuple(dict.fromkeys(names))


def _listed(rules: Sequence[Rule], file: PackFile) -> list[Rule]:
    """The rules in the order of the pack's `series:` list, which must name each."""
    if not file.series:
        return list(rules)
    by_id = {rule.id: rule for rule in rules}
    faults: list[RuleError] = []
    listed: dict[str, Text] = {}
    for name in file.series:
        if name.value not in by_id:
            help = nearest(name.value, by_id, "rules")
            faults.append(RuleError(f"no rule {name}", place=name.place(), help=help))
        elif name.value in listed:
            faults.append(RuleError(f"rule {name} is listed twice", place=name.place()))
        listed.setdefault(name.value, name)
    for rule in rules:
        if rule.id not in listed:
            help = f"add it to series: in {file.path}, where its commit belongs"
            what = f"rule {rule.id} is not in the pack's series"
            faults.append(RuleError(what, place=rule.place, help=help))
    raise_faults(faults)
    return [by_id[name] for name in listed]
