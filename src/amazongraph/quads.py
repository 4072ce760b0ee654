"""Writes RDF once, at the end: the statement table as N-Quads terms in four columns ``s p o g``.

A plain quad is an accepted statement, in the graph of its source. A claim node exists for every statement of a
document, and for every statement on which sources disagree or that is not accepted. Everything is a column expression;
nobody builds quads row by row.
"""

import io
from collections.abc import Collection
from pathlib import Path
from typing import IO

import polars as pl

from amazongraph import terms
from amazongraph.ontology import Ontology
from amazongraph.values import interval

COLUMNS = ("s", "p", "o", "g")
_ROWS = 200_000  # written at a time
# The escapes of canonical N-Quads.
_ESCAPES = {character: f"\\u{ord(character):04X}" for character in map(chr, (*range(32), 127, 0xFFFE, 0xFFFF))} | {
    "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"
}  # fmt: skip
_DISPUTED = ("stronger-standing", "later-as-of", "tie", "less-precise", "covered")


def quads(frame: pl.DataFrame, places: pl.DataFrame, ontology: Ontology) -> pl.DataFrame:
    """Every quad of a release, sorted and without repeats: columns ``s p o g`` of N-Quads terms."""
    plain = frame.filter(pl.col("verdict") == "accepted").select(
        s=_iri("canonical"), p=_iri("predicate"), o=_object(), g=_iri("source"), datatype="datatype", text="object"
    )
    claims = _claims(frame, places)
    parts = [
        plain.select(COLUMNS),
        claims.select(COLUMNS),
        _expanded(pl.concat([plain, claims.filter(pl.col("expand"))], how="diagonal"), ontology),
        _sources(frame),
        _ontology_quads(ontology),
    ]
    return _once(pl.concat(parts, how="vertical").sort(COLUMNS))


def default_graph(frame: pl.DataFrame) -> pl.DataFrame:
    """The union of all graphs of quads as ``quads`` gives them: distinct triples, columns ``s p o``, sorted."""
    return _once(frame.select("s", "p", "o"))


