"""Checking against our own shapes at about 10k, 100k and 1M triples: shacl-rust against pySHACL, in one run.

The data are what the public release says of everything but administrative units, under new IRIs as often as it takes,
with the class hierarchy. Each side starts from the N-Quads text and ends with the same sorted list of results.
"""

import random
import re
from collections import defaultdict

from _workspace import median, options, show, timed, workspace

from amazongraph import terms
from amazongraph.checks import shapes

SIZES = 10_000, 100_000, 1_000_000
OWN = f"(<{terms.BASE}(?:id/(?!admin/|geometry/)[^/>]+|claim)/[^>]+)".encode()
ABOUT = f" <{terms.RDF}subject> ".encode()
HIERARCHY = f" <{terms.RDFS}subClassOf> ".encode()


def things(text: bytes) -> list[list[bytes]]:
    """The lines about each thing that is not administrative, with those of the claims about it, in mixed order."""
    lines = text.splitlines()
    claimed = {line.split(b" ", 1)[0]: line.split(b" ", 3)[2] for line in lines if ABOUT in line}
    found: dict[bytes, list[bytes]] = defaultdict(list)
    for line in lines:
        subject = line.split(b" ", 1)[0]
        thing = claimed.get(subject, subject)
        if re.match(OWN, thing):
            found[thing].append(line)
    groups = [found[thing] for thing in sorted(found)]
    random.Random(0).shuffle(groups)
    return groups


def multiplied(text: bytes, size: int) -> tuple[bytes, int]:
    """N-Quads of about ``size`` distinct triples, and how many there are."""
    groups = things(text)
    lines = [line for line in text.splitlines() if HIERARCHY in line]
    triples = {line.rpartition(b" <")[0] for line in lines}
    turn = 0
    while len(triples) < size:
        for group in groups:
            renamed = re.sub(OWN, rb"\1-copy-%d" % turn, b"\n".join(group)).splitlines()
            lines += renamed
            triples.update(line.rpartition(b" <")[0] for line in renamed)
            if len(triples) >= size:
                break
        turn += 1
    return b"\n".join(sorted(lines)) + b"\n", len(triples)


def row(text: bytes, size: int, repeat: int, both: bool) -> tuple[object, ...]:
    """One size: triples, results, seconds of either side, ratio."""
    data, triples = multiplied(text, size)
    shape_text = shapes.shapes_text()
    found = shapes.validate(data, shape_text)
    here = median(lambda: shapes.validate(data, shape_text), repeat)
    if not both:
        return f"{triples:,}", len(found), here, None, None
    there, judged = timed(lambda: shapes.referee(data, shape_text))
    if judged != found:
        raise SystemExit(f"the two sides did not find the same in {triples:,} triples")
    return f"{triples:,}", len(found), here, there, there / here


def main() -> None:
    """Measure and print."""
    given = options(__doc__, repeat=3, full="also pySHACL at 1M triples: over a minute, 2 GB of memory")
    with workspace(given.workspace) as (_, release):
        text = (release.profile() / "graph.nq").read_bytes()
        rows = [row(text, size, given.repeat, given.full or size < max(SIZES)) for size in SIZES]
    show(
        f"{release.id}: median of {given.repeat} for shacl-rust, one run of pySHACL",
        ("triples", "results", "shacl-rust, s", "pySHACL, s", "ratio"),
        rows,
    )


if __name__ == "__main__":
    main()
