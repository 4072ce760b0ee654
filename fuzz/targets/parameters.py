"""What somebody writes for the parameters of a question: understood, bound and answered, or refused."""

from functools import cache

from dice import Dice
from ground import release
from harness import in_words

from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import catalogue, find_question
from amazongraph.questions.forms import FORMS
from amazongraph.questions.question import Question

SEEDS = [bytes([number, 1, 2, 3]) for number in range(12)] + [bytes([number, 0, 6, 4, *b"peru"]) for number in range(6)]
NAMES = (
    "Perú",
    "ucayali",
    "departamento de Ucayali",
    "admin:25",
    "Isconahua",
    "25",
    "2020-01-01",
    "2020",
    "3",
    "0.5",
    "de la",
    "a",
)


def target(data: bytes) -> None:
    """A question that takes parameters, one or two of them given."""
    dice = Dice(data)
    asked = dice.pick(_questions())
    given = {}
    for _ in range(1 + dice.below(2)):
        names = [one.name for one in asked.parameters]
        name = dice.pick(names) if names and dice.below(8) else dice.text()
        given[name] = dice.pick(NAMES) if dice.below(3) == 0 else dice.text()
    with in_words():
        answer = ask(release(), find_question(release(), asked.id), given)
        FORMS[dice.pick(list(FORMS))](answer, dice.pick(("es", "en"))).encode()


@cache
def _questions() -> list[Question]:
    return [question for question, _ in catalogue(release()) if question.parameters]
