"""History -> patch files, as `git format-patch` writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from qemu_xen_codemod.series.cover import Cover
from qemu_xen_codemod.series.diff import DIFF_OPTIONS
from qemu_xen_codemod.series.history import BRANCH, History
from qemu_xen_codemod.series.identity import Identity
from qemu_xen_codemod.series.options import SeriesOptions
from qemu_xen_codemod.series.stamp import stamp_patch

#: Not by format-patch's own choice, which is made for the commits and not for the description.
_MIME = (
    b"MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
)
_DATE = re.compile(rb"^Date: .*\n", re.MULTILINE)


def format_patches(
    history: History,
    cover: Cover,
    identity: Identity,
    options: SeriesOptions,
    *,
    has_base: bool,
    folder: Path,
) -> Mapping[str, bytes]:
    """The patch files, cover letter first, by name; written into `folder` as well.

    `has_base`: the base commit is the tree's and not of our making. Without it, and without a date
    in the options, the patches name neither: `git am` dates them when it takes them.
    """
    repository = history.repository
    repository.describe(BRANCH, f"{cover.subject}\n\n{cover.body}")
    arguments = [
        "format-patch",
        *DIFF_OPTIONS,
        "--cover-letter",
        "--cover-from-description=subject",
        "--zero-commit",
        "--no-signature",
        f"--output-directory={folder}",
        f"--subject-prefix={options.subject_prefix}",
        *(f"--to={address}" for address in options.to),
        *(f"--cc={address}" for address in options.cc),
    ]
    if options.reroll_count is not None and options.reroll_count > 1:
        arguments.append(f"--reroll-count={options.reroll_count}")
    if options.signoff:
        arguments.append("--signoff")
    if has_base:
        arguments.append(f"--base={history.base}")
    repository.run(
        *arguments,
        f"{history.base}..{BRANCH}",
        settings=_committer(identity, history.date),
    )
    names: Sequence[str] = sorted(path.name for path in folder.iterdir())
    is_dated = has_base or options.date is not None
    return {name: _finish((folder / name).read_bytes(), is_dated=is_dated) for name in names}


def _committer(identity: Identity, date: int) -> Mapping[str, str]:
    """Whom format-patch has sign off, and who writes the cover letter, and when."""
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
    return stamp_patch(head + rest)
