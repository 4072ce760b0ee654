"""Mapped tables: which statements each kind of column makes, who is said to say them, and where they came from."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from amazongraph import statements, terms
from amazongraph.errors import SourceError
from amazongraph.sources.contract import Extract, References
from amazongraph.sources.mapped import MappedTable
from amazongraph.sources.mapping import parse_mapping

CARD = """
[card]
title = { es = "Cosas", en = "Things" }
publisher = "amazongraph"
licence = "Apache-2.0"
redistribution = "allowed"
home = "https://example.org/"
obtain = { es = "Viene con el paquete.", en = "Ships with the package." }
retrieved = "2026-01-02"
standing = "reported"
"""
THINGS = (
    CARD
    + """
[table]
file = "things.csv"
kind = "figure"
classes = { "*" = "ag:Figure" }

[columns]
"""
)
REFERENCES = References(
    keys={
        "document": frozenset({"dte", "ap-aw"}),
        "organization": frozenset({"orau", "cart"}),
        "area": frozenset({"peru"}),
        "reserve": frozenset({"reserva-isconahua"}),
        "figure": frozenset({"f-1"}),
    },
    concepts={"unit": frozenset({"persons"}), "victim-population": frozenset({"unknown"})},
    units={"25": "Ucayali", "010205": "Imaza"},
    standings=frozenset({"reported", "alleged"}),
)
BASE = "https://w3id.org/amazongraph/"
AG, XSD = BASE + "ns#", "http://www.w3.org/2001/XMLSchema#"
SUBJECT = BASE + "id/figure/f-1"
Make = Callable[..., MappedTable]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """``make(mapping, *lines)``: a table of comma-separated lines, the first its header, with its mapping."""

    def made(mapping: str, *lines: str) -> MappedTable:
        path = tmp_path / "things.toml"
        path.write_text(mapping, encoding="utf-8")
        (tmp_path / "things.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        parsed = parse_mapping(path)
        return MappedTable(parsed, path, tmp_path / parsed.file)

    return made


def said(extract: Extract, *columns: str) -> set[tuple[object, ...]]:
    """The statements but for the type of the entity, as tuples of some columns."""
    frame = extract.statements.filter(pl.col("predicate") != terms.TYPE)
    return set(frame.select(columns).iter_rows())


@pytest.mark.parametrize(
    ("spec", "cell", "objects"),
    [
        pytest.param('property = "rdfs:comment"', "Hola", {("Hola", "literal", XSD + "string", None)}, id="text"),
        pytest.param(
            'property = "rdfs:comment", lang = "es"', "Hola", {("Hola", "literal", None, "es")}, id="text in a language"
        ),
        pytest.param(
            'property = "rdfs:comment", many = true',
            "uno; dos",
            {("uno", "literal", XSD + "string", None), ("dos", "literal", XSD + "string", None)},
            id="a list",
        ),
        pytest.param(
            'property = "rdfs:comment"', "uno; dos", {("uno; dos", "literal", XSD + "string", None)}, id="no list"
        ),
        pytest.param(
            'property = "ag:value", value = "decimal"',
            "0148.50",
            {("148.5", "literal", XSD + "decimal", None)},
            id="decimal, canonical",
        ),
        pytest.param(
            'property = "ag:value", value = "integer"', "007", {("7", "literal", XSD + "integer", None)}, id="integer"
        ),
        pytest.param(
            'property = "ag:value", value = "boolean"',
            "yes",
            {("true", "literal", XSD + "boolean", None)},
            id="boolean",
        ),
        pytest.param(
            'property = "ag:period", value = "interval"',
            "2013/2023",
            {("2013/2023", "literal", "http://id.loc.gov/datatypes/edtf", None)},
            id="interval",
        ),
        pytest.param(
            'property = "dcat:landingPage", value = "web-address"',
            "https://example.org/x",
            {("https://example.org/x", "iri", None, None)},
            id="web address",
        ),
        pytest.param(
            'property = "ag:unit", value = "concept:unit"',
            "persons",
            {(BASE + "vocab/unit/persons", "iri", None, None)},
            id="concept",
        ),
        pytest.param(
            'property = "ag:population", value = "concept:victim-population"',
            "unknown",
            {(BASE + "vocab/victim-population/unknown", "iri", None, None)},
            id="a concept for what is not known",
        ),
        pytest.param(
            'property = "ag:relays", value = "ref:document"',
            "dte",
            {(BASE + "source/dte", "iri", None, None)},
            id="ref",
        ),
        pytest.param(
            'property = "ag:area", value = "ref:organization,area"',
            "peru",
            {(BASE + "id/area/peru", "iri", None, None)},
            id="ref to one of several kinds",
        ),
        pytest.param(
            'property = "ag:area", value = "place", many = true',
            "25 ucayali; 010205 Imaza; peru; reserva-isconahua",
            {
                (BASE + "id/admin/25", "iri", None, None),
                (BASE + "id/admin/010205", "iri", None, None),
                (BASE + "id/area/peru", "iri", None, None),
                (BASE + "id/reserve/reserva-isconahua", "iri", None, None),
            },
            id="places",
        ),
        pytest.param('property = "rdfs:comment"', "", set(), id="a blank cell says nothing"),
    ],
)
def test_what_a_cell_becomes(spec: str, cell: str, objects: set[tuple[object, ...]], make: Make) -> None:
    table = make(f"{THINGS}thing = {{ {spec} }}", "key,thing,document,level", f'f-1,"{cell}",dte,0')
    extract = table.read(REFERENCES)
    assert said(extract, "object", "object_kind", "datatype", "lang") == objects
    assert extract.rows == 1


def test_a_row_states_what_its_entity_is(make: Make) -> None:
    mapping = CARD + '[table]\nfile = "things.csv"\nkind = "figure"\nclass_column = "kind"\n'
    mapping += 'classes = { count = "ag:Figure", list = "skos:Collection" }\n'
    table = make(mapping, "key,kind,document,level", "f-1,count,dte,0", "f-2,list,dte,0")
    frame = table.read(REFERENCES).statements
    assert set(frame.select("subject", "predicate", "object").iter_rows()) == {
        (SUBJECT, terms.TYPE, AG + "Figure"),
        (BASE + "id/figure/f-2", terms.TYPE, terms.SKOS + "Collection"),
    }


def test_every_statement_carries_what_the_row_and_the_card_say(make: Make) -> None:
    table = make(
        THINGS + 'note = { property = "rdfs:comment" }',
        "key,note,document,relays,as_of,standing,level",
        "f-1, Hola ,dte,ap-aw,2025-01,alleged,1",
    )
    extract = table.read(REFERENCES)
    row = extract.statements.filter(pl.col("predicate") == terms.RDFS + "comment").row(0, named=True)
    assert {name: value for name, value in row.items() if name != "id"} == {
        "subject": SUBJECT,
        "predicate": terms.RDFS + "comment",
        "object": "Hola",
        "object_kind": "literal",
        "datatype": XSD + "string",
        "lang": None,
        "as_written": "Hola",
        "source": BASE + "source/dte",
        "edition": "2026-01-02",
        "attributed_to": None,
        "relays": BASE + "source/ap-aw",
        "as_of": "2025-01",
        "valid_from": None,
        "valid_to": None,
        "standing": "alleged",
        "mark": 1,
        "redistribution": "allowed",
    }
    assert extract.statements.schema == pl.Schema(statements.LOADER_COLUMNS)
    assert extract.places.schema == pl.Schema(statements.LOADER_PLACES)


@pytest.mark.parametrize(
    ("card", "row", "mark"),
    [
        pytest.param("", "", None, id="nobody gave one"),
        pytest.param("", "0", 0, id="the row"),
        pytest.param("level = 1", "", 1, id="the card"),
        pytest.param("level = 1", "0", 1, id="the card lowers nothing"),
        pytest.param("level = 1", "3", 3, id="the row raises it"),
    ],
)
def test_the_mark_is_the_highest_level_given(card: str, row: str, mark: int | None, make: Make) -> None:
    mapping = THINGS.replace('standing = "reported"', f'standing = "reported"\n{card}')
    table = make(mapping + 'note = { property = "rdfs:comment" }', "key,note,document,level", f"f-1,x,dte,{row}")
    assert set(table.read(REFERENCES).statements["mark"]) == {mark}


def test_standing_is_that_of_the_card_unless_the_row_gives_one(make: Make) -> None:
    table = make(THINGS, "key,document,level,standing", "f-1,dte,0,", "f-2,dte,0,alleged")
    assert set(table.read(REFERENCES).statements.select("subject", "standing").iter_rows()) == {
        (SUBJECT, "reported"),
        (BASE + "id/figure/f-2", "alleged"),
    }


def test_further_documents_say_what_is_marked_as_main_and_nothing_else(make: Make) -> None:
    table = make(
        THINGS + 'name = { property = "rdfs:label", main = true }\nnote = { property = "rdfs:comment" }',
        "key,name,note,document,also_in,locator,level",
        "f-1,Uno,x,dte,ap-aw,p. 3,0",
    )
    extract = table.read(REFERENCES)
    dte, ap = BASE + "source/dte", BASE + "source/ap-aw"
    assert set(extract.statements.select("predicate", "source").iter_rows()) == {
        (terms.TYPE, dte),
        (terms.TYPE, ap),
        (terms.LABEL, dte),
        (terms.LABEL, ap),
        (terms.RDFS + "comment", dte),
    }
    located = extract.places.join(extract.statements, on="id").select("source", "locator").unique()
    assert set(located.iter_rows()) == {(dte, "p. 3"), (ap, None)}, "the locator is a place in the row's own document"


def test_each_of_several_asserters_says_it(make: Make) -> None:
    table = make(
        THINGS + 'note = { property = "rdfs:comment" }',
        "key,note,document,attributed_to,level",
        "f-1,x,dte,orau; cart,0",
        "f-2,y,dte,,0",
    )
    assert said(table.read(REFERENCES), "object", "attributed_to") == {
        ("x", BASE + "id/organization/orau"),
        ("x", BASE + "id/organization/cart"),
        ("y", None),
    }


def test_a_column_may_have_asserters_of_its_own(make: Make) -> None:
    mapping = THINGS.replace('kind = "figure"', 'kind = "figure"\nalso = ["link_by"]')
    mapping += 'link = { property = "ag:link", stated_by = "link_by" }\nnote = { property = "rdfs:comment" }'
    table = make(mapping, "key,link,note,document,attributed_to,link_by,level", "f-1,tala,x,dte,orau,cart,0")
    assert said(table.read(REFERENCES), "object", "attributed_to") == {
        ("tala", BASE + "id/organization/cart"),
        ("x", BASE + "id/organization/orau"),
    }


def test_what_is_a_statement_of_its_own_is_not_said_of_the_others_too(make: Make) -> None:
    """A figure is an entity: who asserts it, since when and what it relays are properties of the figure."""
    columns = """
