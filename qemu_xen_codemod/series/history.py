# SPDX-License-Identifier: GPL-2.0-or-later
"""Commits -> History: git commits based on the tree's commit, in a private repository.

One `git fast-import` makes them all; it reads the base's folders from the tree's object store and
writes only into ours. For a plain folder the history begins with a commit of the touched files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.series.commit import Commit, check_message, join_changes
from qemu_xen_codemod.series.identity import Identity
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.git import find_git
from qemu_xen_codemod.tree.private import PrivateRepository
from qemu_xen_codemod.tree.tree import Tree

BRANCH = "series"


@dataclass(frozen=True, slots=True)
class History:
    """Commits that are on `base`."""

    repository: PrivateRepository
    #: The tree's base commit, or ours with a plain folder's files.
    base: str
    #: Commit ids in order, without the base; as many as `commits`.
    ids: tuple[str, ...]
    #: The commits that change something.
    commits: tuple[Commit, ...]
    #: Seconds since 1970.
    date: int

    @property
    def end(self) -> str:
        """The last commit, the base if there is none."""
        return self.ids[-1] if self.ids else self.base


def open_repository(tree: Tree) -> PrivateRepository:
    """A private repository that can read the tree's commits."""
    if not isinstance(tree, Checkout):
        return PrivateRepository(find_git())
    # Without parents, because no patch depends on what came before the base: a shallow clone, which
    # lacks them, is like any other.
    store = tree.store
    return PrivateRepository(
        tree.git,
        objects=store.objects,
        object_format=store.object_format,
        shallow=store.head,
    )


def build_history(
    tree: Tree, commits: Sequence[Commit], identity: Identity, date: int | None = None
) -> History:
    """The commits that change something, dated `date` or as the base commit.

    Raises TreeError if a file differs from the tree's base, RuleError for a message that cannot be
    mailed, ValueError if commits do not follow one another.
    """
    repository = open_repository(tree)
    wanted = [commit for commit in commits if any(c.before != c.after for c in commit.changes)]
    for commit in wanted:
        check_message(commit)
    states = _first_states(wanted)
    first = [state for state in states if not state.is_new]
    made = frozenset(state.path for state in states if state.is_new)
    converted = _converted_paths(tree, first)
    if date is None:
        date = _base_date(repository, tree.base)
    stream = _Stream(tree, identity, date, converted, made)
    if tree.base is None:
        stream.add("The files before the series\n", first, "")
    for number, commit in enumerate(wanted):
        on = tree.base if tree.base and not number else ""
        stream.add(commit.message, commit.changes, on or "")
    ids = repository.run("fast-import", "--quiet", "--done", data=stream.finish()).decode().split()
    base = tree.base or (ids.pop(0) if ids else "")
    return History(repository, base, tuple(ids), tuple(wanted), date)


def _first_states(commits: Sequence[Commit]) -> tuple[Change, ...]:
    """Each touched file as it was, as a change that writes it; a new file as a new one."""
    join_changes(commits)
    states: dict[str, Change] = {}
    for commit in commits:
        for change in commit.changes:
            states.setdefault(change.path, replace(change, before=b"", after=change.before))
    return tuple(states.values())


def _converted_paths(tree: Tree, first: Sequence[Change]) -> frozenset[str]:
    """The files that the checkout gave CRLF line ends: their commits have LF, like their base."""
    if not isinstance(tree, Checkout):
        return frozenset()
    converted = set()
    for state in first:
        if state.path not in tree.entries:
            raise TreeError(f"{state.path}: is not a tracked file", help="commit it first")
        form = tree.committed_form(state.path, state.after)
        if form is None:
            raise TreeError(
                f"{state.path}: has uncommitted changes, and the series would touch it",
                help="commit them, or use --committed to ignore them",
            )
        if form != state.after:
            converted.add(state.path)
    return frozenset(converted)


def _base_date(repository: PrivateRepository, base: str | None) -> int:
    if base is None:
        return 0
    return int(repository.run("log", "-1", "--format=%ct", base))


class _Stream:
    """The input of `git fast-import`."""

    def __init__(
        self,
        tree: Tree,
        identity: Identity,
        date: int,
        converted: frozenset[str],
        made: frozenset[str],
    ) -> None:
        self._tree = tree
        self._made = made
        self._who = (
            f"author {identity.author} {date} +0000\ncommitter {identity.committer} {date} +0000\n"
        )
        self._converted = converted
        self._parts: list[bytes] = []
        self._count = 0

    def add(self, message: str, changes: Sequence[Change], parent: str) -> None:
        """A commit on `parent`, or on the one added before if that is empty."""
        self._count += 1
        text = message.encode()
        self._parts += [
            f"commit refs/heads/{BRANCH}\nmark :{self._count}\n{self._who}".encode(),
            b"data %d\n%s\n" % (len(text), text),
            f"from {parent}\n".encode() if parent else b"",
            *(part for change in changes for part in self._file(change)),
            b"\n",
        ]

    def _file(self, change: Change) -> Iterator[bytes]:
        is_new = change.path in self._made
        is_executable = not is_new and self._tree.is_executable(change.path)
        mode = b"100755" if is_executable else b"100644"
        path = change.path.encode("utf-8", "surrogateescape")
        for plain, quoted in ((b"\\", b"\\\\"), (b'"', b'\\"'), (b"\n", b"\\n")):
            path = path.replace(plain, quoted)
        data = change.after
        if change.path in self._converted:
            data = data.replace(b"\r\n", b"\n")
        yield b'M %s inline "%s"\ndata %d\n' % (mode, path, len(data))
        yield data
        yield b"\n"

    def finish(self) -> bytes:
        """The whole stream, which makes git print the id of each commit."""
        marks = (b"get-mark :%d\n" % (number + 1) for number in range(self._count))
        return b"".join([b"feature get-mark\n", *self._parts, *marks, b"done\n"])
