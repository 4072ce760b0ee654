"""The Reconciliation Service API 0.2 (W3C Entity Reconciliation Community Group), as functions from JSON to JSON.

Knows the forms of the API and how a candidate is scored; HTTP is in ``web/``. How a score comes about is told with
every candidate: its features. What is not known of a thing counts neither for nor against it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import pyoxigraph as ox

from amazongraph import __version__, terms
from amazongraph.errors import ParameterError
from amazongraph.labels import labels
from amazongraph.linking.index import SPACE, STATED_IN, Index, described
from amazongraph.linking.names import similarity
from amazongraph.messages import text
from amazongraph.store.embedded import select
from amazongraph.values import fold

BATCH = 50  # queries at a time, as the manifest says
_LIMIT, _MOST = 5, 50  # candidates where none is asked for, and at most
_LEAST = 40  # the score below which a candidate is not worth a look
_AGREES = 0.9  # from which on a property agrees
_WEIGHT = 0.5  # of all properties together, where the name weighs 1
_PREVIEW = {"width": 430, "height": 300}
SUGGESTED = 20
DEFAULT_TYPES = ("NativeCommunity", "District", "IndigenousPeople", "Organization", "LegalNorm", "ProtectedTerritory")


@dataclass(frozen=True, slots=True)
class Query:
    """A reconciliation query: ``types`` as IRIs, ``properties`` as (IRI, the values given)."""

    name: str
    types: frozenset[str]
    limit: int
    properties: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing offered, its score from 0 to 100 and the features it was made of."""

    id: str
    score: float
    match: bool
    features: dict[str, float | bool] = field(default_factory=dict)


def manifest(index: Index, base: str, lang: str) -> dict[str, Any]:
    """What the service at ``base`` says of itself."""
    offered = [terms.ag(name) for name in DEFAULT_TYPES if terms.ag(name) in index.types]

    def suggest(kind: str) -> dict[str, str]:
        return {"service_url": base, "service_path": f"/suggest/{kind}"}

    return {
        "versions": ["0.1", "0.2"],
        "name": text("reconcile.name", lang),
        "identifierSpace": SPACE,
        "schemaSpace": terms.NS,
        "defaultTypes": [_named(iri, index.types[iri][lang]) for iri in offered],
        "serviceVersion": __version__,
        "documentation": terms.BASE,
        "view": {"url": f"{base}/view?id={{{{id}}}}"},
        "feature_view": {"url": f"{base}/feature?id={{{{id}}}}"},
        "preview": {"url": f"{base}/preview?id={{{{id}}}}", **_PREVIEW},
        "suggest": {kind: suggest(kind) for kind in ("entity", "property", "type")},
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/properties"},
            "property_settings": [],
        },
        "batchSize": BATCH,
    }


def answer(index: Index, batch: Any, lang: str) -> dict[str, Any]:
    """The result of a batch of queries. Raises ``ParameterError`` for what is no batch."""
    if not isinstance(batch, dict):
        raise ParameterError("reconcile.batch", detail="{}")
    queries = {key: read_query(said) for key, said in batch.items()}
    found = {key: candidates(index, query) for key, query in queries.items()}
    told = described(index, {one.id for some in found.values() for one in some}, lang)
    return {
        key: {"result": [_candidate(index, one, told[one.id], lang) for one in some]} for key, some in found.items()
    }


def read_query(said: Any) -> Query:
    """A query as JSON holds it. Raises ``ParameterError``."""
    if not isinstance(said, dict) or not (said.get("query") or said.get("properties")):
        raise ParameterError("reconcile.batch", detail=str(said)[:80])
    name, types = said.get("query") or "", said.get("type") or []
    limit = _LIMIT if said.get("limit") is None else said["limit"]
    given = said.get("properties") or []
    types = types if isinstance(types, list) else [types]
    if not isinstance(name, str) or isinstance(limit, bool) or not isinstance(limit, int | float) or limit < 1:
        raise ParameterError("reconcile.batch", detail=str(said)[:80])
    try:
        properties = tuple((_iri(one["pid"]), _values(one["v"])) for one in given)
        wanted = frozenset(_iri(one["id"] if isinstance(one, dict) else one) for one in types)
    except (TypeError, KeyError, AttributeError) as error:
        raise ParameterError("reconcile.batch", detail=str(said)[:80]) from error
    return Query(name.strip(), wanted, min(int(limit), _MOST), properties)


