"""Judgements on whether two names denote one thing, kept as SSSOM tables (``*.sssom.tsv``).

The format is SSSOM/TSV 1.0 (https://mapping-commons.github.io/sssom/spec/): YAML metadata in lines that begin with
``#``, among them the ``curie_map`` that every abbreviated IRI is read by, then a table with one judgement a row. Slots
that are not used here are kept and written back. A row may say who may see it with ``level: 2`` (0-4) in the slot
``other``; so may the metadata, for every row that does not say.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import yaml

from amazongraph import durable, terms
from amazongraph.errors import Problem, SourceError
from amazongraph.files import text_of, yaml_of
from amazongraph.values import decimal

SEMAPV = "https://w3id.org/semapv/vocab/"
EXACT, CLOSE = terms.SKOS + "exactMatch", terms.SKOS + "closeMatch"
PREDICATES = (EXACT, CLOSE, *(terms.SKOS + f"{name}Match" for name in ("broad", "narrow", "related")))
MANUAL, REVIEW = SEMAPV + "ManualMappingCuration", SEMAPV + "MappingReview"
BY_PERSON = frozenset({MANUAL, REVIEW})
JUSTIFICATIONS = BY_PERSON | {
    SEMAPV + name
    for name in (
        *("LogicalReasoning", "LexicalMatching", "CompositeMatching", "UnspecifiedMatching"),
        *("SemanticSimilarityThresholdMatching", "LexicalSimilarityThresholdMatching", "MappingChaining"),
        *("MappingInversion", "StructuralMatching", "InstanceBasedMatching", "BackgroundKnowledgeBasedMatching"),
    )
}
UNSURE = "0.5"  # a person's confidence that says neither yes nor no
MACHINE_DECIDES = Decimal("0.98")  # a machine's confidence is a lower bound of precision; above this it decides
NO_LICENCE = "https://w3id.org/sssom/license/unspecified"

# The slots a judgement holds, by its field.
_SLOTS = {
    "subject": "subject_id",
    "subject_label": "subject_label",
    "predicate": "predicate_id",
    "denied": "predicate_modifier",
    "object": "object_id",
    "object_label": "object_label",
    "justification": "mapping_justification",
    "confidence": "confidence",
    "author": "author_id",
    "author_label": "author_label",
    "date": "mapping_date",
    "object_source": "object_source",
    "object_source_version": "object_source_version",
    "tool": "mapping_tool",
    "tool_version": "mapping_tool_version",
    "score": "similarity_score",
    "measure": "similarity_measure",
    "comment": "comment",
    "level": "other",
}
_REQUIRED = frozenset({"subject_id", "predicate_id", "object_id", "mapping_justification"})
_CURIES = ("subject", "predicate", "object", "justification")
_IRIS = (*_CURIES, "author", "object_source")
_KEPT = frozenset(
    (
        *("subject_category", "predicate_label", "object_category", "reviewer_id", "reviewer_label", "creator_id"),
        *("creator_label", "license", "subject_type", "subject_source", "subject_source_version", "object_type"),
        *("mapping_provider", "mapping_source", "mapping_cardinality", "publication_date", "subject_match_field"),
        *("object_match_field", "match_string", "subject_preprocessing", "object_preprocessing", "curation_rule"),
        *("curation_rule_text", "see_also", "issue_tracker_item"),
    )
)
# Said once in the metadata, these hold for every row of a table without the column.
_PROPAGATED = frozenset(
    (
        *("mapping_date", "mapping_tool", "mapping_tool_version", "object_source", "object_source_version"),
        *("similarity_measure", "subject_source", "subject_source_version", "mapping_provider"),
    )
)
# The prefixes of the specification need no declaration.
_BUILT_IN = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": terms.RDF,
    "rdfs": terms.RDFS,
    "semapv": SEMAPV,
    "skos": terms.SKOS,
    "sssom": "https://w3id.org/sssom/",
}
_LEVEL = re.compile(r"level:\s*(.*)")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One answer to whether ``subject`` and ``object`` denote one thing, or how they are akin; "" = not said.

    IRIs: ``subject``, ``predicate`` (one of ``PREDICATES``), ``object``, ``justification`` (one of ``JUSTIFICATIONS``),
    ``author``, ``object_source``. ``denied``: the answer is no. ``confidence`` and ``score`` (the similarity that
    ``measure`` names) are canonical decimals from 0 to 1; a machine's confidence is the lower bound of its precision.
    ``date`` is ISO 8601, a day. ``level``: who may see it (0-4), ``None`` = nobody said. ``more``: other slots.
    """

    subject: str
    predicate: str
    object: str
    denied: bool = False
    justification: str = MANUAL
    confidence: str = ""
    author: str = ""
    date: str = ""
    comment: str = ""
    subject_label: str = ""
    object_label: str = ""
    author_label: str = ""
    object_source: str = ""
    object_source_version: str = ""
    tool: str = ""
    tool_version: str = ""
    score: str = ""
    measure: str = ""
    level: int | None = None
    more: tuple[tuple[str, str], ...] = ()

    def __lt__(self, other: "Judgement") -> bool:
        """Field by field; of two that are alike but for who may see them, the one that does not say so comes first."""
        return self._ordered < other._ordered

    @property
    def _ordered(self) -> tuple[Any, ...]:
        said = (getattr(self, field.name) for field in fields(self))
        return tuple(-1 if one is None else one for one in said)

    @property
    def pair(self) -> tuple[str, str]:
        """What is judged, the same whichever way round it is written."""
        return min(self.subject, self.object), max(self.subject, self.object)

    @property
    def by_person(self) -> bool:
        """Whether a person judged."""
        return self.justification in BY_PERSON

    @property
    def decides(self) -> bool:
        """Whether this settles the matter: a person who is sure, or a machine that is right often enough."""
        if self.by_person:
            return self.confidence != UNSURE
        return Decimal(self.confidence or 0) > MACHINE_DECIDES


