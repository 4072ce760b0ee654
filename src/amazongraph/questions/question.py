"""A question: a ``.rq`` file whose ``#+`` header says, as YAML, what it asks, takes and gives back.

Owns the reading of the file and the binding of parameters. The convention is grlc's, so the file stays runnable
SPARQL: an optional parameter ``since`` of type ``xsd_date`` is the variable ``?__since_xsd_date``, a required one
``?_since_xsd_date``.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from amazongraph import terms, values
from amazongraph.conforming import check_kinds
from amazongraph.errors import ParameterError, QuestionError
from amazongraph.files import header_of
from amazongraph.questions.remote import RemotePart, added, part
from amazongraph.questions.resting import RELEASE

PARAMETER_TYPES = ("iri", "integer", "number", "literal", "xsd_date")
_ILL_TYPED = {
    "iri": "parameter.no-thing",
    "integer": "parameter.no-integer",
    "number": "parameter.no-number",
    "literal": "parameter.no-text",
    "xsd_date": "parameter.no-date",
}
COLUMN_TYPES = ("entity", "entities", "ids", "integer", "decimal", "text", "code", "codes", "boolean", "interval")
LISTS = frozenset({"entities", "ids", "codes", "sources"})
"""The column types that hold several values, space-separated, in no order an engine promises."""
ANY = "any"
# The first one outside the header and the comments.
_WHERE = re.compile(r"^(?!\s*#).*?\bWHERE\s*\{", re.IGNORECASE | re.MULTILINE)
_SELECT = re.compile(r"^SELECT\b", re.MULTILINE)
_AGGREGATE = re.compile(r"\b(?:COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT)\s*\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value the asker may give; ``type`` is one of ``PARAMETER_TYPES``, ``default`` its text, "" for none.

    A parameter of type ``iri`` says what may be named: ``of``, classes (``ag:Area``), keys of concept schemes
    (``impact-type``) or ``any``; or ``choices``, the few things themselves. ``reckons``: the reckoning of the question
    takes it, not its query.
    """

    name: str
    type: str
    label: dict[str, str]
    required: bool = False
    default: str = ""
    of: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    reckons: bool = False

    @property
    def variable(self) -> str:
        """The SPARQL variable it binds, without ``?``."""
        return f"{'_' if self.required else '__'}{self.name}_{self.type}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer; ``type`` is one of ``COLUMN_TYPES``, or ``sources`` for the one that every answer has.

    ``ids`` are the things that an aggregate adds up: kept for programs, and for the documents they rest on. ``lang``:
    shown to readers of that language only. ``prefix``: a column whose label is printed before this one's value ("at
    least 274"). ``hidden``: left out of tables for reading, kept in data files. ``reckoned``: worked out here from what
    several documents say, so that the row does not cite all that leads to it. ``at_least``: whether it is a
    count or a sum of what is on record, no more than a least value; every column that counts or adds up says so.
    ``unit``: of a number, or ``unit_in``, the column where it stands. ``remote``: the endpoint that says it, not this
    graph; empty until that was asked.
    """

    name: str
    type: str
    label: dict[str, str]
    lang: str = ""
    prefix: str = ""
    hidden: bool = False
    reckoned: bool = False
    at_least: bool | None = None
    unit: dict[str, str] = field(default_factory=dict)
    unit_in: str = ""
    remote: str = ""


def heading(column: Column, lang: str) -> str:
    """The label of a column with its unit: ``Área (ha)``."""
    unit = column.unit.get(lang, "")
    return f"{column.label[lang]} ({unit})" if unit else column.label[lang]


@dataclass(frozen=True, slots=True)
class Population:
    """The things a question is about, so that its answer can say how many of them it has data on.

    ``classes`` and ``reads`` are CURIEs, a property read backwards has ``^`` before it. ``scope``: what else must be
    true of a member, ``ag:indicator v-indicator:killings|v-indicator:coca-area``. ``register``: the source that lists
    them all, "" where there is none. ``label``: what they are, in the plural.
    """

    label: dict[str, str]
    classes: tuple[str, ...]
    reads: tuple[str, ...]
    scope: tuple[str, ...] = ()
    register: str = ""


SOURCES = Column("sources", "sources", {"es": "Fuentes", "en": "Sources"})
"""The column that no question writes: the documents of each row, looked up by ``rests_on``."""


@dataclass(frozen=True, slots=True)
class Question:
    """One policy question. ``question``, ``note`` and ``needs`` hold Spanish and English; ``partial`` says what the
    sources at hand leave unanswered, empty if nothing. ``rests_on``: templates of the statements that its rows rest
    on, see ``resting``. ``population``: the things it is about, ``None`` for a question on the release itself.
    ``reckoned_by``: the reckoning that makes its rows of those of its query, "" where these are its rows. ``remote``:
    what endpoints can be asked about its rows.
    """

    id: str
    theme: str
    question: dict[str, str]
    note: dict[str, str]
    columns: tuple[Column, ...]
    query: str
    scenario: str = ""
    parameters: tuple[Parameter, ...] = ()
    tags: tuple[str, ...] = ()
    partial: dict[str, str] = field(default_factory=dict)
    needs: dict[str, str] = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()
    population: Population | None = None
    reckoned_by: str = ""
    remote: tuple[RemotePart, ...] = ()

    @property
    def lists(self) -> frozenset[str]:
        """The names of the columns that hold several values."""
        return frozenset(column.name for column in self.columns if column.type in LISTS)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for the index of a release."""
        return asdict(self)

    def bind(self, given: Mapping[str, str]) -> str:
        """The query with its parameters bound: a VALUES block at the start of the outer group.

        Raises ``ParameterError`` for a parameter that is unknown, missing or ill-typed.
        """
        # The engine prints the terms, so that no text can break out of its place.
        bound = {one.variable: str(term) for one, term in self._told(given) if not one.reckons}
        if not bound:
            return self.query
        block = f"VALUES ({' '.join('?' + name for name in bound)}) {{ ({' '.join(bound.values())}) }}"
        start = _WHERE.search(self.query)
        if start is None:
            raise QuestionError("question.malformed", file=self.id, detail="WHERE")
        return f"{self.query[: start.end()]}\n  {block}{self.query[start.end() :]}"

    def whether(self) -> str:
        """The query without parameters as one that only asks whether it has a row: an engine stops at the first.

        One whose rows are not simply those of its pattern or the groups of these comes back as it is.
        """
        query = self.bind({})
        selects, start, end = _SELECT.search(query), _WHERE.search(query), query.rfind("}") + 1
        if not selects or not start:
            return query
        told, tail = query[selects.start() : start.start()], query[end:]
        if "HAVING" in tail or ("GROUP BY" not in tail and _AGGREGATE.search(told)):
            return query
        return f"{query[: selects.start()]}ASK {query[start.end() - 1 : end]}"

    def told(self, given: Mapping[str, str]) -> dict[str, str]:
        """The parameters as a reckoning reads them: IRIs in full, dates as their first day, numbers in plain digits.

        Raises ``ParameterError``, as ``bind`` does.
        """
        return {one.name: term.value for one, term in self._told(given)}

    def _told(self, given: Mapping[str, str]) -> list[tuple[Parameter, ox.NamedNode | ox.Literal]]:
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise ParameterError("parameter.unknown", name=name, id=self.id, known=", ".join(known) or "-")
        said = {name: given.get(name, parameter.default) for name, parameter in known.items()}
        for name, parameter in known.items():
            if parameter.required and not said[name]:
                raise ParameterError("parameter.missing", name=name, id=self.id)
        return [(known[name], _term(known[name], text)) for name, text in said.items() if text]