def _once(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of a sorted frame without repeats: these stand side by side, and to look there takes far less than to
    compare all.
    """
    again = pl.all_horizontal(pl.col(name) == pl.col(name).shift() for name in frame.columns)
    return frame.filter(~again.fill_null(value=False))


def serialize(frame: pl.DataFrame) -> bytes:
    """The frame as canonical N-Quads (or N-Triples, without a column ``g``), one line a row, in its order."""
    text = io.BytesIO()
    _write(frame, text)
    return text.getvalue()


def write(frame: pl.DataFrame, path: Path) -> None:
    """Write what ``serialize`` gives to a file; the whole of it is never held as text."""
    with path.open("wb") as file:
        for start in range(0, frame.height, _ROWS):
            _write(frame.slice(start, _ROWS), file)


def _write(frame: pl.DataFrame, to: IO[bytes]) -> None:
    frame.with_columns(end=pl.lit(".")).write_csv(to, include_header=False, separator=" ", quote_style="never")


def _iri(column: str) -> pl.Expr:
    return pl.lit("<") + pl.col(column) + pl.lit(">")


def _escaped(column: str) -> pl.Expr:
    return pl.col(column).str.replace_many(_ESCAPES)


def _object() -> pl.Expr:
    quoted = pl.lit('"') + _escaped("object") + pl.lit('"')
    return (
        pl.when(pl.col("object_kind") == "iri")
        .then(_iri("object"))
        .when(pl.col("lang").is_not_null())
        .then(quoted + pl.lit("@") + pl.col("lang"))
        .when(pl.col("datatype") == terms.XSD + "string")
        .then(quoted)
        .otherwise(quoted + pl.lit("^^<") + pl.col("datatype") + pl.lit(">"))
    )


def claimed(data_sets: Collection[str]) -> pl.Expr:
    """Which statements have a claim node; ``data_sets``: the IRIs of the sources that are no documents."""
    of_document = ~pl.col("source").is_in([terms.META, terms.DERIVED, *sorted(data_sets)])
    judged = (pl.col("verdict") != "accepted") | pl.col("reason").is_in(_DISPUTED)
    on_dispute = judged & (pl.col("source") != terms.DERIVED)
    return (of_document | on_dispute) & (pl.col("reason") != "of-a-claim")


def data_sets(frame: pl.LazyFrame) -> frozenset[str]:
    """The IRIs of the sources of a statement table that are data sets."""
    typed = frame.filter((pl.col("predicate") == terms.TYPE) & (pl.col("object") == terms.ag("Dataset")))
    return frozenset(typed.select("subject").collect()["subject"])


def _claims(frame: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """The quads of claim nodes, with ``expand`` true where a date has to be written out."""
    told = frame.filter(claimed(data_sets(frame.lazy()))).with_columns(
        claim=pl.lit(f"<{terms.BASE}claim/") + pl.col("id") + pl.lit(">"), graph=_iri("source"), written=_object()
    )

    def node(predicate: str, value: pl.Expr, data: pl.DataFrame = told) -> pl.DataFrame:
        return data.select(s="claim", p=pl.lit(f"<{predicate}>"), o=value, g="graph").filter(pl.col("o").is_not_null())

    def concept(scheme: str, column: str) -> pl.Expr:
        return pl.lit(f"<{terms.BASE}vocab/{scheme}/") + pl.col(column) + pl.lit(">")

    def quoted(column: str) -> pl.Expr:
        return pl.lit('"') + _escaped(column) + pl.lit('"')

    located = places.filter(pl.col("locator").is_not_null()).select("id", "locator").unique()
    with_locator = told.join(located, on="id")
    parts = [
        node(terms.TYPE, pl.lit(f"<{terms.ag('Claim')}>")),
        node(terms.RDF + "subject", _iri("canonical")),
        node(terms.ag("writtenSubject"), _iri("subject"), told.filter(pl.col("subject") != pl.col("canonical"))),
        node(terms.RDF + "predicate", _iri("predicate")),
        node(terms.RDF + "object", pl.col("written")),
        node(terms.ag("statedIn"), pl.col("graph")),
        node(terms.ag("attributedTo"), _iri("attributed_to")),
        node(terms.ag("relays"), _iri("relays")),
        node(terms.ag("standing"), concept("standing", "standing")),
        node(terms.ag("verdict"), concept("verdict", "verdict")),
        node(terms.ag("reason"), concept("reason", "reason")),
        node(terms.ag("asWritten"), quoted("as_written")),
        node(
            terms.ag("level"), quoted("level_text"), told.with_columns(level_text=pl.col("level").cast(pl.String))
        ).with_columns(o=pl.col("o") + pl.lit(f"^^<{terms.XSD}integer>")),
        node(terms.ag("locator"), quoted("locator"), with_locator),
    ]
    dates = [
        node(terms.ag(name), quoted(column) + pl.lit(f"^^<{terms.EDTF}>")).with_columns(
            datatype=pl.lit(terms.EDTF), text=pl.col("o").str.extract('"([^"]*)"')
        )
        for name, column in (("asOf", "as_of"), ("validFrom", "valid_from"), ("validUntil", "valid_to"))
    ]
    return pl.concat([*parts, *dates], how="diagonal").with_columns(expand=pl.col("text").is_not_null())


def _expanded(dated: pl.DataFrame, ontology: Ontology) -> pl.DataFrame:
    """For every date: its first day, its last day and its precision, by the properties the ontology names."""
    dated = dated.filter(pl.col("datatype") == terms.EDTF)
    read = [interval(text) for text in dated["text"].unique().sort()]
    values = pl.DataFrame(
        {
            "text": [one.text for one in read],
            "0": [f'"{one.start}"^^<{terms.XSD}date>' if one.start else None for one in read],
            "1": [f'"{one.end}"^^<{terms.XSD}date>' if one.end else None for one in read],
            "2": [f"<{terms.concept('precision', one.precision)}>" for one in read],
        },
        schema={"text": pl.String, "0": pl.String, "1": pl.String, "2": pl.String},
    )
    properties = pl.DataFrame(
        [
            (f"<{iri}>", str(place), f"<{part}>")
            for iri, parts in sorted(ontology.interval_properties.items())
            for place, part in enumerate(parts)
        ],
        schema={"p": pl.String, "place": pl.String, "part": pl.String},
        orient="row",
    )
    long = (
        dated.drop("o")
        .join(values, on="text")
        .unpivot(["0", "1", "2"], index=["s", "p", "g"], variable_name="place", value_name="o")
    )
    return (
        long.join(properties, on=["p", "place"])
        .filter(pl.col("o").is_not_null())
        .select("s", "o", "g", p="part")
        .select(COLUMNS)
    )


def _sources(frame: pl.DataFrame) -> pl.DataFrame:
    """Every graph that holds what somebody else says is typed as a source, so that ``GRAPH`` answers "who says so"."""
    cited = frame.filter(~pl.col("source").is_in([terms.META, terms.DERIVED])).select(s=_iri("source")).unique()
    fixed = {"p": f"<{terms.TYPE}>", "o": f"<{terms.ag('Source')}>", "g": f"<{terms.META}>"}
    return cited.with_columns(**{name: pl.lit(value) for name, value in fixed.items()}).select(COLUMNS)


def _ontology_quads(ontology: Ontology) -> pl.DataFrame:
    frame = pl.DataFrame(list(ontology.triples), schema=dict.fromkeys("spo", pl.String), orient="row")
    return frame.with_columns(g=pl.lit(f"<{terms.ONTOLOGY}>"))
