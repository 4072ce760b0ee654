"""A question file is read whole or refused, and a parameter can neither be ignored nor break out of its place."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amazongraph import messages
from amazongraph.errors import ParameterError, QuestionError
from amazongraph.questions.question import Parameter, Population, Question, from_dict, parse_question

BOTH = {"es": "…", "en": "…"}
FILE = """\
#+ summary: a summary
#+ scenario: somebody asks, where {nobody} answers
#+ question: {es: "¿Qué?", en: "What?"}
#+ note: {es: "Ojo.", en: "Mind."}
#+ partial: {es: "Falta.", en: "Lacks."}
#+ parameters:
#+   - {name: since, type: xsd_date, label: {es: Desde, en: Since}}
#+   - {name: top, type: integer, required: true, label: {es: Hasta, en: Up to}}
#+ defaults:
#+   - {top: 10}
#+ columns:
#+   - {name: x, type: entity, hidden: true, label: {es: Cosa, en: Thing}}
#+   - {name: note_es, type: text, lang: es, label: {es: Nota, en: Note}}
#+ rests_on:
#+   - "?x ag:asOfTo ?d"
#+ population:
#+   label: {es: cosas, en: things}
#+   classes: ["ag:Figure"]
#+   reads: ["ag:asOf"]
#+ tags:
#+   - one
#+   - two
PREFIX ag: <https://w3id.org/amazongraph/ns#>
SELECT ?x ?note_es WHERE {
  ?x ag:asOfTo ?d FILTER(!BOUND(?__since_xsd_date) || ?d > ?__since_xsd_date)
  FILTER(?n < ?_top_integer)
}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "theme" / "my-question.rq"
    path.parent.mkdir()
    path.write_text(FILE, encoding="utf-8")
    return path


def asked(*parameters: Parameter) -> Question:
    """A question that compares something with each of its parameters."""
    tests = " ".join(f"FILTER(?x = ?{parameter.variable})" for parameter in parameters)
    query = f"SELECT ?x WHERE {{ ?x ?p ?o {tests} }} ORDER BY ?x"
    return Question("q", "theme", BOTH, BOTH, (), query, parameters=parameters)


# Reading ----------------------------------------------------------------------------------------------------


def test_a_file_says_what_it_asks_takes_and_gives(file: Path) -> None:
    question = parse_question(file)
    assert (question.id, question.theme) == ("my-question", "theme")
    assert question.question == {"es": "¿Qué?", "en": "What?"}
    assert question.partial == {"es": "Falta.", "en": "Lacks."}
    assert question.needs == {}
    assert question.tags == ("one", "two")
    assert question.rests_on == ("?x ag:asOfTo ?d",)
    assert question.population == Population({"es": "cosas", "en": "things"}, ("ag:Figure",), ("ag:asOf",))
    assert [(p.name, p.variable, p.required, p.default) for p in question.parameters] == [
        ("since", "__since_xsd_date", False, ""),
        ("top", "_top_integer", True, "10"),
    ]
    assert [(c.name, c.type, c.lang, c.hidden) for c in question.columns] == [
        ("x", "entity", "", True),
        ("note_es", "text", "es", False),
        ("sources", "sources", "", False),
    ]
    assert question.query == FILE


def test_the_index_gives_the_same_question_back(file: Path) -> None:
    question = parse_question(file)
    assert from_dict(question.as_dict()) == question


MALFORMED = {
    "YAML that does not parse": ("#+ note: {es", "#+ note: {es: [", "my-question.rq"),
    "no question": ("#+ question: ", "#+ asks: ", "question"),
    "an empty question": ('#+ question: {es: "¿Qué?", en: "What?"}', "#+ question:", "question = None"),
    "a question without Spanish": ('{es: "¿Qué?", en', "{en", "question"),
    "a note without English": (', en: "Mind."', "", "note"),
    "a gap told in one language": ('{es: "Falta.", en: "Lacks."}', '{es: "Falta."}', "partial"),
    "a column labelled in one language": ("{es: Nota, en: Note}", "{es: Nota}", "note_es"),
    "a parameter labelled in one language": ("{es: Desde, en: Since}", "{en: Since}", "since"),
    "a column of unknown type": ("type: text", "type: prose", "note_es"),
    "a parameter of unknown type": ("type: xsd_date", "type: date", "since"),
    "a column without a name": ("{name: x, ", "{", "name"),
    "a column with a key that does not exist": ("hidden: true", "concealed: true", "concealed"),
    "no statements that it rests on": ("#+ rests_on:", "#+ rests:", "rests_on"),
    "no population": ("#+ population:", "#+ members:", "population"),
    "a population told in one language": ("{es: cosas, en: things}", "{es: cosas}", "population"),
    "sources written by hand": ("type: text, lang: es", "type: sources", "note_es"),
    "columns that are no list": ("#+ columns:", "#+ columns: 3\n#+ more:", "iterable"),
}


