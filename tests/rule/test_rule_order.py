# SPDX-License-Identifier: GPL-2.0-or-later
"""Series order, and the packs and files that rules come from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod.errors import CodemodError
from qemu_xen_codemod.rule.catalogue import load_pack, load_rules
from qemu_xen_codemod.rule.pack import NEUTRAL, Pack
from qemu_xen_codemod.rule.selection import select_rules
from qemu_xen_codemod.rule.semantic import ParsePatch

PACK = "name: pack\nvariables: {since: 1}\nstyle: {width: 100}\n"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, right: str) -> Write:
    """Write rules given as id -> the ids that it follows, and a pack.yaml, into a folder."""
    folder = tmp_path / "pack"

    def write_rules(pack: str = "", **rules: str) -> Path:
        folder.mkdir(exist_ok=True)
        if pack:
            (folder / "pack.yaml").write_text(pack)
        for name, follows in rules.items():
            text = right.replace("id: use-new", f"id: {name}\nfollows: [{follows}]")
            (folder / f"{name}.yml").write_text(text)
        return folder

    return write_rules


def ids(pack: Pack) -> list[str]:
    return [rule.id for rule in pack.rules]


def fault(make: Callable[[], object], folder: Path) -> str:
    with pytest.raises(CodemodError) as caught:
        make()
    return caught.value.render().replace(f"{folder}/", "").replace(str(folder), "pack")


def test_a_folder_without_a_pack_is_in_name_order(write: Write, parse: ParsePatch) -> None:
    """If follows does not decide, the files' names do, in the same way on every machine."""
    pack = load_rules([write(b="", c="", a="")], parse=parse)
    assert ids(pack) == ["a", "b", "c"]
    assert pack.style == NEUTRAL.style


def test_follows_comes_before_name_order(write: Write, parse: ParsePatch) -> None:
    """A rule comes after all that it follows; the others keep their order."""
    assert ids(load_rules([write(a="c, d", b="", c="d", d="")], parse=parse)) == list("bdca")


def test_files_keep_the_order_of_the_command_line(write: Write, parse: ParsePatch) -> None:
    """Several --rules are a series in the order given."""
    folder = write(a="", b="", c="")
    paths = [folder / "c.yml", folder / "a.yml"]
    assert ids(load_rules(paths, parse=parse)) == ["c", "a"]


def test_a_pack_is_in_the_order_of_its_series(write: Write, parse: ParsePatch) -> None:
    """`series:` decides where follows does not."""
    folder = write(PACK + "series: [c, a, b]\n", a="b", b="", c="")
    pack = load_pack(folder, parse=parse)
    assert ids(pack) == ["c", "b", "a"]
    assert pack.style.width == 100


SHARED = "subject: s, why: w, rules"


def test_rules_that_share_a_commit_stand_together(write: Write, parse: ParsePatch) -> None:
    """At the place of the first of them in the series, after all rules that any of them follows."""
    folder = write(PACK + f"series: [d, {{{SHARED}: [c, a]}}, b]\n", a="", b="", c="a", d="")
    assert ids(load_pack(folder, parse=parse)) == list("dacb")
    folder = write(PACK + f"series: [d, {{{SHARED}: [c, a]}}, b]\n", a="b", b="d", c="", d="")
    pack = load_pack(folder, parse=parse)
    assert ids(pack) == list("dbca")
    assert [group.rules for group in pack.groups] == [("c", "a")]
    assert load_rules([folder / "a.yml"], parse=parse).groups == pack.groups


def test_rules_of_a_users_own_share_no_commit(
    write: Write, parse: ParsePatch, tmp_path: Path
) -> None:
    """A copy of a pack's rule has its own message."""
    folder = write(PACK + f"series: [{{{SHARED}: [a, b]}}]\n", a="", b="")
    copy = tmp_path / "a.yml"
    copy.write_text((folder / "a.yml").read_text())
    assert load_rules([copy], load_pack(folder, parse=parse), parse=parse).groups == ()


