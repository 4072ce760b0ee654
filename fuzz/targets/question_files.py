"""Question files (``.rq``): the header in YAML and the query below it; what is read is linted, bound and asked."""

from functools import cache

import pyoxigraph as ox
from dice import Dice, lines_mutated
from harness import in_words, put, same

from amazongraph.questions.lint import lint, lint_header
from amazongraph.questions.question import from_dict, parse_question
from amazongraph.resources import data_dir
from amazongraph.store.embedded import run

SEEDS = [bytes([number]) for number in range(0, 60, 7)] + [
    bytes([number, 3, number, 7, 1, 90, 2, 5]) for number in range(0, 250, 11)
]
HEADER = (
    "#+ question: {es: a, en: b}\n#+ note: &x [*x]\n",
    "#+ columns: &a [&b [*a, *a]]\n",
    "#+ note: 2024-02-30\n",
    "#+ x: !!python/none 1\n",
    "#+ ? [a]\n#+ : b\n",
    "#+ \t- x\n",
    "#+ a: &a [x,x,x,x,x,x,x,x,x]\n#+ b: &b [*a,*a,*a,*a,*a,*a,*a,*a]\n#+ c: &c [*b,*b,*b,*b,*b,*b,*b]\n"
    "#+ d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\n#+ e: &e [*d,*d,*d,*d,*d,*d,*d]\n#+ question: {es: *e, en: *e}\n",
    "#+ " + "[" * 3000 + "\n",
    "#+ - a\n",
    "#+ just words\n",
    "#+ defaults: [{x: 1e400}]\n",
    "#+ population: release\n",
    "#+ tags: x\n",
    "#+ n: " + "9" * 5000 + "\n",
)


def target(data: bytes) -> None:
    """A shipped question with lines changed or put above it."""
    dice = Dice(data)
    texts = _texts()
    text = texts[dice.below(256) % len(texts)]
    if dice.below(3) == 2:
        text = dice.pick(HEADER) + text
    content = lines_mutated(text, dice) if dice else text.encode()
    path = put("pregunta.rq", content)
    with in_words():
        question = parse_question(path)
        lint_header(question)
        lint(question)
        same("a question kept in an index", from_dict(question.as_dict()), question)
        question.whether()
        run(_store(), question.bind({}))


@cache
def _texts() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(data_dir("queries").glob("*/*.rq"))[::3]] + [""]


@cache
def _store() -> ox.Store:
    return ox.Store()
