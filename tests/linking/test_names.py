"""Names as people of the Amazon write them: what is one name, what is another, and what holds of any two."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazongraph.linking.names import normal, parse, similarity

ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
SPANISH = ["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"]
NOTATIONS = [(str(number), ROMAN[number - 1], SPANISH[number - 1]) for number in range(1, 13)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Asháninka", "Ashaninca"),
        ("Asháninka", "Axaninka"),
        ("Kakataibo", "Cacataibo"),
        ("Isconahua", "Iskonawa"),
        ("Awajún", "Aguajún"),
        ("Witoto", "Huitoto"),
        ("Uitoto", "Huitoto"),
        ("Harakmbut", "Arakmbut"),
        ("Ese'eja", "Ese’eja"),
        ("Pichanaki", "Pichanaqui"),
        ("Kirigueti", "Quirigueti"),
        ("Callería", "CALLERIA"),
        ("Tzirotzire", "Tsirotsire"),
        ("Shiringayoc", "Shiringayocc"),
        ("Sabalo Yacu", "Zábalo Yacu"),
        ("Tambopata", "Tanbopata"),
        ("Nueva Esperanza II", "NUEVA ESPERANZA 2"),
        ("Nueva Esperanza II", "Nueva Esperanza N° 2"),
        ("Nueva Esperanza II", "Nueva Esperanza Segunda"),
        ("9 de Octubre", "Nueve de Octubre"),
        ("28 de Julio", "Veintiocho de Julio"),
        ("31 de Enero", "Treinta y uno de Enero"),
        ("C.N. Puerto Nuevo", "Comunidad Nativa Puerto Nuevo"),
        ("CC.NN. Puerto Nuevo", "Puerto Nuevo"),
        ("C. N. de Unipacuyacu", "Unipacuyacu"),
        ("Puerto Nuevo (comunidad nativa)", "Puerto Nuevo"),
        ("Comunidad Campesina Sta. Rosa", "Santa Rosa"),
        ("Pto. Nuevo", "Puerto Nuevo"),
        ("RC Amarakaeri", "Reserva Comunal Amarakaeri"),
        ("San José de Karene", "SAN JOSE DEL CARENE"),
        ("Nueva Vida", "Nuevo Vida"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert normal(one) == normal(other)
    assert similarity(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nueva Esperanza II", "Nueva Esperanza"),
        ("Nueva Esperanza II", "Nueva Esperanza III"),
        ("Sector A", "Sector B"),
        ("Zona Patria A", "Zona Patria B"),
        ("9 de Octubre", "8 de Octubre"),
        ("Alto Bichanak", "Bajo Bichanak"),
        ("Nueva Unión", "Vieja Unión"),
        ("Santa Rosa (río Tigre)", "Santa Rosa (río Napo)"),
        ("Anexo Boca Cheni de Unión Alto Sanibeni", "Anexo Boca Cheni de Pampa Silva"),
        ("Anexo Boca Cheni de Unión Alto Sanibeni", "Unión Alto Sanibeni"),
        ("San José", "San Juan"),
        ("Santa Rosa", "Santa Rita"),
        ("Puerto Nuevo", "Puerto Azul"),
        ("Reserva Comunal Ashaninka", "Reserva Comunal Machiguenga"),
        ("Boca del Inambari", "Boca Pariamanu"),
        ("El Pilar", "La Joya"),
    ],
)
def test_another_name_is_another(one: str, other: str) -> None:
    assert similarity(one, other) <= 0.5


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        ("Boca Pariamanu", "Bocapariamanu", 0.9),
        ("Villa Gonzalo", "Villagonzalo", 0.9),
        ("Shiringayoc", "Shiringayo", 0.9),
        ("Santa Rosa (río Tigre)", "Santa Rosa", 0.9),
        ("Anexo Boca Cheni de Unión", "Boca Cheni", 0.9),
        ("Unipacuyacu", "Unipacuyaco", 0.85),
        ("Reserva Comunal El Sira", "El Sira", 0.7),
        ("Alto Bichanak", "Bichanak", 0.7),
    ],
)
def test_a_name_nearly_the_same_is_near_and_not_the_same(one: str, other: str, least: float) -> None:
    assert least <= similarity(one, other) < 1


def test_a_word_that_tells_little_counts_for_little() -> None:
    assert similarity("San Jacinto", "San Mateo") < similarity("Jacinto Pavia", "Mateo Pavia")


@pytest.mark.parametrize(("one", "other"), [("1", "2"), ("II", "x"), ("Sector A", "B"), ("298487.71", "x")])
def test_numbers_alone_are_the_same_or_not(one: str, other: str) -> None:
    assert similarity(one, other) == 0
    assert similarity(one, one) == 1


@pytest.mark.parametrize("empty", ["", "  ", "—", "()"])
def test_nothing_to_compare_is_like_nothing(empty: str) -> None:
    assert normal(empty) == ""
    assert similarity(empty, "Puerto Nuevo") == similarity(empty, empty) == 0


@pytest.mark.parametrize("name", ["Comunidad Nativa", "La", "Alto", "II", "Río Tigre", "Anexo", "h", "X", "C.N."])
def test_a_name_of_such_words_only_still_is_a_name(name: str) -> None:
    assert normal(name)
    assert similarity(name, name) == 1


def test_a_name_is_taken_apart() -> None:
    name = parse("Anexo Alto Cheni II de la C.N. Unión Río Negro")
    assert (name.words, name.numbers, name.opposed) == (("cheni",), ("2",), (("height", "alto"),))
    assert name.whole == "union rio negro"


_LETTERS = st.text(st.sampled_from("abcdefghijklmnñopqrstuvwxyzáéíóúü'.-() 0123IVX"), max_size=30)
_NAMES = st.one_of(_LETTERS, st.text(max_size=20))


@given(_NAMES, _NAMES)
def test_similarity_is_symmetric_and_a_proportion(one: str, other: str) -> None:
    found = similarity(one, other)
    assert found == similarity(other, one)
    assert 0 <= found <= 1


@given(_NAMES)
def test_similarity_is_reflexive(name: str) -> None:
    assert similarity(name, name) == (1 if any(letter.isalnum() for letter in name) else 0)


@given(
    st.sampled_from(["Nueva Esperanza", "Boca Cheni", "Puerto Inca", "Sector", "Kilómetro", "San José"]),
    st.sampled_from(list(combinations(NOTATIONS, 2))),
    st.integers(0, 2),
    st.integers(0, 2),
)
def test_numerals_are_never_confused(base: str, numbers: tuple[tuple[str, ...], ...], one: int, other: int) -> None:
    first, second = numbers[0][one], numbers[1][other]
    assert similarity(f"{base} {first}", f"{base} {second}") <= 0.3
    assert similarity(f"{base} {first}", base) <= 0.3


@given(st.sampled_from(["Nueva Esperanza", "Boca Cheni", "Puerto Inca", "San José"]), st.sampled_from(NOTATIONS))
def test_a_numeral_is_one_however_it_is_written(base: str, number: tuple[str, ...]) -> None:
    assert len({normal(f"{base} {written}") for written in number}) == 1