def test_a_commit_that_cannot_be_shared(write: Write, parse: ParsePatch) -> None:
    """No other rule can come between rules of one commit."""
    folder = write(PACK + f"series: [b, {{{SHARED}: [a, c]}}]\n", a="", b="a", c="b")
    assert fault(lambda: load_pack(folder, parse=parse), folder) == (
        "c.yml:2:11: error: rules follow each other in a cycle: b -> (a, c) -> b\n"
        "    follows: [b]\n"
        "              ^\n"
        "help: one of them must come first: remove it from a follows: or needs:, or out of the "
        "commit that it shares"
    )
    folder = write(PACK + f"series: [b, c, {{{SHARED}: [a, c]}}]\n", a="", b="", c="")
    assert "rule c is listed twice" in fault(lambda: load_pack(folder, parse=parse), folder)


def test_a_file_of_a_pack_alone_has_the_packs_variables(write: Write, parse: ParsePatch) -> None:
    """A pack's rule can be tried without the rules that it follows."""
    folder = write(PACK, a="b", b="")
    pack = load_rules([folder / "a.yml"], settings={"since": "7"}, parse=parse)
    assert (ids(pack), pack.variables, pack.style.width) == (["a"], {"since": 7}, 100)


def test_rules_follow_each_other_in_a_circle(write: Write, parse: ParsePatch) -> None:
    """The whole circle is named, at the follows: that closes it."""
    folder = write(a="b", b="c", c="b", d="")
    assert fault(lambda: load_rules([folder], parse=parse), folder) == (
        "c.yml:2:11: error: rules follow each other in a cycle: b -> c -> b\n"
        "    follows: [b]\n"
        "              ^\n"
        "help: one of them must come first: remove it from a follows: or needs:"
    )


def test_a_rule_that_follows_itself(write: Write, parse: ParsePatch) -> None:
    """The shortest circle also counts."""
    folder = write(a="a")
    assert fault(lambda: load_rules([folder], parse=parse), folder) == (
        "a.yml:2:11: error: rules follow each other in a cycle: a -> a\n"
        "    follows: [a]\n"
        "              ^\n"
        "help: one of them must come first: remove it from a follows: or needs:"
    )


def test_a_rule_comes_after_what_it_needs(write: Write, parse: ParsePatch) -> None:
    """Like after a rule that it follows; an unknown need, or a circle, is shown in the same way."""
    folder = write(a="", b="", c="")
    (folder / "a.yml").write_text((folder / "a.yml").read_text().replace("[]", "[c]\nneeds: [b]"))
    assert ids(load_rules([folder], parse=parse)) == ["b", "c", "a"]
    (folder / "b.yml").write_text((folder / "b.yml").read_text().replace("[]", "[a]"))
    assert fault(lambda: load_rules([folder], parse=parse), folder) == (
        "b.yml:2:11: error: rules follow each other in a cycle: a -> b -> a\n"
        "    follows: [a]\n"
        "              ^\n"
        "help: one of them must come first: remove it from a follows: or needs:"
    )
    (folder / "b.yml").unlink()
    assert fault(lambda: load_rules([folder], parse=parse), folder) == (
        "a.yml:3:9: error: a needs b, which does not exist\n"
        "    needs: [b]\n"
        "            ^\n"
        "help: known rules: c"
    )


def test_a_file_of_a_pack_alone_keeps_what_it_needs(write: Write, parse: ParsePatch) -> None:
    """The rule is loaded without them, and the plan refuses code that does not compile."""
    folder = write(PACK, a="", b="")
    (folder / "a.yml").write_text((folder / "a.yml").read_text().replace("[]", "[]\nneeds: [b]"))
    (rule,) = load_rules([folder / "a.yml"], parse=parse).rules
    assert [name.value for name in rule.needs] == ["b"]