def in_force(judgements: Iterable[Judgement]) -> dict[tuple[str, str], Judgement]:
    """For each pair the judgement that counts, whether it decides or waits for a person (``Judgement.decides``).

    A person's beats a machine's; then the latest day; of one day a no, then an unsure person, then a yes; a machine
    that decides beats one that does not. What is left equal is told apart by the order of judgements.
    """
    best: dict[tuple[str, str], Judgement] = {}
    for one in sorted(judgements):
        held = best.get(one.pair)
        if held is None or _weight(one) > _weight(held):
            best[one.pair] = one
    return best


def decided(judgements: Iterable[Judgement]) -> dict[tuple[str, str], Judgement]:
    """The judgements in force that settle their pair, both yes and no; not those that a person is unsure of."""
    return {pair: one for pair, one in in_force(judgements).items() if one.decides}


def _weight(one: Judgement) -> tuple[bool, bool, str, bool, bool, Decimal]:
    settled = one.decides or one.by_person
    return one.by_person, settled, one.date, one.denied and one.decides, not one.decides, Decimal(one.confidence or 0)


def read_judgements(path: Path) -> tuple[Judgement, ...]:
    """The judgements of a table, in its order. Raises ``SourceError`` with file, row and column of every problem."""
    return tuple(one for _, one in read_rows(path))


def read_rows(path: Path) -> tuple[tuple[int, Judgement], ...]:
    """The judgements of a table with the line each stands on. Raises ``SourceError``."""
    lines = [line.rstrip("\n") for line in io.StringIO(text_of(path), newline=None)]
    above = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    said = _metadata(path, lines[:above])
    prefixes = _BUILT_IN | said.get("curie_map", {})
    fixed = {slot: str(said[slot]) for slot in _PROPAGATED | {"other"} if said.get(slot)}
    problems: list[Problem] = []
    found: list[tuple[int, Judgement]] = []
    for number, cells in _records(path, lines[above:], above, problems):
        wrong: list[tuple[str, str, dict[str, object]]] = []
        one = _judgement(fixed | {slot: text for slot, text in cells.items() if text}, prefixes, wrong)
        problems += [Problem(key, path.name, number, column, values=values) for column, key, values in wrong]
        if one is not None:
            found.append((number, one))
    if problems:
        raise SourceError(*problems)
    return tuple(found)


