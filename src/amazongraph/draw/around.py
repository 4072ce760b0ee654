"""What stands under every picture: notes, coverage, who reports it, the release. ``picture`` places the texts."""

from collections.abc import Iterable, Mapping

from amazongraph.draw.body import Order
from amazongraph.messages import text
from amazongraph.questions import forms
from amazongraph.questions.answer import Answer
from amazongraph.questions.citations import Citation


def below(answer: Answer, lang: str) -> list[str]:
    """The paragraphs under a picture: what to bear in mind, what was withheld, what it covers."""
    said = forms.notes(answer, lang)
    if answer.withheld_rows != "0":
        withheld = answer.withheld_rows.replace("<", text("answer.fewer", lang))
        said.append(text("answer.withheld-rows", lang, count=withheld))
    return [*said, *_coverage(answer, lang)]


def _coverage(answer: Answer, lang: str) -> list[str]:
    about, found = answer.question.population, answer.coverage
    if about is None or found is None:
        return []
    key = "draw.coverage-complete" if found.complete else "draw.coverage"
    said = [text(key, lang, known=found.known, covered=found.covered, things=about.label[lang])]
    if any(forms.is_least(answer, column) for column in answer.question.columns):
        said.append(text("answer.minimum", lang))
    return [" ".join(said)]


def reported_by(answer: Answer, rows: Iterable[Mapping[str, str]], lang: str) -> tuple[str, list[str]]:
    """``Reported by``, and the documents of some rows, short, under the numbers that the whole answer gives them."""
    numbers = sorted({number for row in rows for number in answer.numbers(row)})
    return text("draw.sources", lang), [f"[{one}] {short(answer.sources[one - 1], lang)}" for one in numbers]


def short(source: Citation, lang: str) -> str:
    """Publisher and year: ``El Comercio (Perú), 2023``."""
    publisher = ", ".join(source.publishers) or source.title
    return f"{publisher}, {source.date[:4] or text('cite.no-date', lang)}"


def listed(names: Iterable[str], order: Order) -> str:
    """Names in their order, on a narrow paper the first ones: ``Atalaya; Purús; and 3 more``."""
    most = 5 if order.paper.narrow else 30
    said = sorted(names)
    more = [text("draw.and-more", order.lang, count=len(said) - most)] if len(said) > most else []
    return "; ".join([*said[:most], *more])


def last_line(answer: Answer, lang: str) -> str:
    """The release, the profile, and how to have the full citations."""
    return text(
        "draw.release",
        lang,
        release=answer.release,
        profile=text(f"profile.{answer.profile}", lang),
        question=answer.question.id,
    )
