"""Reads a file of candidates: what another data set, registry or service offers to link to.

A file that one of our loaders knows gives the things that the loader states. Any other table (CSV, Excel, JSON,
GeoJSON, results of a SPARQL query, answers of a reconciliation service, SSSOM) is read by the names of its columns.
No identifier is made here: one that the file does not state is not linked, and one of the wrong form is told. Only the
rows of a user's own table go by a name of their own, ``row/<file>/<its number or words>``.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import shapely

from amazongraph import terms
from amazongraph.errors import Problem, SourceError
from amazongraph.files import json_of
from amazongraph.linking.entities import ADMIN, ISO_UNITS, PEOPLE, PLACE, REACH, Entity, Point, round_reach
from amazongraph.linking.names import normal
from amazongraph.sources.composing import key_part
from amazongraph.sources.readers import Record, Table, read_file
from amazongraph.sssom import read_judgements
from amazongraph.values import fold, ubigeo

_POINT = re.compile(r"\s*(?:<[^>]*>\s*)?point\s*\(\s*(-?[0-9.]+)\s+(-?[0-9.]+)\s*\)\s*", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s*[;|]\s*")
OWN = "own"  # the target of what is ours, and of a user's own table
_ROW = ("id", "name", "department", "province", "district")
_KEEP = 40  # other names of one candidate
_CODES = {"code": "ubigeoINEI", "reniec": "ubigeoRENIEC", "glottocode": "glottocode", "iso": "iso639P3Code"}
_CODES |= {"sunat": "ubigeoSUNAT", "isounit": ISO_UNITS}


@dataclass(frozen=True, slots=True)
class Known:
    """What the words of a file may mean: units by department, province and name; peoples by name."""

    units: dict[tuple[str, str], str] = field(default_factory=dict)  # (code of what holds it, normal name) -> code
    peoples: dict[str, str] = field(default_factory=dict)  # normal name -> IRI

    @classmethod
    def of(cls, entities: Iterable[Entity]) -> "Known":
        """What the things of a release are called."""
        units: dict[tuple[str, str], str] = {}
        peoples: dict[str, str] = {}
        for one in entities:
            if one.family == ADMIN:
                code = one.iri.rpartition("/")[2]
                units |= {(code[:-2], normal(name)): code for name in (*one.names, *_iso_letters(one.codes))}
            elif one.family == PEOPLE:
                peoples |= {normal(name): one.iri for name in one.names}
        return cls(units, peoples)


def _iso_letters(codes: Iterable[str]) -> list[str]:
    """``UCA`` for ``iso-3166-2:PE-UCA``."""
    return [code.rpartition("-")[2] for code in codes if code.startswith(f"{ISO_UNITS}:")]


@cache
def _said() -> dict[str, Any]:
    return tomllib.loads(files("amazongraph.linking").joinpath("targets.toml").read_text(encoding="utf-8"))


def read_offers(path: Path, target: str, known: Known, family: str = "") -> list[Entity]:
    """The candidates in a file, all of ``family`` ("" = not told). Raises ``SourceError`` with every problem found."""
    if path.name.endswith(".sssom.tsv"):
        said = {one.object: one.object_label for one in read_judgements(path) if one.object_label}
        return [Entity(iri, (name,), family) for iri, name in sorted(said.items())]
    table = _answers(path) or read_file(path)
    columns = _columns(table, target)
    missing = [name for name in ("id", "name") if name not in columns and (name, target) != ("id", OWN)]
    if missing == ["id"] and (codes := _unit_codes(table)):
        raise SourceError(Problem("link.codes", path.name, 1, codes))
    if missing:
        tell = [Problem("link.column", path.name, 1, name, values={"names": _names(name, target)}) for name in missing]
        raise SourceError(*tell)
    problems: list[Problem] = [*table.rejects]
    found: dict[str, Entity] = {}
    for record in _of_family(table, columns, family):
        iri = _iri(record, columns, target, path, problems)
        if iri and record.cells[columns["name"]].strip():
            one = _entity(iri, record, columns, known, family, _own_code(iri, target))
            found[iri] = _joined(found[iri], one) if iri in found else one
    if problems:
        raise SourceError(*problems)
    return [found[iri] for iri in sorted(found)]


def _unit_codes(table: Table) -> str:
    """The column that holds codes of units as GeoNames writes them (``PE.25.2501``), not identifiers; "" for none."""
    code = re.compile(r"[A-Z]{2}\.[A-Z0-9.]+")
    full = (column for column in table.columns if all(code.fullmatch(one.cells[column]) for one in table.records))
    return next(full, "") if table.records else ""


def _of_family(table: Table, columns: dict[str, str], family: str) -> Iterator[Record]:
    """The records without those that say of themselves to be of another family: units among towns, and towns among
    units, in a list that holds both.
    """
    named = {record.number: _is_named_unit(record.cells[columns["name"]]) for record in table.records}
    for record in table.records:
        town = fold(record.cells.get(columns.get("type", ""), "")) in _said()["towns"]["types"]
        among_units = family == ADMIN and any(named.values()) and town
        if not (named[record.number] if family == PLACE else among_units and not named[record.number]):
            yield record


def _is_named_unit(name: str) -> bool:
    first, _, rest = fold(name).partition(" ")
    return first in _said()["units"] and rest.startswith(("de ", "del ", "of "))


def _names(column: str, target: str) -> str:
    own = _said()["target"].get(target, {}).get("id", []) if column == "id" else []
    return ", ".join([*own, *_said()["columns"][column]])


def _plain(column: str) -> str:
    """The name of a column without accents, case, blanks and marks."""
    return re.sub(r"[^a-z0-9]", "", fold(column))


def _others(record: Record) -> list[str]:
    """The columns that hold other names; there may be several."""
    wanted = _said()["columns"]["other"]
    return [column for column in record.cells if _plain(column) in wanted]


def _columns(table: Table, target: str) -> dict[str, str]:
    """Our name of a column -> the published one, the first of those it may be published under."""
    there = {_plain(name): name for name in reversed(table.columns)}
    wanted = {name: list(published) for name, published in _said()["columns"].items()}
    wanted["id"] = [*_said()["target"].get(target, {}).get("id", []), *wanted["id"]]
    return {
        name: there[next(one for one in published if one in there)]
        for name, published in wanted.items()
        if any(one in there for one in published)
    }


def _iri(record: Record, columns: dict[str, str], target: str, path: Path, problems: list[Problem]) -> str:
    """The IRI of a record; "" for none, which is told unless the cell is blank."""
    if target == OWN:
        return _row_name(record, columns, path)
    text = record.cells[columns["id"]].strip()
    registry = _said()["target"].get(target)
    if registry and re.fullmatch(registry["pattern"], text):
        text = f"{registry['namespace']}{text}{registry.get('end', '')}"
    try:
        if text and "://" not in text:
            raise ValueError(text)
        return ox.NamedNode(text).value if text else ""
    except ValueError:
        column = columns["id"]
        value = record.cells[column]
        problems.append(Problem("link.id", path.name, record.number, column, values={"value": value, "target": target}))
        return ""


def _row_name(record: Record, columns: dict[str, str], path: Path) -> str:
    """The name of a row of a user's own table: by its number if it has one, else by what it calls its place."""
    cells = {name: record.cells[columns[name]].strip() for name in _ROW if name in columns}
    given = cells.get("id", "")
    if "://" in given:
        return ox.NamedNode(given).value
    said = given or " ".join(filter(None, cells.values()))
    return f"{terms.BASE}row/{key_part(path.stem)}/{key_part(said)}" if said and cells["name"] else ""


