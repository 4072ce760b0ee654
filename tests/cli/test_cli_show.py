"""``amazongraph show``: all that is said of a thing, what was decided of each, and who says it."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from console import Ran, run
from small_tables import build_tables, read, small_tables, workspace

from amazongraph import terms
from amazongraph.build import build
from amazongraph.settings import Settings
from amazongraph.sources.curated import FOLDER, tables
from amazongraph.sources.links import mapping_sets
from amazongraph.sssom import EXACT, Judgement, write_judgements
from amazongraph.store import embedded

Show = Callable[..., Ran]
# Documents give this killing three days, and one its month; nothing decides between the days.
CONTESTED = "incident:meuod7kg"


@pytest.fixture
def show(reference: Settings, monkeypatch: pytest.MonkeyPatch) -> Show:
    """Show a thing of the reference release, on a wide terminal."""
    monkeypatch.setenv("COLUMNS", "240")
    return lambda *given, **how: run("--workspace", reference.root, "show", *given, **how)


def _said(ran: Ran, name: str) -> list[dict[str, str]]:
    """What is said by one property of our ontology."""
    assert (ran.code, ran.err) == (0, "")
    return [one for one in json.loads(ran.out)["said"] if one["property"] == terms.ag(name) and not one["incoming"]]


def test_contested_dates_stand_side_by_side_with_who_says_each(show: Show) -> None:
    dates = _said(show(CONTESTED, "--json"), "occurred")
    claims = [row for row in read(FOLDER / "claims.csv") if row["subject"] == CONTESTED and row["property"] == "date"]
    assert len(claims) == 3
    contested = {(one["value"], one["source"], one["who"]) for one in dates if one["verdict"] == "contested"}
    assert contested == {
        (
            row["value"],
            terms.entity("document", row["document"]),
            terms.entity("organization", row["attributed_to"]) if row["attributed_to"] else "",
        )
        for row in claims
    }
    accepted = [(one["value"], one["source"]) for one in dates if one["verdict"] == "accepted"]
    assert accepted == [("2020-07-22/2020-07-25", terms.DERIVED)], "the interval that covers them"
    assert [one["value"] for one in dates if one["verdict"] == "outranked"] == ["2020-07"]


WORDS = {
    "es": (
        *("Propiedad", "Decisión", "Según", "en disputa: cubierta por el", "2020-07-22 a 2020-07-25", "OjoPúblico"),
        *("superada: ", "calculado por", "← víctima de", "Fuentes\n[1] "),
    ),
    "en": (
        *("Property", "Verdict", "According to", "contested: ", "2020-07-22 to 2020-07-25", "OjoPúblico"),
        *("outranked: ", "computed by", "← victim of", "Sources\n[1] "),
    ),
}


@pytest.mark.parametrize(("lang", "words"), WORDS.items(), ids=WORDS)
def test_a_table_to_read(lang: str, words: tuple[str, ...], show: Show) -> None:
    ran = show(CONTESTED, "--lang", lang)
    assert (ran.code, ran.err) == (0, "")
    assert [word for word in words if word not in ran.out] == []
    row = next(row for row in read(FOLDER / "incidents.csv") if row["key"] == CONTESTED.partition(":")[2])
    other = "en" if lang == "es" else "es"
    assert row[f"countable_note_{lang}"] in ran.out
    assert row[f"countable_note_{other}"] not in ran.out, "one language at a time"


@pytest.mark.parametrize(("lang", "name"), [("es", "nombre propio"), ("en", "self-name")], ids=["es", "en"])
def test_a_self_name_is_shown_with_its_language_and_an_imposed_one_is_not(lang: str, name: str, show: Show) -> None:
    """The decree's titles and the sources listed keep the words they were published with."""
    ran = show("huambisa", "--lang", lang)
    assert ran.code == 0
    rows = ran.out.partition("\n[1] ")[0]
    assert re.search(rf"^{name} +Shuar \(hub\) ", rows, re.MULTILINE)
    assert "huambisa" not in rows.casefold()
    assert "huambisa" not in show("wampis", "--json").out.casefold()


def test_a_later_figure_outranks_an_earlier_one_and_both_are_shown(show: Show) -> None:
    areas = _said(show("reserve:reserva-isconahua", "--json"), "legalAreaHectares")
    facts = [
        row
        for row in read(FOLDER / "reserve_facts.csv")
        if row["reserve"] == "reserva-isconahua" and row["property"] == "legal-area"
    ]
    later, earlier = sorted(facts, key=lambda row: row["as_of"], reverse=True)
    assert (later["as_of"], earlier["as_of"]) == ("2016-07-24", "2016-06")
    assert {(one["value"], one["verdict"], one["reason"]) for one in areas} == {
        (later["value"], "accepted", "later-as-of"),
        (earlier["value"], "outranked", "later-as-of"),
    }


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("admin:2502", terms.entity("admin", "2502")),
        (terms.entity("admin", "2502"), terms.entity("admin", "2502")),
        ("Unipacuyacu", terms.entity("community", "unipacuyacu")),
        ("UNIPACUYÁCU", terms.entity("community", "unipacuyacu")),
    ],
    ids=["CURIE", "IRI", "name", "name in other letters"],
)
def test_a_thing_is_named_by_iri_curie_or_name(name: str, iri: str, show: Show) -> None:
    assert json.loads(show(name, "--json").out)["iri"] == iri
    assert f"({terms.shorten(iri)})\n" in show(name).out