def read_set(path: Path) -> tuple[str, str]:
    """The IRI and the title that a table gives itself, the title "" for none. Raises ``SourceError``."""
    lines = [line.rstrip("\n") for line in io.StringIO(text_of(path), newline=None) if line.startswith("#")]
    said = _metadata(path, lines)
    return said["mapping_set_id"], str(said.get("mapping_set_title") or "")


def write_judgements(
    path: Path, set_id: str, title: str, judgements: Iterable[Judgement], *, description: str = "", licence: str = ""
) -> None:
    """Write a table in place of ``path``, sorted; the same judgements give the same bytes.

    ``set_id`` is the IRI of the set. The folder must be there. Raises ``OSError``; then the file is as it was.
    """
    rows = sorted(set(judgements))
    # Who said it and where from are addresses that seldom share a beginning worth a prefix.
    prefixes = _prefixes_for({getattr(one, field) for one in rows for field in _CURIES})
    cells = [_cells(one, prefixes) for one in rows]
    order = [*_SLOTS.values(), *sorted(_KEPT)]
    columns = [slot for slot in order if slot in _REQUIRED or any(row.get(slot) for row in cells)]
    about = {"mapping_set_id": set_id, "mapping_set_title": title, "mapping_set_description": description}
    about |= {"license": licence or NO_LICENCE}
    metadata = {key: value for key, value in about.items() if value} | {"curie_map": prefixes}
    out = io.StringIO(newline="")
    for line in yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False, width=10_000).splitlines():
        out.write(f"#{line}\n")
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(cells)
    durable.write(path, out.getvalue().encode())


def _metadata(path: Path, lines: list[str]) -> dict[str, Any]:
    try:
        said = yaml_of("\n".join(line[1:] for line in lines))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row, detail = (mark.line + 1 if mark else 1), getattr(error, "problem", None) or str(error) or "YAML"
        raise SourceError(Problem("sssom.metadata", path.name, row, values={"detail": detail})) from error
    map_of = said.get("curie_map") if isinstance(said, dict) else None
    try:
        if not isinstance(said, dict) or not isinstance(map_of or {}, dict):
            raise ValueError(said)
        said["mapping_set_id"] = ox.NamedNode(str(said.get("mapping_set_id"))).value
    except ValueError as error:
        detail = "mapping_set_id, curie_map"
        raise SourceError(Problem("sssom.metadata", path.name, 1, values={"detail": detail})) from error
    return said | {"curie_map": {str(prefix): str(namespace) for prefix, namespace in (map_of or {}).items()}}


