# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod rules flow`: the control-flow graph that `...` in semantic patches uses."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from qemu_xen_codemod.commands.options import add_color_option, terminal_of
from qemu_xen_codemod.errors import UsageError

_DESCRIPTION = """\
Print the control-flow graph of a function as `...` in semantic patches sees it: a line for each
node, with the numbers of its successors. Nothing is run.

examples:
  codemod rules flow hw/xen/xen_pt.c:xen_pt_destroy
  codemod rules flow hw/xen/xen_pt.c:xen_pt_destroy --dot | dot -Tsvg > f.svg
"""


def add_flow_action(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser(
        "flow",
        help="show the control-flow graph of a function",
        description=_DESCRIPTION,
    )
    parser.set_defaults(run=run)
    parser.add_argument("place", metavar="FILE:FUNCTION", help="a function of a C file")
    output = parser.add_argument_group("output")
    output.add_argument(
        "--dot", action="store_true", help="output for graphviz: `... --dot | dot -Tsvg > f.svg`"
    )
    add_color_option(output)


def run(args: argparse.Namespace) -> int:
    """Print it. Raises UsageError."""
    from qemu_xen_codemod.c.flow import flow_of
    from qemu_xen_codemod.c.functions import functions_in
    from qemu_xen_codemod.c.source import SourceFile
    from qemu_xen_codemod.regular_file import read_regular
    from qemu_xen_codemod.report.flow_text import print_flow, print_flow_as_dot
    from qemu_xen_codemod.rule.fault import nearest

    path, _, name = args.place.rpartition(":")
    if not path:
        raise UsageError(f"{args.place} names no function", help="write FILE:FUNCTION")
    try:
        source = SourceFile(path, read_regular(Path(path)))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    flow = flow_of(source)
    functions = [
        (named, graph) for named, node in functions_in(source) if (graph := flow.graph_of(node))
    ]
    graph = next((graph for named, graph in functions if named == name.encode()), None)
    if graph is None:
        names = list(dict.fromkeys(named.decode("utf-8", "replace") for named, _ in functions))
        raise UsageError(f"{path} has no function {name}", help=nearest(name, names, "functions"))
    terminal = terminal_of(args, sys.stdout)
    if args.dot:
        print_flow_as_dot(source, graph, name, terminal)
    else:
        print_flow(source, graph, terminal)
    return 0
