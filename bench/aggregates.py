"""Counts over everything in a profile: SPARQL on our Oxigraph store, on disk as published, against DuckDB on the
statements of the same profile, in one run.

DuckDB is the peer because the statements are a Parquet file that it reads as it is. The script stops where the two do
not count the same. With ``--workspace`` it takes a release that is there, of any size.
"""

from collections.abc import Callable
from pathlib import Path

import duckdb
from _workspace import median, options, show, workspace

from amazongraph import terms
from amazongraph.store.embedded import open_store, select

Counts = dict[str, int]
_ACCEPTED = "verdict = 'accepted'"
# What is counted -> how the graph is asked, and how the statements are. A statement that several make stands in the
# graph of each.
COUNTED = {
    "figures by indicator": (
        """SELECT ?key (COUNT(DISTINCT ?figure) AS ?count)
           WHERE { ?figure a ag:Figure ; ag:indicator ?key } GROUP BY ?key""",
        f"""SELECT one.object, COUNT(DISTINCT one.canonical) FROM told one JOIN told is_a USING (canonical)
            WHERE one.predicate = '{terms.ag("indicator")}' AND is_a.predicate = '{terms.TYPE}'
              AND is_a.object = '{terms.ag("Figure")}' GROUP BY 1""",
    ),
    "relations by kind": (
        "SELECT ?key (COUNT(DISTINCT ?one) AS ?count) WHERE { ?one ag:spatialRelation ?key } GROUP BY ?key",
        f"""SELECT object, COUNT(DISTINCT canonical) FROM told
            WHERE predicate = '{terms.ag("spatialRelation")}' GROUP BY 1""",
    ),
    "areas in each department": (
        """SELECT ?key (COUNT(DISTINCT ?area) AS ?count)
           WHERE { ?key a ag:Department . ?area geo:sfWithin ?key } GROUP BY ?key""",
        f"""SELECT lies.object, COUNT(DISTINCT lies.canonical) FROM told lies JOIN told is_a
              ON is_a.canonical = lies.object
            WHERE lies.predicate = '{terms.GEO}sfWithin' AND is_a.predicate = '{terms.TYPE}'
              AND is_a.object = '{terms.ag("Department")}' GROUP BY 1""",
    ),
    "hectares shared by relation": (
        """SELECT ?key (ROUND(SUM(?hectares)) AS ?count)
           WHERE { { SELECT DISTINCT ?one ?key ?hectares
                     WHERE { ?one ag:spatialRelation ?key ; ag:overlapHectares ?hectares } } } GROUP BY ?key""",
        f"""SELECT one.object, ROUND(SUM(CAST(size.object AS DECIMAL(18, 2))))
            FROM told one JOIN told size USING (canonical)
            WHERE one.predicate = '{terms.ag("spatialRelation")}' AND size.predicate = '{terms.ag("overlapHectares")}'
            GROUP BY 1""",
    ),
}


def of_graph(folder: Path, query: str) -> Callable[[], Counts]:
    """What the graph counts."""
    store = open_store(folder / "store")
    used = {name: terms.prefixes()[name] for name in ("ag", "geo")}
    asked = "".join(f"PREFIX {name}: <{space}>\n" for name, space in used.items()) + query
    return lambda: {row["key"].value: round(float(row["count"].value)) for row in select(store, asked)}  # type: ignore[union-attr]


def of_statements(folder: Path, query: str) -> Callable[[], Counts]:
    """What the statements count; the file is read each time."""
    base = duckdb.connect()
    file = folder / "statements.parquet"
    base.execute(f"CREATE VIEW told AS SELECT canonical, predicate, object FROM '{file}' WHERE {_ACCEPTED}")
    return lambda: {key: round(count) for key, count in base.execute(query).fetchall()}


def main() -> None:
    """Measure and print."""
    given = options(__doc__, 5)
    rows: list[tuple[object, ...]] = []
    with workspace(given.workspace) as (_, release):
        folder = release.profile()
        for name, (sparql, sql) in COUNTED.items():
            ours, theirs = of_graph(folder, sparql), of_statements(folder, sql)
            if ours() != theirs():
                raise SystemExit(f"{name}: the graph and the statements do not count the same")
            mine, peer = median(ours, given.repeat) * 1000, median(theirs, given.repeat) * 1000
            rows.append((name, len(ours()), mine, peer, mine / peer))
        show(f"{release.id}: median of {given.repeat}", ("counted", "rows", "store, ms", "DuckDB, ms", "ratio"), rows)


if __name__ == "__main__":
    main()
