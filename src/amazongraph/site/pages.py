"""A page as a value, and how it is drawn in a language. Templates escape every text that is not said to be markup."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from amazongraph import terms
from amazongraph.messages import LANGUAGES
from amazongraph.site import paths
from amazongraph.site.words import word

_FOLDER = Path(__file__).parent / "templates"
Both = dict[str, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages of a site share. ``names`` and ``addresses``: IRI -> name in each language, page.

    ``base_url``: where the site will stand, "" where that is not said. ``banner``: the profile is not the public one.
    """

    release: str
    profile: str
    names: Mapping[str, Both]
    addresses: Mapping[str, str]
    base_url: str = ""

    @property
    def banner(self) -> bool:
        """Whether each page must say that it is internal."""
        return self.profile != "public"


@dataclass(frozen=True, slots=True)
class Page:
    """``path`` within the folder of a language; ``values`` are those of its template, texts in both languages;
    ``section``: the entry of the menu it belongs to; ``body``: a piece of markup made for a view of it.
    """

    path: str
    template: str
    title: Both
    section: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    body: Callable[["View"], str] | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A page as seen in a language: how it names other pages."""

    frame: Frame
    page: str
    lang: str

    @property
    def other(self) -> str:
        """The other language."""
        return next(one for one in LANGUAGES if one != self.lang)

    def href(self, target: str) -> str:
        """The address of a page of this language."""
        return paths.between(self.page, target)

    def root(self, target: str) -> str:
        """The address of a file that both languages share, or, with the language before it, of a page of either."""
        return paths.between(f"{self.lang}/{self.page}", target)

    def link(self, iri: str) -> str:
        """Where an IRI is shown: on a page of the site, else at its own address; "" for one of ours without a page."""
        if iri in self.frame.addresses:
            return self.href(self.frame.addresses[iri])
        return "" if iri.startswith(terms.BASE) else iri

    def name(self, iri: str) -> str:
        """What an IRI is called: by its label, else by its CURIE."""
        return self.frame.names[iri][self.lang] if iri in self.frame.names else terms.shorten(iri)

    def anchor(self, iri: str) -> Markup:
        """The name of an IRI, as a link to its page; of what has no name, to its address of the web."""
        name, address = self.name(iri), self.link(iri)
        if iri not in self.frame.addresses and (
            iri in self.frame.names or not address.startswith(("https://", "http://"))
        ):
            return Markup("{}").format(name)
        return Markup('<a href="{}">{}</a>').format(address, name)

    def anchors(self, iris: tuple[str, ...]) -> Markup:
        """Several of them, by commas."""
        return Markup(", ").join(self.anchor(iri) for iri in iris)

    def t(self, key: str, **values: object) -> str:
        """A word of the site."""
        return word(key, self.lang, **values)


def environment() -> Environment:
    """The templates; a name that a template does not get is an error, never an empty place."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["short"] = terms.shorten
    made.filters["key"] = terms.key_of
    return made


def draw(templates: Environment, frame: Frame, page: Page, lang: str) -> str:
    """The page in a language."""
    view = View(frame, page.path, lang)
    return templates.get_template(page.template).render(
        frame=frame,
        page=page,
        view=view,
        lang=lang,
        t=view.t,
        href=view.href,
        body=Markup(page.body(view)) if page.body else "",  # noqa: S704 - made of escaped pieces
        **page.values,
    )