@pytest.mark.parametrize(("old", "new", "detail"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_header_is_refused(file: Path, old: str, new: str, detail: str) -> None:
    assert old in FILE
    file.write_text(FILE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(QuestionError) as caught:
        parse_question(file)
    for lang, opening in (("es", "my-question.rq: el encabezado"), ("en", "my-question.rq: the header")):
        assert caught.value.text(lang).startswith(opening)
    assert detail in str(caught.value)


def test_a_file_without_header_is_refused(file: Path) -> None:
    file.write_text("SELECT * WHERE { ?s ?p ?o }", encoding="utf-8")
    with pytest.raises(QuestionError, match=r"my-question\.rq"):
        parse_question(file)


# Binding ----------------------------------------------------------------------------------------------------


def test_a_query_without_parameters_stays_as_it_is() -> None:
    question = asked(Parameter("since", "xsd_date", BOTH))
    assert question.bind({}) == question.query
    assert question.bind({"since": ""}) == question.query


GOOD = {
    "a CURIE": ("iri", "admin:25", "<https://w3id.org/amazongraph/id/admin/25>"),
    "an IRI": ("iri", "https://example.org/á", "<https://example.org/á>"),
    "a whole number": ("integer", "007", '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    "a negative whole number": ("integer", "-2", '"-2"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    "a number": ("number", "1.50", '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
    "a day": ("xsd_date", "2024-02-29", '"2024-02-29"^^<http://www.w3.org/2001/XMLSchema#date>'),
    "a month, from its first day": ("xsd_date", "2024-02", '"2024-02-01"^^<http://www.w3.org/2001/XMLSchema#date>'),
    "a year, from its first day": ("xsd_date", "2024", '"2024-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'),
    "a text": ("literal", "agua", '"agua"'),
    "a text with quotes and a line break": ("literal", 'a"b\n}', '"a\\"b\\n}"'),
}


@pytest.mark.parametrize(("kind", "text", "term"), GOOD.values(), ids=GOOD)
def test_a_value_becomes_a_term_at_the_start_of_the_outer_group(kind: str, text: str, term: str) -> None:
    parameter = Parameter("v", kind, BOTH)
    bound = asked(parameter).bind({"v": text})
    assert f"WHERE {{\n  VALUES (?{parameter.variable}) {{ ({term}) }}" in bound
    ox.Store().query(bound)


def test_several_values_stand_in_one_row() -> None:
    one, two = Parameter("one", "integer", BOTH), Parameter("two", "literal", BOTH, required=True)
    assert 'VALUES (?__one_integer ?_two_literal) { ("1"^^' in asked(one, two).bind({"two": "x", "one": "1"})


def test_a_default_holds_until_another_value_is_given() -> None:
    question = asked(Parameter("top", "integer", BOTH, default="10"))
    assert '("10"^^' in question.bind({})
    assert '("3"^^' in question.bind({"top": "3"})


ILL_TYPED = {
    "no IRI": ("iri", "Ucayali"),
    "an unknown prefix": ("iri", "nosuch:25"),
    "an IRI with a space": ("iri", "https://example.org/a b"),
    "an IRI that closes its bracket": ("iri", "https://example.org/> ?x . <https://example.org/"),
    "a CURIE that closes its bracket": ("iri", "admin:25> } #"),
    "a fraction for a whole number": ("integer", "1.5"),
    "a word for a whole number": ("integer", "diez"),
    "a comma for a decimal point": ("number", "1,5"),
    "an exponent": ("number", "1e3"),
    "a day that does not exist": ("xsd_date", "2023-02-29"),
    "a day the other way round": ("xsd_date", "29/02/2024"),
    "a period that begins nowhere": ("xsd_date", "../2024"),
    "a text that no file could hold": ("literal", "\ud800"),
}
# In words of people, not in names of types.
MUST_BE = {
    "iri": ("un nombre o un identificador como admin:25", "a name or an identifier such as admin:25"),
    "integer": ("un número entero", "a whole number"),
    "number": ("un número, con punto decimal", "a number, with a decimal point"),
    "xsd_date": (
        "una fecha que exista, escrita año-mes-día: 2024,",
        "a date that exists, written year-month-day: 2024,",
    ),
    "literal": ("un texto", "a text"),
}


@pytest.mark.parametrize(("kind", "text"), ILL_TYPED.values(), ids=ILL_TYPED)
def test_an_ill_typed_value_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ParameterError) as caught:
        asked(Parameter("v", kind, BOTH)).bind({"v": text})
    es, en = MUST_BE[kind]
    assert caught.value.text("es").startswith(f"El parámetro «v» debe ser {es}")
    assert caught.value.text("es").endswith(f"; «{messages.shown(text)}» no lo es.")
    assert caught.value.text("en").startswith(f'The parameter "v" must be {en}')
    assert caught.value.text("en").endswith(f'; "{messages.shown(text)}" is not.')


def test_an_unknown_parameter_is_refused_with_the_known_ones() -> None:
    question = asked(Parameter("area", "iri", BOTH), Parameter("since", "integer", BOTH))
    with pytest.raises(ParameterError) as caught:
        question.bind({"until": "2020"})
    assert caught.value.text("es") == "La pregunta q no tiene el parámetro «until». Tiene: area, since."
    assert caught.value.text("en") == 'The question q has no parameter "until". It has: area, since.'


def test_an_unknown_parameter_is_refused_where_there_are_none() -> None:
    with pytest.raises(ParameterError, match=r'no parameter "x"\. It has: -\.'):
        asked().bind({"x": "1"})


@pytest.mark.parametrize("given_", [{}, {"top": ""}], ids=["absent", "empty"])
def test_a_missing_parameter_is_refused(given_: dict[str, str]) -> None:
    with pytest.raises(ParameterError) as caught:
        asked(Parameter("top", "integer", BOTH, required=True)).bind(given_)
    assert caught.value.text("es") == "La pregunta q necesita el parámetro «top»: agregue --param top=…"
    assert caught.value.text("en") == 'The question q needs the parameter "top": add --param top=…'


def test_a_query_without_where_takes_no_parameter() -> None:
    parameter = Parameter("v", "integer", BOTH)
    question = Question("q", "theme", BOTH, BOTH, (), "SELECT ?x { ?x ?p ?__v_integer }", parameters=(parameter,))
    with pytest.raises(QuestionError, match="WHERE"):
        question.bind({"v": "1"})


def test_a_value_is_bound_in_the_query_and_not_in_its_header(file: Path) -> None:
    """The header of this file has the words ``where {nobody}``."""
    bound = parse_question(file).bind({"top": "3"})
    assert [line for line in bound.splitlines() if "VALUES" in line] == [
        '  VALUES (?_top_integer) { ("3"^^<http://www.w3.org/2001/XMLSchema#integer>) }'
    ]
    ox.Store().query(bound)


def projected(query: str) -> list[str]:
    """What the engine takes the query to be: its variables."""
    solutions = ox.Store().query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    return [variable.value for variable in solutions.variables]


HOSTILE = st.text(st.sampled_from("\"'\\<>{}()#\n\r\t .;?x:/@^áñ0-") | st.characters(), max_size=40)
BREAKOUTS = HOSTILE | st.sampled_from(
    [
        '") } } SELECT * WHERE { ?s ?p ?o } #',
        '"} UNION { ?s ?p ?o } #',
        "https://example.org/>) } ?s ?p ?o #",
        "\\",
        '\\"',
        "'''",
        '"""',
        "admin:25\n} # ",
    ]
)


@settings(max_examples=300, deadline=None)
@given(text=BREAKOUTS, kind=st.sampled_from(["literal", "iri", "integer", "number", "xsd_date"]))
def test_no_value_breaks_out_of_its_place(text: str, kind: str) -> None:
    """Whatever is given is refused, or is one term: the query around it stays what it was."""
    question = asked(Parameter("v", kind, BOTH))
    try:
        bound = question.bind({"v": text})
    except ParameterError:
        return
    assert projected(bound) == ["x"]
    if text:
        start, end = (re.escape(part) for part in question.query.split("WHERE {"))
        assert re.fullmatch(rf"{start}WHERE \{{\n  VALUES \(\?__v_{kind}\) \{{ \([^\n]*\) \}}{end}", bound)


@settings(max_examples=150, deadline=None)
@given(text=BREAKOUTS.filter(bool))
def test_a_text_arrives_as_it_was_given(text: str) -> None:
    """The engine compares with that very text: nothing is cut off, nothing unescaped twice."""
    parameter = Parameter("v", "literal", BOTH)
    query = f"SELECT ?v WHERE {{ BIND(?{parameter.variable} AS ?v) }}"
    question = Question("q", "theme", BOTH, BOTH, (), query, parameters=(parameter,))
    try:
        bound = question.bind({"v": text})
    except ParameterError:
        return
    solutions = ox.Store().query(bound)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [solution["v"] for solution in solutions] == [ox.Literal(text)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("summary: a summary", "summary: 2024-02-30", id="a day that does not exist"),
        pytest.param("summary: a summary", "summary: &a [*a]", id="a list that holds itself"),
        pytest.param("summary: a summary", "summary: " + "[" * 900, id="lists in lists without end"),
        pytest.param('reads: ["ag:asOf"]', 'reads: [["ag:asOf"]]', id="a list where a text should be"),
        pytest.param("{es: Cosa, en: Thing}", "{es: Cosa, en: 5}", id="a number where a text should be"),
        pytest.param("note: {", "note: \udcff{", id="no letter"),
    ],
)
def test_a_header_of_other_kinds_of_values_is_refused(file: Path, old: str, new: str) -> None:
    assert old in FILE
    file.write_bytes(FILE.replace(old, new).encode("utf-8", "surrogateescape"))
    with pytest.raises(QuestionError, match="my-question"):
        parse_question(file)
