"""The pages of things and documents, and the lists that lead to them."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from amazongraph import terms
from amazongraph.document import Drawing, drawn
from amazongraph.messages import LANGUAGES, text
from amazongraph.questions.citations import Citation
from amazongraph.questions.markup import linked
from amazongraph.site.pages import Both, Page, View
from amazongraph.site.things import Things, kind_of
from amazongraph.site.words import both
from amazongraph.values import fold

_MOST = 300  # things that the page of a document names: a directory speaks of thousands


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing in a list: its name, and what tells it from others of that name."""

    iri: str
    name: Both
    detail: Both


def pages(things: Things) -> Iterator[Page]:
    """The lists, then a page for each thing."""
    listed = {kind: entries(things, iris) for kind, iris in things.by_kind.items()}
    sizes = {kind: len(of_kind) for kind, of_kind in listed.items() if kind != "document"}
    yield Page("things.html", "things.html", both("nav.things"), "things", {"sizes": sizes})
    for kind in sizes:
        by_name = {lang: _by_letter(listed[kind], lang) for lang in LANGUAGES}
        yield Page(
            f"things/{kind}.html", "kind.html", both(f"kind.{kind}"), "things", {"by_name": by_name, "kind": kind}
        )
    for kind, of_kind in listed.items():
        for entry in of_kind:
            section = "sources" if kind == "document" else "things"
            yield Page(
                things.addresses[entry.iri], "thing.html", entry.name, section, {"kind": kind}, _Body(things, entry.iri)
            )


def entries(things: Things, iris: list[str]) -> list[Entry]:
    """The things as a list names them, in the order of their IRIs."""
    return [Entry(iri, things.names[iri], _detail(things, iri)) for iri in iris]


def _detail(things: Things, iri: str) -> Both:
    """Where a thing lies, or what a figure says and who says it."""
    if kind_of(iri) == "document":
        cited = things.cited.get(iri)
        return dict.fromkeys(LANGUAGES, ", ".join(filter(None, [*cited.publishers, cited.date])) if cited else "")
    places = ("area", "place", "within", "situationOf")
    held = [one for one in (things.first(iri, "unit"), things.first(iri, *places)) if one in things.names]
    return {lang: ", ".join(things.names[one][lang] for one in held) for lang in LANGUAGES}


def _by_letter(listed: list[Entry], lang: str) -> list[Entry]:
    return sorted(listed, key=lambda one: (fold(one.name[lang]), fold(one.detail[lang]), one.iri))


@dataclass(frozen=True, slots=True)
class _Body:
    """What stands on the page of a thing: what is said of it, and the documents that say so, numbered."""

    things: Things
    iri: str

    def __call__(self, view: View) -> Markup:
        numbers: dict[str, int] = {}

        def cite(source: str) -> str:
            if source not in self.things.cited:
                return view.anchor(source)
            number = numbers.setdefault(source, len(numbers) + 1)
            return f'<a href="#source-{number}">[{number}]</a>'

        said = self.things.said[self.iri]
        whole = drawn(self.iri, said, self.things.names, Drawing(view.lang, view.link, cite))
        parts = [Markup(whole), self._sources(view, list(numbers)), self._document(view)]  # noqa: S704 - escaped there
        return Markup().join(parts)

    def _sources(self, view: View, cited: list[str]) -> Markup:
        if not cited:
            return Markup()
        items = [
            Markup('<li id="source-{}">{}</li>\n').format(number, _document(view, self.things.cited[iri]))
            for number, iri in enumerate(cited, start=1)
        ]
        return Markup("<h2>{}</h2>\n<ol>\n{}</ol>\n").format(text("answer.sources", view.lang), Markup().join(items))

    def _document(self, view: View) -> Markup:
        """Of a document: how it is cited, and what it speaks of."""
        if kind_of(self.iri) != "document" or self.iri not in self.things.cited:
            return Markup()
        said = _document(view, self.things.cited[self.iri])
        cited = Markup("<h2>{}</h2>\n<p>{}</p>\n").format(view.t("thing.cite"), said)
        return cited + self._speaks_of(view)

    def _speaks_of(self, view: View) -> Markup:
        names, told = self.things.names, self.things.told_in.get(self.iri, {})
        shown = sorted((fold(names[iri][view.lang]), iri) for iri in told if iri in names)
        if not shown:
            return Markup()
        items = [
            Markup("<li>{}: {}</li>\n").format(view.anchor(iri), self._properties(told[iri], view.lang))
            for _, iri in shown[:_MOST]
        ]
        left = len(shown) - _MOST
        more = Markup("<p>{}</p>\n").format(text("document.more", view.lang, count=left)) if left > 0 else ""
        return Markup("<h2>{}</h2>\n<ul>\n{}</ul>\n{}").format(view.t("thing.tells"), Markup().join(items), more)

    def _properties(self, told: list[str], lang: str) -> str:
        """The properties in words; what has no name in words is for machines."""
        names = self.things.names
        return ", ".join(
            sorted({names[one][lang] for one in told if one in names and names[one][lang] != terms.shorten(one)})
        )


def _document(view: View, cited: Citation) -> Markup:
    """A citation, and the way to the page of the document."""
    said = Markup(linked(cited, view.lang))  # noqa: S704 - escaped there
    if cited.iri not in view.frame.addresses or view.frame.addresses[cited.iri] == view.page:
        return said
    return Markup('{} <a href="{}">{}</a>').format(said, view.link(cited.iri), view.t("thing.document"))
