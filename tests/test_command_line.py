# SPDX-License-Identifier: GPL-2.0-or-later
"""Messages for unknown words on the command line, and the contents of --help."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main, make_parser


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and those of its commands and actions."""
    yield parser
    for action in parser._actions:  # noqa: SLF001 - what argparse has no public name for
        if isinstance(action.choices, dict):
            for command in action.choices.values():
                yield from parsers(command)


PARSERS = {parser.prog: parser for parser in parsers(make_parser())}


@pytest.mark.parametrize(
    ("words", "error", "help"),
    [
        ("aply", "unknown command: aply", "did you mean apply?"),
        (
            "xyz",
            "unknown command: xyz",
            "known choices: apply, audit, verify, prove, review, rules, ",
        ),
        ("rules shw", "unknown action: shw", "did you mean show?"),
        ("audit --format srif", "unknown --format: srif", "did you mean sarif?"),
        ("apply --format=jsn", "unknown --format: jsn", "did you mean json?"),
        ("apply --color alwys", "unknown --color: alwys", "did you mean always?"),
        ("apply --dryrun", "codemod apply has no option --dryrun", "did you mean --dry-run?"),
        ("apply --exclud=x", "codemod apply has no option --exclud", "did you mean --exclude?"),
        ("--dry-run apply", "codemod apply has no option --dry-run", "did you mean --dry-run?"),
        ("rules list --pak x", "codemod rules list has no option --pak", "did you mean --pack?"),
        (
            "rules list x",
            "codemod rules list: unexpected argument: x",
            "see: codemod rules list --",
        ),
        ("rules show", "the following arguments are required: ID", "see: codemod rules show --he"),
        ("rules", "the following arguments are required: ACTION", "see: codemod rules --help"),
        ("", "the following arguments are required: COMMAND", "see: codemod --help"),
        ("apply --check --in-place", "--check writes nothing, --in-place does", "leave out one"),
        ("apply --out", "argument --out: expected one argument", "see: codemod apply --help"),
        ("apply -v x", "argument -v/--reroll-count: invalid int value: 'x'", "see: codemod apply"),
        ("rules show xen-domain-shutdwn", "unknown rule xen-domain-shutdwn", "did you mean xen-do"),
        ("rules list --pack qmu", "unknown pack qmu", "did you mean qemu?"),
    ],
)
def test_a_wrong_word(
    words: str, error: str, help: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is reported like every other error, with the intended word, and exits 2."""
    assert main(words.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert len(lines) == 2
    assert lines[0] == f"error: {error}"
    assert lines[1].startswith(f"help: {help}")


@pytest.mark.parametrize(
    ("words", "error", "help"),
    [
        ("--only xen-domain-shutdwn", "unknown rule xen-domain-shutdwn", "xen-domain-shutdown"),
        ("--outcome retird", "unknown outcome retird", "retired"),
    ],
)
def test_a_wrong_id(
    words: str, error: str, help: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(Path(__file__).parent.parent / "examples/mini-qemu", tmp_path / "q")
    assert main(["apply", "--tree", str(tmp_path / "q"), "--dry-run", *words.split()]) == 2
    assert capsys.readouterr().err == f"error: {error}\nhelp: did you mean {help}?\n"


@pytest.mark.parametrize("prog", PARSERS)
def test_help_has_examples_that_are_right(prog: str) -> None:
    """Each command has some; the parser accepts every line of them."""
    text = PARSERS[prog].format_help()
    examples = re.findall(r"^  (codemod .*?)(?:  .*|[|>].*)?$", text, re.MULTILINE)
    assert examples, prog
    for example in examples:
        words = [word for word in example.split()[1:] if word != "--help"]
        args, unknown = make_parser().parse_known_args(words)
        assert not unknown, example
        assert args.run is not None


@pytest.mark.parametrize("prog", PARSERS)
def test_help_shows_defaults(prog: str) -> None:
    """For each option whose default is a word or a number; and every option has a help text."""
    for action in PARSERS[prog]._actions:  # noqa: SLF001 - as above
        if action.option_strings and not isinstance(action, argparse._VersionAction):  # noqa: SLF001
            assert action.help, action.option_strings
        if isinstance(action.default, str) and action.default not in ("", argparse.SUPPRESS):
            assert f"(default: {action.default})" in " ".join(
                PARSERS[prog].format_help().split()
            ), action.option_strings


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It knows this version's commands, options and choices; bash accepts it."""
    assert main(["completion", shell]) == 0
    out = capsys.readouterr().out
    assert all(word in out for word in ("apply", "audit", "changed-since", "sarif"))
    if shell == "bash":
        subprocess.run(["bash", "-n"], input=out.encode(), check=True)
        asked = f"{out}\nCOMP_WORDS=(codemod app); COMP_CWORD=1; _shtab_codemod; echo $COMPREPLY"
        done = subprocess.run(["bash", "-c", asked], capture_output=True, check=True)
        assert done.stdout == b"apply\n"


def test_check_names_the_same_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command that shows the difference has the same rules and files."""
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/a.c").write_text("void h(void)\n{\n    f(1);\n}\n")
    (tmp_path / "x.cocci").write_text("@@\nexpression A;\n@@\n- f(A)\n+ g(A)\n")
    monkeypatch.chdir(tmp_path)
    words = ["apply", "--tree", "tree", "--rules", "x.cocci", "--check", "a.c"]
    assert main(words) == 1
    following = "codemod apply --tree tree --rules x.cocci --dry-run a.c"
    assert f"Next: {following}\n" in capsys.readouterr().out
    assert main(following.split()[1:]) == 0


@pytest.mark.parametrize("words", ["help", "help rules", "help rules show"])
def test_help_as_a_command(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As in git: the same as --help."""
    with pytest.raises(SystemExit) as ended:
        main(words.split())
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: {words.replace('help', 'codemod')} ")


def test_paths_around_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files before an option and after one are both accepted."""
    shutil.copytree(Path(__file__).parents[1] / "examples/mini-qemu", tmp_path / "qemu")
    tree = ["--tree", str(tmp_path / "qemu")]
    first, second = "hw/xen/xen_pt.c", "hw/xen/xen_pt_msi.c"
    results = []
    for words in ([first, second, *tree, "--dry-run"], [first, *tree, "--dry-run", second]):
        results.append((main(["apply", *words]), capsys.readouterr().out))
    assert results[0] == results[1]
    assert f"+++ b/{second}" in results[0][1]
    assert main(["apply", first, *tree, "hw/no.c"]) == 2
