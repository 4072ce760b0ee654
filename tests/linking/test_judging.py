"""What a machine may decide, what it leaves to people, and that what people decided stands."""

from pathlib import Path

import pytest
from things import BASE, thing

from amazongraph.linking.candidates import Candidate, candidates
from amazongraph.linking.entities import ADMIN, AREA, PEOPLE, PLACE, Entity
from amazongraph.linking.judging import (
    COMPOSITE,
    LEXICAL,
    Run,
    accepted,
    confidence,
    judge,
    predicate,
    read_all,
    thresholds,
    waiting,
    write,
)
from amazongraph.linking.review import ACCEPT, DOUBT, REJECT, Person, Review
from amazongraph.sssom import CLOSE, EXACT

HERE, RIVER = (-75.0, -8.0), (-75.0, -8.02)
ROSA = Person("https://orcid.org/0000-0000-0000-0001", "2026-02-01")
RUN = Run("2026-01-01", version="2025")


def centre(key: str, name: str, **more: object) -> Entity:
    return thing(key, name, **{"types": ("PopulatedCentre",), "point": HERE, **more})


def found(own: list[Entity], *others: Entity) -> list[Candidate]:
    return candidates(own, list(others))


def proposals() -> list[Candidate]:
    own = [thing("a", "Yamino", units=["2503"]), thing("b", "Unipacuyacu", units=["1009"])]
    return found(own, thing("x", "YAMINO", units=["2503"]), thing("y", "UNIPACUYACO", units=["1009"]))


def test_a_settlement_found_by_name_and_position_needs_no_person() -> None:
    (one,) = found([centre("a", "Huacrachuco")], thing("b", "HUACRACHUCO", point=RIVER))
    said = judge([one], [], RUN)
    assert [float(row.confidence) > 0.98 for row in said] == [True]
    assert accepted(said) == said
    assert waiting(said) == []


@pytest.mark.parametrize(
    ("own", "others"),
    [
        (thing("a", "Yamino", types=("NativeCommunity",), point=HERE), [thing("b", "YAMINO", point=HERE)]),
        (centre("a", "Yamino"), [thing("b", "YAMINO", point=HERE, types=("CommunityTerritory",))]),
        (centre("a", "Yamino", point=None, units=["250301"]), [thing("b", "YAMINO", units=["250301"])]),
        (centre("a", "Huancarani"), [thing("b", "HUANCARANI", point=HERE), thing("c", "HUANCARANI", point=RIVER)]),
        (centre("a", "Yamino"), [thing("b", "YAMINO", point=(-75.0, -8.1))]),
        (centre("a", "Yamino", units=["25"]), [thing("b", "YAMINO", point=HERE, units=["10"])]),
        (thing("a", "Amarakaeri", family=AREA), [thing("b", "Amarakaeri", family=AREA)]),
    ],
    ids=[
        "a-community",
        "a-territory",
        "no-position",
        "a-rival-beside-it",
        "ten-km-off",
        "another-department",
        "not-measured",
    ],
)
def test_what_was_not_measured_to_be_right_waits_for_a_person(own: Entity, others: list[Entity]) -> None:
    said = judge(found([own], *others), [], RUN)
    assert said
    assert accepted(said) == []
    assert len(waiting(said)) == len(said)


def test_a_machine_is_sure_only_above_what_was_asked_for() -> None:
    steps = [step for family in thresholds().values() for step in family]
    assert steps
    assert all(0.98 < step["confidence"] < 1 for step in steps)
    assert set(thresholds()) <= {ADMIN, PLACE}


def test_the_evidence_stays_with_the_judgement() -> None:
    (said, _) = judge(proposals(), [], RUN)
    assert (said.subject_label, said.object_label) == ("Yamino", "YAMINO")
    assert (said.justification, said.tool, said.date) == (COMPOSITE, "amazongraph link", "2026-01-01")
    assert "name same=1.00" in said.comment
    assert "unit province=2503" in said.comment
    assert 0 < float(said.score) < 1
    (only_name,) = judge(found([thing("a", "Yamino")], thing("b", "YAMINO")), [], RUN)
    assert only_name.justification == LEXICAL


def test_who_may_see_a_run_may_see_its_judgements() -> None:
    assert {one.level for one in judge(proposals(), [], Run("2026-01-01", level=4))} == {4}
    assert {one.level for one in judge(proposals(), [], RUN)} == {None}


def test_things_of_one_type_are_the_same_and_a_community_is_close_to_its_settlement() -> None:
    settlement = thing("c", "X", types=("PopulatedCentre",))
    community = thing("n", "X", types=("NativeCommunity",))
    untold = thing("u", "X")
    language = thing("l", "X", family=PEOPLE, codes=["glottocode:cand1248"])
    assert predicate(settlement, settlement) == predicate(settlement, untold) == EXACT
    assert predicate(community, settlement) == predicate(community, untold) == CLOSE
    assert predicate(thing("p", "X", family=PEOPLE, types=("IndigenousPeople",)), language) == CLOSE


def test_what_a_person_decided_is_neither_written_over_nor_asked_again(tmp_path: Path) -> None:
    write(tmp_path, "towns", judge(proposals(), [], RUN))
    review = Review(tmp_path, ROSA)
    (first, second) = [one for _, one in review.waiting()]
    review.decide("towns", first, REJECT, "está en otro río")
    held = read_all(tmp_path)["towns"]
    again = judge(proposals(), held, Run("2026-03-01", version="2026"))
    (person,) = [one for one in again if one.by_person]
    assert (person.denied, person.author, person.date) == (True, ROSA.author, "2026-02-01")
    assert person.comment.startswith("está en otro río; prior")
    assert [one.pair for one in waiting(again)] == [second.pair]


