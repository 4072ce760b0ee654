"""The remote part of a question: what an endpoint outside of this graph can be asked about the rows of its answer.

Owns what is said of it in the header of the file, which values may leave the machine, and the query that is sent. Knows
nothing of endpoints and their answers (``federation``).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.errors import Problem, QueryError
from amazongraph.messages import LANGUAGES, text
from amazongraph.settings import ENDPOINT_NAME
from amazongraph.store.embedded import select

if TYPE_CHECKING:
    from amazongraph.questions.question import Question

KEY = "key"
"""The variable of the remote query that holds what was sent."""
TYPES = frozenset({"integer", "decimal", "text", "codes", "interval"})
"""What a column that an endpoint fills can be: it names no thing of this graph."""
ANSWERED, NOTHING, SEVERAL, MISSING, NOT_SENT = "answered", "nothing", "several", "missing", "not-sent"
_PLACE = re.compile(r"\bVALUES\s+\?key\s*\{\s*\}", re.IGNORECASE)
_CHUNK = 100
_WIKIDATA = re.escape("http://www.wikidata.org/entity/")


@dataclass(frozen=True, slots=True)
class Sent:
    """A kind of value that may be sent: ``shape``, a regular expression that all of it matches; ``said``, the pattern
    by which the public profile says it in ``?value``. Both must hold. No kind is said of a person or an incident, and
    none is a name.
    """

    shape: str
    said: str
    iri: bool = False

    def fits(self, value: str) -> bool:
        """Whether a value has the shape."""
        return re.fullmatch(self.shape, value) is not None


_UNIT, _AREA, _PEOPLE = (f"a <{terms.ag(name)}>" for name in ("AdministrativeUnit", "Area", "IndigenousPeople"))
KINDS: Mapping[str, Sent] = {
    "ubigeo": Sent(r"[0-9]{2}([0-9]{2}){0,2}", f"?thing {_UNIT} ; <{terms.ag('ubigeoINEI')}> ?value"),
    "iso-639-3": Sent(r"[a-z]{3}", f"?thing {_PEOPLE} ; <{terms.ag('iso639P3Code')}> ?value"),
    "wikidata": Sent(_WIKIDATA + "Q[1-9][0-9]*", f"?thing {_AREA} ; <{terms.SKOS}exactMatch> ?value", iri=True),
    "unit": Sent(re.escape(terms.BASE + "id/admin/") + "[0-9]{2,6}", f"?value {_UNIT}", iri=True),
}


@dataclass(frozen=True, slots=True)
class RemotePart:
    """What ``endpoint`` is asked, called ``title`` by people and mostly found at ``url``.

    ``query`` is a SELECT with an empty ``VALUES ?key { }``, which is filled with the values of our column ``key``, of
    the kind ``sends``, ``chunk`` at a time. ``newest``: of several solutions for one key those hold in which this
    column is latest. ``licence``: of what it says.
    """

    endpoint: str
    title: dict[str, str]
    key: str
    sends: str
    query: str
    url: str
    licence: str = ""
    newest: str = ""
    chunk: int = _CHUNK

    @property
    def status(self) -> str:
        """The column that says what became of each row: ``answered``, ``nothing`` (asked, and it has none), ``several``
        (it has several values where one is shown, so that none is), ``missing`` (it did not answer), ``not-sent``; ""
        where it was not asked.
        """
        return f"{self.endpoint}_status"

    def said(self, lang: str) -> str:
        """The column that says the same in words, empty for what was answered."""
        return f"{self.endpoint}_said_{lang}"

    @property
    def told(self) -> frozenset[str]:
        """The columns that say what became of a row."""
        return frozenset({self.status, *(self.said(lang) for lang in LANGUAGES)})

    def asking(self, keys: Sequence[str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """The queries to send, each with the keys it asks about."""
        kind = KINDS[self.sends]
        for first in range(0, len(keys), self.chunk):
            some = tuple(keys[first : first + self.chunk])
            # The engine prints the terms, so that no text can break out of its place.
            values = " ".join(str(ox.NamedNode(one) if kind.iri else ox.Literal(one)) for one in some)
            before, after = _PLACE.split(self.query)
            yield some, f"{before}VALUES ?{KEY} {{ {values} }}{after}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a remote part: ``retrieved``, when (UTC, ISO 8601); ``sent``, how many keys were to be asked
    about, ``answered``, on how many of them it has something, ``missing``, on how many it gave no answer and why
    (``problem``); ``not_sent``: how many rows have no key that may be sent; ``unread``: how many values were not of the
    type of their column, and left out.
    """

    endpoint: str
    address: str
    retrieved: str
    sent: int
    answered: int
    missing: int
    not_sent: int
    unread: int = 0
    problem: Problem | None = None


