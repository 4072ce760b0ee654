"""What a brief on each kind of thing holds, section by section."""

from collections.abc import Callable, Iterable, Iterator

from amazongraph import terms
from amazongraph.brief import amounts, bodies, doubts, facts, harm, land, papers, people, policy
from amazongraph.brief.model import Section
from amazongraph.brief.reading import Reading, Row

Gather = Callable[[Reading, str], Iterable[Section]]

_PERU = terms.expand("area:peru")
_AREA = (
    *("ag:capital", "ag:ubigeoINEI", "ag:legalAreaHectares", "skos:altLabel", "ag:acronym"),
    *("skos:definition", "rdfs:comment"),
)
_RESERVE = (
    *("ag:forPeople", "ag:reserveStatus", "ag:legalAreaHectares", "ag:categorisedBy", "ag:createdBy"),
    *("ag:createdAsTerritorialReserve", "ag:recognisedBy", "ag:registeredIn", "ag:requested"),
    *("ag:precautionaryMeasure", "ag:internationalCase", "ag:place", "rdfs:comment"),
)
_COMMUNITY = ("skos:altLabel", "ag:people", "ag:place", "ag:bdpiCode", "rdfs:comment")
_PEOPLE = (
    *("ag:selfName", "skos:altLabel", "ag:languageName", "ag:languageFamily", "ag:reportedIn"),
    *("ag:iso639P3Code", "ag:glottocode"),
)
_LAND = ("coca-in-communities", "imperfect-titles", "blocked-procedures", "threats-followed")
OPEN = {
    "ag:NativeCommunity": ("titling-stages", *_LAND, "forest-alerts", "shared-ground"),
    "ag:IndigenousPeople": ("coca-by-people", "representation", *_LAND[1:]),
    "ag:ProtectedTerritory": ("reserve-pressures", "requested-land-overlaps", "forest-alerts"),
    "ag:RequestedReserve": ("reserve-pressures", "requested-land-overlaps", "forest-alerts"),
    "ag:Area": ("titling-stages", "representation", *_LAND, "rights-suspended", "state-presence"),
    "ag:PolicyMeasure": ("rights-suspended", "before-and-after"),
}
"""Class -> the questions that bear on such a thing and that a release may not be able to answer."""


def area(reading: Reading, iri: str) -> Iterator[Section]:
    """An area: who lives and organises there, what was recognised, what is reported, measured and done."""
    name, inside, above = terms.shorten(iri), facts.inside(reading, iri), _departments(reading, iri)
    communities = facts.there(reading, inside, "ag:NativeCommunity", "ag:place")
    reserves = facts.there(reading, inside, "ag:ProtectedTerritory", "ag:place", "ag:within")
    cases = harm.cases_in(reading, name)
    yield facts.identity(reading, iri, _AREA)
    yield people.living(reading, inside, iri)
    yield people.organised(reading, inside, above)
    yield people.titled(reading, communities, reserves)
    yield harm.pressures(reading, [name])
    yield harm.incidents(reading, cases)
    yield amounts.of_place(reading, iri)
    yield amounts.around(reading, iri, inside)
    yield land.shared_ground(reading, iri)
    yield _emergencies(reading, iri, inside)
    yield policy.plans(reading, {iri, *above})
    yield policy.responsible(reading, {*inside, *reading.above(iri)})
    yield people.demanded(
        reading, _organisations(reading, {*inside, *above}), communities, general=_PERU in (iri, *reading.above(iri))
    )
    figures = reading.pointing([iri], "ag:area")["canonical"]
    facets = reading.pointing(communities, "ag:ofCommunity")["canonical"]
    yield doubts.disputed(reading, {iri, *communities, *reserves, *figures, *facets, *_incidents(cases)})


def reserve(reading: Reading, iri: str) -> Iterator[Section]:
    """A reserve: always as a whole, never where in it."""
    places = set(reading.values(iri, "ag:place"))
    above = {up for place in places for up in reading.above(place)}
    yield facts.identity(reading, iri, _RESERVE)
    yield people.organised(reading, places, above - _countries(reading, above))
    yield people.titled(reading, (), [iri])
    yield harm.pressures(reading, reserve=iri)
    yield amounts.of_place(reading, iri)
    yield land.shared_ground(reading, iri)
    yield policy.measures(reading, places, above - _countries(reading, above))
    yield policy.responsible(reading, {iri, *places, *above})
    yield people.demanded(reading, _organisations(reading, {*places, *above} - _countries(reading, above)))
    yield doubts.disputed(reading, {iri, *reading.pointing([iri], "ag:area")["canonical"]})


def community(reading: Reading, iri: str) -> Iterator[Section]:
    """A community: its people and place, its title, who represents it, what it faces and what is done."""
    places = set(reading.values(iri, "ag:place"))
    above = {up for place in places for up in reading.above(place)}
    cases = harm.cases_of(reading, [iri])
    yield facts.identity(reading, iri, _COMMUNITY)
    yield bodies.belonging(reading, iri)
    yield people.organised(reading, places, above - _countries(reading, above))
    yield people.titled(reading, [iri])
    yield harm.pressures(reading, communities=[iri])
    yield land.coca(reading, iri)
    yield land.shared_ground(reading, *(reading.values(iri, "ag:holdsTerritory") or [iri]))
    yield harm.incidents(reading, cases)
    yield amounts.of_place(reading, iri)
    yield policy.measures(reading, places, above - _countries(reading, above))
    yield policy.responsible(reading, {iri, *places, *above})
    yield people.demanded(reading, _organisations(reading, {*places, *above} - _countries(reading, above)), [iri])
    facets = reading.pointing([iri], "ag:ofCommunity")["canonical"]
    yield doubts.disputed(reading, {iri, *facets, *_incidents(cases)})