def test_a_rule_that_follows_no_rule(write: Write, parse: ParsePatch) -> None:
    """An unknown id in follows: is shown with the id that is meant."""
    folder = write(**{"map-irq": "", "other": "map-irc"})
    assert fault(lambda: load_rules([folder], parse=parse), folder) == (
        "other.yml:2:11: error: other follows map-irc, which does not exist\n"
        "    follows: [map-irc]\n"
        "              ^\n"
        "help: did you mean map-irq?"
    )


def test_a_series_names_each_rule_once(write: Write, parse: ParsePatch) -> None:
    """A rule missing from the series would come at an accidental place."""
    folder = write(PACK + "series: [a, x, a]\n", a="", b="")
    assert fault(lambda: load_pack(folder, parse=parse), folder) == (
        "b.yml:1:5: error: rule b is not in the pack's series\n"
        "    id: b\n"
        "        ^\n"
        "help: add it to series: in pack.yaml, where its commit belongs\n"
        "pack.yaml:4:13: error: no rule x\n"
        "    series: [a, x, a]\n"
        "                ^\n"
        "help: known rules: a, b\n"
        "pack.yaml:4:16: error: rule a is listed twice\n"
        "    series: [a, x, a]\n"
        "                   ^"
    )


def test_faults_of_several_files_are_shown_together(write: Write, parse: ParsePatch) -> None:
    """One run shows all errors in all rules."""
    folder = write(a="", b="")
    (folder / "a.yml").write_text("")
    (folder / "b.yml").write_bytes(b"id: b\n\xff: x\n")
    assert fault(lambda: load_rules([folder], parse=parse), folder) == (
        "a.yml:1:1: error: the file is empty\n"
        "b.yml:2:1: error: byte 0xff is not UTF-8\n"
        "help: rule files are UTF-8 text"
    )


def test_one_id_in_two_files(write: Write, parse: ParsePatch, tmp_path: Path) -> None:
    """A rule and a semantic patch with the same stem cannot be in one series."""
    folder = write(a="")
    other = tmp_path / "a.cocci"
    other.write_text("@@ @@\n- f()\n")
    text = fault(lambda: load_rules([folder, other], parse=parse), folder)
    assert text.replace(f"{tmp_path}/", "") == (
        "a.cocci:1:1: error: rule a is defined twice\nhelp: the other is a.yml"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("none.yml", "error: no such rule file: none.yml", id="no such file"),
        pytest.param(
            "xen/pack.yaml",
            "error: xen/pack.yaml is no rule\nhelp: the pack is its folder: xen",
            id="the file of a pack",
        ),
        pytest.param(
            "x.txt",
            "error: not a rule file: x.txt\n"
            "help: rule files end in .yml, .yaml or .cocci; `-` is standard input",
            id="another kind of file",
        ),
        pytest.param(
            "empty",
            "error: no rules in empty\nhelp: rule files end in .yml, .yaml or .cocci",
            id="an empty folder",
        ),
    ],
)
def test_a_path_that_is_no_rule(
    parse: ParsePatch, tmp_path: Path, name: str, expected: str
) -> None:
    """--rules with nothing to load is wrong usage."""
    (tmp_path / "x.txt").write_text("")
    (tmp_path / "empty").mkdir()
    (tmp_path / "xen").mkdir()
    (tmp_path / "xen/pack.yaml").write_text("name: xen\n")
    assert fault(lambda: load_rules([tmp_path / name], parse=parse), tmp_path) == expected


def test_only_some_rules_in_series_order(write: Write, parse: ParsePatch) -> None:
    """--only picks rules and keeps their order."""
    rules = load_rules([write(a="", b="", c="")], parse=parse).rules
    chosen = select_rules(rules, ["c", "a"])
    assert [rule.id for rule in chosen.rules] == ["a", "c"]
    assert [rule.id for rule in chosen.others] == ["b"]