def part(said: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the header without its columns, as ``RemotePart`` takes it. Raises ``TypeError`` for values of other
    types.
    """
    found = {name: value for name, value in said.items() if name != "columns"}
    wrong = [name for name, value in found.items() if type(value) is not {"title": dict, "chunk": int}.get(name, str)]
    if wrong:
        raise TypeError(", ".join(wrong))
    return found


def added(parts: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The columns that remote parts add, and for each part those that say what became of a row."""
    for said in parts:
        made = RemotePart(**part(said))
        yield from ({**column, "remote": made.endpoint} for column in said["columns"])
        own = {lang: text("remote.part", lang, title=made.title[lang]) for lang in LANGUAGES}
        other = {lang: text("remote.part-other", lang, title=made.title[lang]) for lang in LANGUAGES}
        for lang in LANGUAGES:
            label = other | {lang: own[lang]}
            yield {"name": made.said(lang), "type": "text", "lang": lang, "label": label, "remote": made.endpoint}
        code = {lang: text("remote.part-code", lang, title=made.title[lang]) for lang in LANGUAGES}
        yield {"name": made.status, "type": "code", "hidden": True, "label": code, "remote": made.endpoint}


def words(status: str, lang: str) -> str:
    """What became of a row, in words; nothing where it was answered."""
    return "" if status == ANSWERED else text(f"elsewhere.{status}", lang)


def lint_remote(question: "Question") -> set[str]:
    """The names of the rules that the remote parts of a question break.

    ``remote-name``: an endpoint is named twice or not by lower-case letters and digits; ``remote-key``: there is no
    such column of ours; ``remote-sends``: no such kind of value may be sent; ``remote-query``: it has no empty ``VALUES
    ?key``, does not parse, is no SELECT or does not select the key and the columns; ``remote-columns``: a column has a
    type that names things, or its name does not begin with that of the endpoint, or ``newest`` is none of them.
    """
    names = [one.endpoint for one in question.remote]
    broken = set() if len(names) == len(set(names)) else {"remote-name"}
    for one in question.remote:
        filled = [column for column in question.columns if column.remote == one.endpoint]
        values = {column.name: column.type for column in filled if column.name not in one.told}
        ours = {column.name for column in question.columns if not column.remote and column.type != "sources"}
        kind, dated = KINDS.get(one.sends), not one.newest or values.get(one.newest) == "interval"
        sound = {
            "remote-name": bool(ENDPOINT_NAME.fullmatch(one.endpoint)),
            "remote-key": one.key in ours,
            "remote-sends": kind is not None and one.chunk > 0,
            "remote-columns": dated
            and all(type_ in TYPES and name.startswith(f"{one.endpoint}_") for name, type_ in values.items()),
            "remote-query": kind is not None and {KEY, *values} <= _selected(one),
        }
        broken |= {rule for rule, holds in sound.items() if not holds}
    return broken


def _selected(one: RemotePart) -> set[str]:
    """The variables that a remote query selects; none for one that is not sound."""
    if len(_PLACE.findall(one.query)) != 1:
        return set()
    try:
        return {variable.value for variable in select(ox.Store(), one.query).variables}
    except QueryError:
        return set()
