"""The table as RDF: what stands where, that it is well written, and that other parsers read the same."""

import re
from datetime import date
from typing import Any

import polars as pl
import pyoxigraph as ox
import pytest
import rdflib
from frames import DECIMAL, is_a, merged, say, source, with_ontology
from hypothesis import given, settings
from hypothesis import strategies as st

from amazongraph import quads, statements, terms
from amazongraph.accept import accept
from amazongraph.disclosure import disclose
from amazongraph.releases import Release

X, NORM, DATE, FREE = "urn:x", "urn:norm", "urn:date", "urn:free"
ONTOLOGY = with_ontology(
    single_valued={NORM: 0.0, DATE: 0.0},
    interval_properties={
        DATE: ("urn:from", "urn:to", "urn:precision"),
        terms.ag("asOf"): (terms.ag("asOfFrom"), terms.ag("asOfTo"), terms.ag("asOfPrecision")),
    },
    triples=(("<urn:Class>", f"<{terms.TYPE}>", "<urn:ClassOfClasses>"), ("<urn:Class>", f"<{terms.LABEL}>", '"c"@en')),
)
TODAY = date(2026, 11, 23)
Quad = tuple[str, str, str, str]
DOCUMENT, REGISTER = source("a-document"), source("a-register")
# What makes a source a bulk data set.
IS_A_REGISTER = is_a(REGISTER, terms.ag("Dataset"), source=terms.META)


def written(*rows: dict[str, Any], places: pl.DataFrame | None = None) -> pl.DataFrame:
    """The quads of some rows after all the stages before."""
    seen = disclose(merged(*rows), ONTOLOGY, "public")[0]
    return quads.quads(accept(seen, ONTOLOGY, TODAY), statements.empty_places() if places is None else places, ONTOLOGY)


def lines(frame: pl.DataFrame, graph: str) -> set[tuple[str, str, str]]:
    """The triples of one graph as N-Quads terms."""
    return set(frame.filter(pl.col("g") == f"<{graph}>").select("s", "p", "o").iter_rows())


def about(frame: pl.DataFrame, subject: str) -> set[tuple[str, str]]:
    """What is said of one thing: (property, value), as N-Quads terms."""
    return set(frame.filter(pl.col("s") == f"<{subject}>").select("p", "o").iter_rows())


def claim(row: dict[str, Any]) -> str:
    return f"{terms.BASE}claim/{statements.identify(row)}"


def claims(frame: pl.DataFrame) -> set[str]:
    return set(frame.filter(pl.col("p") == f"<{terms.RDF}subject>")["s"].str.strip_chars("<>"))


# --- terms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "term"),
    [
        pytest.param(say(X, FREE, "urn:y", object_kind="iri"), "<urn:y>", id="an IRI"),
        pytest.param(say(X, FREE, "plain"), '"plain"', id="a text without a language has no datatype"),
        pytest.param(say(X, FREE, "ñandú", lang="es"), '"ñandú"@es', id="a language"),
        pytest.param(say(X, FREE, "Kakataibo", lang="es-pe"), '"Kakataibo"@es-pe', id="a language with a region"),
        pytest.param(say(X, FREE, "1.5", datatype=DECIMAL), f'"1.5"^^<{DECIMAL}>', id="a datatype"),
        pytest.param(say(X, FREE, 'a "b" c'), r'"a \"b\" c"', id="quotation marks"),
        pytest.param(say(X, FREE, r"C:\new"), r'"C:\\new"', id="a backslash"),
        pytest.param(say(X, FREE, "a\nb\rc\td"), r'"a\nb\rc\td"', id="line ends and tabs"),
        pytest.param(
            say(X, FREE, "a\bb\fc\x0bd\x00e\x7ff"), r'"a\bb\fc\u000Bd\u0000e\u007Ff"', id="control characters"
        ),
        pytest.param(say(X, FREE, "日本 😀 \u2028\u0085"), '"日本 😀 \u2028\u0085"', id="anything else as it is"),
        pytest.param(say(X, FREE, r"\"\n", lang="es"), r'"\\\"\\n"@es', id="what looks like an escape"),
    ],
)
def test_an_object_is_written(row: dict[str, Any], term: str) -> None:
    assert ("<urn:x>", "<urn:free>", term) in lines(written(row), DOCUMENT)


