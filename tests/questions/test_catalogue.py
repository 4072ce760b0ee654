"""The catalogue says which questions a release answers, and finds them by words in either language."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from tiny_release import tiny_release

from amazongraph.errors import QuestionError, ReleaseError
from amazongraph.questions import catalogue as module
from amazongraph.questions.catalogue import catalogue, find_question, index_questions, read_questions, search
from amazongraph.questions.question import Question
from amazongraph.questions.reckonings import RECKONINGS
from amazongraph.releases import Release
from amazongraph.store.embedded import open_store

IDS: dict[str, list[str]] = {}
for _path in sorted(module.data_dir("queries").glob("*/*.rq")):
    IDS.setdefault(_path.parent.name, []).append(_path.stem)


def test_questions_come_by_theme_and_id() -> None:
    assert [(q.theme, q.id) for q in read_questions()] == [(theme, id_) for theme, ids in IDS.items() for id_ in ids]


def test_every_text_of_a_question_is_in_both_languages() -> None:
    for question in read_questions():
        for texts in (question.question, question.note, *(c.label for c in question.columns)):
            assert texts["es"].strip(), question.id
            assert texts["en"].strip(), question.id
        assert question.question["es"] != question.question["en"]
        assert question.tags


def test_every_column_is_one_the_query_gives(release: Release) -> None:
    store = open_store(release.profile() / "store")
    for question in read_questions():
        solutions = store.query(question.query)
        assert isinstance(solutions, ox.QuerySolutions)
        if question.reckoned_by:
            continue
        ours = {column.name for column in question.columns if not column.remote}
        assert {variable.value for variable in solutions.variables} == ours - {"sources"}


def test_every_column_is_one_the_reckoning_gives(release: Release) -> None:
    store = open_store(release.profile() / "store")
    asked = 0
    for question in (one for one in read_questions() if one.reckoned_by):
        solutions = store.query(question.bind({}))
        assert isinstance(solutions, ox.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        told = [{name: term.value for name in names if (term := row[name]) is not None} for row in solutions]  # type: ignore[union-attr]
        if found := RECKONINGS[question.reckoned_by](told, {}):
            asked += 1
            assert {column.name for column in question.columns} - {"sources"} <= {name for row in found for name in row}
    assert asked > 4


def test_a_release_holds_the_questions_it_was_built_with(release: Release) -> None:
    assert [question for question, _ in catalogue(release)] == read_questions()


def test_the_reference_data_answers_every_question_but_those_that_say_what_they_need(release: Release) -> None:
    listed = catalogue(release)
    lacking = {question.id for question, status in listed if status == "needs"}
    assert lacking == {
        *("airstrips-reopened", "before-and-after", "blocked-procedures", "coca-by-people"),
        *("coca-in-communities", "conflicts-after-linking", "corridor-segments", "eradication-and-coca"),
        *("forest-alerts", "forest-loss", "imperfect-titles", "links-to-review"),
        *("mined-area", "outlines-compared", "recurring-organisations", "requested-land-overlaps"),
        *("rights-suspended", "shared-ground"),
        *("state-presence", "step-durations", "threats-followed", "unit-changes"),
    }
    assert {status for _, status in listed} == {"answers", "in-part", "needs"}
    assert all(set(question.needs) == {"es", "en"} for question, status in listed if status == "needs")


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[[Question], None]:
    """Let the catalogue hold one question alone."""

    def let(question: Question) -> None:
        monkeypatch.setattr(module, "read_questions", lambda: [question])

    return let


A_FIGURE = """GRAPH source:x {
  figure:x a ag:Figure ; ag:indicator v-indicator:killings ; ag:unit v-unit:persons ; ag:statedIn source:x
}"""


GAP = {"es": "Faltan datos.", "en": "Data lacks."}


@pytest.mark.parametrize(
    ("said", "partial", "status"),
    [
        pytest.param(A_FIGURE, {}, "answers", id="rows"),
        pytest.param(A_FIGURE, GAP, "in-part", id="rows and a gap"),
        pytest.param("", {}, "needs", id="no rows"),
        pytest.param("", GAP, "needs", id="no rows and a gap"),
    ],
)
def test_status_comes_from_asking(
    only: Callable[[Question], None], tmp_path: Path, said: str, partial: dict[str, str], status: str
) -> None:
    question = next(q for q in read_questions() if q.id == "murder-counts")
    only(replace(question, partial=partial))
    assert [entry["status"] for entry in index_questions(tiny_release(tmp_path, said).profile())] == [status]


def test_a_question_that_breaks_a_rule_stops_the_build(tmp_path: Path) -> None:
    source = Path(module.data_dir("queries")) / "incidents" / "killings-on-record.rq"
    broken = source.read_text(encoding="utf-8").replace("COUNT(DISTINCT ?person)", "COUNT(?person)")
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents" / "killings-on-record.rq").write_text(broken, encoding="utf-8")
    with pytest.raises(QuestionError) as caught:
        read_questions(tmp_path)
    assert caught.value.text("en") == "killings-on-record: the query breaks rules: count-distinct."
    assert caught.value.text("es") == "killings-on-record: la consulta incumple reglas: count-distinct."


ON_KILLINGS = [
    *("murder-counts", "killings-in-context", "killings-on-record", "lists-of-killings", "protection-before-killing"),
]
ON_TITLING = [
    *("without-title-counts", "demands", "responsible-bodies", "districts-without-data", "blocked-procedures"),
    *("requested-land-overlaps", "step-durations", "titling-stages"),
]
ON_TITLES = ["without-title-counts", "imperfect-titles", "title-and-exposure", "titling-stages"]
SEARCHES = {
    "a word of the Spanish question": ("asesinatos", ON_KILLINGS),
    "the same, with an accent too many and in capitals": ("ÁSESINATOS", ON_KILLINGS),
    "a word without its accent": ("titulacion", ON_TITLING),
    "a word of the English question": ("clandestine", ["airstrip-counts"]),
    "a tag": ("PIACI", ["reserve-areas", "reserve-pressures"]),
    "the id": ("airstrip-counts", ["airstrip-counts"]),
    "the theme": ("territories", ["corridor-segments", *IDS["territories"]]),
    "two words of two languages": ("comunidades title", ON_TITLES),
    "two words that no question has both of": ("asesinatos reservas", []),
    "a word that no question has": ("helicóptero", []),
    "nothing": ("  ", [id_ for ids in IDS.values() for id_ in ids]),
}


@pytest.mark.parametrize(("words", "expected"), SEARCHES.values(), ids=SEARCHES)
def test_search(release: Release, words: str, expected: list[str]) -> None:
    assert [question.id for question, _ in search(catalogue(release), words)] == expected


def test_a_question_is_found_by_its_id(release: Release) -> None:
    assert find_question(release, "murder-counts") == next(q for q in read_questions() if q.id == "murder-counts")


def test_an_unknown_question_names_the_near_ones(release: Release) -> None:
    with pytest.raises(QuestionError) as caught:
        find_question(release, "murder-count")
    said = "No hay ninguna pregunta «murder-count». Parecidas: murder-counts, "
    assert caught.value.text("es").startswith(said)
    assert caught.value.text("en").startswith('There is no question "murder-count". Near: murder-counts, ')
    assert caught.value.text("es").endswith("`amazongraph questions` las lista todas.")


def test_an_unknown_question_like_no_other_names_them_all(release: Release) -> None:
    every = ", ".join(sorted(id_ for ids in IDS.values() for id_ in ids))
    with pytest.raises(QuestionError, match=f"Near: {every}"):
        find_question(release, "zzzz")


@pytest.mark.parametrize("content", [None, "{"], ids=["absent", "cut short"])
def test_a_release_without_its_index_says_so(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "public").mkdir(exist_ok=True)
        (tmp_path / "public" / "questions.json").write_text(content, encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"questions\.json"):
        catalogue(Release("2026-01-01-abc", tmp_path))


def test_the_index_is_read_not_the_files(tmp_path: Path) -> None:
    """An answer can be had again with the query that gave it, whatever the program holds by then."""
    question = replace(read_questions()[0], query="SELECT ?x WHERE { ?x ?y ?z }")
    index = [{"status": "in-part", "question": question.as_dict()}]
    (tmp_path / "public").mkdir(exist_ok=True)
    (tmp_path / "public" / "questions.json").write_text(json.dumps(index), encoding="utf-8")
    assert catalogue(Release("2026-01-01-abc", tmp_path)) == [(question, "in-part")]
