"""The links of a release to other vocabularies and registers, as an SSSOM table; see ``sssom.py`` for the format.

A link that sources dispute stands there as each judgement of it; a no has the modifier ``Not``.
"""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from amazongraph import terms
from amazongraph.durable import drafted
from amazongraph.export.material import Material
from amazongraph.labels import labels
from amazongraph.sssom import PREDICATES, SEMAPV, Judgement, write_judgements

UNSPECIFIED = SEMAPV + "UnspecifiedMatching"  # of a link that a data set states without saying how it was found
_OF_CLAIM = {
    terms.ag("justification"): "justification",
    terms.ag("confidence"): "confidence",
    terms.expand("dct:creator"): "creator",
    terms.expand("rdfs:comment"): "comment",
}


def write_sssom(material: Material, to: Path) -> int:
    """Write the links whose subject is among the things, and those of all; returns how many."""
    found = sorted(set(_judgements(material)))
    said = "\n".join(material.notice(material.lang))
    set_id = f"{terms.BASE}release/{material.release.id}/links"
    title = material.title[material.lang]
    with drafted(to) as draft:
        write_judgements(draft, set_id, title, found, description=" ".join(said.split()))
    return len(found)


def _judgements(material: Material) -> Iterator[Judgement]:
    told = pl.scan_parquet(material.statements)
    links = told.filter(pl.col("predicate").is_in(list(PREDICATES)))
    if material.things is not None:
        links = links.filter(pl.col("canonical").is_in(sorted(material.things)))
    rows = links.sort("id").collect()
    of = _of_claims(told, rows)
    ours = {*rows["canonical"], *rows.filter(pl.col("object").str.starts_with(terms.BASE))["object"]}
    store = material.release.store(material.profile)
    called = labels(store, ours).items()
    named = {iri: both[material.lang] for iri, both in called if both[material.lang] != terms.shorten(iri)}
    for row in rows.iter_rows(named=True):
        said = of.get(f"{terms.BASE}claim/{row['id']}", {})
        yield Judgement(
            subject=row["subject"],
            predicate=row["predicate"],
            object=row["written_object"] or row["object"],
            denied=row["standing"] == "denied",
            justification=said.get("justification", UNSPECIFIED),
            confidence=said.get("confidence", ""),
            author=row["attributed_to"] or said.get("creator", ""),
            date=row["as_of"] or "",
            comment=said.get("comment", ""),
            subject_label=named.get(row["canonical"], ""),
            object_label=named.get(row["object"], ""),
            more=(("mapping_source", row["source"]),),
        )


def _of_claims(told: pl.LazyFrame, links: pl.DataFrame) -> dict[str, dict[str, str]]:
    """Claim -> what is said of it, the first of several."""
    claims = (terms.BASE + "claim/" + links["id"]).implode()
    rows = told.filter(pl.col("subject").is_in(claims), pl.col("predicate").is_in(list(_OF_CLAIM))).collect()
    found: dict[str, dict[str, str]] = {}
    for subject, predicate, value in rows.sort("object").select("subject", "predicate", "object").iter_rows():
        found.setdefault(subject, {}).setdefault(_OF_CLAIM[predicate], value)
    return found