TRICKY = [
    say(X, FREE, 'a "b"\n\\c\td', lang="es"),
    say(X, FREE, "a\bb\fc\x0bd\x7f😀\ufffe"),
    say(X, FREE, "298487.71", datatype=DECIMAL),
    say(X, FREE, "true", datatype=terms.XSD + "boolean"),
    say(X, FREE, "urn:y", object_kind="iri"),
    say(X, DATE, "2013/2023", datatype=terms.EDTF, as_of="../2024-07", as_written='de 2013 a "2023"'),
    say(X, DATE, "2016-02-29", datatype=terms.EDTF, source=source("b")),
    say(X, FREE, "de un registro", source=REGISTER, lang="es"),
    IS_A_REGISTER,
]
ESCAPE = re.compile(r'\\(?:u([0-9A-F]{4})|([tbnrf"\\]))')
PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "\\": "\\"}


def expected_of(term: str) -> tuple[str, str, str]:
    """(lexical form, language, datatype) of a written literal, or (IRI, "", "iri")."""
    if term.startswith("<"):
        return term[1:-1], "", "iri"
    text, _, tail = term[1:].rpartition('"')
    lexical = ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else PLAIN[found[2]], text)
    if tail.startswith("@"):
        return lexical, tail[1:], terms.RDF + "langString"
    return lexical, "", tail[3:-1] if tail else terms.XSD + "string"


def of_oxigraph(term: Any) -> tuple[str, str, str]:
    if isinstance(term, ox.NamedNode):
        return term.value, "", "iri"
    return term.value, term.language or "", term.datatype.value


def of_rdflib(term: Any) -> tuple[str, str, str]:
    if isinstance(term, rdflib.URIRef):
        return str(term), "", "iri"
    kind = terms.RDF + "langString" if term.language else str(term.datatype or terms.XSD + "string")
    return str(term), term.language or "", kind


def read_by_oxigraph(data: bytes) -> list[tuple[Any, ...]]:
    return [
        tuple(map(of_oxigraph, (quad.subject, quad.predicate, quad.object, quad.graph_name)))
        for quad in ox.parse(data, ox.RdfFormat.N_QUADS)
    ]


def read_by_rdflib(data: bytes) -> list[tuple[Any, ...]]:
    read = rdflib.Dataset()
    read.parse(data=data, format="nquads")
    return [tuple(map(of_rdflib, quad)) for quad in read.quads()]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_two_other_parsers_read_what_was_meant() -> None:
    frame = written(*TRICKY)
    data = quads.serialize(frame)
    meant = {tuple(map(expected_of, row)) for row in frame.iter_rows()}
    by_oxigraph, by_rdflib = read_by_oxigraph(data), read_by_rdflib(data)
    assert len(by_oxigraph) == len(by_rdflib) == frame.height
    assert set(by_oxigraph) == meant
    assert set(by_rdflib) == meant


@settings(max_examples=30)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=4))
def test_any_text_is_written_as_a_serializer_writes_it_and_read_back(texts: list[str]) -> None:
    frame = written(*(say(X, FREE, text) for text in texts))
    data = quads.serialize(frame)
    assert canonical(data) == data.split(b"\n")
    read = {quad.object.value for quad in ox.parse(data, ox.RdfFormat.N_QUADS) if quad.predicate.value == FREE}
    assert read == set(texts)


def canonical(data: bytes) -> list[bytes]:
    """The lines as pyoxigraph writes them."""
    serialized = ox.serialize(ox.parse(data, ox.RdfFormat.N_QUADS), format=ox.RdfFormat.N_QUADS)
    assert serialized is not None
    return serialized.split(b"\n")


