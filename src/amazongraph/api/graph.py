"""Opens a release, and everything that can be asked of it."""

import logging
import shutil
import weakref
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from amazongraph import releases
from amazongraph.api.showing import Shown, show
from amazongraph.errors import ReleaseError, SettingsError
from amazongraph.labels import find, labels, resolve
from amazongraph.messages import LANGUAGES, text
from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import catalogue, find_question, search
from amazongraph.questions.federation import chosen, federated
from amazongraph.releases import Readable, Release
from amazongraph.settings import PROFILES, Endpoint, Settings, load
from amazongraph.store.asking import Store
from amazongraph.tables.answers import Result, result
from amazongraph.tables.table import Cell, Table, Thing, titled

if TYPE_CHECKING:
    import networkx
    import rdflib

    from amazongraph.api.briefs import Briefed
    from amazongraph.export.panel import Panel
    from amazongraph.questions.remote import RemotePart

_LOG = logging.getLogger("amazongraph")
_FOUND = (
    titled("name", "entity", "find.name"),
    titled("matched", "text", "find.matched"),
    titled("type", "entities", "find.type"),
    titled("place", "entities", "find.place"),
)
_QUESTIONS = (
    titled("id", "text", "find.id"),
    titled("theme", "text", "questions.theme"),
    titled("question", "text", "questions.asks"),
    titled("status", "text", "questions.status"),
    titled("parameters", "codes", "questions.parameters"),
)


def open(
    where: str | Path = ".",
    *,
    profile: str | None = None,
    lang: str | None = None,
    user: str = "",
    digest: bool = False,
) -> "Graph":
    """Open the graph: the current release of a workspace, or any other release.

    ``where`` is the folder of a workspace, the folder of a release, the file of a release that ``amazongraph release
    bundle`` made, the address (``https://``, ``http://``) of a SPARQL server to which ``amazongraph push`` put one, or
    the name of a release of the workspace one is in, as far as it is unique. A file is verified and unpacked into a
    folder that goes with the graph; a server is asked where it is. Where nothing was built yet, the workspace is built
    first. ``profile``: ``public``, or ``own`` in a workspace that says so; of a server the one that it has. ``lang``:
    ``es`` or ``en``; by default that of the workspace. ``user``: who logs in to a server, by the basic scheme or by
    ``digest``; the password is taken from the environment, ``AMAZONGRAPH_PASSWORD``.

    >>> import amazongraph as ag
    >>> g = ag.open(lang="en")
    >>> g
    <Graph of release ..., public profile>

    Raises ``ReleaseError``, ``BundleError``, ``EndpointError``, ``SettingsError``, ``ParameterError`` for a user
    without a password, and what a build raises.
    """
    if str(where).startswith(("https://", "http://")):
        return _elsewhere(str(where), profile, lang, (user, digest) if user else None)
    folder = Path(where).resolve()
    settings = load(folder if folder.is_dir() else Path.cwd())
    _check(settings, profile, lang)
    if folder.is_file() and folder.suffix.lower() == ".zip":
        return _bundled(folder, profile, settings, lang)
    found, wanted = _release(settings, folder, str(where)), profile or settings.profile
    found.profile(wanted)
    return Graph(found, wanted, lang or settings.language, settings.allowed)


def _elsewhere(address: str, profile: str | None, lang: str | None, who: tuple[str, bool] | None) -> "Graph":
    from amazongraph.served import served
    from amazongraph.store.login import of_environment

    settings = load(Path.cwd())
    _check(settings, None, lang)
    found = served(address, of_environment(*who) if who else None)
    # Another profile than the one that is there is refused at once.
    found.store(profile or found.name)
    return Graph(found, profile or found.name, lang or settings.language, settings.allowed)


def _check(settings: Settings, profile: str | None, lang: str | None) -> None:
    if profile not in (None, *PROFILES):
        raise SettingsError("settings.profile", file="profile", value=profile)
    if profile == "own" and settings.profile != "own":
        raise SettingsError("profile.not-own", folder=str(settings.root))
    if lang not in (None, *LANGUAGES):
        raise SettingsError("settings.language", file="lang", value=lang)


def _release(settings: Settings, folder: Path, where: str) -> Release:
    if not folder.is_dir():
        found = [one for one in releases.releases(settings) if one.id.startswith(where)]
        if len(found) != 1:
            known = ", ".join(one.id for one in releases.releases(settings)) or "-"
            raise ReleaseError("release.absent", text=where, known=known)
        return found[0]
    if (folder / "manifest.json").is_file():
        return Release(folder.name, folder)
    return releases.current(settings) or _built(settings)