def indigenous_people(reading: Reading, iri: str) -> Iterator[Section]:
    """A people: its own names first."""
    communities = facts.there(reading, [iri], "ag:NativeCommunity", "ag:people")
    reserves = facts.there(reading, [iri], "ag:ProtectedTerritory", "ag:forPeople")
    cases = harm.cases_of(reading, [iri])
    yield facts.identity(reading, iri, _PEOPLE)
    yield people.of_people(reading, communities, reserves)
    yield people.titled(reading, communities, reserves)
    yield harm.pressures(reading, communities=communities)
    yield harm.incidents(reading, cases)
    yield doubts.disputed(reading, {iri, *communities, *reserves, *_incidents(cases)})


def measure(reading: Reading, iri: str) -> Iterator[Section]:
    """A measure, with the norm that establishes it and the chain it is part of."""
    chains = reading.values(iri, "ag:partOfChain")
    norms = reading.values(iri, "ag:establishedBy")
    yield papers.measure(reading, iri)
    yield from (papers.chain(reading, one, iri) for one in chains)
    yield policy.responsible(reading, {iri})
    yield policy.assessments(reading, [terms.shorten(one) for one in (iri, *chains, *norms)])
    yield doubts.disputed(reading, {iri, *norms})


def protection(reading: Reading, iri: str) -> Iterator[Section]:
    """A protection measure: for whom, granted by whom, on which norm."""
    yield papers.measure(reading, iri)
    yield policy.responsible(reading, {iri})
    yield doubts.disputed(reading, {iri})


def chain(reading: Reading, iri: str) -> Iterator[Section]:
    """A chain of states of emergency, stage by stage."""
    stages = sorted(reading.pointing([iri], "ag:partOfChain")["canonical"].unique())
    yield papers.chain_facts(reading, iri)
    yield papers.chain(reading, iri)
    yield policy.assessments(reading, [terms.shorten(iri)])
    yield doubts.disputed(reading, {iri, *stages})


def norm(reading: Reading, iri: str) -> Iterator[Section]:
    """A norm: what it is, what it establishes, who assesses it."""
    yield papers.norm(reading, iri)
    yield papers.follows(reading, iri)
    yield policy.assessments(reading, [terms.shorten(iri)])
    yield doubts.disputed(reading, {iri})


def document(reading: Reading, iri: str) -> Iterator[Section]:
    """A document: what it is, what it says, whom it repeats and who repeats it."""
    yield papers.document(reading, iri)
    yield papers.chains(reading, iri)
    yield papers.told(reading, iri)
    yield papers.figures(reading, iri)
    yield papers.contents(reading, iri)
    yield doubts.disputed(reading, papers.subjects(reading, iri))


def organisation(reading: Reading, iri: str) -> Iterator[Section]:
    """An organisation: what it is, belongs to, does, says and asks for."""
    yield bodies.what_it_is(reading, iri)
    yield bodies.belonging(reading, iri)
    yield bodies.answers_for(reading, iri)
    yield people.demanded(reading, {iri}, general=False)
    yield bodies.says(reading, iri)
    yield amounts.stated_by(reading, reading.pointing([iri], "ag:attributedTo")["canonical"])


KINDS: dict[str, Gather] = {
    "ag:NativeCommunity": community,
    "ag:IndigenousPeople": indigenous_people,
    "ag:ProtectedTerritory": reserve,
    "ag:RequestedReserve": reserve,
    "ag:EmergencyChain": chain,
    "ag:PolicyMeasure": measure,
    "ag:ProtectionMeasure": protection,
    "ag:LegalNorm": norm,
    "ag:Organization": organisation,
    "ag:Document": document,
    "ag:Dataset": document,
    "ag:Area": area,
}
"""Class -> what gathers the sections of its brief; the first that a thing has decides."""


def _emergencies(reading: Reading, iri: str, inside: set[str]) -> Section:
    """The states of emergency of an area; the days it has been under one stand first."""
    made = policy.measures(reading, inside, set(reading.above(iri)) - _countries(reading, reading.above(iri)))
    return policy.with_days(made, policy.under_emergency(reading, iri))


def _departments(reading: Reading, iri: str) -> list[str]:
    return [one for one in reading.above(iri) if one not in _countries(reading, [one])]


def _countries(reading: Reading, places: Iterable[str]) -> set[str]:
    return {one for one in places if "ag:Country" in reading.classes(one)}


def _organisations(reading: Reading, places: Iterable[str]) -> set[str]:
    return set(facts.there(reading, places, "ag:Organization", "ag:place"))


def _incidents(cases: Iterable[Row]) -> set[str]:
    return {row.raw("incident") for row in cases}