def test_the_whole_release_is_canonical_line_by_line_and_sorted(release: Release) -> None:
    data = (release.profile() / "graph.nq").read_bytes()
    ours = data.split(b"\n")
    assert canonical(data) == ours
    assert ours.pop() == b""
    assert ours == sorted(set(ours))


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_reads_the_release_as_oxigraph_does(release: Release) -> None:
    """All but the administrative units, which are alike and many."""
    data = b"".join(
        line + b"\n"
        for line in (release.profile() / "graph.nq").read_bytes().splitlines()
        if b"/id/admin/" not in line and b"/id/geometry/" not in line
    )
    by_rdflib = read_by_rdflib(data)
    assert len(by_rdflib) > 10_000
    assert sorted(by_rdflib) == sorted(read_by_oxigraph(data))


# --- plain quads ---------------------------------------------------------------------------------


def test_an_accepted_statement_stands_in_the_graph_of_its_source() -> None:
    frame = written(say(X, FREE, "a"), say(X, FREE, "b", source=REGISTER), IS_A_REGISTER)
    assert ("<urn:x>", "<urn:free>", '"a"') in lines(frame, DOCUMENT)
    assert lines(frame, REGISTER) == {("<urn:x>", "<urn:free>", '"b"')}


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({}, "contested"),
        ({"standing": "official-record"}, "outranked"),
        ({"valid_to": "2001"}, "ended"),
    ],
    ids=["contested", "outranked", "ended"],
)
def test_a_plain_triple_is_an_accepted_one_in_every_graph(more: dict[str, Any], verdict: str) -> None:
    loser = say(X, NORM, "a", **({} if verdict != "ended" else more))
    frame = written(loser, say(X, NORM, "b", source=source("b"), **(more if verdict != "ended" else {})))
    assert ("<urn:norm>", '"a"') not in about(frame, X)
    assert (f"<{terms.ag('verdict')}>", f"<{terms.concept('verdict', verdict)}>") in about(frame, claim(loser))


def test_it_is_said_of_the_canonical_name() -> None:
    seen = disclose(merged(say(X, FREE, "a")).with_columns(canonical=pl.lit("urn:y")), ONTOLOGY, "public")[0]
    frame = quads.quads(accept(seen, ONTOLOGY, TODAY), statements.empty_places(), ONTOLOGY)
    assert about(frame, "urn:y") == {("<urn:free>", '"a"')}
    assert (f"<{terms.RDF}subject>", "<urn:y>") in about(frame, claim(say(X, FREE, "a")))
    assert not about(frame, X)


def test_the_ontology_stands_in_its_own_graph() -> None:
    assert lines(written(say(X, FREE, "a")), terms.ONTOLOGY) == set(ONTOLOGY.triples)


def test_every_graph_of_somebody_else_is_typed_as_a_source_and_no_other_is() -> None:
    superclass = is_a(X, "urn:Class", source=terms.DERIVED, standing="derived")
    frame = written(say(X, FREE, "a"), say(X, FREE, "b", source=REGISTER), IS_A_REGISTER, superclass)
    typed = (f"<{terms.TYPE}>", f"<{terms.ag('Source')}>")
    sources = {s for s, p, o in lines(frame, terms.META) if (p, o) == typed}
    assert sources == {f"<{DOCUMENT}>", f"<{REGISTER}>"}
    assert set(frame["g"]) - sources == {f"<{graph}>" for graph in (terms.META, terms.DERIVED, terms.ONTOLOGY)}


def test_the_default_graph_is_the_union_without_repeats() -> None:
    frame = written(say(X, FREE, "a"), say(X, FREE, "a", source=source("b")))
    union = quads.default_graph(frame)
    assert frame.filter(pl.col("p") == "<urn:free>").height == 2
    assert union.filter(pl.col("p") == "<urn:free>").height == 1
    assert set(union.iter_rows()) == set(frame.select("s", "p", "o").iter_rows())
    assert union.equals(union.sort("s", "p", "o"))


def test_the_store_of_a_release_answers_from_that_union(release: Release) -> None:
    store = ox.Store.read_only(str(release.profile() / "store"))
    named = list(store.quads_for_pattern(None, None, None, None))
    union = {quad.triple for quad in named if not isinstance(quad.graph_name, ox.DefaultGraph)}
    plain = [quad.triple for quad in named if isinstance(quad.graph_name, ox.DefaultGraph)]
    assert len(plain) == len(union)
    assert set(plain) == union


