"""Terms without data: ``ontology/waiting.md`` lists them, with what each waits for, and lists nothing else."""

import re

import pyoxigraph as ox

from amazongraph import ontology, terms
from amazongraph.releases import Release
from amazongraph.resources import data_dir

ROWS = re.findall(
    r"^\| ((?:ag:\w+ ?)+) \| (.+?) \| (.+?) \|$",
    (data_dir("ontology") / "waiting.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
LISTED = [terms.expand(term) for row in ROWS for term in row[0].split()]
_USED = """
SELECT DISTINCT ?term WHERE {
  GRAPH ?graph { { ?s ?term ?o } UNION { ?s a ?term } } FILTER(?graph != <%s>)
}
"""


def used(release: Release) -> set[str]:
    store = ox.Store.read_only(str(release.profile() / "store"))
    return {row["term"].value for row in store.query(_USED % terms.ONTOLOGY)}  # type: ignore[index, union-attr]


def test_every_row_says_what_it_waits_for_and_what_uses_it() -> None:
    assert len(ROWS) > 10
    assert all(waits.strip() and uses.strip() for _, waits, uses in ROWS)
    assert len(LISTED) == len(set(LISTED))


def test_what_is_listed_is_a_term() -> None:
    real = ontology.load()
    assert set(LISTED) - real.classes - real.properties == set()


def test_a_term_has_data_or_waits(release: Release) -> None:
    real = ontology.load()
    parts = {part for whole in real.interval_properties.values() for part in whole}
    with_data = used(release)
    assert (real.classes | real.properties) - parts - with_data - set(LISTED) == set()
    assert set(LISTED) & with_data == set()
