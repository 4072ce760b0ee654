"""What is said of one thing, as a table that cites."""

import html
from dataclasses import dataclass

from amazongraph import terms
from amazongraph.describe import Said, describe
from amazongraph.labels import labels
from amazongraph.messages import LANGUAGES
from amazongraph.questions.citations import citations
from amazongraph.releases import Readable
from amazongraph.store.asking import Store
from amazongraph.tables.answers import Cited
from amazongraph.tables.table import Cell, Thing, titled

_COLUMNS = (
    titled("incoming", "boolean", "show.incoming"),
    titled("property", "entity", "show.property"),
    titled("value", "entity", "show.value"),
    titled("verdict", "entity", "show.verdict"),
    titled("reason", "entity", "show.reason"),
    titled("who", "entity", "show.who"),
    titled("as_of", "interval", "show.as-of"),
    titled("sources", "sources", "show.source"),
)


@dataclass(frozen=True, repr=False, eq=False)
class Shown(Cited):
    """What is said of one ``thing``, by whom, and what was decided: a row for everything that is said alike.

    ``incoming``: said of another thing (``value``) that points to this one. A row without sources was worked out by
    the build.
    """

    thing: Thing

    def __repr__(self) -> str:
        return f"<Shown {self.thing.label} ({terms.shorten(self.thing.iri)}): {len(self)} rows>"

    def _repr_html_(self) -> str:
        name, key = html.escape(self.thing.label), html.escape(terms.shorten(self.thing.iri))
        return f"<p><strong>{name}</strong> <code>{key}</code></p>\n{super()._repr_html_()}"


def show(store: Store, iri: str, origin: Readable, lang: str, profile: str) -> Shown:
    """What a profile says of ``iri``, without the texts of the other language; ``origin`` is the release."""
    # What is said in both languages is shown in the reader's; a name in a language of its own, to every reader.
    said = [one for one in describe(store, iri) if one.lang == lang or one.lang not in LANGUAGES]
    named = {name: Thing(name, both[lang]) for name, both in labels(store, _named(iri, said)).items()}
    cited = citations(store, {one.source for one in said})
    numbers = {source: number for number, source in enumerate(sorted(cited), start=1)}
    documents: dict[tuple[Cell, ...], list[int]] = {}
    for one in said:
        numbered = documents.setdefault(_row(one, named), [])
        if one.source in numbers and numbers[one.source] not in numbered:
            numbered.append(numbers[one.source])
    names = [column.name for column in _COLUMNS]
    rows: list[dict[str, Cell]] = [
        dict(zip(names, [*row, sorted(cited_by)], strict=True)) for row, cited_by in documents.items()
    ]
    return Shown(_COLUMNS, rows, lang, tuple(cited[source] for source in numbers), origin, named[iri], profile=profile)


def _row(one: Said, named: dict[str, Thing]) -> tuple[Cell, ...]:
    return (
        one.incoming,
        named[one.property],
        f"{one.value} ({one.lang})" if one.lang not in {"", *LANGUAGES} else named.get(one.value, one.value),
        named[terms.concept("verdict", one.verdict)],
        named[terms.concept("reason", one.reason)] if one.reason else None,
        named.get(one.who),
        one.as_of or None,
    )


def _named(iri: str, said: list[Said]) -> set[str]:
    """Everything the rows name."""
    found = {part for one in said for part in (one.property, one.value, one.who) if "://" in part}
    found |= {terms.concept("verdict", one.verdict) for one in said}
    return found | {terms.concept("reason", one.reason) for one in said if one.reason} | {iri}
