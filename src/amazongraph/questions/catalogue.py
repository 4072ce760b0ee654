"""The questions a release answers: read from ``queries/`` at build, from the release afterwards.

The index is kept in the release so that an answer can be had again with the query that gave it, and so that asking
does not parse a header.
"""

from pathlib import Path
from typing import Any

import pyoxigraph as ox

from amazongraph.errors import QuestionError
from amazongraph.questions.lint import lint
from amazongraph.questions.question import Question, from_dict, parse_question
from amazongraph.releases import Release
from amazongraph.resources import data_dir
from amazongraph.store.embedded import select
from amazongraph.values import fold

ANSWERS, IN_PART, NEEDS = "answers", "in-part", "needs"


def read_questions(folder: Path | None = None) -> list[Question]:
    """Every question file under ``queries/``, by theme and id. Raises ``QuestionError``, also for a broken rule."""
    questions = [parse_question(path) for path in sorted((folder or data_dir("queries")).glob("*/*.rq"))]
    for question in questions:
        if broken := lint(question):
            raise QuestionError("question.rule", file=question.id, rules=", ".join(broken))
    return questions


def index_questions(store: ox.Store) -> list[dict[str, Any]]:
    """The index of a release: every question with ``status`` (answers, in-part, needs), found by asking it."""
    return [{"status": _status(store, question), "question": question.as_dict()} for question in read_questions()]


def _status(store: ox.Store, question: Question) -> str:
    if next(iter(select(store, question.bind({}))), None) is None:
        return NEEDS
    return IN_PART if question.partial else ANSWERS


def catalogue(release: Release) -> list[tuple[Question, str]]:
    """The questions of a release with their status, by theme and id. Raises ``ReleaseError``."""
    return [(from_dict(entry["question"]), entry["status"]) for entry in release.read_json("questions.json")]


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


def find_question(release: Release, question_id: str) -> Question:
    """The question with that id. Raises ``QuestionError`` that names the nearest ones."""
    import difflib

    known = {question.id: question for question, _ in catalogue(release)}
    if question_id not in known:
        near = difflib.get_close_matches(question_id, known, n=3, cutoff=0.3) or sorted(known)
        raise QuestionError("question.unknown", id=question_id, near=", ".join(near))
    return known[question_id]
