"""What rdflib and pySHACL take for N-Quads in a file: ``python bench/_peer.py FILE``, in a process of its own.

It starts from the quads that a build left, which spares it reading the published files, naming, relating and deciding;
it loads them, makes one graph of them, checks that against our shapes and writes N-Quads.
"""

import sys
import time
from pathlib import Path

import rdflib
from build import flattened, pyshacl_results

from amazongraph.checks.shapes import shapes_text


def main() -> None:
    """Print the CPU seconds of each step."""
    dataset = rdflib.Dataset(default_union=True)
    marks = [time.process_time()]
    dataset.parse(data=Path(sys.argv[1]).read_bytes(), format="nquads")
    marks.append(time.process_time())
    graph = flattened(dataset)
    marks.append(time.process_time())
    pyshacl_results(graph, shapes_text())
    marks.append(time.process_time())
    dataset.serialize(format="nquads", encoding="utf-8")
    marks.append(time.process_time())
    steps = zip(("load", "flatten", "check", "write"), marks, marks[1:], strict=False)
    print(", ".join(f"{name} {until - since:.1f}" for name, since, until in steps))


if __name__ == "__main__":
    main()