def _term(parameter: Parameter, text: str) -> ox.NamedNode | ox.Literal:
    try:
        match parameter.type:
            case "iri":
                return ox.NamedNode(_iri(text))
            case "integer":
                return ox.Literal(values.integer(text), datatype=ox.NamedNode(terms.XSD + "integer"))
            case "number":
                return ox.Literal(values.decimal(text), datatype=ox.NamedNode(terms.XSD + "decimal"))
            case "xsd_date":
                day = values.interval(text).start
                if day is None:
                    raise ValueError(text)
                return ox.Literal(day.isoformat(), datatype=ox.NamedNode(terms.XSD + "date"))
            case _:
                return ox.Literal(text)
    except (ValueError, KeyError) as error:
        raise ParameterError(_ILL_TYPED[parameter.type], name=parameter.name, value=text) from error


def _iri(text: str) -> str:
    return text if "://" in text else terms.expand(text)


def parse_question(path: Path) -> Question:
    """Read a question file. Raises ``QuestionError`` for a header that is incomplete or of unknown types."""
    import yaml

    try:
        text = path.read_text(encoding="utf-8-sig")
        said = header_of(text)
        defaults = {name: str(value) for entry in said.get("defaults", ()) for name, value in entry.items()}
        question = from_dict(
            {
                **{key: said[key] for key in ("question", "note")},
                "columns": [*said["columns"], *added(said.get("remote", ())), asdict(SOURCES)],
                "remote": [part(entry) for entry in said.get("remote", ())],
                "rests_on": _templates(said["rests_on"]),
                "population": None if said["population"] == RELEASE else said["population"],
                **{key: said[key] for key in ("scenario", "tags", "partial", "needs", "reckoned_by") if key in said},
                "parameters": [
                    {**entry, "default": defaults.get(entry["name"], "")} for entry in said.get("parameters", ())
                ],
                "id": path.stem,
                "theme": path.parent.name,
                "query": text,
            }
        )
        check_kinds(question, "#+")
        _check(path, question)
    except (yaml.YAMLError, OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise QuestionError("question.malformed", file=path.name, detail=str(error)) from error
    return question


def from_dict(said: Mapping[str, Any]) -> Question:
    """The question that ``as_dict`` wrote."""
    return Question(
        **{
            **said,
            "columns": tuple(Column(**entry) for entry in said["columns"]),
            "parameters": tuple(map(_parameter, said.get("parameters", ()))),
            "tags": tuple(said.get("tags", ())),
            "rests_on": tuple(said.get("rests_on", ())),
            "population": _population(said.get("population")),
            "remote": tuple(RemotePart(**entry) for entry in said.get("remote", ())),
        }
    )


def _parameter(said: Mapping[str, Any]) -> Parameter:
    of, choices = said.get("of", ()), said.get("choices", ())
    kinds = of.split() if isinstance(of, str) else of
    return Parameter(**{**said, "of": tuple(kinds), "choices": tuple(choices)})


def _population(said: Mapping[str, Any] | None) -> Population | None:
    if said is None:
        return None
    lists = ("classes", "reads", "scope")
    whole: dict[str, Any] = {name: tuple(value) if name in lists else value for name, value in said.items()}
    return Population(**whole)


def _templates(said: Any) -> tuple[str, ...]:
    """``release``, or a list of templates."""
    return (RELEASE,) if said == RELEASE else tuple(str(one) for one in said)


def _check(path: Path, question: Question) -> None:
    wrong = [column.name for column in question.columns[:-1] if column.type not in COLUMN_TYPES]
    wrong += [parameter.name for parameter in question.parameters if parameter.type not in PARAMETER_TYPES]
    said = {"question": question.question, "note": question.note}
    said |= {name: texts for name in ("partial", "needs") if (texts := getattr(question, name))}
    said |= {column.name: column.label for column in question.columns}
    said |= {f"{column.name} unit": column.unit for column in question.columns if column.unit}
    said |= {parameter.name: parameter.label for parameter in question.parameters}
    said |= {"population": question.population.label} if question.population else {}
    said |= {f"remote {one.endpoint}": one.title for one in question.remote}
    wrong += [name for name, texts in said.items() if not {"es", "en"} <= set(texts)]
    if wrong:
        raise QuestionError("question.malformed", file=path.name, detail=", ".join(wrong))
