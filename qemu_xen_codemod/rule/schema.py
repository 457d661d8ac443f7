# SPDX-License-Identifier: GPL-2.0-or-later
"""JSON Schemas of rule files, packs and libraries, for editors; made from the types in `shape`.

`python -m qemu_xen_codemod.rule.schema rules` writes them into the folder `rules`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from qemu_xen_codemod.rule.shape.entrypoints import LibraryFileShape
from qemu_xen_codemod.rule.shape.pack import PackShape
from qemu_xen_codemod.rule.shape.rule import RuleShape
from qemu_xen_codemod.rule.shape.value import Shape

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FILES: dict[str, type[Shape]] = {
    "rule.schema.json": RuleShape,
    "pack.schema.json": PackShape,
    "library.schema.json": LibraryFileShape,
}


def schema_files() -> dict[str, str]:
    """File name -> text of each schema."""
    return {
        name: json.dumps({"$schema": _DIALECT, **shape.model_json_schema()}, indent=2) + "\n"
        for name, shape in _FILES.items()
    }


def write_schemas(folder: Path) -> None:
    """Write the files. Raises OSError."""
    for name, text in schema_files().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
