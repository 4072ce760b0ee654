"""Everything a site tells, read once: the vocabulary and its rules, the questions, what the release holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from amazongraph import terms
from amazongraph.questions.catalogue import catalogue as listed
from amazongraph.questions.publish import Listed
from amazongraph.releases import Release
from amazongraph.site import about_pages, catalogue, search, thing_pages, vocabulary_pages
from amazongraph.site.change_pages import changes_page
from amazongraph.site.constraints import Constraint, constraints
from amazongraph.site.examples import built_with, concept_counts, examples
from amazongraph.site.pages import Both, Frame, Page
from amazongraph.site.rules import Rule, rules
from amazongraph.site.rules_pages import rules_page
from amazongraph.site.things import Things, things
from amazongraph.site.versions import Version, prior, version
from amazongraph.site.vocabulary import Vocabulary
from amazongraph.site.vocabulary import read as read_vocabulary
from amazongraph.site.words import both

# What a value is in words, where it is no thing.
_DATATYPES = (
    *("xsd:boolean", "xsd:date", "xsd:decimal", "xsd:integer", "xsd:language", "xsd:string"),
    *("rdf:langString", "geo:wktLiteral", "geo:Geometry", "edtf:edtf"),
)


@dataclass(frozen=True, slots=True)
class Read:
    """What is told. ``names`` and ``addresses``: IRI -> name in each language, page;
    ``versions``: the vocabulary to compare with, if any, and the one that ships.
    """

    release: Release
    profile: str
    vocabulary: Vocabulary
    constraints: list[Constraint]
    rules: list[Rule]
    questions: Listed
    versions: tuple[Version | None, Version]
    things: Things
    names: dict[str, Both]
    addresses: dict[str, str]


def read(release: Release, profile: str, since: Path | None = None) -> Read:
    """Read a release at a profile, and ``ontology/``. Raises ``ReleaseError`` and ``OntologyError``."""
    vocabulary, found = read_vocabulary(), things(release.profile(profile))
    datatypes = {iri: both(f"datatype.{terms.key_of(iri).lower()}") for iri in map(terms.expand, _DATATYPES)}
    return Read(
        release=release,
        profile=profile,
        vocabulary=vocabulary,
        constraints=constraints(vocabulary),
        rules=rules(),
        questions=listed(release, profile),
        versions=(version(since) if since else prior(), version()),
        things=found,
        names={**found.names, **datatypes, **vocabulary_pages.names(vocabulary)},
        addresses={**found.addresses, **vocabulary_pages.addresses(vocabulary)},
    )


def frame(known: Read, base_url: str) -> Frame:
    """What all pages share."""
    return Frame(known.release.id, known.profile, known.names, known.addresses, base_url)


def all_pages(known: Read) -> Iterator[Page]:
    """Every page, in an order that never changes."""
    folder = known.release.profile(known.profile)
    told = vocabulary_pages.Told(
        constraints=known.constraints,
        questions=catalogue.asked_by(known.questions),
        examples=examples(folder, set(known.addresses)),
        counts=concept_counts(folder),
        built_with=built_with(folder),
    )
    yield from about_pages.pages(known.release, known.profile, known.vocabulary, known.things, known.questions)
    yield from catalogue.pages(known.release, known.questions, known.profile)
    yield from vocabulary_pages.pages(known.vocabulary, told)
    yield changes_page(*known.versions)
    yield rules_page(known.release, known.profile, known.rules, known.constraints, known.vocabulary)
    yield search.page()
    yield from thing_pages.pages(known.things)


def all_files(known: Read) -> Iterator[tuple[str, str]]:
    """The other files: path, text."""
    yield from search.files(known.vocabulary, known.things, known.questions)
    yield from about_pages.files(known.release, known.profile, known.things)
