"""Answers for ``linking.py`` from codes: each official code hidden by itself, and codes as the only thing to go by.

Where a code is what the matcher goes by, another code of the same row, or the name, says whether it is right.
"""

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from amazongraph import ontology, terms
from amazongraph.build import references_of, workspace_sources
from amazongraph.linking.candidates import Candidate, candidates
from amazongraph.linking.entities import ADMIN, AREA, ISO_UNITS, Entity, of_statements
from amazongraph.linking.names import normal
from amazongraph.linking.offers import Known
from amazongraph.settings import load
from amazongraph.sources.dataset import Dataset
from amazongraph.sources.datasets import loader

BY_CODE = "admin by code"
Offered = Callable[[list[dict[str, str]], Known, str], list[Entity]]
Right = dict[str, frozenset[str]]


@dataclass(frozen=True)
class Told:
    """What one set of answers is called, the rule it tells of, what was proposed, and what is right."""

    name: str
    rule: str
    found: list[Candidate]
    right: Right


def by_codes(folder: Path, everything: list[Entity], known: Known, offered: Offered) -> list[Told]:
    """All answers of this module."""
    units = [one for one in everything if one.family == ADMIN]
    files = folder / "ubigeo-inei-reniec", folder / "geonames-pe", folder / "wikidata-ids-csc"
    return [
        _districts(files[0], units, known, offered, hidden=True),
        _departments(files[1], units, known, offered),
        _sernanp(folder, everything),
        _districts(files[0], units, known, offered, hidden=False),
        _sunat(units),
        *_geonames(files[1], units, known, offered),
        _iso(files[2], units, known, offered),
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _with_codes(units: Iterable[Entity], kinds: set[str], *schemes: str) -> list[Entity]:
    """Units of some kinds with codes of some schemes alone."""
    return [
        replace(one, sources=(), codes=frozenset(c for c in one.codes if c.partition(":")[0] in schemes))
        for one in units
        if kinds & set(one.types)
    ]


def _code(one: Entity, scheme: str) -> str:
    return next((c.partition(":")[2] for c in one.codes if c.startswith(f"{scheme}:")), "")


def _districts(folder: Path, units: list[Entity], known: Known, offered: Offered, *, hidden: bool) -> Told:
    """Districts: by name, with the code of RENIEC as the answer; or by that code and the name alone."""
    given = [
        one for one in _rows(folder / "ubigeo_distrito.csv") if one["inei"].isdecimal() and one["reniec"].isdecimal()
    ]
    told = [
        {"id": f"https://example.org/district/{number}", "name": one["distrito"]}
        | ({"department": one["departamento"], "province": one["provincia"]} if hidden else {"reniec": one["reniec"]})
        for number, one in enumerate(given)
    ]
    answer, column = ("ubigeoRENIEC", "reniec") if hidden else ("ubigeoINEI", "inei")
    ids = {one[column]: frozenset({line["id"]}) for one, line in zip(given, told, strict=True)}
    right = {one.iri: ids[code] for one in units if "District" in one.types and (code := _code(one, answer)) in ids}
    # Of a district whose code of RENIEC our table does not have, nothing says whether it is right.
    asked = [one for one in units if one.iri in right]
    ours = _with_codes(asked, {"District"}, *([] if hidden else ["ubigeoRENIEC"]))
    name = "districts, by RENIEC code" if hidden else "districts with RENIEC code, by ubigeo"
    return Told(name, ADMIN if hidden else BY_CODE, candidates(ours, offered(told, known, ADMIN)), right)


def _sunat(units: list[Entity]) -> Told:
    """Districts by the code of SUNAT and the name alone, against themselves: no other table here has it."""
    ours = _with_codes(units, {"District"}, "ubigeoSUNAT")
    others = [
        Entity(f"https://example.org/{terms.key_of(one.iri)}", one.names[:1], ADMIN, codes=one.codes) for one in ours
    ]
    right = {one.iri: frozenset({other.iri}) for one, other in zip(ours, others, strict=True) if one.codes}
    return Told("districts with SUNAT code, by ubigeo", BY_CODE, candidates(ours, others), right)


def _departments(folder: Path, units: list[Entity], known: Known, offered: Offered) -> Told:
    """Departments by the name that GeoNames gives them; its code is the answer."""
    given = [one for one in _list(folder / "admin1.pe.json") if one["code"] != "PE.LMA"]
    told = [{"id": f"https://example.org/1/{one['code']}", "name": one["name"]} for one in given]
    right = {
        terms.entity("admin", one["code"][3:]): frozenset({f"https://example.org/1/{one['code']}"}) for one in given
    }
    found = candidates(_with_codes(units, {"Department"}), offered(told, known, ADMIN))
    return Told("departments, by GeoNames code", "departments by name", found, right)


def _geonames(folder: Path, units: list[Entity], known: Known, offered: Offered) -> list[Told]:
    """Provinces and departments by the code of GeoNames and the name; right is what also bears that name."""
    found = []
    for level, kind in ((1, "Department"), (2, "Province")):
        given = [one for one in _list(folder / f"admin{level}.pe.json") if one["code"] != "PE.LMA"]
        told = [
            {"id": f"https://example.org/{one['code']}", "name": one["name"], "ubigeo": one["code"].rpartition(".")[2]}
            for one in given
        ]
        ours = _with_codes(units, {kind}, "ubigeoINEI")
        others = offered(told, known, ADMIN)
        found.append(
            Told(
                f"{kind.lower()}s with GeoNames code, by name", BY_CODE, candidates(ours, others), _named(ours, others)
            )
        )
    return found


def _iso(folder: Path, units: list[Entity], known: Known, offered: Offered) -> Told:
    """Departments by the code of ISO 3166-2 and the name; right is what also bears that name."""
    given = [one for one in _rows(folder / "states.pe.csv") if one["type"] == "region"]
    told = [
        {"id": f"https://example.org/{one['iso2']}", "name": one["name"], "iso3166_2": one["iso3166_2"]}
        for one in given
    ]
    ours, others = _with_codes(units, {"Department"}, ISO_UNITS), offered(told, known, ADMIN)
    return Told("departments with ISO code, by name", BY_CODE, candidates(ours, others), _named(ours, others))


def _named(ours: list[Entity], others: list[Entity]) -> Right:
    """For each of ours the candidates of one code whose name is also one of its names."""
    right: Right = {}
    for one in ours:
        names = {normal(name) for name in one.names}
        same = {other.iri for other in others if one.codes & other.codes and names & {normal(n) for n in other.names}}
        if same:
            right[one.iri] = frozenset(same)
    return right


def _sernanp(folder: Path, everything: list[Entity]) -> Told:
    """Protected areas that documents name, against the layer of SERNANP by name; the key of the layer is the answer."""
    path = folder / "sernanp-anp" / "anp_all.simplified-0.002deg.geojson"
    dataset = Dataset(loader("sernanp-anp-nacionales", folder), path, "2026-11-23")
    sources = [*workspace_sources(load(folder.parent)), dataset]
    layer = of_statements(dataset.read(references_of(sources, ontology.load())).statements)
    others = [replace(one, iri=f"https://example.org/{terms.key_of(one.iri)}", sources=(), types=()) for one in layer]
    ours = [replace(one, sources=(), point=None) for one in everything if one.family == AREA]
    there = {one.iri for one in layer}
    right = {one.iri: frozenset({f"https://example.org/{terms.key_of(one.iri)}"}) for one in ours if one.iri in there}
    return Told("protected areas, by SERNANP key", AREA, candidates(ours, others), right)


def _list(path: Path) -> list[dict[str, str]]:
    said = json.loads(path.read_text(encoding="utf-8"))
    return list(said.values()) if isinstance(said, dict) else said