document = { property = "ag:statedIn", value = "ref:document" }
attributed_to = { property = "ag:attributedTo", value = "ref:organization", many = true }
relays = { property = "ag:relays", value = "ref:document" }
as_of = { property = "ag:asOf", value = "interval" }
also_in = { property = "ag:alsoReportedIn", value = "ref:document", main = true }
"""
    table = make(
        THINGS + columns,
        "key,document,attributed_to,relays,as_of,also_in,level",
        "f-1,dte,orau; cart,ap-aw,2025,ap-aw,0",
    )
    extract = table.read(REFERENCES)
    assert said(extract, "predicate", "object") == {
        (AG + "statedIn", BASE + "source/dte"),
        (AG + "attributedTo", BASE + "id/organization/orau"),
        (AG + "attributedTo", BASE + "id/organization/cart"),
        (AG + "relays", BASE + "source/ap-aw"),
        (AG + "asOf", "2025"),
        (AG + "alsoReportedIn", BASE + "source/ap-aw"),
    }
    assert said(extract, "source", "attributed_to", "relays", "as_of") == {(BASE + "source/dte", None, None, None)}


def test_the_language_of_a_text_may_stand_in_another_column(make: Make) -> None:
    columns = 'title = { property = "dct:title", lang_column = "language" }\nlanguage = { property = "dct:language" }'
    table = make(THINGS + columns, "key,title,language,document,level", "f-1,Hola,ES,dte,0", "f-2,Hello,,dte,0")
    frame = table.read(REFERENCES).statements.filter(pl.col("predicate") == terms.expand("dct:title"))
    assert set(frame.select("object", "lang", "datatype").iter_rows()) == {
        ("Hola", "es", None),
        ("Hello", None, XSD + "string"),
    }


def test_a_row_may_speak_for_the_catalogue_itself(make: Make) -> None:
    mapping = THINGS.replace('kind = "figure"', 'kind = "document"\nsource = "meta"')
    table = make(mapping + 'note = { property = "rdfs:comment" }', "key,note,level", "dte,x,0")
    assert said(table.read(REFERENCES), "subject", "source") == {(BASE + "source/dte", BASE + "graph/meta")}


def test_a_position_is_a_point_of_its_own_in_the_order_of_the_standard(make: Make) -> None:
    mapping = THINGS + '[point]\nlongitude = "lon"\nlatitude = "lat"\nrole = "capital"\n'
    table = make(mapping, "key,lon,lat,document,level", "f-1,-77.8700,-6.2,dte,0", "f-2,,,dte,0")
    extract = table.read(REFERENCES)
    node = BASE + "id/geometry/figure-f-1-capital"
    assert said(extract, "subject", "predicate", "object", "datatype", "as_written") == {
        (SUBJECT, terms.GEO + "hasGeometry", node, None, None),
        (node, terms.GEO + "asWKT", "POINT (-77.87 -6.2)", terms.GEO + "wktLiteral", "-77.8700 -6.2"),
    }
    assert (node, "http://www.opengis.net/ont/sf#Point") in set(
        extract.statements.filter(pl.col("predicate") == terms.TYPE).select("subject", "object").iter_rows()
    )
    assert set(extract.places.filter(pl.col("column") != "key")["column"]) == {"lon"}


ASSERTIONS = (
    CARD
    + """