def _bundled(path: Path, profile: str | None, settings: Settings, lang: str | None) -> "Graph":
    from amazongraph.bundle.install import unpacked

    wanted = profile or "public"
    folder, release = unpacked(path, wanted)
    graph = Graph(release, wanted, lang or settings.language, settings.allowed)
    # On Windows a store that is still open cannot be removed.
    weakref.finalize(graph, shutil.rmtree, folder, ignore_errors=True)
    return graph


def _built(settings: Settings) -> Release:
    from amazongraph.build import build

    _LOG.info(text("build.first", settings.language))
    build(settings)
    release = releases.current(settings)
    if release is None:
        raise ReleaseError("release.none", folder=str(settings.graph))
    return release


class Graph:
    """One profile of one release, opened for reading; made by ``open``."""

    def __init__(self, release: Readable, profile: str, lang: str, allowed: Sequence[Endpoint] = ()) -> None:
        self.release = release.id
        self.profile = profile
        self.lang = lang
        self._release = release
        self._allowed = allowed

    @cached_property
    def _store(self) -> Store:
        return self._release.store(self.profile)

    def __repr__(self) -> str:
        return f"<Graph of release {self.release}, {text(f'profile.{self.profile}', 'en')} profile>"

    def questions(self, words: str = "") -> Table:
        """The questions that can be asked, or those that hold some words.

        >>> [row["id"] for row in g.questions("murdered leaders")]
        ['murder-counts']
        """
        found = search(catalogue(self._release, self.profile), words)
        rows: list[dict[str, Cell]] = [
            {
                "id": question.id,
                "theme": question.theme,
                "question": question.question[self.lang],
                "status": text(f"question.{status}", self.lang),
                "parameters": [parameter.name for parameter in question.parameters],
            }
            for question, status in found
        ]
        return Table(_QUESTIONS, rows, self.lang, profile=self.profile)

    def ask(self, question: str, /, *, remote: Sequence[str] = (), **parameters: object) -> Result:
        """Ask a question of the catalogue; see ``questions``. A place or a concept is given by name, code or IRI.
        ``remote``: the endpoints of ``amazongraph.toml`` that are asked, too, where the question has a part for them;
        one that fails is told in ``Result.remote``.

        >>> answer = g.ask("coca-area", area="departamento de Ucayali", since="2022-01-01")
        >>> for row in answer:
        ...     print(row["as_of"], row["value"], row["unit"])
        2024 11206 hectares
        2023 12221 hectares
        2022 14531 hectares
        >>> answer.sources[row["sources"][0] - 1].publishers
        ('Comisión Nacional para el Desarrollo y Vida sin Drogas',)

        Raises ``QuestionError``, ``ParameterError`` for a name of nothing or of several things, and ``SettingsError``
        for an endpoint that is not allowed.
        """
        asked = find_question(self._release, question, self.profile)
        given = {name: str(value) for name, value in parameters.items() if value is not None}
        endpoints = chosen(asked, [remote] if isinstance(remote, str) else remote, self._allowed)
        answer = ask(self._release, asked, given, self.profile)
        return result(federated(answer, self._release, endpoints, self._sending), self._release, self.lang)

    def _sending(self, part: "RemotePart", endpoint: Endpoint, count: int) -> None:
        kind = text(f"sends.{part.sends}", self.lang)
        said = {"title": part.title[self.lang], "address": endpoint.address, "count": count, "kind": kind}
        _LOG.info(text("remote.sending", self.lang, **said))

    def query(self, sparql: str) -> "Table | bool | rdflib.Graph":
        """Run SPARQL: SELECT gives a table, ASK a truth value, CONSTRUCT and DESCRIBE an RDFLib graph.

        The prefixes of the ontology are there already, ``SERVICE`` is refused. A query runs in this process and cannot
        be interrupted; ``amazongraph query`` has a time limit.

        >>> g.query("SELECT (COUNT(DISTINCT ?x) AS ?many) WHERE { ?x a ag:Department }").rows
        [{'many': 25}]

        Raises ``QueryError``.
        """
        from amazongraph.tables.queries import query

        return query(self._store, sparql, self.lang, self.profile)

    def find(self, name: str) -> Table:
        """The things with a name that holds ``name``, accents or not; whole names first.

        >>> [str(row["name"]) for row in g.find("isconahua")]
        ['Iskonawa', 'Isconahua Indigenous Reserve']
        """
        found = find(self._store, name)
        named = labels(self._store, {iri for one in found for iri in (one.iri, *one.classes, *one.places)})

        def things(iris: tuple[str, ...]) -> list[Thing]:
            return [Thing(iri, named[iri][self.lang]) for iri in iris]

        rows: list[dict[str, Cell]] = [
            {
                "name": things((one.iri,))[0],
                # A name that is for search only is shown nowhere.
                "matched": None if one.hidden else one.name,
                "type": things(one.classes),
                "place": things(one.places),
            }
            for one in found
        ]
        return Table(_FOUND, rows, self.lang, profile=self.profile)

    def show(self, thing: str | Thing) -> Shown:
        """What is said of a thing and by whom: by its IRI, its CURIE or a name that only it has.

        >>> for row in g.show("reserve:reserva-isconahua"):
        ...     if str(row["property"]) == "legal area (ha)":
        ...         print(row["value"], row["verdict"])
        275665 outranked
        275665 outranked
        298487.71 accepted

        Raises ``EntityError``.
        """
        iri = resolve(self._store, thing.iri if isinstance(thing, Thing) else thing)
        return show(self._store, iri, self._release, self.lang, self.profile)

    def brief(self, thing: str | Thing) -> "Briefed":
        """The brief on a thing, to take to a meeting: what it is, who lives there, what is reported, who answers.

        ``.html()``, ``.markdown()``, ``.pdf()`` and ``.png()`` write it; ``.one_page()`` is what matters most of it.

        >>> made = g.brief("source:choche")
        >>> made
        <Brief on source:choche: ... statements, ... sources>
        >>> print(made.markdown().splitlines()[0])
        # Pistas clandestinas y cultivos ilícitos de coca en Reserva Indígena Kakataibo

        Raises ``EntityError``.
        """
        from amazongraph.api.briefs import Briefed
        from amazongraph.brief.gather import brief

        named = thing.iri if isinstance(thing, Thing) else thing
        return Briefed(brief(self._release, self.profile, named, self.lang))

    def cite(self, thing: str | Thing = "release", form: str = "text") -> str:
        """The citation of a claim, a figure, a document or the release: who says it, in which document, relaying which.

        ``form``: ``text``, ``bibtex``, ``csl`` (JSON) or ``ris``.

        >>> print(g.cite("figure:kill-001").splitlines()[0])
        27 persons; Killings; ...

        Raises ``EntityError``.
        """
        from amazongraph.questions.attribution import cite

        named = thing.iri if isinstance(thing, Thing) else thing
        return cite(self._release, self.profile, named, form, self.lang)

    def panel(
        self,
        *indicators: str,
        unit: str = "district",
        years: range | None = None,
        merge_splits: bool = False,
    ) -> "Panel":
        """A row for every unit (``district``, ``province``, ``department``) and year, with what is published of them.

        >>> made = g.panel("coca-area", unit="department", years=range(2021, 2023))
        >>> made.frame.filter(unit_code="25").select("year", "coca_area", "coca_area_break").rows()
        [(2021, 10151.0, 0), (2022, 14531.0, 0)]

        ``made.sources`` has the documents of each cell, ``made.codebook`` what each column means; see
        ``amazongraph.export.panel``. Raises ``ExportError``.
        """
        from amazongraph.export.panel import panel

        return panel(self._release, indicators, unit, years, self.profile, merge_splits=merge_splits)

    def rdflib(self) -> "rdflib.Dataset":
        """The named graphs as an RDFLib data set whose default graph is their union; a copy in memory.

        A release of 100,000 quads takes RDFLib some ten seconds.
        """
        from amazongraph.api.networks import rdflib_dataset

        return rdflib_dataset(self._release.profile(self.profile))

    def networkx(self, kind: str = "things") -> "networkx.MultiDiGraph[str]":
        """The graph for network analysis, as NetworkX holds one.

        ``kind``: ``things``, all of them with the relations between them; ``actors``, ``territories``, ``corridors``,
        ``measures`` or ``sources``. Nodes are IRIs with ``label``, ``kinds`` (the CURIEs of their classes) and, where
        they are known, ``start`` and ``end``; an edge has the CURIE of its ``property``, its dates, ``sources``,
        ``reported_by`` and ``standing``. See ``amazongraph.network.graph.network``.

        >>> n = g.networkx("actors")
        >>> n.nodes["https://w3id.org/amazongraph/id/organization/orpio"]["kind"]
        'ag:RegionalIndigenousOrganization'
        >>> print(n.graph["caveat_en"])
        Only what a page read states is on record; ...

        Raises ``ExportError`` for a kind that there is not.
        """
        from amazongraph.network.graph import network

        return network(self._release, kind, self.profile, self.lang)