# --- claim nodes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "claimed"),
    [
        pytest.param([say(X, FREE, "a")], [True], id="what a document says"),
        pytest.param(
            [say(X, FREE, "a", standing="opinion")], [True], id="what a document says and nobody takes as true"
        ),
        pytest.param([say(X, NORM, "a", valid_to="2001")], [True], id="what a document says and has ended"),
        pytest.param([say(X, FREE, "a", source=REGISTER)], [False], id="not what a data set says undisputed"),
        pytest.param(
            [say(X, NORM, "a", source=REGISTER, standing="official-record"), say(X, NORM, "b")],
            [True, True],
            id="what a data set says and a document disputes",
        ),
        pytest.param(
            [say(X, NORM, "a", source=REGISTER), say(X, NORM, "b", source=source("register-2"))],
            [True, True],
            id="what two data sets tie on",
        ),
        pytest.param(
            [say(X, NORM, "a", source=REGISTER, as_of="2020"), say(X, NORM, "b", source=REGISTER, as_of="2021")],
            [True, True],
            id="what a data set corrected later",
        ),
        pytest.param(
            [
                say(X, DATE, "2020", source=REGISTER, datatype=terms.EDTF),
                say(X, DATE, "2020-07", source=REGISTER, datatype=terms.EDTF),
            ],
            [True, False],
            id="what a data set says less precisely",
        ),
        pytest.param(
            [
                say(X, DATE, "2020-01-01", source=REGISTER, datatype=terms.EDTF),
                say(X, DATE, "2020-01-02", source=REGISTER, datatype=terms.EDTF),
            ],
            [True, True],
            id="contested dates of a data set",
        ),
        pytest.param([say("urn:d", FREE, "a title", source=terms.META)], [False], id="not what we say of a document"),
        pytest.param([is_a(X, "urn:C", source=terms.DERIVED, standing="derived")], [False], id="not what is derived"),
        pytest.param(
            [say("urn:f", terms.ag("value"), "3"), is_a("urn:f", terms.ag("Figure"))],
            [False, False],
            id="not what describes a figure",
        ),
    ],
)
def test_a_claim_node_exists_for(rows: list[dict[str, Any]], claimed: list[bool]) -> None:
    frame = written(*rows, IS_A_REGISTER, is_a(source("register-2"), terms.ag("Dataset"), source=terms.META))
    assert claims(frame) == {claim(row) for row, expected in zip(rows, claimed, strict=True) if expected}


def test_neither_the_mark_of_a_tie_nor_a_cover_is_a_claim() -> None:
    rows = [say(X, DATE, f"2020-01-0{day}", datatype=terms.EDTF, source=source(f"d{day}")) for day in (1, 2)]
    frame = written(*rows)
    assert claims(frame) == {claim(row) for row in rows}
    assert ("<urn:date>", f'"2020-01-01/2020-01-02"^^<{terms.EDTF}>') in about(frame, X)
    assert (f"<{terms.ag('contestedProperty')}>", "<urn:date>") in about(frame, X)


