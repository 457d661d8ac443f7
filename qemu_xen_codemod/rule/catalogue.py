"""Where rules are found: the built-in packs, and the files and folders of `--rules`.

    pack = choose_pack(tree, settings)                   the built-in pack that is for the tree
    pack = with_rules(pack, [Path("x.cocci")], settings)  the user's rules in its place

Each returns a `Pack` whose rules are in series order; all faults of all its files are raised
together, as RuleError.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from qemu_xen_codemod.errors import RuleError, UsageError
from qemu_xen_codemod.rule.fault import faults_of, nearest, raise_faults
from qemu_xen_codemod.rule.load import COCCI_SUFFIX, YAML_SUFFIXES, load_rule
from qemu_xen_codemod.rule.order import series_order
from qemu_xen_codemod.rule.pack import NEUTRAL, Files, Pack
from qemu_xen_codemod.rule.pack_load import PACK_FILE, PackFile, read_pack_file
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.semantic import ParsePatch
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.variables import Variables, set_variables

_NO_SETTINGS: Mapping[str, str] = {}


def smpl_parser() -> ParsePatch:
    """The parser of semantic patches, loaded when the first one is met."""
    from qemu_xen_codemod.smpl.semantic_patch import parse_semantic_patch

    return parse_semantic_patch


def builtin_packs() -> tuple[Path, ...]:
    """The folders of the packs that are shipped: in the wheel, else beside the package."""
    package = Path(__file__).resolve().parent.parent
    for rules in (package / "rules", package.parent / "rules"):
        folders = sorted(path.parent for path in rules.glob(f"*/{PACK_FILE}"))
        if folders:
            return tuple(folders)
    return ()


def choose_pack(
    tree: Files, settings: Mapping[str, str] = _NO_SETTINGS, parse: ParsePatch | None = None
) -> Pack:
    """The built-in pack that recognises the tree, with its rules; `NEUTRAL` when none does.

    Raises UsageError for settings of a variable that the pack does not have.
    """
    for folder in builtin_packs():
        if read_pack_file(folder).pack.recognition.holds(tree):
            return load_pack(folder, settings, parse)
    set_variables(NEUTRAL.variables, settings)
    return NEUTRAL


def load_pack(
    folder: Path, settings: Mapping[str, str] = _NO_SETTINGS, parse: ParsePatch | None = None
) -> Pack:
    """The pack of a folder that holds a pack.yaml."""
    file = read_pack_file(folder)
    pack = replace(file.pack, variables=set_variables(file.pack.variables, settings))
    rules = _load_all(_rule_files(folder), pack.variables, parse or smpl_parser())
    return replace(pack, rules=series_order(_listed(rules, file)))


def with_rules(
    pack: Pack,
    paths: Sequence[Path],
    settings: Mapping[str, str] = _NO_SETTINGS,
    parse: ParsePatch | None = None,
) -> Pack:
    """`pack` with the rules of these files and folders in place of its own, in the order given.

    A folder that has a pack.yaml is a pack of its own and stands for `pack` altogether. The rules
    of a pack's file alone belong to that pack too: they use its variables.
    """
    own = {_pack_folder(path) for path in paths}
    folder = own.pop() if len(own) == 1 else None
    if folder is not None and len(paths) == 1 and paths[0].is_dir():
        return load_pack(folder, settings, parse)
    if folder is not None:
        pack = read_pack_file(folder).pack
        pack = replace(pack, variables=set_variables(pack.variables, settings))
    files = [file for path in paths for file in _files_of(path)]
    rules = _load_all(files, pack.variables, parse or smpl_parser())
    known = {rule.id for rule in rules}
    # A rule of a pack that is tried alone cannot come after rules that are not there.
    if folder is not None:
        rules = [
            replace(rule, follows=tuple(name for name in rule.follows if name.value in known))
            for rule in rules
        ]
    return replace(pack, rules=series_order(rules))


def select_rules(rules: Sequence[Rule], ids: Iterable[str]) -> tuple[Rule, ...]:
    """The rules with these ids, in series order. Raises UsageError for an id that is none."""
    known = [rule.id for rule in rules]
    wanted = set()
    for name in ids:
        if name not in known:
            raise UsageError(f"unknown rule {name}", help=nearest(name, known, "rules"))
        wanted.add(name)
    return tuple(rule for rule in rules if rule.id in wanted)


def _pack_folder(path: Path) -> Path | None:
    folder = path if path.is_dir() else path.parent
    return folder if (folder / PACK_FILE).is_file() else None


def _files_of(path: Path) -> list[Path]:
    if path.is_dir():
        files = _rule_files(path)
        if not files:
            raise UsageError(f"no rules in {path}", help="rule files end in .yml, .yaml or .cocci")
        return files
    if not path.exists():
        raise UsageError(f"no such rule file: {path}")
    if path.suffix not in (*YAML_SUFFIXES, COCCI_SUFFIX):
        raise UsageError(f"not a rule file: {path}", help="rule files end in .yml, .yaml or .cocci")
    return [path]


def _rule_files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix in (*YAML_SUFFIXES, COCCI_SUFFIX) and path.name != PACK_FILE
    )


def _load_all(files: Iterable[Path], variables: Variables, parse: ParsePatch) -> list[Rule]:
    rules: list[Rule] = []
    faults: list[RuleError] = []
    first: dict[str, Rule] = {}
    for file in files:
        try:
            rule = load_rule(file, variables, parse)
        except RuleError as error:
            faults.extend(faults_of(error))
            continue
        if rule.id in first:
            what = f"rule {rule.id} is there twice"
            help = f"the other is {first[rule.id].place.path}"
            faults.append(RuleError(what, place=rule.place, help=help))
            continue
        first[rule.id] = rule
        rules.append(rule)
    raise_faults(faults)
    return rules


def _listed(rules: Sequence[Rule], file: PackFile) -> list[Rule]:
    """The rules in the order of the pack's `series:` list, which has to name each."""
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