def _own_code(iri: str, target: str) -> frozenset[str]:
    """The identifier itself, as our loaders write those of other registries: a thing of ours may be known by it."""
    registry = _said()["target"].get(target)
    if not registry or not iri.startswith(registry["namespace"]):
        return frozenset()
    return frozenset({f"{target}:{iri.removeprefix(registry['namespace']).removesuffix(registry.get('end', ''))}"})


def _entity(
    iri: str, record: Record, columns: dict[str, str], known: Known, family: str, own: frozenset[str]
) -> Entity:
    cells = {name: record.cells[published].strip() for name, published in columns.items()}
    others = (part for column in _others(record) for part in _listed(record.cells[column].strip()))
    names = [cells["name"], *islice(others, _KEEP)]
    codes = {f"{scheme}:{value}" for name, scheme in _CODES.items() if (value := _code(name, cells.get(name, "")))}
    hectares = float(cells["area"]) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", cells.get("area", "")) else 0.0
    types = _types((cells["name"], cells.get("type", "")), family)
    return Entity(
        iri=iri,
        names=tuple(dict.fromkeys(filter(None, names))),
        family=family,
        types=types,
        codes=frozenset(codes) | own,
        units=_units(cells, known),
        point=_point(cells, record),
        reach=round_reach(hectares) or REACH.get("".join(types), 0.0),
        peoples=frozenset(known.peoples.get(normal(one), one) for one in _listed(cells.get("people", ""))),
    )


