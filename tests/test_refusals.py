"""What is refused at the door by its words, and what looks like it and may be stored."""

import csv
from pathlib import Path

import pytest
from frames import merged, say
from small_tables import add, build_tables, line_of, small_tables, workspace

from amazongraph.disclosure import REASONS, refusal, refused_texts
from amazongraph.errors import SourceError
from amazongraph.messages import text
from amazongraph.sources.curated import FOLDER

REFUSED = {
    "isolation": [
        "Campamento de aislados visto en la quebrada",
        "Avistamiento de un grupo en aislamiento cerca del puesto de control",
        "Se hallaron huellas de los Mashco Piro en la playa",
        "Los aislados pasan por la quebrada en agosto",
        "Restos de tambos de pueblos en situación de aislamiento",
        "Una maloca de no contactados al norte del río",
        "Las chacras de los PIACI se ven desde el aire",
        "Rastros de indígenas aislados junto a un campamento de taladores",
        "Trocha usada por indígenas en aislamiento",
        "camp of the isolated people",
        "Footprints of uncontacted people by the stream",
        "People in isolation were seen near the post",
        "A sighting of Mashco Piro on the beach",
        "Trails of the isolated groups cross the ridge",
        "Huts of people in initial contact",
        "Tracks of people in isolation, and a loggers' camp",
    ],
    "identity": [
        "Víctima con DNI 12345678",
        "DNI N.° 12345678",
        "documento de identidad: 12345678",
        "documento nacional de identidad 12345678",
        "Identity card 12345678",
        "pasaporte AB123456",
        "Passport no. 1234567",
        "cel. 987 654 321",
        "Teléfono: +51 987654321",
        "WhatsApp 987-654-321",
    ],
    "suspect": [
        "El presunto autor Juan Pérez fue detenido",
        "Juan Pérez Rojas, presunto responsable",
        "El imputado Juan de la Cruz Ríos",
        "El sicario identificado como Juan Pérez",
        "The suspect John Smith was arrested",
        "John Smith, the accused",
        "The alleged killer is John Smith",
    ],
    "witness": [
        "El testigo Pedro Ruiz declaró",
        "Pedro Ruiz, testigo del hecho",
        "The witness Peter Jones said so",
        "Según la testigo Rosa Díaz",
    ],
}
STORED = [
    "Campamentos de taladores cerca de la reserva de pueblos en aislamiento",
    "Un campamento ilegal de madereros dentro de la reserva de aislados",
    "Trocha ilegal de madereros en la reserva PIACI",
    "Pistas de aterrizaje dentro de la reserva para pueblos en aislamiento",
    "Reserva Indígena Kakataibo Norte y Sur, para pueblos en situación de aislamiento",
    "El decreto reconoce la existencia de los pueblos en aislamiento",
    "Medidas cautelares a favor del pueblo Mashco Piro",
    "El campamento de la guardia indígena",
    "Loggers' camps near the reserve for peoples in isolation",
    "Mining camps close to the land of people in initial contact",
    "A police camp at the edge of the reserve for isolated peoples",
    "Ley para la protección de los pueblos en aislamiento y contacto inicial",
    "12345678 ha en 2014",
    "Ubigeo 250302",
    "DNI de las víctimas no publicado",
    "Decreto Supremo 004-2021-JUS",
    "Una persona fue detenida en mayo de 2013",
    "El acusado fue liberado",
    "Cinco imputados ante la Corte Superior Nacional",
    "Según un testigo, hubo disparos",
    "Capturan al presunto asesino de Juan Fernández Hanco",
    "The killer of Edwin Chota Valera was sentenced",
    "Four persons were convicted",
    "Teléfono público de la comunidad",
]


@pytest.mark.parametrize(
    ("reason", "said"), [(reason, said) for reason, texts in REFUSED.items() for said in texts], ids=lambda part: part
)
def test_what_is_never_stored_is_refused_with_its_reason(reason: str, said: str) -> None:
    assert refusal(said) == reason


@pytest.mark.parametrize("said", STORED)
def test_what_only_looks_like_it_may_be_stored(said: str) -> None:
    assert refusal(said) == ""


def test_one_sentence_of_many_is_enough() -> None:
    assert refusal("La reserva existe desde 2021. Se vieron huellas de aislados. Nada más.") == "isolation"


def test_accents_and_capitals_do_not_hide_a_camp() -> None:
    assert refusal("CAMPAMENTO DE PUEBLOS EN AISLAMIENTO") == "isolation"


def test_the_tables_hold_nothing_of_the_kind() -> None:
    for path in FOLDER.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert not [cell for cell in row.values() if refusal(cell)], (path.name, row["key"])


def test_texts_of_no_language_are_looked_at_too_and_other_values_are_not() -> None:
    words = REFUSED["isolation"][0]
    frame = merged(
        say("urn:a", "urn:p", words, lang="es"),
        say("urn:b", "urn:p", words),
        say("urn:c", "urn:p", words, datatype="urn:a-shape"),
        say("urn:d", "urn:p", words, object_kind="iri"),
    )
    found = refused_texts(frame).join(frame, on="id").sort("subject")
    assert found.select("subject", "refusal").rows() == [("urn:a", "isolation"), ("urn:b", "isolation")]


def test_every_reason_has_its_words() -> None:
    assert set(REFUSED) == set(REASONS)
    for reason in REASONS:
        assert len({text(f"refused.{reason}", lang) for lang in ("es", "en")}) == 2


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("level", ["0", "4", ""])
def test_it_is_refused_at_every_level_with_the_cell_and_nothing_is_kept(
    reason: str, level: str, tmp_path: Path
) -> None:
    folder = small_tables(tmp_path / "tables")
    settings = workspace(tmp_path)
    path = folder / "areas.csv"
    cells = {"name_es": "Zona", "name_en": "Zone", "definition_es": REFUSED[reason][0], "definition_en": "x"}
    with path.open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    add(path, key="zzz", kind="region", document=first["document"], level=level, **cells)
    with pytest.raises(SourceError) as caught:
        build_tables(settings, folder)
    (problem,) = caught.value.problems
    assert (problem.key, problem.file, problem.row, problem.column) == (
        f"refused.{reason}",
        "areas.csv",
        line_of(path, "zzz"),
        "definition_es",
    )
    kept = [one for one in settings.graph.rglob("*.parquet") if b"zzz" in one.read_bytes()]
    assert kept == []
