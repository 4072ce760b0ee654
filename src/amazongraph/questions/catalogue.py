"""The questions a release answers: read from ``queries/`` at build, from the release afterwards.

The index is kept in the release so that an answer can be had again with the query that gave it, and so that asking
does not parse a header.
"""

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from amazongraph.errors import QuestionError
from amazongraph.questions.coverage import READ, Coverage, counted
from amazongraph.questions.lint import lint, lint_header
from amazongraph.questions.question import Population, Question, from_dict, parse_question
from amazongraph.questions.rows import rows, uncited
from amazongraph.releases import STATEMENTS, Readable, Release
from amazongraph.resources import data_dir
from amazongraph.store.embedded import open_store, run
from amazongraph.values import fold

if TYPE_CHECKING:
    import polars as pl

_FEW = 5  # fewer withheld rows than this are not counted out: their number could point to one
ANSWERS, IN_PART, NEEDS = "answers", "in-part", "needs"


def read_questions(folder: Path | None = None) -> list[Question]:
    """Every question file under ``queries/``, by theme and id. Raises ``QuestionError``, also for a broken rule."""
    questions = [parse_question(path) for path in sorted((folder or data_dir("queries")).glob("*/*.rq"))]
    for question in questions:
        if broken := lint_header(question) + lint(question):
            raise QuestionError("question.rule", file=question.id, rules=", ".join(broken))
    return questions


def examples() -> list[tuple[str, dict[str, str], str]]:
    """Every question as an example of a query: its id, what it asks in both languages, the query."""
    return [(one.id, one.question, one.query) for one in read_questions()]


def index_questions(folder: Path, fuller: Path | None = None) -> list[dict[str, Any]]:
    """The index of a release: every question with ``status`` (answers, in-part, needs), found by asking it.

    ``folder`` is that of a profile. ``withheld``: how many rows ``fuller``, the folder of all that is known, gives and
    ``folder`` does not or gives with less; a text, "<5" for what is too few to be told apart.
    """
    seen, known = _Profile(folder), _Profile(fuller) if fuller else None
    return [_entry(question, seen, known) for question in read_questions()]


class _Profile:
    """A profile as the questions are asked of it."""

    def __init__(self, folder: Path) -> None:
        # What is being built is no release yet, and lies as one does.
        self.said = partial(Release("", folder.parent).statements, folder.name)
        self.folder, self.store = folder, open_store(folder / "store")

    def counted(self, population: Population) -> tuple[int, int]:
        return counted(self._statements, population)

    @cached_property
    def _statements(self) -> "pl.DataFrame":
        import polars as pl

        # Read once for all questions; there are few predicates and verdicts, and each is compared over and over.
        read = pl.read_parquet(self.folder / STATEMENTS, columns=list(READ))
        return read.with_columns(pl.col("predicate", "verdict").cast(pl.Categorical))

    def rows(self, question: Question) -> set[tuple[str, ...]]:
        return {tuple(row.values()) for row in rows(self.store, self.said, question, {})}

    def answers(self, question: Question) -> bool:
        if question.reckoned_by:
            # A reckoning may leave nothing of what the query found.
            return bool(uncited(self.store, question, {}))
        found = run(self.store, question.whether())
        return bool(found) if isinstance(found, ox.QueryBoolean) else next(iter(found), None) is not None


def _entry(question: Question, profile: _Profile, fuller: _Profile | None) -> dict[str, Any]:
    # With nothing withheld there are no rows to compare: whether there is one is all that is asked.
    seen = profile.rows(question) if fuller else set()
    has_rows = bool(seen) if fuller else profile.answers(question)
    return {
        "status": NEEDS if not has_rows else IN_PART if question.partial else ANSWERS,
        "withheld": _withheld(seen, fuller.rows(question)) if fuller else "0",
        "counted": profile.counted(question.population) if question.population else None,
        "question": question.as_dict(),
    }


def _withheld(seen: set[tuple[str, ...]], known: set[tuple[str, ...]]) -> str:
    count = len(known - seen)
    return f"<{_FEW}" if 0 < count < _FEW else str(count)


def reckoned(release: Readable, question: Question, profile: str = "public") -> tuple[str, Coverage | None]:
    """What the build reckoned of a question: how many rows, asked without parameters, the profile does not show, and
    how much of its population it has data on; "0" and none for a question that is not of the catalogue.

    Raises ``ReleaseError``.
    """
    listed = release.read_json(f"{profile}/questions.json")
    entry: dict[str, Any] = next((one for one in listed if one["question"]["id"] == question.id), {})
    if not question.population or not entry.get("counted"):
        return str(entry.get("withheld", "0")), None
    taken_in = {source["key"] for source in release.read_json(f"{profile}/sources.json")}
    known, covered = entry["counted"]
    return str(entry["withheld"]), Coverage(known, covered, complete=question.population.register in taken_in)


def catalogue(release: Readable, profile: str = "public") -> list[tuple[Question, str]]:
    """The questions of a release with their status, by theme and id. Raises ``ReleaseError``."""
    listed = release.read_json(f"{profile}/questions.json")
    return [(from_dict(entry["question"]), entry["status"]) for entry in listed]


def search(questions: list[tuple[Question, str]], words: str) -> list[tuple[Question, str]]:
    """The questions that hold every word, in Spanish or English, whatever its accents and case."""
    wanted = fold(words).split()
    return [
        (question, status)
        for question, status in questions
        if all(
            word in fold(" ".join([question.id, question.theme, *question.question.values(), *question.tags]))
            for word in wanted
        )
    ]


def find_question(release: Readable, question_id: str, profile: str = "public") -> Question:
    """The question with that id. Raises ``QuestionError`` that names the nearest ones."""
    import difflib

    known = {question.id: question for question, _ in catalogue(release, profile)}
    if question_id not in known:
        near = difflib.get_close_matches(question_id, known, n=3, cutoff=0.3) or sorted(known)
        raise QuestionError("question.unknown", id=question_id, near=", ".join(near))
    return known[question_id]