def _types(said: Iterable[str], family: str) -> tuple[str, ...]:
    """What kind of unit the first word of a name or a type says it is."""
    words = [fold(text).partition(" ")[0] for text in said]
    found = [kind for word in words if family == ADMIN and (kind := _said()["units"].get(word))]
    return tuple(found[:1])


def _joined(one: Entity, other: Entity) -> Entity:
    """A candidate that stands on several rows, as in the results of a query: the names and codes of all."""
    names = tuple(dict.fromkeys((*one.names, *other.names)))
    codes, units, peoples = one.codes | other.codes, one.units | other.units, one.peoples | other.peoples
    return Entity(one.iri, names, one.family, one.types, codes, units, one.point, one.reach, peoples, one.sources)


def _code(name: str, text: str) -> str:
    return ubigeo(text) if name == "code" else text


def _listed(text: str) -> list[str]:
    """The parts of a cell that holds several: a list in JSON, or parted by semicolons or bars."""
    if text.startswith("["):
        try:
            return [str(one) for one in json_of(text) if str(one).strip()]
        except ValueError:
            pass
    return [part for part in _SEPARATORS.split(text) if part]


def _units(cells: dict[str, str], known: Known) -> frozenset[str]:
    """The finest unit that the words or codes of a record name, each looked for in the one before."""
    code = ""
    for name in ("department", "province", "district"):
        text = cells.get(name, "")
        size = len(code) + 2
        digits = ubigeo(text) if text.isdecimal() else ""
        if len(digits) >= size and digits.startswith(code) and digits in known.units.values():
            code = digits
        elif text and (code or name == "department") and (code, normal(text)) in known.units:
            code = known.units[code, normal(text)]
    return frozenset({code} if code else ())


def _point(cells: dict[str, str], record: Record) -> Point | None:
    if record.geometry is not None:
        inside = record.geometry.representative_point()
        return inside.x, inside.y
    if found := _POINT.fullmatch(cells.get("point", "")):
        return _within(found[1], found[2])
    return _within(cells.get("longitude", ""), cells.get("latitude", ""))


def _within(longitude: str, latitude: str) -> Point | None:
    """A point, ``None`` where either is no number or lies off the Earth."""
    try:
        x, y = float(longitude), float(latitude)
    except ValueError:
        return None
    return (x, y) if shapely.box(-180, -90, 180, 90).covers(shapely.Point(x, y)) else None


def _answers(path: Path) -> Table | None:
    """The answers of a reconciliation service (its API 0.2), as a table of what it proposes; ``None`` for other files.

    An answer is a map of queries, each with a list ``result`` of ``id``, ``name`` and more.
    """
    try:
        said = json_of(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return None
    if not isinstance(said, dict) or not said or not all(_is_answer(one) for one in said.values()):
        return None
    proposed: Sequence[dict[str, Any]] = [
        one for answer in said.values() for one in answer["result"] if isinstance(one, dict)
    ]
    rows = {str(one["id"]): str(one["name"]) for one in proposed if "id" in one and "name" in one}
    records = [Record(number, {"id": key, "name": name}) for number, (key, name) in enumerate(rows.items(), start=1)]
    return Table(("id", "name"), records)


def _is_answer(said: object) -> bool:
    return isinstance(said, dict) and isinstance(said.get("result"), list)