def test_a_claim_node_tells_who_says_what_where_when_and_what_was_decided() -> None:
    row = say(
        X,
        NORM,
        'el "decreto"',
        lang="es",
        attributed_to="urn:orau",
        relays=source("report"),
        as_of="2016-07",
        as_written='  el "decreto"',
        mark=1,
    )
    places = pl.DataFrame(
        [
            (statements.identify(row), "p. 7", "facts.csv", 7, "value"),
            (statements.identify(row), 'cuadro "A"', "facts.csv", 9, "value"),
            (statements.identify(row), None, "facts.csv", 8, "value"),
            ("0" * 32, "p. 8", "facts.csv", 7, "value"),
        ],
        schema=statements.PLACES,
        orient="row",
    )
    frame = written(row, places=places)
    ag = terms.ag
    said = {
        (f"<{terms.TYPE}>", f"<{ag('Claim')}>"),
        (f"<{terms.RDF}subject>", "<urn:x>"),
        (f"<{terms.RDF}predicate>", "<urn:norm>"),
        (f"<{terms.RDF}object>", r'"el \"decreto\""@es'),
        (f"<{ag('statedIn')}>", f"<{DOCUMENT}>"),
        (f"<{ag('attributedTo')}>", "<urn:orau>"),
        (f"<{ag('relays')}>", f"<{source('report')}>"),
        (f"<{ag('standing')}>", f"<{terms.concept('standing', 'reported')}>"),
        (f"<{ag('verdict')}>", f"<{terms.concept('verdict', 'accepted')}>"),
        (f"<{ag('reason')}>", f"<{terms.concept('reason', 'undisputed')}>"),
        (f"<{ag('asWritten')}>", r'"  el \"decreto\""'),
        (f"<{ag('level')}>", f'"1"^^<{terms.XSD}integer>'),
        (f"<{ag('locator')}>", '"p. 7"'),
        (f"<{ag('locator')}>", r'"cuadro \"A\""'),
        (f"<{ag('asOf')}>", f'"2016-07"^^<{terms.EDTF}>'),
        (f"<{ag('asOfFrom')}>", f'"2016-07-01"^^<{terms.XSD}date>'),
        (f"<{ag('asOfTo')}>", f'"2016-07-31"^^<{terms.XSD}date>'),
        (f"<{ag('asOfPrecision')}>", f"<{terms.concept('precision', 'month')}>"),
    }
    assert about(frame, claim(row)) == said
    assert set(frame.filter(pl.col("s") == f"<{claim(row)}>")["g"]) == {f"<{DOCUMENT}>"}


def test_a_claim_node_leaves_out_what_is_not_known() -> None:
    row = say(X, NORM, "a")
    properties = {p.strip("<>") for p, _ in about(written(row), claim(row))}
    unknown = {terms.ag(name) for name in ("attributedTo", "relays", "asWritten", "locator", "asOf", "validFrom")}
    assert not properties & unknown


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2016-02-29", "2016-02-29", "2016-02-29", "day"),
        ("2016-02", "2016-02-01", "2016-02-29", "month"),
        ("2023", "2023-01-01", "2023-12-31", "year"),
        ("2013/2023", "2013-01-01", "2023-12-31", "interval"),
        ("2020-03/2022-07", "2020-03-01", "2022-07-31", "interval"),
        ("2012/..", "2012-01-01", None, "interval"),
        ("../2024-07", None, "2024-07-31", "interval"),
    ],
)
def test_a_date_is_written_out(text: str, first: str | None, last: str | None, precision: str) -> None:
    row = say(X, DATE, text, datatype=terms.EDTF, source=REGISTER)
    said = {
        ("<urn:date>", f'"{text}"^^<{terms.EDTF}>'),
        ("<urn:precision>", f"<{terms.concept('precision', precision)}>"),
    }
    said |= {("<urn:from>", f'"{first}"^^<{terms.XSD}date>')} if first else set()
    said |= {("<urn:to>", f'"{last}"^^<{terms.XSD}date>')} if last else set()
    frame = written(row, IS_A_REGISTER)
    assert about(frame, X) == said
    assert lines(frame, REGISTER) == {("<urn:x>", *pair) for pair in said}


def test_a_date_that_is_not_accepted_is_written_out_nowhere() -> None:
    early, late = (say(X, DATE, year, datatype=terms.EDTF, as_of=year) for year in ("2019", "2020"))
    frame = written(early, late)
    assert {o for p, o in about(frame, X) if p == "<urn:from>"} == {f'"2020-01-01"^^<{terms.XSD}date>'}
    assert ("<urn:from>", f'"2019-01-01"^^<{terms.XSD}date>') not in about(frame, claim(early))


def test_a_date_of_a_property_without_an_interval_stays_as_it_is() -> None:
    assert about(written(say(X, FREE, "2020", datatype=terms.EDTF)), X) == {("<urn:free>", f'"2020"^^<{terms.EDTF}>')}