def _records(path: Path, lines: list[str], above: int, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(lines, delimiter="\t", strict=True)
    try:
        header = next(reader, [])
        problems += _header_problems(path, header, above + 1)
        line = reader.line_num
        for cells in reader:
            number, line = above + line + 1, reader.line_num
            if cells and len(cells) != len(header):
                problems.append(
                    Problem("table.width", path.name, number, values={"found": len(cells), "expected": len(header)})
                )
            elif cells:
                yield number, dict(zip(header, (" ".join(cell.split()) for cell in cells), strict=True))
    except csv.Error as error:
        row = above + reader.line_num
        problems.append(Problem("table.torn", path.name, row, values={"detail": str(error)}))


def _header_problems(path: Path, header: list[str], row: int) -> list[Problem]:
    known = {*_SLOTS.values(), *_KEPT}
    found = [Problem("table.column-missing", path.name, row, slot) for slot in sorted(_REQUIRED - set(header))]
    found += [Problem("table.column-unknown", path.name, row, slot) for slot in sorted(set(header) - known)]
    return found + [
        Problem("table.column-twice", path.name, row, s) for s in sorted(set(header)) if header.count(s) > 1
    ]


Wrong = list[tuple[str, str, dict[str, object]]]


def _judgement(cells: dict[str, str], prefixes: Mapping[str, str], wrong: Wrong) -> Judgement | None:
    """The judgement of a row; ``None`` if anything is wrong, which is told as slot, message and its values."""
    before = len(wrong)
    said: dict[str, Any] = {field: cells[slot] for field, slot in _SLOTS.items() if cells.get(slot)}

    def checked(field: str, key: str, read: Callable[[str], Any]) -> None:
        try:
            said[field] = read(said[field]) if field in said else said.get(field, "")
        except (KeyError, ValueError):
            wrong.append((_SLOTS[field], key, {"value": said[field]}))

    wrong += [(slot, "cell.empty", {}) for slot in sorted(_REQUIRED) if not cells.get(slot)]
    for field in _IRIS:
        checked(field, "sssom.iri", lambda text: _expand(text, prefixes))
    for field in ("confidence", "score"):
        checked(field, "sssom.fraction", _fraction)
    checked("date", "sssom.date", lambda text: date.fromisoformat(text).isoformat())
    checked("denied", "sssom.modifier", lambda text: {"Not": True}[text])
    rest, said["level"] = _level(said.pop("level", ""), wrong)
    if len(wrong) == before:
        wrong += [
            (_SLOTS[field], key, {"value": cells[_SLOTS[field]]})
            for field, key, allowed in (
                ("predicate", "sssom.predicate", PREDICATES),
                ("justification", "sssom.justification", JUSTIFICATIONS),
            )
            if said[field] not in allowed
        ]
    if len(wrong) > before:
        return None
    more = {slot: cells[slot] for slot in _KEPT if cells.get(slot)} | ({"other": rest} if rest else {})
    return Judgement(**(said | {"denied": bool(said["denied"])}), more=tuple(sorted(more.items())))


def _level(text: str, wrong: Wrong) -> tuple[str, int | None]:
    """What the slot ``other`` says apart from the level, and the level."""
    parts = [part.strip() for part in text.split("|") if part.strip()]
    levels = [found[1] for part in parts if (found := _LEVEL.fullmatch(part))]
    wrong += [("other", "cell.level", {"value": level}) for level in levels if level not in {"0", "1", "2", "3", "4"}]
    rest = "|".join(part for part in parts if not _LEVEL.fullmatch(part))
    return rest, max((int(level) for level in levels if level.isdecimal()), default=None)


def _fraction(text: str) -> str:
    value = decimal(text)
    if not 0 <= Decimal(value) <= 1:
        raise ValueError(text)
    return value


def _expand(text: str, prefixes: Mapping[str, str]) -> str:
    prefix, _, local = text.partition(":")
    iri = text if "://" in text and prefix not in prefixes else prefixes[prefix] + local
    return ox.NamedNode(iri).value


def _prefixes_for(iris: Iterable[str]) -> dict[str, str]:
    """A ``curie_map`` for some IRIs: our prefixes and those of the format, and a numbered one for any other."""
    known = terms.prefixes() | _BUILT_IN
    used: dict[str, str] = {}
    other: set[str] = set()
    for iri in iris:
        prefix = max((one for one in known if iri.startswith(known[one])), key=lambda one: len(known[one]), default="")
        if prefix:
            used[prefix] = known[prefix]
        else:
            other.add(re.split(r"[^/#]+[/#]?$", iri)[0])
    used |= {f"ns{number}": namespace for number, namespace in enumerate(sorted(other), start=1)}
    return dict(sorted(used.items()))


def _cells(one: Judgement, prefixes: Mapping[str, str]) -> dict[str, str]:
    said = {field.name: getattr(one, field.name) for field in fields(one) if field.name in _SLOTS}
    said |= {field: _shorten(said[field], prefixes) for field in _IRIS if said[field]}
    kept = dict(one.more)
    other = [part for part in (kept.pop("other", ""), "" if one.level is None else f"level: {one.level}") if part]
    said |= {"denied": "Not" if one.denied else "", "level": "|".join(other)}
    return {slot: " ".join(str(said[field]).split()) for field, slot in _SLOTS.items()} | kept


def _shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    fitting = [one for one in prefixes if iri.startswith(prefixes[one])]
    prefix = max(fitting, key=lambda one: len(prefixes[one]), default="")
    return f"{prefix}:{iri[len(prefixes[prefix]) :]}" if prefix else iri
