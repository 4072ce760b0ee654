"""What is linked: a thing with its names, and all that tells it from its namesakes.

Made from statements, whether those of a release at a profile or those a loader has just read: both are one table.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import pi, sqrt

import polars as pl
import shapely
from pyproj import Geod

from amazongraph import terms
from amazongraph.outlines import hectares

ADMIN, PLACE, AREA, PEOPLE, ORGANISATION = "admin", "place", "area", "people", "organisation"
# Things of one family may be one thing, or as good as one: a community and the settlement of its name.
FAMILIES = {
    **dict.fromkeys(("Department", "Province", "District"), ADMIN),
    **dict.fromkeys(("NativeCommunity", "CommunityTerritory", "PopulatedCentre"), PLACE),
    **dict.fromkeys(("ProtectedArea", "CommunalReserve"), AREA),
    **dict.fromkeys(("IndigenousReserve", "TerritorialReserve", "RequestedReserve"), AREA),
    "IndigenousPeople": PEOPLE,
    **dict.fromkeys(("Organization", "StateBody", "IntergovernmentalBody", "NGO", "MediaOutlet"), ORGANISATION),
    **dict.fromkeys(("IndigenousOrganization", "NationalIndigenousOrganization"), ORGANISATION),
    **dict.fromkeys(("RegionalIndigenousOrganization", "LocalIndigenousOrganization"), ORGANISATION),
    **dict.fromkeys(("AcademicBody", "ReligiousOrganization", "Network", "Company"), ORGANISATION),
}
# The position of a unit is that of its capital, or of its middle: so many kilometres may lie between them.
REACH = {"District": 15.0, "Province": 50.0, "Department": 200.0}
LANGUAGE_CODES = frozenset({"glottocode", "iso639P3Code"})
CODES = ("ubigeoINEI", "ubigeoRENIEC", "ubigeoSUNAT", "populatedCentreCode", "glottocode", "iso639P3Code", "bdpiCode")
_NAMES = {terms.LABEL: 0, terms.ALT_LABEL: 1, terms.ag("acronym"): 2, terms.ag("shortName"): 2}
_PLACES = frozenset({terms.ag("place"), terms.ag("within"), terms.GEO + "sfWithin", terms.ag("reportedIn")})
_PEOPLES = frozenset({terms.ag("people"), terms.ag("forPeople")})
_CODES = {terms.ag(name): name for name in CODES}
# What other registries call a thing, as ``registry:identifier``; and codes that are only ever the other end of a link.
_EXTERNAL = terms.ag("externalIdentifier")
ISO_UNITS = "iso-3166-2"
_ISO = f"{terms.BASE}code/iso3166-2/"
_EXACT = terms.SKOS + "exactMatch"
_ADMIN = terms.entity("admin", "")
_WGS84 = Geod(ellps="WGS84")

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing: ``iri``, its ``names`` (the first is how it is called), its ``family`` ("" = not told) and ``types``.

    ``codes``: official ones, as ``scheme:value``. ``units``: INEI codes of where it lies, of any length. ``point``:
    longitude and latitude of a place in it, and ``reach`` how many kilometres it goes beyond, as if it were round.
    ``peoples`` and ``sources`` are IRIs, or names where no IRI is known.
    """

    iri: str
    names: tuple[str, ...]
    family: str = ""
    types: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    point: Point | None = None
    reach: float = 0.0
    peoples: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()


def of_statements(frame: pl.DataFrame) -> list[Entity]:
    """The things of a family that some statements are about, by IRI; of a release, only what is accepted counts."""
    if "verdict" in frame.columns:
        frame = frame.filter(pl.col("verdict") == "accepted").with_columns(subject=pl.col("canonical"))
    shapes = _shapes(frame)
    said: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    wanted = [terms.TYPE, *_NAMES, *_PLACES, *_PEOPLES, *_CODES, _EXTERNAL, _EXACT, terms.GEO + "hasGeometry"]
    # Spanish first: it is how most things are called where they are.
    foreign = pl.col("lang").fill_null("es") != "es"
    rows = frame.filter(pl.col("predicate").is_in(wanted)).select("subject", "predicate", foreign, "object", "source")
    typed = _typed(frame)
    ordered = rows.join(typed, on="subject", how="semi").sort(rows.columns)
    for subject, predicate, _, value, source in ordered.iter_rows():
        said[subject][predicate].append((value, source))
    return [one for iri in sorted(said) if (one := _entity(iri, said[iri], shapes))]


