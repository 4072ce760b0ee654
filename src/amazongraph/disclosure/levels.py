"""Levels of sensitivity, and the statements a profile may see.

The level of a statement is the highest of three: the floor of its classes and property, the level of its source's
card, the mark of its row. What nobody labelled is not published, and nothing is published without its document.
"""

import polars as pl

from amazongraph import terms
from amazongraph.messages import LANGUAGES, text
from amazongraph.ontology import Ontology
from amazongraph.sssom import PREDICATES
from amazongraph.statements import PLACES, PROFILES

# Why a statement is withheld, in the order in which the reasons are looked for.
RULES = ("unlabelled", "redistribution", "floor", "mark", "document", "link")


def disclose(frame: pl.DataFrame, ontology: Ontology, profile: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Write ``level`` and split the frame into what ``profile`` may see and what it may not.

    The second frame has a further column ``withheld``, one of ``RULES``: nobody labelled it; its source may not be
    passed on; the floor of its class or property is too high; its row or its source is marked as too sensitive; the
    document it is said in, or speaks of, is withheld itself; or it links a thing of which everything is withheld.
    """
    levelled = _levels(frame, ontology)
    highest = PROFILES[profile]
    # What was worked out from a derived-only source is marked as allowed; what only says it again is not.
    forbidden = pl.col("redistribution") != "allowed"
    withheld = (
        pl.when(pl.col("level").is_null())
        .then(pl.lit("unlabelled"))
        .when(forbidden & (profile != "own"))
        .then(pl.lit("redistribution"))
        .when((pl.col("level") > highest) & (pl.col("mark") <= highest))
        .then(pl.lit("floor"))
        .when(pl.col("level") > highest)
        .then(pl.lit("mark"))
    )
    decided = levelled.with_columns(withheld=withheld)
    hidden = decided.filter((pl.col("source") == terms.META) & pl.col("withheld").is_not_null())["subject"].unique()
    without_document = pl.col("source").is_in(hidden.implode()) | pl.col("object").is_in(hidden.implode())
    decided = decided.with_columns(withheld=pl.coalesce("withheld", pl.when(without_document).then(pl.lit("document"))))
    decided = _without_hidden_ends(decided)
    return decided.filter(pl.col("withheld").is_null()).drop("withheld"), decided.filter(
        pl.col("withheld").is_not_null()
    )


def _without_hidden_ends(decided: pl.DataFrame) -> pl.DataFrame:
    """Withhold a link, and what is said of it, where one of the things of ours that it links is withheld altogether."""
    links = decided.filter(pl.col("predicate").is_in(list(PREDICATES)))
    if links.is_empty():
        return decided
    shown = decided.filter(pl.col("withheld").is_null() & ~pl.col("id").is_in(links["id"].implode()))[
        "subject"
    ].unique()

    def hidden(end: str) -> pl.Expr:
        return pl.col(end).str.starts_with(terms.BASE + "id/") & ~pl.col(end).is_in(shown.implode())

    shut = links.filter(pl.col("withheld").is_not_null() | hidden("subject") | hidden("object"))["id"]
    claims = f"{terms.BASE}claim/" + shut
    of_those = pl.col("id").is_in(shut.implode()) | pl.col("subject").is_in(claims.implode())
    return decided.with_columns(withheld=pl.coalesce("withheld", pl.when(of_those).then(pl.lit("link"))))


def disclosed_places(places: pl.DataFrame, profile: str) -> pl.DataFrame:
    """Of the places of statements (``LOADER_PLACES``) those in rows that ``profile`` may see, as ``PLACES``."""
    may_leave = pl.lit(profile == "own") | (pl.col("redistribution") == "allowed")
    seen = places.filter((pl.col("mark") <= PROFILES[profile]) & may_leave).select(list(PLACES))
    return seen.unique().sort(seen.columns, nulls_last=True)


def refused(frame: pl.DataFrame, ontology: Ontology) -> pl.DataFrame:
    """The statements (loader columns) that type something as what is never stored, at whatever level."""
    classes = {name for name, above in ontology.superclasses.items() if above & ontology.never_stored}
    never = sorted(ontology.never_stored | classes)
    return frame.filter((pl.col("predicate") == terms.TYPE) & pl.col("object").is_in(never))


def _levels(frame: pl.DataFrame, ontology: Ontology) -> pl.DataFrame:
    floors = pl.DataFrame(
        sorted(ontology.floors.items()), schema={"term": pl.String(), "floor": pl.Int8()}, orient="row"
    )
    # A floor is that of the thing, by whichever name its class is said.
    things = (
        frame.filter(pl.col("predicate") == terms.TYPE)
        .join(floors, left_on="object", right_on="term")
        .group_by("canonical")
        .agg(pl.col("floor").max())
    )
    names = frame.select("subject", "canonical").unique()
    entities = names.join(things, on="canonical").group_by("subject").agg(pl.col("floor").max())
    by_property = frame.join(floors, left_on="predicate", right_on="term", how="left", maintain_order="left")["floor"]
    by_subject = frame.join(entities, on="subject", how="left", maintain_order="left")["floor"]
    by_object = frame.join(entities, left_on="object", right_on="subject", how="left", maintain_order="left")["floor"]
    floor = pl.max_horizontal(by_property, by_subject, by_object)
    # A floor is no label: a row that nobody marked stays unlabelled, whatever its class.
    return frame.with_columns(
        level=pl.when(pl.col("mark").is_not_null()).then(pl.max_horizontal("mark", floor)).cast(pl.Int8)
    )


def ledger(withheld: pl.DataFrame) -> list[dict[str, object]]:
    """What was withheld, without its content: per rule and level how many statements of how many things, and why.

    ``rule`` is one of ``RULES``, ``why`` its reason in Spanish and English; in fixed order.
    """
    counts = withheld.group_by("withheld", "level").agg(statements=pl.len(), entities=pl.col("canonical").n_unique())
    return [
        {
            "rule": row["withheld"],
            "level": row["level"],
            "statements": row["statements"],
            "entities": row["entities"],
            "why": {lang: text(f"withheld.{row['withheld']}", lang) for lang in LANGUAGES},
        }
        for row in counts.sort("withheld", "level", nulls_last=True).to_dicts()
    ]
