"""Proposals in a workbook: what a person sees, and that a sheet is taken whole or not at all."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from things import thing

from amazongraph.errors import SourceError
from amazongraph.linking.candidates import candidates
from amazongraph.linking.entities import ADMIN, Entity
from amazongraph.linking.judging import Run, judge, read_all, write
from amazongraph.linking.review import Person, Review
from amazongraph.linking.sheet import read_sheet, write_sheet
from amazongraph.linking.sides import Side, read_sides, sides, write_sides

UNIT = "https://w3id.org/amazongraph/id/admin/"
OWN = [thing("a", "=Yamino", units=["2503"], types=("NativeCommunity",)), thing("b", "Unipacuyacu", units=["2503"])]
OTHERS = [thing("x", "YAMINO", units=["2503"]), thing("y", "UNIPACUYACU", units=["2503"])]
UNITS = [thing(UNIT + "25", "Ucayali", family=ADMIN), thing(UNIT + "2503", "Padre Abad", family=ADMIN)]


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    found = candidates(OWN, OTHERS)
    write(tmp_path, "towns", judge(found, [], Run("2026-01-01")))
    write_sides(tmp_path, "towns", sides(found, [*OWN, *UNITS]))
    yield Review(tmp_path, Person("Rosa", "2026-02-02"))


def written(review: Review, lang: str = "es") -> Path:
    path = review.root / "queue.xlsx"
    write_sheet(path, list(review.waiting()), read_sides(review.root), lang)
    return path


def fill(path: Path, *decisions: str) -> Path:
    book = openpyxl.load_workbook(path)
    for row, decision in enumerate(decisions, start=2):
        book.active.cell(row, 2, decision or None)
    book.save(path)
    return path


def test_a_row_shows_both_sides_and_the_reasons(review: Review) -> None:
    sheet = openpyxl.load_workbook(written(review)).active
    header, row, *_ = sheet.iter_rows(values_only=True)
    told = dict(zip(header, row, strict=True))
    assert (told["nombre 1"], told["nombre 2"]) == ("=Yamino", "YAMINO")
    assert told["tipo 1"] == "Comunidad nativa"
    assert told["lugar 1"] == told["lugar 2"] == "Padre Abad, Ucayali"
    assert "nombre: el mismo" in told["razones"]
    assert told["decisión"] is None
    assert sheet["D2"].data_type == "s"
    assert sheet.column_dimensions["A"].hidden


@pytest.mark.parametrize(("lang", "words"), [("es", '"aceptar,rechazar,dudo"'), ("en", '"accept,reject,unsure"')])
def test_a_decision_is_chosen_from_a_list(review: Review, lang: str, words: str) -> None:
    (choices,) = openpyxl.load_workbook(written(review, lang)).active.data_validations.dataValidation
    assert choices.formula1 == words
    assert str(choices.sqref) == "B2:B3"


def test_what_is_filled_in_is_taken_and_blanks_are_left(review: Review) -> None:
    path = fill(written(review), "Aceptar", "")
    decisions = read_sheet(path, list(review.waiting()))
    review.decide_all(decisions)
    held = read_all(review.root)["towns"]
    assert [(one.by_person, one.denied, one.author_label) for one in sorted(held)] == [
        (True, False, "Rosa"),
        (False, False, ""),
    ]
    assert len(list(review.waiting())) == 1


def test_a_sheet_in_one_language_takes_words_of_the_other(review: Review) -> None:
    decisions = read_sheet(fill(written(review, "es"), "reject", "unsure"), list(review.waiting()))
    assert [decision for _, _, decision, _ in decisions] == ["reject", "unsure"]


def refused(path: Path, review: Review) -> list[tuple[str, int]]:
    with pytest.raises(SourceError) as raised:
        read_sheet(path, list(review.waiting()))
    assert raised.value.text("es") != raised.value.text("en")
    return [(one.key, one.row) for one in raised.value.problems]


def test_a_word_that_is_no_decision_is_told_with_its_cell(review: Review) -> None:
    assert refused(fill(written(review), "aceptar", "quizás"), review) == [("review.no-decision", 3)]


def test_what_was_decided_since_is_refused(review: Review) -> None:
    path = fill(written(review), "aceptar", "aceptar")
    target, first = next(review.waiting())
    review.decide(target, first, "reject")
    assert refused(path, review) == [("review.stale", 2)]


def test_what_has_changed_since_is_refused(review: Review) -> None:
    path = fill(written(review), "aceptar", "aceptar")
    moved: list[Entity] = [thing("x", "YAMINO"), OTHERS[1]]
    write(review.root, "towns", judge(candidates(OWN, moved), [], Run("2026-01-01")))
    again = Review(review.root, review.person)
    assert refused(path, again) == [("review.stale", 2)]


def test_a_row_given_twice_is_refused(review: Review) -> None:
    path = written(review)
    book = openpyxl.load_workbook(path)
    for column in range(1, 4):
        book.active.cell(4, column, book.active.cell(2, column).value)
    book.save(path)
    assert refused(fill(path, "aceptar", "", "rechazar"), review) == [("review.twice", 4)]


def test_a_sheet_without_its_marks_is_refused(review: Review) -> None:
    path = written(review)
    book = openpyxl.load_workbook(path)
    book.active.delete_cols(1)
    book.save(path)
    assert refused(path, review) == [("table.column-missing", 1)]


def test_without_its_sides_a_proposal_still_has_names(review: Review) -> None:
    (review.root / "links" / "towns.sides.json").unlink()
    header, row, *_ = openpyxl.load_workbook(written(review)).active.iter_rows(values_only=True)
    assert dict(zip(header, row, strict=True))["nombre 1"] == "=Yamino"


def test_damaged_sides_are_told(review: Review) -> None:
    (review.root / "links" / "towns.sides.json").write_text("[{", encoding="utf-8")
    with pytest.raises(SourceError, match=r"towns\.sides\.json"):
        read_sides(review.root)


def test_sides_are_read_as_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "links").mkdir()
    shown = {"i": Side("i", "ñ", ("a", "b"), ("District",), "p", "q", "r", "s")}
    write_sides(tmp_path, "x", shown)
    assert read_sides(tmp_path) == shown