def given_up(frame: pl.DataFrame) -> dict[str, str]:
    """Names that gave way to another when things were merged -> the one that stays."""
    gone = frame.filter(pl.col("predicate") == terms.expand("dct:isReplacedBy")).select("subject", "object")
    return dict(gone.sort(gone.columns).iter_rows())


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    classes = [terms.ag(name) for name in FAMILIES]
    return frame.filter((pl.col("predicate") == terms.TYPE) & pl.col("object").is_in(classes)).select("subject")


def _shapes(frame: pl.DataFrame) -> dict[str, tuple[Point, float]]:
    """Geometry node -> a point in it and how far it goes from there in km, if it were round."""
    rows = frame.filter(pl.col("predicate") == terms.GEO + "asWKT").select("subject", "object")
    found: dict[str, tuple[Point, float]] = {}
    for node, text in rows.sort(rows.columns).iter_rows():
        shape = shapely.from_wkt(text)
        point = shape.representative_point()
        found.setdefault(node, ((point.x, point.y), round_reach(hectares(shape))))
    return found


def round_reach(area: float) -> float:
    """The radius in kilometres of a round area in hectares."""
    return round(sqrt(area / 100 / pi), 3)


def _entity(iri: str, said: dict[str, list[tuple[str, str]]], shapes: dict[str, tuple[Point, float]]) -> Entity | None:
    types = tuple(sorted({name for value, _ in said[terms.TYPE] if (name := terms.key_of(value)) in FAMILIES}))
    names = _unique(value for predicate in _NAMES for value, _ in said[predicate])
    if not names:
        return None
    places = {terms.key_of(value) for kind in _PLACES for value, _ in said[kind] if value.startswith(_ADMIN)}
    at = next((shapes[node] for node, _ in said[terms.GEO + "hasGeometry"] if node in shapes), None)
    return Entity(
        iri=iri,
        names=names,
        family=FAMILIES[types[0]],
        types=types,
        codes=frozenset(_codes(said)),
        units=finest(places - {terms.key_of(iri)}),
        point=at[0] if at else None,
        reach=(at[1] if at else 0.0) or REACH.get(types[0], 0.0),
        peoples=frozenset(value for kind in _PEOPLES for value, _ in said[kind]),
        sources=_unique(source for value, source in said[terms.TYPE] if source != terms.DERIVED),
    )


def _codes(said: dict[str, list[tuple[str, str]]]) -> Iterator[str]:
    """The official codes of a thing, and its identifiers in other registries, each as ``scheme:value``."""
    yield from (f"{name}:{value}" for kind, name in _CODES.items() for value, _ in said[kind])
    yield from (value for value, _ in said[_EXTERNAL] if ":" in value)
    yield from (f"{ISO_UNITS}:{value.removeprefix(_ISO)}" for value, _ in said[_EXACT] if value.startswith(_ISO))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def finest(units: Iterable[str]) -> frozenset[str]:
    """The units without those that hold another of them."""
    given = set(units)
    return frozenset(one for one in given if not any(other != one and other.startswith(one) for other in given))


def distance(one: Entity, other: Entity) -> float | None:
    """Kilometres between two things, less what they reach; ``None`` where the place of either is not known."""
    if one.point is None or other.point is None:
        return None
    far = float(_WGS84.inv(*one.point, *other.point)[2]) / 1000
    return max(0.0, far - one.reach - other.reach)


def by_family(entities: Iterable[Entity], family: str) -> Iterator[Entity]:
    """Those of a family, and those whose family is not told."""
    return (one for one in entities if family in ("", one.family) or not one.family)
