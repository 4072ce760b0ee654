"""The words of a sheet: what a value is called in each language, and which value a person means by a word."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl
import pyoxigraph as ox

from amazongraph import terms, values
from amazongraph.labels import labels
from amazongraph.messages import LANGUAGES
from amazongraph.ontology import Ontology
from amazongraph.sheets.kind import CLASS, INTERVAL, PLACE, Kind, SheetColumn, iri

# Names that a person may write and no sheet shows; those that others imposed on a people among them.
_FURTHER = [terms.ALT_LABEL, terms.HIDDEN_LABEL, terms.ag("acronym"), terms.ag("selfName")]
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.-](\d{4})")


@dataclass(slots=True)
class Words:
    """``shown``: column -> value -> language -> word; ``meant``: column -> folded word -> the values it may mean."""

    shown: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    meant: dict[str, dict[str, set[str]]] = field(default_factory=dict)

    def show(self, column: SheetColumn, value: str, lang: str) -> str:
        """What a value is called; one without a name is shown as it is."""
        return self.shown.get(column.name, {}).get(value, {}).get(lang, value)

    def choices(self, column: SheetColumn, lang: str) -> list[str]:
        """The words to choose from, in their order."""
        words = self.shown.get(column.name, {}).values()
        return sorted((both[lang] for both in words), key=lambda word: (values.fold(word), word))

    def read(self, column: SheetColumn, word: str) -> str:
        """The value a word means. Raises ``LookupError`` with the choices: none for a word that means nothing here,
        several for one that may mean several; ``ValueError`` for what is no such value.
        """
        if column.name in self.shown:
            found = sorted(self.meant[column.name].get(values.fold(word), ()))
            if len(found) == 1:
                return found[0]
            raise LookupError(found)
        if column.value == INTERVAL:
            return values.interval(as_edtf(word)).text
        if column.value == "decimal":
            return values.decimal(word.replace(" ", "").replace(",", "."))
        return word


def as_edtf(word: str) -> str:
    """A date as people write it (23/07/1998, 7/1998), day first, as EDTF; anything else as it stands."""
    if found := _DAY_FIRST.fullmatch(word):
        return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    if found := _MONTH_FIRST.fullmatch(word):
        return f"{found[2]}-{int(found[1]):02}"
    return word


def words_of(kind: Kind, frame: pl.DataFrame, store: ox.Store, ontology: Ontology) -> Words:
    """The words of every column of ``kind`` that has a closed list."""
    made = Words()
    names = _names(frame, kind)
    for column in kind.columns.values():
        both = _both(column, kind, names, store, ontology)
        if both is not None:
            _add(made, column, both, _further(column, frame))
    return made


def _both(
    column: SheetColumn, kind: Kind, names: dict[str, dict[str, dict[str, str]]], store: ox.Store, ontology: Ontology
) -> dict[str, dict[str, str]] | None:
    """Value -> language -> word; ``None`` for a column without a list."""
    what, _, detail = column.value.partition(":")
    if what == "concept":
        iris = {key: terms.concept(detail, key) for key in ontology.concepts[detail]}
        named = labels(store, iris.values())
        return {key: named[one] for key, one in iris.items()}
    if column.value == CLASS:
        classes = {key: iri(name) for key, name in kind.things[column.thing].classes.items()}
        named = labels(store, classes.values())
        return {key: named[one] for key, one in classes.items()}
    if column.value == PLACE:
        units = {key: {lang: f"{key} {name[lang]}" for lang in LANGUAGES} for key, name in names["admin"].items()}
        return {key: both for key, both in units.items() if len(key) in (2, 4, 6)} | _apart(
            names["area"], names["reserve"]
        )
    if what == "ref":
        return _apart(*(names[one] for one in detail.split(",")))
    return None


def _apart(*named: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Names, those that several things have with their key behind them."""
    every = {key: both for one in named for key, both in one.items()}
    counts = {lang: Counter(both[lang] for both in every.values()) for lang in LANGUAGES}
    return {
        key: {
            lang: both[lang] if counts[lang][both[lang]] == 1 and ";" not in both[lang] else f"{both[lang]} ({key})"
            for lang in LANGUAGES
        }
        for key, both in every.items()
    }


def _names(frame: pl.DataFrame, kind: Kind) -> dict[str, dict[str, dict[str, str]]]:
    """Kind of entity -> key -> language -> name."""
    wanted = {"admin", "area", "reserve"}
    for column in kind.columns.values():
        what, _, detail = column.value.partition(":")
        wanted |= set(detail.split(",")) if what == "ref" else set()
    found: dict[str, dict[str, dict[str, str]]] = {one: defaultdict(dict) for one in wanted}
    outlets = _media(frame)
    for one, key, lang, name in _named(frame, sorted(wanted), [terms.LABEL]):
        # Those who report ask for nothing and answer for nothing, and would be half of every list.
        if terms.entity(one, key) not in outlets:
            found[one][key].setdefault(lang or "any", name)
    return {one: {key: _filled(key, said) for key, said in keys.items()} for one, keys in found.items()}


def _media(frame: pl.DataFrame) -> set[str]:
    typed = frame.filter((pl.col("predicate") == terms.TYPE) & (pl.col("object") == terms.ag("MediaOutlet")))
    return set(typed["canonical"])


def _named(frame: pl.DataFrame, kinds: list[str], properties: list[str]) -> Iterable[tuple[str, str, str | None, str]]:
    """Kind, key, language and name of the things of some kinds."""
    start = terms.BASE + "id/"
    rows = (
        frame.filter(pl.col("predicate").is_in(properties) & pl.col("canonical").str.starts_with(start))
        .with_columns(
            part=pl.col("canonical").str.strip_prefix(start).str.split_exact("/", 1),
            other=pl.col("verdict") != "accepted",
        )
        .select("part", "other", "lang", "object")
        .unnest("part")
        .filter(pl.col("field_0").is_in(kinds))
        # A name that nobody vouches for is one all the same, where there is no better one.
        .sort("field_0", "field_1", "other", "lang", "object", nulls_last=True)
    )
    yield from rows.select("field_0", "field_1", "lang", "object").iter_rows()


def _filled(key: str, said: dict[str, str]) -> dict[str, str]:
    spare = said.get("any") or said.get("es") or said.get("en") or key
    return {lang: said.get(lang, spare) for lang in LANGUAGES}


def _further(column: SheetColumn, frame: pl.DataFrame) -> dict[str, set[str]]:
    """Acronyms and other names, by the value they stand for."""
    what, _, detail = column.value.partition(":")
    found: dict[str, set[str]] = defaultdict(set)
    if what == "ref":
        for _, key, _, name in _named(frame, detail.split(","), _FURTHER):
            found[key].add(name)
    return found


def _add(made: Words, column: SheetColumn, both: dict[str, dict[str, str]], further: dict[str, set[str]]) -> None:
    exact: dict[str, set[str]] = defaultdict(set)
    loose: dict[str, set[str]] = defaultdict(set)
    for value, said in both.items():
        for word in said.values():
            exact[values.fold(word)].add(value)
        for word in {value, *further.get(value, ())}:
            loose[values.fold(word)].add(value)
        if column.value == PLACE and value.isdigit():
            # A bare name, or a code that a spreadsheet has robbed of its first zero.
            loose[values.fold(said["es"].partition(" ")[2])].add(value)
            loose[value.lstrip("0")].add(value)
    made.shown[column.name] = both
    # A word from the list means what the list says, whatever else it may stand for.
    made.meant[column.name] = {**loose, **exact}
