# SPDX-License-Identifier: GPL-2.0-or-later
"""`git am` of a series in a private repository: the states of the tree, one after each patch."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from qemu_xen_codemod.series.diff import DIFF_OPTIONS
from qemu_xen_codemod.series.mail import Mail, paths_of
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.git import GitError
from qemu_xen_codemod.tree.private import PrivateRepository
from qemu_xen_codemod.verify.disk_space import check_disk_space

#: As in a private repository, except for `whitespace`, which `git diff --check` uses.
_ATTRIBUTES = """\
* !diff -text -eol -ident -filter -working-tree-encoding !whitespace
*.c diff=cpp
*.h diff=cpp
*.c.inc diff=cpp
*.h.inc diff=cpp
"""
_IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "codemod"), ("EMAIL", "codemod"), ("DATE", "@0 +0000"))
}
#: No file, as in a diff's index line.
_LINK = "120000"
_MODULE = "160000"


@dataclass(frozen=True, slots=True)
class Touched:
    """A file that a patch changes."""

    path: str
    #: Blob ids, "" if there is no file.
    before: str
    after: str
    #: "100644", "100755", "120000" for a link, "160000" for a submodule; "" if it is deleted.
    mode: str

    @property
    def is_file(self) -> bool:
        """Whether it is, or was, a regular file and not a link or a submodule."""
        return self.mode not in (_LINK, _MODULE)


@dataclass(frozen=True, slots=True)
class AmFailure:
    """Where `git am` stopped."""

    #: 0-based index of the patch.
    patch: int
    #: git's output.
    words: str


class Applied:
    """State 0 is the tree's HEAD, state n the tree after the n-th patch.

    Closing it removes the repository and its work tree.
    """

    def __init__(self, tree: Checkout, mails: Sequence[Mail], *, as_one: bool = False) -> None:
        """`as_one`: there is one state after the base, the end of the series.

        Raises TreeError: no private repository can be created; OSError: the disk is full.
        """
        self._as_one = as_one
        self.tree = tree
        store = tree.store
        # Borrows nothing: git renews the time stamps of borrowed objects that it would write.
        self.repository = PrivateRepository(
            tree.git, object_format=store.object_format, shallow=store.head
        )
        self.close = self.repository.close
        (self.repository.folder / "info/attributes").write_text(_ATTRIBUTES)
        self.failure: AmFailure | None = None
        #: Commit ids; base first.
        self.commits: tuple[str, ...] = (store.head,)
        try:
            self._run_am(mails)
        except GitError as error:
            self.close()
            check_disk_space(error.message)
            raise
        except BaseException:
            self.close()
            raise

    def _copy_objects(self, mails: Sequence[Mail]) -> None:
        """Copy the base commit, its folders, and the files next to those that the patches touch."""
        store = self.tree.store
        lender = PrivateRepository(
            self.tree.git,
            objects=store.objects,
            object_format=store.object_format,
            shallow=store.head,
        )
        # These folders and those around them are written again, and git looks at their files.
        folders = {""}
        for path in {path for mail in mails for path in paths_of(mail.diff)}:
            while path:
                path = path.rpartition("/")[0]
                folders.add(path)
        try:
            listed = os.fsdecode(lender.run("ls-tree", "-r", "-t", "-z", store.head))
            wanted = [
                store.head,
                lender.run("rev-parse", f"{store.head}^{{tree}}").decode().strip(),
            ]
            for line in filter(None, listed.split("\0")):
                status, _, path = line.partition("\t")
                _, kind, name = status.split(" ")
                if kind == "tree" or (kind == "blob" and path.rpartition("/")[0] in folders):
                    wanted.append(name)
            data = "".join(f"{name}\n" for name in wanted).encode()
            pack = lender.run("pack-objects", "--stdout", "-q", data=data)
        finally:
            lender.close()
        self.repository.run("index-pack", "--stdin", data=pack)

    def _run_am(self, mails: Sequence[Mail]) -> None:
        self._copy_objects(mails)
        run, folder = self.repository.run, self.repository.folder
        work = folder / "work"
        work.mkdir()
        run("update-ref", "refs/heads/series", self.commits[0])
        run("read-tree", "HEAD", work_tree=work)
        # `git am` needs only the files that the patches touch in the work tree.
        wanted = sorted({path for mail in mails for path in paths_of(mail.diff)} & self._tracked)
        data = b"".join(os.fsencode(path) + b"\0" for path in wanted)
        run("checkout-index", "-z", "--stdin", data=data, work_tree=work)
        names = []
        for number, mail in enumerate(mails):
            file = folder / f"mail-{number + 1:04}"
            file.write_bytes(mail.data)
            names.append(str(file))
        keep_cr = ["--keep-cr"] if any(b"\r\n" in mail.diff for mail in mails) else []
        try:
            run("am", "--quiet", *keep_cr, *names, work_tree=work, settings=_IDENTITY)
        except GitError as error:
            check_disk_space(error.message)
            words = "\n".join(
                line for line in error.message.splitlines() if not line.startswith("hint:")
            )
            self._read_commits()
            self.failure = AmFailure(len(self.commits) - 1, words.replace(f"{folder}/", ""))
            return
        self._read_commits()

    def _read_commits(self) -> None:
        base = self.commits[0]
        listed = self.repository.run("rev-list", "--reverse", f"{base}..refs/heads/series")
        commits = listed.decode().split()
        self.commits = (base, *(commits[-1:] if self._as_one else commits))

    @cached_property
    def _tracked(self) -> frozenset[str]:
        listed = self.repository.run("ls-files", "-z", work_tree=self.repository.folder / "work")
        return frozenset(os.fsdecode(listed).split("\0"))

    @cached_property
    def touched(self) -> tuple[tuple[Touched, ...], ...]:
        """What each applied patch changes, by path; index 0 is the first patch."""
        return tuple(
            self._touched(before, after)
            for before, after in zip(self.commits, self.commits[1:], strict=False)
        )

    def _touched(self, before: str, after: str) -> tuple[Touched, ...]:
        raw = self.repository.run("diff-tree", "-r", "-z", "--no-renames", before, after)
        words = os.fsdecode(raw).split("\0")
        found = []
        for status, path in zip(words[0:-1:2], words[1::2], strict=True):
            _, mode, old, new, _ = status.split(" ")
            found.append(Touched(path, old.strip("0") and old, new.strip("0") and new, mode))
        return tuple(found)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Every file that some patch touches, sorted."""
        return tuple(sorted({touched.path for patch in self.touched for touched in patch}))

    @cached_property
    def _states(self) -> tuple[dict[str, str], ...]:
        """For each state the blob of each touched file, "" if there is none."""
        first: dict[str, str] = {}
        for patch in self.touched:
            for item in patch:
                first.setdefault(item.path, item.before)
        states = [first]
        for patch in self.touched:
            states.append({**states[-1], **{touched.path: touched.after for touched in patch}})
        return tuple(states)

    @cached_property
    def _blobs(self) -> dict[str, bytes]:
        files = {touched.path for patch in self.touched for touched in patch if touched.is_file}
        ids = sorted({s[path] for s in self._states for path in files if s[path]})
        answer = self.repository.run("cat-file", "--batch", data="\n".join([*ids, ""]).encode())
        blobs, at = {}, 0
        for blob in ids:
            end = answer.index(b"\n", at) + 1
            size = int(answer[at:end].rsplit(b" ", 1)[1])
            blobs[blob] = answer[end : end + size]
            at = end + size + 1
        return blobs

    def blob(self, state: int, path: str) -> str:
        """The blob id of a touched file, "" if there is no such file."""
        return self._states[state][path]

    def read(self, state: int, path: str) -> bytes | None:
        """A touched file's bytes; None if there is no such regular file."""
        return self._blobs.get(self._states[state][path])

    def files(self, state: int) -> dict[str, bytes | None]:
        """Every touched file in a state, None if it is absent."""
        return {path: self.read(state, path) for path in self.paths}

    def diff(self, patch: int) -> bytes:
        """The diff of the patch (0-based), with full ids."""
        before, after = self.commits[patch], self.commits[patch + 1]
        return self.repository.run("diff-tree", "-p", *DIFF_OPTIONS, before, after)

    def whitespace_damage(self, patch: int) -> str:
        """What `git diff --check` reports for the patch (0-based), "" for nothing."""
        before, after = self.commits[patch], self.commits[patch + 1]
        settings = {"GIT_CONFIG_COUNT": "0"}
        if b"\r\n" in b"".join(
            self.read(patch, touched.path) or b"" for touched in self.touched[patch]
        ):
            settings = {
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": "core.whitespace",
                "GIT_CONFIG_VALUE_0": "cr-at-eol",
            }
        output = self.repository.run(
            "diff-tree", "--check", before, after, settings=settings, accepted=(0, 2)
        )
        return output.decode("utf-8", "replace").rstrip("\n")

    @property
    def work_tree(self) -> Path:
        """The folder in which `git am` ran."""
        return self.repository.folder / "work"
