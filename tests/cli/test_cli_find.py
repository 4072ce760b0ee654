"""``amazongraph find``: things by a part of their name, with type and place."""

import json
from collections.abc import Callable

import pytest
from console import Ran, run
from small_tables import read

from amazongraph.settings import Settings
from amazongraph.sources.curated import FOLDER
from amazongraph.values import fold

Find = Callable[..., Ran]


@pytest.fixture
def find(reference: Settings) -> Find:
    """Search the reference release."""
    return lambda *given, **how: run("--workspace", reference.root, "find", *given, **how)


@pytest.mark.parametrize("words", ["kurutuyacu", "KURUTUYACU", "Kurutuyácu", "anak kuru"])
def test_accents_and_case_do_not_matter(words: str, find: Find) -> None:
    ran = find(words, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out) == [
        {
            "name": "Anak Kurutuyacu",
            "type": "Comunidad nativa",
            "place": "Huimbayoc",
            "id": "community:anak-kurutuyacu",
        }
    ]


@pytest.mark.parametrize(
    ("lang", "header", "row"),
    [
        ("es", ("Nombre", "Tipo", "Lugar", "Identificador"), ("Atalaya", "Provincia", "Ucayali", "admin:2502")),
        ("en", ("Name", "Type", "Place", "Identifier"), ("Atalaya", "Province", "Ucayali", "admin:2502")),
    ],
    ids=["es", "en"],
)
def test_a_table_with_type_and_place(lang: str, header: tuple[str, ...], row: tuple[str, ...], find: Find) -> None:
    lines = [tuple(line.split()) for line in find("Atalaya", "--lang", lang).out.splitlines()]
    assert lines[0] == header
    assert row in lines


@pytest.mark.parametrize("how", [(), ("--json",)], ids=["table", "json"])
def test_an_imposed_name_finds_a_people_under_its_own(how: tuple[str, ...], find: Find) -> None:
    ran = find("cashibo", *how)
    assert (ran.code, ran.err) == (0, "")
    assert "Kakataibo" in ran.out
    assert "cashibo" not in fold(ran.out)


def test_a_self_name_is_shown_beside_the_label(find: Find) -> None:
    assert "Yagua (Nihamwo)" in find("nihamwo").out


def test_whole_names_come_first(find: Find) -> None:
    found = json.loads(find("Pueblo Nuevo", "--json").out)
    assert {one["name"] for one in found[:5]} == {"Pueblo Nuevo"}
    assert [one["name"] for one in found if fold(one["name"]) != "pueblo nuevo"] == [
        one["name"] for one in found[sum(fold(other["name"]) == "pueblo nuevo" for other in found) :]
    ]


def test_every_unit_whose_name_holds_the_words_is_found(find: Find) -> None:
    expected = {f"admin:{row['key']}" for row in read(FOLDER / "admin_units.csv") if "san juan" in fold(row["name"])}
    found = json.loads(find("san juan", "--json", "--limit", "1000").out)
    assert expected <= {one["id"] for one in found}
    assert len(expected) > 20


def test_rows_left_out_are_counted_on_stderr(find: Find) -> None:
    every = json.loads(find("san", "--json", "--limit", "10000").out)
    ran = find("san", "--limit", "3")
    assert len(ran.out.splitlines()) == 2 + 3
    assert ran.err == f"… {len(every) - 3}\n"


@pytest.mark.parametrize(
    ("lang", "words"), [("es", "Nada se llama «zzz»"), ("en", 'Nothing is called "zzz"')], ids=["es", "en"]
)
def test_a_name_that_nothing_has_is_told(lang: str, words: str, find: Find) -> None:
    ran = find("zzz", "--lang", lang)
    assert (ran.code, ran.data) == (2, b"")
    assert ran.err.startswith(words)


def test_to_who_reads_spanish_a_translation_of_ours_is_not_shown(find: Find) -> None:
    spanish, english = (find("indígena isconahua", "--lang", lang).out for lang in ("es", "en"))
    assert "Reserva Indígena Isconahua  " in spanish
    assert "Isconahua Indigenous Reserve (Reserva Indígena Isconahua)  " in english
    assert "(Isconahua Indigenous Reserve)" not in find("isconahua", "--lang", "es").out