def candidates(index: Index, query: Query) -> list[Candidate]:
    """The things that may be meant, the likeliest first; of those alike the first by identifier."""
    itself = index.of(query.name) if query.name else ""
    found = ({itself} if itself else set()) | (index.alike(query.name) if query.name else _by_value(index, query))
    kept = [one for one in found if not query.types or query.types & index.things[one].classes]
    same = [one for one in index.namesakes(query.name) if one in kept]
    scored = [_score(index, query, one, itself, same) for one in kept]
    worth = [one for one in scored if one.score >= _LEAST]
    return sorted(worth, key=lambda one: (-one.score, one.id))[: query.limit]


def _score(index: Index, query: Query, one: str, itself: str, same: list[str]) -> Candidate:
    """The score is a mean: the name weighs 1, all properties on which something is known together a half."""
    features: dict[str, float | bool] = {}
    parts: list[tuple[float, float]] = []
    if query.name:
        alike = 1.0 if one == itself else max(similarity(query.name, name) for name in index.things[one].names)
        features |= {"name_similarity": round(100 * alike, 1), "name_exact": one in same, "namesakes": len(same)}
        parts.append((1.0, alike))
    if query.types:
        features["type_match"] = True
    agreed = {iri: _agreement(index, iri, one, given) for iri, given in query.properties}
    known = {iri: value for iri, value in agreed.items() if value is not None}
    features |= {terms.shorten(iri): round(100 * value, 1) for iri, value in known.items()}
    if known:
        parts.append((_WEIGHT, sum(known.values()) / len(known)))
    whole = sum(weight for weight, _ in parts)
    score = 100 * sum(weight * value for weight, value in parts) / whole if whole else 0
    agrees = bool(known) and min(known.values()) >= _AGREES
    # Names of communities repeat from basin to basin: a name alone never decides.
    match = one == itself or (one in same and len(same) == 1 and agrees)
    return Candidate(one, round(score, 1), match, features)


def _by_value(index: Index, query: Query) -> set[str]:
    """The things of which the first property given says so, to the letter."""
    if not query.properties:
        return set()
    iri, given = query.properties[0]
    wanted = {fold(value) for value in given} | {SPACE + one for value in given if (one := index.of(value))}
    return {
        one
        for one, said in index.values(iri).items()
        if one in index.things and any(value in wanted or fold(value) in wanted for value in _texts(index, said))
    }


def _agreement(index: Index, iri: str, one: str, given: Iterable[str]) -> float | None:
    """How well the values given agree with what is known of a thing, from 0 to 1; none where nothing is."""
    known = index.values(iri).get(one, ())
    if not known:
        return None
    texts = _texts(index, known)
    return max((_alike(index, value, held) for value in given for held in texts), default=None)


def _texts(index: Index, values: Iterable[str]) -> list[str]:
    """Values as they may be given: themselves, and for a thing its names."""
    found: list[str] = []
    for value in values:
        thing = index.things.get(value.removeprefix(SPACE))
        found += [value, *(thing.names if thing else ())]
    return found


def _alike(index: Index, given: str, held: str) -> float:
    if held.startswith(terms.BASE):
        return float(SPACE + index.of(given) == held or given == held or terms.shorten(held) == given)
    if held.isdigit():
        return float(held == given)  # Codes: one digit more is another place.
    try:
        one, other = Decimal(given), Decimal(held)
        return float(1 - min(Decimal(1), abs(one - other) / max(abs(one), abs(other)))) if one != other else 1.0
    except (InvalidOperation, ZeroDivisionError):
        return similarity(given, held)


def _candidate(index: Index, one: Candidate, told: tuple[str, str], lang: str) -> dict[str, Any]:
    name, description = told
    return {
        "id": one.id,
        "name": name,
        "description": description,
        "score": one.score,
        "match": one.match,
        "type": [_named(iri, index.types[iri][lang]) for iri in index.types if iri in index.things[one.id].classes],
        "features": [{"id": key, "value": value} for key, value in one.features.items()],
    }


def suggest_entities(index: Index, prefix: str, cursor: int, lang: str) -> dict[str, Any]:
    """Things with a word that begins as ``prefix`` does, whole names first; or the one whose identifier it is."""
    wanted = fold(prefix)
    itself = index.of(prefix)
    ranked: list[tuple[int, str, str]] = [(0, "", itself)] if itself else []
    for thing in index.things.values():
        starts = [(_begins(name, wanted), name) for name in thing.folded] if wanted else []
        if found := min((one for one in starts if one[0]), default=None):
            ranked.append((*found, thing.id))
    ids = list(dict.fromkeys(one for _, _, one in sorted(ranked)))[cursor : cursor + SUGGESTED]
    told = described(index, ids, lang)
    return {
        "result": [
            {
                "id": one,
                "name": told[one][0],
                "description": told[one][1],
                "notable": [terms.shorten(iri) for iri in index.types if iri in index.things[one].classes],
            }
            for one in ids
        ]
    }