[table]
file = "things.csv"
kind = "figure"
subject_column = "subject"

[columns]
note_es = { property = "rdfs:comment", lang = "es" }

[properties]
date = { property = "ag:occurred", value = "interval", required = true }
credited-to = { property = "ag:creditedTo", value = "ref:organization", many = true, required = true }
"""
)
ASSERTIONS_HEADER = "key,subject,property,value,note_es,document,attributed_to,level"


def test_a_table_of_assertions_has_the_column_with_the_language_of_a_text(make: Make) -> None:
    named = ASSERTIONS + 'name = { property = "ag:selfName", lang_column = "language" }'
    header = "key,subject,property,value,language,note_es,document,level"
    table = make(named, header, "n-1,f-1,name,Uni,CBR,,dte,0")
    frame = table.read(REFERENCES).statements.filter(pl.col("predicate") == terms.ag("selfName"))
    assert frame.select("object", "lang").rows() == [("Uni", "cbr")]
    assert "language" in table.mapping.header()[0]


def test_a_row_of_a_table_of_assertions_is_one_statement_about_anything(make: Make) -> None:
    table = make(
        ASSERTIONS,
        ASSERTIONS_HEADER,
        "a-1,f-1,date,2020-07,,dte,,0",
        "a-2,document:dte,credited-to,orau; cart,,ap-aw,,0",
    )
    assert set(table.read(REFERENCES).statements.select("subject", "predicate", "object", "source").iter_rows()) == {
        (SUBJECT, AG + "occurred", "2020-07", BASE + "source/dte"),
        (BASE + "source/dte", AG + "creditedTo", BASE + "id/organization/orau", BASE + "source/ap-aw"),
        (BASE + "source/dte", AG + "creditedTo", BASE + "id/organization/cart", BASE + "source/ap-aw"),
    }


def test_a_note_is_about_the_claim_and_not_about_its_subject(make: Make) -> None:
    extract = make(ASSERTIONS, ASSERTIONS_HEADER, "a-1,f-1,date,2020-07,Nota,dte,,0").read(REFERENCES)
    claim = extract.statements.filter(pl.col("predicate") == AG + "occurred")["id"].item()
    assert (f"{BASE}claim/{claim}", terms.RDFS + "comment", "Nota") in said(extract, "subject", "predicate", "object")


def test_a_table_of_assertions_defines_no_entity(make: Make) -> None:
    assert make(ASSERTIONS, ASSERTIONS_HEADER, "a-1,f-1,date,2020,,dte,,0").keys() == {}


def test_a_table_defines_the_keys_of_its_kind_and_units_if_it_is_the_one_of_units(make: Make) -> None:
    columns = 'name = { property = "rdfs:label" }'
    lines = "key,name,document,level", "25,Ucayali,dte,0", "2503,Padre Abad,dte,0"
    things = make(THINGS + columns, *lines)
    assert things.keys() == {"figure": frozenset({"25", "2503"})}
    assert things.units() == {}
    units = make(THINGS.replace('"figure"', '"admin"') + columns, *lines)
    assert units.keys() == {"admin": frozenset({"25", "2503"})}
    assert units.units() == {"25": "Ucayali", "2503": "Padre Abad"}


@pytest.mark.parametrize("mapping", [THINGS, ASSERTIONS], ids=["entities", "assertions"])
def test_a_table_that_cannot_be_read_defines_nothing(mapping: str, make: Make) -> None:
    with pytest.raises(SourceError, match=r"things\.csv, row 1, column level: the column is missing"):
        make(mapping, "key,document,subject,property,value,note_es", "a,b,c,d,e,f").keys()


def test_every_statement_leads_back_to_its_cell(make: Make) -> None:
    table = make(
        THINGS + 'note = { property = "rdfs:comment" }',
        "key,note,document,locator,level",
        "f-1,x,dte,p. 3,0",
        "f-2,y,dte,,0",
    )
    extract = table.read(REFERENCES)
    joined = extract.places.join(extract.statements.select("id", "object"), on="id")
    assert set(joined.select("object", "locator", "file", "row", "column").iter_rows()) == {
        (AG + "Figure", "p. 3", "things.csv", 2, "key"),
        (AG + "Figure", None, "things.csv", 3, "key"),
        ("x", "p. 3", "things.csv", 2, "note"),
        ("y", None, "things.csv", 3, "note"),
    }


def test_a_row_more_at_the_top_changes_no_other_id(make: Make) -> None:
    header, row = "key,note,document,level", "f-1,x,dte,0"
    mapping = THINGS + 'note = { property = "rdfs:comment" }'
    before = set(make(mapping, header, row).read(REFERENCES).statements["id"])
    after = make(mapping, header, "f-0,z,dte,0", row).read(REFERENCES)
    assert before < set(after.statements["id"])
    assert after.statements.height == 2 * len(before)


def test_of_one_thing_said_in_two_rows_one_statement_has_two_places(make: Make) -> None:
    extract = make(ASSERTIONS, ASSERTIONS_HEADER, "a-1,f-1,date,2020,,dte,,0", "a-2,f-1,date,2020,,dte,,0").read(
        REFERENCES
    )
    assert extract.statements.height == 1
    assert extract.places["row"].to_list() == [2, 3]


def test_a_digest_changes_with_the_table_and_with_its_mapping(make: Make) -> None:
    mapping, lines = THINGS + 'note = { property = "rdfs:comment" }', ("key,note,document,level", "f-1,x,dte,0")
    first = make(mapping, *lines).digest()
    assert make(mapping, *lines).digest() == first
    assert make(mapping, *lines, "f-2,y,dte,0").digest() != first
    assert make(mapping.replace("comment", "label"), *lines).digest() != first


def test_the_card_is_read_from_the_mapping(make: Make) -> None:
    card = make(THINGS, "key,document,level").card
    assert (card.key, card.title["en"], card.retrieved, card.level) == ("things", "Things", "2026-01-02", None)


def test_all_problems_of_a_table_are_told_in_the_order_of_its_rows(make: Make) -> None:
    table = make(
        THINGS + 'unit = { property = "ag:unit", value = "concept:unit", required = true }',
        "key,unit,document,level",
        "f-1,,dte,0",
        "f-2,people,dtee,0",
        "f-1,persons,dte,0",
    )
    with pytest.raises(SourceError) as caught:
        table.read(REFERENCES)
    assert [(problem.row, problem.column, problem.key) for problem in caught.value.problems] == [
        (2, "unit", "cell.empty"),
        (3, "document", "cell.document"),
        (3, "unit", "cell.concept"),
        (4, "key", "cell.key-twice"),
    ]


def test_a_number_that_is_not_whole_is_told(make: Make) -> None:
    table = make(
        THINGS + 'count = { property = "ag:value", value = "integer" }', "key,count,document,level", "f-1,2.5,dte,0"
    )
    with pytest.raises(SourceError) as caught:
        table.read(REFERENCES)
    assert caught.value.text("es") == (
        "things.csv, fila 2, columna count: «2.5» no es un número entero. Escriba solo cifras."
    )
    assert caught.value.text("en") == 'things.csv, row 2, column count: "2.5" is not a whole number. Write digits only.'