def test_where_a_person_has_linked_a_thing_nothing_else_is_proposed_for_it(tmp_path: Path) -> None:
    own = [thing("a", "Yamino")]
    both = found(own, thing("x", "YAMINO"), thing("y", "YAMINO"))
    write(tmp_path, "towns", judge(both, [], RUN))
    review = Review(tmp_path, ROSA)
    (first, _) = [one for _, one in review.waiting()]
    review.decide("towns", first, ACCEPT)
    assert [one.pair for one in judge(both, read_all(tmp_path)["towns"], RUN)] == [first.pair]


def test_what_was_decided_under_a_name_that_gave_way_is_not_asked_again(tmp_path: Path) -> None:
    write(tmp_path, "towns", judge(found([thing("old", "Yamino")], thing("x", "YAMINO")), [], RUN))
    review = Review(tmp_path, ROSA)
    ((target, one),) = review.waiting()
    review.decide(target, one, REJECT)
    held = read_all(tmp_path)["towns"]
    merged = found([thing("new", "Yamino")], thing("x", "YAMINO"))
    names = {BASE + "old": BASE + "new"}
    assert waiting(judge(merged, held, Run("2026-03-01", names=names))) == []
    assert waiting(judge(merged, held, Run("2026-03-01"))) != []


def test_the_same_run_writes_the_same_bytes_and_an_unchanged_judgement_keeps_its_day(tmp_path: Path) -> None:
    path = write(tmp_path, "towns", judge(proposals(), [], RUN))
    before = path.read_bytes()
    later = judge(proposals(), read_all(tmp_path)["towns"], Run("2026-05-05", version="2025"))
    assert write(tmp_path, "towns", later).read_bytes() == before


def test_a_run_replaces_the_last_one_of_its_kind_and_no_other() -> None:
    towns = judge(proposals(), [], Run("2026-01-01", PLACE))
    units = found([thing("u", "Yamino", family=ADMIN)], thing("v", "YAMINO", family=ADMIN))
    both = judge(units, towns, Run("2026-01-02", ADMIN))
    assert set(towns) < set(both)
    assert len(both) == len(towns) + 1
    assert judge([], both, Run("2026-01-03", PLACE)) == judge(units, [], Run("2026-01-02", ADMIN))


def test_a_second_file_of_a_kind_adds_to_the_first_and_accepts_nothing_beside_it() -> None:
    district = thing("u", "Yamino", family=ADMIN, types=("District",), units=["2503"])
    first, second = (thing(name, "YAMINO", family=ADMIN, units=["2503"]) for name in ("v", "w"))
    held = judge(found([district], first), [], Run("2026-01-01", ADMIN, offered=frozenset({first.iri})))
    assert [one.decides for one in held] == [True]
    both = judge(found([district], second), held, Run("2026-01-02", ADMIN, offered=frozenset({second.iri})))
    assert [(one.object, one.decides) for one in both] == [(first.iri, True), (second.iri, False)]
    assert judge([], both, Run("2026-01-03", ADMIN, offered=frozenset({second.iri}))) == held


def test_a_department_is_linked_by_its_official_code_alone() -> None:
    own = thing("u", "Huánuco", family=ADMIN, types=("Department",), codes=["iso-3166-2:PE-HUC"])
    coded = thing("v", "HUANUCO DEPARTMENT", family=ADMIN, codes=["iso-3166-2:PE-HUC"])
    named = thing("v", "HUANUCO", family=ADMIN)
    assert [one.decides for one in judge(found([own], coded), [], RUN)] == [True]
    assert [one.decides for one in judge(found([own], named), [], RUN)] == [False]


def test_a_decision_can_be_taken_back_and_leaves_no_trace(tmp_path: Path) -> None:
    path = write(tmp_path, "towns", judge(proposals(), [], RUN))
    before = path.read_bytes()
    review = Review(tmp_path, ROSA)
    queue = list(review.waiting())
    for (target, one), what in zip(queue, (ACCEPT, DOUBT), strict=True):
        review.decide(target, one, what)
    assert list(review.waiting()) == []
    assert review.undo() == queue[1]
    assert review.undo() == queue[0]
    assert review.undo() is None
    assert path.read_bytes() == before


def test_an_unsure_person_settles_nothing_but_is_not_asked_again(tmp_path: Path) -> None:
    write(tmp_path, "towns", judge(proposals(), [], RUN))
    review = Review(tmp_path, Person("Rosa", "2026-02-01"))
    (target, one), _ = review.waiting()
    said = review.decide(target, one, DOUBT)
    assert (said.confidence, said.decides, said.author, said.author_label) == ("0.5", False, "", "Rosa")
    assert one.pair not in {left.pair for _, left in review.waiting()}


def test_a_review_goes_on_where_it_was_left(tmp_path: Path) -> None:
    write(tmp_path, "towns", judge(proposals(), [], RUN))
    review = Review(tmp_path, ROSA)
    (target, one), rest = review.waiting()
    review.decide(target, one, ACCEPT)
    assert list(Review(tmp_path, ROSA).waiting()) == [rest]


def test_what_waits_stands_by_thing_the_likeliest_first() -> None:
    said = judge(
        found(
            [thing("a", "Yamino"), thing("b", "Saweto")], *(thing(key, "Yamino") for key in "xy"), thing("z", "Saweto")
        ),
        [],
        RUN,
    )
    assert [one.subject[-1] for one in waiting(said)] == ["b", "a", "a"]


def test_no_confidence_was_measured_for_peoples() -> None:
    (one,) = found([thing("a", "Iskonawa", family=PEOPLE)], thing("b", "Isconahua", family=PEOPLE))
    assert confidence(one) == ""