@pytest.mark.parametrize(
    ("name", "es", "en"),
    [
        ("Atlantis", "Nada se llama «Atlantis»", 'Nothing is called "Atlantis"'),
        ("admin:999999", "Nada se llama «admin:999999»", 'Nothing is called "admin:999999"'),
        ("https://example.org/x", "Nada se llama «https:", 'Nothing is called "https:'),
        ("nowhere:x", "Nada se llama «nowhere:x»", 'Nothing is called "nowhere:x"'),
        ("Pueblo Nuevo", "de 5 cosas: Pueblo Nuevo (admin:", "of 5 things: Pueblo Nuevo (admin:"),
    ],
    ids=["unknown name", "unknown CURIE", "unknown IRI", "unknown prefix", "several of that name"],
)
def test_a_name_of_nothing_or_of_several_is_told(name: str, es: str, en: str, show: Show) -> None:
    for lang, words in (("es", es), ("en", en)):
        ran = show(name, "--lang", lang)
        assert (ran.code, ran.data) == (2, b"")
        assert words in ran.err


def test_there_are_five_districts_called_pueblo_nuevo() -> None:
    assert sum(row["name"] == "Pueblo Nuevo" for row in read(FOLDER / "admin_units.csv")) == 5


def test_what_no_document_says_has_no_sources(show: Show) -> None:
    ran = show("v-verdict:retracted", "--lang", "en")
    assert ran.code == 0
    assert "(v-verdict:retracted)" in ran.out
    assert "Sources" not in ran.out.splitlines()


@pytest.fixture(scope="module")
def with_an_end(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose release holds a claim that has ended."""
    root = tmp_path_factory.mktemp("ended")
    release = Path(build_tables(workspace(root), small_tables(root / "curated")).folder)
    source = f"<{terms.entity('document', 'dte')}>"
    said = {
        f"{terms.RDF}subject": f"<{terms.entity('admin', '25')}>",
        f"{terms.RDF}predicate": f"<{terms.ALT_LABEL}>",
        terms.ag("verdict"): f"<{terms.concept('verdict', 'ended')}>",
        terms.ag("reason"): f"<{terms.concept('reason', 'past-end')}>",
        terms.ag("statedIn"): source,
    }
    # The document says it twice, once without saying in which language.
    claims = {0: '"Antiguo Ucayali"', 1: '"Antiguo Ucayali"@es', 2: '"Antiguo Ucayali"@en'}
    more = "".join(
        f"<{terms.BASE}claim/{number}> <{predicate}> {value} {source} .\n"
        for number, name in claims.items()
        for predicate, value in {**said, f"{terms.RDF}object": name}.items()
    )
    text = (release / "public" / "graph.nq").read_bytes() + more.encode()
    triples = b"".join(line.rsplit(b" ", 2)[0] + b" .\n" for line in text.splitlines())
    folder = root / "graph" / "releases" / "2030-x"
    (folder / "public").mkdir(parents=True)
    shutil.copy(release / "manifest.json", folder)
    embedded.create(folder / "public" / "store", text, triples)
    (root / "graph" / "current").write_text("2030-x\n", encoding="utf-8")
    return root


@pytest.mark.parametrize(("lang", "words"), [("es", "terminada"), ("en", "ended")], ids=["es", "en"])
def test_what_has_ended_is_shown_as_ended(lang: str, words: str, with_an_end: Path) -> None:
    ran = run("--workspace", with_an_end, "show", "admin:25", "--lang", lang)
    lines = [line for line in ran.out.splitlines() if "Antiguo Ucayali" in line]
    assert len(lines) == 1
    assert words in lines[0]
    assert lines[0].count("[") == 1, "one document, however often it says so"


@pytest.mark.parametrize(
    ("form", "words"),
    [("turtle", "reserve:reserva-isconahua "), ("jsonld", '"@id"'), ("html", "<h1>Reserva Indígena Isconahua</h1>")],
)
def test_the_document_comes_in_the_form_asked_for(show: Show, form: str, words: str) -> None:
    ran = show("reserve:reserva-isconahua", "--format", form)
    assert (ran.code, words in ran.out, ran.err) == (0, True, "")


def test_a_name_that_gave_way_leads_to_the_one_that_stays(tmp_path: Path) -> None:
    settings, folder = workspace(tmp_path), small_tables(tmp_path / "curated")
    (tmp_path / "links").mkdir()
    # Only a data set speaks of Peru here, and documents of the reserve.
    old, now = terms.entity("area", "peru"), terms.entity("reserve", "reserva-isconahua")
    path = tmp_path / "links" / "invented.sssom.tsv"
    write_judgements(path, "https://example.org/links", "Invented", [Judgement(old, EXACT, now)])
    build(settings, sources=[*tables(folder), *mapping_sets(tmp_path, 1)])
    ran = run("--workspace", tmp_path, "show", "area:peru", "--json")
    assert json.loads(ran.out)["iri"] == now
    assert "area:peru es lo mismo que reserve:reserva-isconahua" in ran.err
    found = json.loads(run("--workspace", tmp_path, "find", "peru", "--json").out)
    names = {"area:peru", "reserve:reserva-isconahua"}
    assert [row["id"] for row in found if row["id"] in names] == ["reserve:reserva-isconahua"]


def test_what_has_no_name_is_called_by_what_it_says_and_a_yes_is_a_word(show: Show) -> None:
    (status,) = [row for row in read(FOLDER / "case_statuses.csv") if row["incident"] == "wutdriyd"]
    said = show("incident:wutdriyd", "--lang", "es").out
    assert f"{status['status_es']} (case-status:wutdriyd" in said
    assert re.search(r"puede contarse +sí +aceptada", said)


@pytest.mark.parametrize(("lang", "words"), [("es", "← hallazgo sobre"), ("en", "← finding about")])
def test_a_finding_is_told_in_its_words(lang: str, words: str, show: Show) -> None:
    said = show("tenure:unipacuyacu-titulo", "--lang", lang).out
    assert words in said
    assert "sh:" not in said
