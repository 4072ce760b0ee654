"""What each profile sees, what is withheld and why, and that what is withheld decides nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from frames import ONTOLOGY, is_a, merged, references, say, source, with_ontology

from amazongraph import terms
from amazongraph.accept import accept
from amazongraph.disclosure import PROFILES, disclose, ledger, refused
from amazongraph.figures import figures
from amazongraph.relate import relate
from amazongraph.sources.curated import tables

PERSON, SECRET = "urn:Person", "urn:protectionRequest"
FLOORS = with_ontology(floors={PERSON: 2, SECRET: 4})


def level_of(*rows: dict[str, object], subject: str = "urn:x") -> int | None:
    """The level of what is said of one thing by ``urn:said``, or ``None``."""
    shown, withheld = disclose(merged(*rows), FLOORS, "own")
    both = pl.concat([shown, withheld.drop("withheld")])
    (level,) = both.filter((pl.col("subject") == subject) & (pl.col("predicate") != terms.TYPE))["level"]
    return level  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        pytest.param([say("urn:x", "urn:said", "v", mark=1)], 1, id="the mark where there is no floor"),
        pytest.param([say("urn:x", SECRET, "v", mark=0)], 4, id="the floor of the property"),
        pytest.param(
            [say("urn:x", "urn:said", "v", mark=0), is_a("urn:x", PERSON)],
            2,
            id="the floor of the class of the subject",
        ),
        pytest.param(
            [say("urn:x", "urn:said", "urn:y", object_kind="iri"), is_a("urn:y", PERSON)],
            2,
            id="the floor of the class of the object",
        ),
        pytest.param(
            [say("urn:x", "urn:said", "v", mark=3), is_a("urn:x", PERSON)], 3, id="the mark where it is above the floor"
        ),
        pytest.param([say("urn:x", SECRET, "v"), is_a("urn:x", PERSON)], 4, id="the highest of two floors"),
        pytest.param(
            [say("urn:x", "urn:said", "v", mark=0), is_a("urn:x", PERSON, mark=None)],
            2,
            id="the floor of a class that nobody labelled",
        ),
        pytest.param([say("urn:x", SECRET, "v", mark=None)], None, id="none without a mark, whatever the floor"),
    ],
)
def test_the_level_is(rows: list[dict[str, object]], level: int | None) -> None:
    assert level_of(*rows) == level


@pytest.mark.parametrize(
    ("card", "row", "mark"),
    [(None, "", None), (None, "1", 1), (2, "", 2), (2, "1", 2), (1, "3", 3), (0, "0", 0)],
    ids=["nobody says", "only the row", "only the card", "the card is higher", "the row is higher", "both alike"],
)
def test_the_mark_is_the_highest_of_card_and_row(
    curated: Path, change: Callable[..., None], card: int | None, row: str, mark: int | None
) -> None:
    change(curated / "norms.csv", "pe-ds-002-2018-mc", "level", row)
    (table,) = (table for table in tables(curated) if table.path.name == "norms.csv")
    carded = replace(table, mapping=replace(table.mapping, card=replace(table.card, level=card)))
    read = carded.read(references(curated)).statements
    norm = read.filter(pl.col("subject") == terms.entity("norm", "pe-ds-002-2018-mc"))
    assert set(norm["mark"]) == {mark}


@pytest.mark.parametrize(
    ("profile", "seen"), [("public", {0, 1}), ("partner", {0, 1, 2, 3}), ("own", {0, 1, 2, 3, 4})], ids=str
)
def test_a_profile_sees_these_levels(profile: str, seen: set[int]) -> None:
    frame = merged(*(say("urn:x", "urn:p", str(level), mark=level) for level in range(5)))
    shown, withheld = disclose(frame, ONTOLOGY, profile)
    assert set(shown["level"]) == seen
    assert set(withheld["level"]) == set(range(5)) - seen
    assert set(withheld["withheld"]) <= {"mark"}


def test_the_profiles_are_three() -> None:
    assert list(PROFILES) == ["public", "partner", "own"]


@pytest.mark.parametrize("profile", list(PROFILES))
def test_what_nobody_labelled_is_withheld_from(profile: str) -> None:
    frame = merged(say("urn:x", "urn:p", "1", mark=None))
    shown, withheld = disclose(frame, ONTOLOGY, profile)
    assert shown.is_empty()
    assert withheld["withheld"].to_list() == ["unlabelled"]


@pytest.mark.parametrize("redistribution", ["forbidden", "derived-only"])
@pytest.mark.parametrize(("profile", "seen"), [("public", False), ("partner", False), ("own", True)])
def test_what_may_not_be_passed_on_is_seen_by_its_owner_only(redistribution: str, profile: str, seen: bool) -> None:
    shown, withheld = disclose(merged(say("urn:x", "urn:p", "1", redistribution=redistribution)), ONTOLOGY, profile)
    assert shown.height == seen
    assert withheld["withheld"].to_list() == ([] if seen else ["redistribution"])


def test_what_another_document_says_of_a_withheld_one_is_withheld_too() -> None:
    hidden = source("hidden")
    frame = merged(
        say(hidden, terms.expand("dct:title"), "A title", source=terms.META, mark=3),
        say("urn:x", terms.ag("relays"), hidden, object_kind="iri"),
        say("urn:x", "urn:said", "in it", source=hidden),
        say("urn:x", "urn:said", "elsewhere"),
    )
    shown, withheld = disclose(frame, ONTOLOGY, "public")
    assert shown["object"].to_list() == ["elsewhere"]
    assert dict(withheld.select("object", "withheld").iter_rows()) == {
        "A title": "mark",
        hidden: "document",
        "in it": "document",
    }


def test_what_is_never_stored_is_refused_by_whichever_class_below_it() -> None:
    never = with_ontology(
        never_stored=frozenset({"urn:Presence"}), superclasses={"urn:Camp": frozenset({"urn:Presence"})}
    )
    frame = merged(is_a("urn:a", "urn:Camp"), is_a("urn:b", "urn:Presence"), is_a("urn:c", "urn:Other"))
    assert sorted(refused(frame, never)["subject"]) == ["urn:a", "urn:b"]


def test_the_ledger_counts_what_was_withheld_and_tells_nothing_of_it() -> None:
    frame = merged(
        say("urn:x", "urn:p", "1", mark=None),
        say("urn:y", "urn:p", "1", mark=2),
        say("urn:y", "urn:p", "2", mark=2),
        say("urn:z", "urn:p", "1", redistribution="forbidden"),
        say("urn:z", "urn:p", "2"),
    )
    entries = ledger(disclose(frame, ONTOLOGY, "public")[1])
    assert [[entry[name] for name in ("rule", "level", "statements", "entities")] for entry in entries] == [
        ["mark", 2, 2, 1],
        ["redistribution", 0, 1, 1],
        ["unlabelled", None, 1, 1],
    ]
    assert all(set(entry["why"]) == {"es", "en"} for entry in entries)  # type: ignore[call-overload]


def test_a_floor_is_told_apart_from_a_mark() -> None:
    floors = with_ontology(floors={"urn:Threatened": 3, "urn:contact": 2})
    frame = merged(
        is_a("urn:a", "urn:Threatened"), say("urn:b", "urn:contact", "1"), say("urn:c", "urn:p", "1", mark=3)
    )
    withheld = disclose(frame, floors, "public")[1]
    assert dict(withheld.select("subject", "withheld").iter_rows()) == {
        "urn:a": "floor",
        "urn:b": "floor",
        "urn:c": "mark",
    }


DATE, FIGURE = "urn:date", terms.ag("Figure")
SINGLE = with_ontology(single_valued={DATE: 0.0, "urn:norm": 0.0}, superclasses={"urn:Dog": frozenset({"urn:Animal"})})


def test_what_is_derived_takes_the_highest_level_of_its_inputs() -> None:
    """A tie, the interval that covers contested dates, a superclass and a contradiction of figures."""

    def figure(key: str, value: str, mark: int) -> list[dict[str, object]]:
        said = {"value": value, "indicator": "i", "population": "p", "area": "a", "period": "2020"}
        return [
            is_a(key, FIGURE, mark=mark),
            *(say(key, terms.ag(name), text, mark=mark) for name, text in said.items()),
        ]

    frame = merged(
        say("urn:x", DATE, "2020-01-01", datatype=terms.EDTF, mark=0),
        say("urn:x", DATE, "2020-01-03", datatype=terms.EDTF, mark=1),
        is_a("urn:rex", "urn:Dog", mark=1),
        *figure("urn:f", "1", 0),
        *figure("urn:g", "2", 1),
    )
    seen = disclose(relate(frame, SINGLE), SINGLE, "public")[0]
    made = figures(accept(seen, SINGLE, date(2026, 1, 1))).filter(pl.col("source") == terms.DERIVED)
    levels = dict(made.select("predicate", "level").unique().iter_rows())
    assert levels == {terms.ag("contestedProperty"): 1, DATE: 1, terms.TYPE: 1, terms.ag("contradicts"): 1}


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param({"mark": 3}, id="its level is too high"),
        pytest.param({"mark": None}, id="nobody labelled it"),
        pytest.param({"redistribution": "forbidden"}, id="it may not be passed on"),
    ],
)
def test_a_withheld_statement_changes_no_verdict(hidden: dict[str, object]) -> None:
    seen = [
        say("urn:x", "urn:norm", "one", as_of="2020"),
        say("urn:x", DATE, "2020-07", datatype=terms.EDTF),
        say("urn:x", DATE, "2020-07-23", datatype=terms.EDTF, source=source("b")),
        say("urn:y", "urn:norm", "one"),
    ]
    stronger = {"standing": "judicial-final", "source": source("secret"), **hidden}
    secret = [
        say("urn:x", "urn:norm", "two", as_of="2024", **stronger),
        say("urn:x", DATE, "2019", datatype=terms.EDTF, **stronger),
        say("urn:y", "urn:norm", "two", **{**stronger, "standing": "reported"}),
    ]

    def public(*rows: dict[str, object]) -> pl.DataFrame:
        return accept(disclose(relate(merged(*rows), SINGLE), SINGLE, "public")[0], SINGLE, date(2026, 1, 1)).sort("id")

    assert public(*seen, *secret).equals(public(*seen))


def test_everything_that_ships_is_labelled_and_public(curated: Path) -> None:
    known = references(curated)
    for table in tables(curated):
        read = table.read(known).statements
        assert read["mark"].is_in([0, 1]).all(), table.path.name
        assert set(read["redistribution"]) == {"allowed"}, table.path.name
