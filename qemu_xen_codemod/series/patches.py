# SPDX-License-Identifier: GPL-2.0-or-later
"""History -> patch files, as `git format-patch` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from qemu_xen_codemod.series.changelog import Changelog
from qemu_xen_codemod.series.cover import Cover
from qemu_xen_codemod.series.diff import DIFF_OPTIONS
from qemu_xen_codemod.series.history import BRANCH, History
from qemu_xen_codemod.series.identity import Identity
from qemu_xen_codemod.series.options import SeriesOptions
from qemu_xen_codemod.series.stamp import stamp_patch
from qemu_xen_codemod.series.thread import with_thread

#: Not format-patch's own choice, which considers the commits and not the description.
_MIME = (
    b"MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
)
_LETTER = "-cover-letter.patch"
#: git names the version before N as N - 1.
_RANGE_DIFF = re.compile(rb"^(\s*)Range-diff against v\d+:$", re.MULTILINE)
_DATE = re.compile(rb"^Date: .*\n", re.MULTILINE)


def format_patches(
    history: History,
    cover: Cover,
    identity: Identity,
    options: SeriesOptions,
    *,
    has_base: bool,
    folder: Path,
    changelog: Changelog | None = None,
    before: History | None = None,
) -> Mapping[str, bytes]:
    """The patch files, cover letter first, by name; also written into `folder`.

    A single patch has no cover letter. `has_base`: the base commit is the tree's, not ours. Without
    it, and without a date in the options, the patches name neither: `git am` dates them when it
    applies them. `before`: the previous version, whose objects are available.
    """
    repository = history.repository
    is_single = len(history.ids) == 1
    log = changelog.letter if changelog is not None else ""
    letter = "\n".join(filter(None, (cover.body, log)))
    repository.describe(BRANCH, f"{cover.subject}\n\n{letter}")
    repository.run(
        *_command(options, folder, is_single=is_single),
        *((f"--base={history.base}",) if has_base else ()),
        # As in newer gits: patches of the same series are similar.
        *((f"--range-diff={before.base}..{before.end}", "--creation-factor=999") if before else ()),
        f"{history.base}..{BRANCH}",
        settings=_committer(identity, history.date),
    )
    names: Sequence[str] = sorted(path.name for path in folder.iterdir())
    patches = [name for name in names if not name.endswith(_LETTER)]
    is_dated = has_base or options.date is not None
    files = {}
    for name in names:
        data = _finish((folder / name).read_bytes(), is_dated=is_dated)
        if changelog is not None:
            version = b"Range-diff against v%d:" % changelog.previous.version
            data = _RANGE_DIFF.sub(rb"\g<1>" + version, data, count=1)
            if name in patches:
                data = _with_notes(data, changelog.below(patches.index(name)))
        files[name] = _with_notes(data, cover.tested) if is_single and cover.tested else data
    threaded = with_thread(files, identity, options.version)
    return {name: stamp_patch(data) for name, data in threaded.items()}


def _command(options: SeriesOptions, folder: Path, *, is_single: bool) -> Iterator[str]:
    """The words of git format-patch that do not depend on the commits."""
    yield "format-patch"
    yield from DIFF_OPTIONS
    if not is_single:
        yield from ("--cover-letter", "--cover-from-description=subject")
    yield from ("--zero-commit", "--no-signature", f"--output-directory={folder}")
    yield f"--subject-prefix={options.subject_prefix}"
    yield from (f"--to={address}" for address in options.to)
    yield from (f"--cc={address}" for address in options.cc)
    if options.version > 1:
        yield f"--reroll-count={options.version}"
    if options.signoff:
        yield "--signoff"


def _committer(identity: Identity, date: int) -> Mapping[str, str]:
    """Who signs off and writes the cover letter, and when."""
    name, _, address = identity.committer.removesuffix(">").rpartition(" <")
    return {
        "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": address,
        "GIT_COMMITTER_DATE": f"@{date} +0000",
    }


def _finish(data: bytes, *, is_dated: bool) -> bytes:
    end = data.index(b"\n\n") + 1
    head, rest = data[:end], data[end:]
    if not is_dated:
        head = _DATE.sub(b"", head)
    if not rest.isascii() and b"\nContent-Type:" not in head:
        head += _MIME
    return head + rest


def _with_notes(data: bytes, notes: str) -> bytes:
    """The patch with text below the line that ends the message. No message has such a line."""
    at = data.index(b"\n---\n") + len(b"\n---\n")
    return data[:at] + notes.rstrip("\n").encode() + b"\n\n" + data[at:]