def _begins(name: str, wanted: str) -> int:
    """1 for the name itself, 2 for one that begins so, 3 for one with a word that does, else 0."""
    if name == wanted:
        return 1
    return 2 if name.startswith(wanted) else 3 if f" {wanted}" in name else 0


def suggest(named: dict[str, dict[str, str]], prefix: str, cursor: int, lang: str) -> dict[str, Any]:
    """Those of ``named`` (types or properties) with a word that begins as ``prefix`` does, or with that identifier."""
    wanted = fold(prefix)
    found = [
        iri
        for iri, both in named.items()
        if terms.shorten(iri).casefold().startswith(prefix.casefold())
        or any(_begins(fold(name), wanted) for name in both.values())
    ]
    return {"result": [_named(iri, named[iri][lang]) for iri in found[cursor : cursor + SUGGESTED]]}


def propose(index: Index, type_: str, limit: int | None, lang: str) -> dict[str, Any]:
    """The properties that can be fetched of the things of a type; of any type for an unknown one."""
    iri = _iri(type_)
    found = index.properties_of(iri) if iri in index.types else index.properties
    proposed = [_named(one, both[lang]) for one, both in found.items()][:limit]
    return {"type": type_, "properties": proposed, **({"limit": limit} if limit else {})}


def extend(index: Index, said: Any, lang: str) -> dict[str, Any]:
    """The values of some properties of some things. Raises ``ParameterError`` for what is no such question."""
    try:
        ids, wanted = [str(one) for one in said["ids"]], [str(one["id"]) for one in said["properties"]]
    except (TypeError, KeyError) as error:
        raise ParameterError("reconcile.extend", detail=str(error)) from error
    columns = {pid: _iri(pid) for pid in wanted}
    names = labels(index.store, columns.values())
    known = {one: index.of(one) for one in ids}
    rows = {one: {pid: _cells(index, known[one], iri, lang) for pid, iri in columns.items()} for one in ids}
    return {"meta": [{"id": pid, "name": names[iri][lang]} for pid, iri in columns.items()], "rows": rows}


def _cells(index: Index, one: str, iri: str, lang: str) -> list[dict[str, Any]]:
    """What is accepted of a thing by a property: things by identifier, numbers as such, everything else as text.

    Dates stay text: the API's dates have a time of day, and ours may be no more than a year.
    """
    if not one:
        return []
    if iri == STATED_IN:
        return [{"str": cited} for cited in index.documents(one)]
    query = f"SELECT DISTINCT ?value WHERE {{ {ox.NamedNode(SPACE + one)} {ox.NamedNode(iri)} ?value }} ORDER BY ?value"
    values = [row["value"] for row in select(index.store, query)]
    named = labels(index.store, {value.value for value in values if isinstance(value, ox.NamedNode)})
    cells: list[dict[str, Any]] = []
    for value in values:
        if isinstance(value, ox.NamedNode):
            ours = value.value.removeprefix(SPACE)
            name = named[value.value][lang]
            cells.append({"id": ours, "name": name} if ours in index.things else {"str": name})
        elif value.language in {None, lang}:
            cells.append(_literal(value.value, value.datatype.value))
    return cells


def _literal(value: str, datatype: str) -> dict[str, Any]:
    if datatype == terms.XSD + "integer":
        return {"int": int(value)}
    return {"float": float(value)} if datatype == terms.XSD + "decimal" else {"str": value}


def _named(iri: str, name: str) -> dict[str, str]:
    return {"id": terms.shorten(iri), "name": name}


def _iri(identifier: str) -> str:
    """The IRI of a type or property by its CURIE; for what is none, one that nothing has."""
    try:
        return identifier if "://" in identifier else terms.expand(identifier)
    except KeyError:
        return f"{terms.BASE}unknown"


def _values(given: Any) -> tuple[str, ...]:
    """The values of a property as text: one or several, plain or things that were reconciled before."""
    several = given if isinstance(given, list) else [given]
    return tuple(str(one["id"]) if isinstance(one, dict) else str(one) for one in several)


def feature_text(identifier: str, lang: str) -> str:
    """What a feature means."""
    keys = {name.replace("-", "_"): f"feature.{name}" for name in FEATURES}
    return text(keys.get(identifier, "feature.property"), lang)


FEATURES = ("name-similarity", "name-exact", "namesakes", "type-match")
