"""Which pairs are looked at, how likely they are, and that a namesake is never taken for the thing itself."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st
from things import BASE, thing

from amazongraph.linking.candidates import candidates
from amazongraph.linking.entities import ADMIN, AREA, PEOPLE, Entity, distance, finest, round_reach
from amazongraph.linking.scoring import FEATURES, Scale, score, weights

HERE = (-75.0, -8.0)
# A degree of latitude is about 110.6 km there.
NEAR, FAR = (-75.0, -8.09), (-75.0, -9.8)


def pairs(own: list[Entity], others: list[Entity]) -> set[tuple[str, str]]:
    return {(one.one.iri[len(BASE) :], one.other.iri[len(BASE) :]) for one in candidates(own, others)}


def test_the_same_name_in_one_place_is_a_pair() -> None:
    found = candidates([thing("a", "C.N. Flor de Ucayali", point=HERE)], [thing("b", "FLOR DE UCAYALI", point=HERE)])
    assert [(one.one.iri, one.other.iri) for one in found] == [(BASE + "a", BASE + "b")]
    assert found[0].score.probability > 0.99


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (thing("a", "Puerto Nuevo", units=["250301"]), thing("b", "Puerto Nuevo", units=["160101"])),
        (thing("a", "Puerto Nuevo", point=HERE), thing("b", "Puerto Nuevo", point=FAR)),
        (thing("a", "Flor", point=HERE), thing("b", "Saweto", point=HERE)),
        (thing("a", "Nueva Esperanza II", point=HERE), thing("b", "Nueva Esperanza", point=HERE)),
        (thing("a", "Amarakaeri"), thing("b", "Amarakaeri", family=AREA)),
        (thing("a", "Yamino", sources=("one",)), thing("b", "Yamino", sources=("one", "two"))),
        (thing("a", "Yamino"), thing("a", "Yamino")),
        (
            thing("a", "Ucayali", family=ADMIN, types=("Department",)),
            thing("b", "Ucayali", family=ADMIN, types=("Province",)),
        ),
    ],
    ids=["department", "far", "name", "numeral", "family", "one-source-holds-them-apart", "itself", "level"],
)
def test_what_cannot_be_one_thing_is_no_pair(own: Entity, other: Entity) -> None:
    assert pairs([own], [other]) == set()


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("La Paz de Pucharini", "La Paz de Pucharine"),
        ("Shapahilla", "SHAPAJILLA"),
        ("La Petrolera", "LAS PETROLERAS"),
        ("Boca Pariamanu", "BOCAPARIAMANU"),
        ("San José", "SAN JOSE"),
        ("San Fernano", "San Fernando"),
    ],
)
def test_a_slip_of_the_pen_does_not_hide_a_pair(own: str, other: str) -> None:
    assert pairs([thing("a", own, point=HERE)], [thing("b", other, point=NEAR)]) == {("a", "b")}


def test_any_name_of_either_side_will_do() -> None:
    kakataibo = thing("a", "Kakataibo", "Cashibo-Cacataibo", family=PEOPLE)
    assert pairs([kakataibo], [thing("b", "CASHIBO CACATAIBO", family=PEOPLE)]) == {("a", "b")}


def test_a_shared_code_makes_a_pair_under_any_name_and_another_code_unmakes_one() -> None:
    own = thing("a", "Uno", codes=["ubigeoINEI:250101"], family=ADMIN)
    others = [
        thing("b", "Calleria", codes=["ubigeoINEI:250101"], family=ADMIN),
        thing("c", "Uno", codes=["ubigeoINEI:250102"], family=ADMIN),
    ]
    found = candidates([own], others)
    assert (found[0].other.iri, found[0].score.feature("code").level) == (BASE + "b", "shared")
    assert all(one.score.probability < 0.05 for one in found[1:])


def test_the_code_of_a_language_is_shared_by_several_peoples() -> None:
    one, other = (thing(key, key, codes=["glottocode:cand1248"], family=PEOPLE) for key in ("Chapra", "Kandozi"))
    feature = score(one, other, Scale.of([other])).feature("code")
    assert feature.level == "language"
    assert feature.bits < 10


def test_ten_of_one_name_are_ten_times_less_likely_each() -> None:
    own = thing("own", "Villa Gonzalo")
    one, ten = ([thing(f"v{number}", "VILLA GONZALO") for number in range(count)] for count in (1, 10))
    # Names of nothing in common, so that both lists are of one length.
    rest = [thing(f"r{number}", f"Otro{'abcdefghijklmnopqrst'[number]}") for number in range(20)]
    alone = score(own, one[0], Scale.of([*one, *rest[:19]]))
    among = score(own, ten[0], Scale.of([*ten, *rest[:10]]))
    assert alone.bits - among.bits == pytest.approx(log2(10))
    found = candidates([own], [*ten, *rest[:10]])
    assert found
    assert {one.margin for one in found} == {0.0}


def test_a_short_list_makes_nobody_sure() -> None:
    own, other = thing("a", "Unipacuyacu", units=["10"]), thing("b", "Unipacuyaco", units=["10"])
    (one,) = candidates([own], [other])
    assert one.score.probability < 0.9


def test_a_name_that_many_of_ours_have_says_little_too() -> None:
    few = [thing("a", "Yamino")]
    many = [thing(f"a{number}", "Yamino") for number in range(8)]
    other = thing("b", "YAMINO")
    bits = [score(own[0], other, Scale.of(own, [other])).bits for own in (few, many)]
    assert bits[0] - bits[1] == pytest.approx(3)


def test_a_margin_is_what_lies_between_a_pair_and_its_best_rival() -> None:
    own = thing("own", "Huancarani", point=HERE)
    others = [thing("town", "Huancarani", point=HERE), thing("other", "Huancarani", point=(-75.0, -8.2))]
    by_iri = {one.other.iri: one for one in candidates([own], others)}
    town, other = by_iri[BASE + "town"], by_iri[BASE + "other"]
    assert town.margin == pytest.approx(town.score.bits - other.score.bits, abs=0.01)
    assert other.margin == -town.margin
    two = [own, thing("twin", "Huancarani", point=HERE)]
    assert {one.margin for one in candidates(two, others[:1])} == {0.0}


def test_every_feature_is_told_with_its_weight_and_they_add_up() -> None:
    own = thing("a", "Yamino", point=HERE, units=["250301"], peoples=["kakataibo"], types=("NativeCommunity",))
    other = thing("b", "YAMINO", point=NEAR, units=["250301"], peoples=["kakataibo"], types=("PopulatedCentre",))
    told = score(own, other, Scale.of([other]))
    assert tuple(one.name for one in told.features) == FEATURES
    assert told.bits == pytest.approx(told.prior + sum(one.bits for one in told.features))
    assert told.feature("distance").level == "near"
    assert told.feature("people").bits == pytest.approx(
        log2(weights()["people"]["shared"]["m"] / weights()["people"]["shared"]["u"])
    )
    # The district says little that the distance does not, and is not counted twice.
    assert (told.feature("unit").level, told.feature("unit").bits) == ("district", 0)
    assert "distance near=10.0km" in told.text or "distance near=9.9" in told.text


@pytest.mark.parametrize(
    ("own", "other", "level"),
    [
        (["250301"], ["250301"], "district"),
        (["2503"], ["250301"], "province"),
        (["25"], ["250301"], "department"),
        (["250302"], ["250301"], "neighbour"),
        (["16"], ["250301"], "other"),
        (["16", "25"], ["250301"], "department"),
        ([], ["250301"], "unknown"),
    ],
)
def test_places_agree_as_finely_as_both_sides_tell(own: list[str], other: list[str], level: str) -> None:
    one, two = thing("a", "X", units=own), thing("b", "X", units=other)
    assert score(one, two, Scale.of([two])).feature("unit").level == level


def test_a_large_territory_reaches_far() -> None:
    assert round_reach(31_415.926) == pytest.approx(10, abs=0.01)
    land = thing("a", "Tres Islas", point=HERE, reach=10.0)
    assert distance(land, thing("b", "x", point=NEAR)) == 0
    assert distance(thing("a", "x", point=HERE), thing("b", "x", point=NEAR)) == pytest.approx(9.95, abs=0.05)
    assert distance(land, thing("b", "x")) is None


def test_of_units_that_hold_each_other_the_finest_counts() -> None:
    assert finest(["25", "2503", "250301", "16"]) == {"250301", "16"}


_NAMES = st.sampled_from(["Flor", "Flor II", "Saweto", "Yamino", "San José", "Puerto Nuevo", "Boca Cheni"])
_THINGS = st.lists(st.tuples(_NAMES, st.sampled_from([HERE, NEAR, FAR, None])), max_size=6)


@given(_THINGS, _THINGS)
def test_the_order_of_things_decides_nothing(own: list[tuple[str, object]], others: list[tuple[str, object]]) -> None:
    left = [thing(f"a{number}", name, point=point) for number, (name, point) in enumerate(own)]
    right = [thing(f"b{number}", name, point=point) for number, (name, point) in enumerate(others)]
    found = candidates(left, right)
    assert found == candidates(left[::-1], right[::-1])
    assert all(0 <= one.score.probability <= 1 for one in found)
