"""Puts what an endpoint said beside the rows of an answer: as many as before, in their order, ours unchanged."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal

import polars as pl

from amazongraph import values
from amazongraph.messages import LANGUAGES
from amazongraph.questions.question import LISTS, Column
from amazongraph.questions.remote import ANSWERED, KEY, MISSING, NOT_SENT, NOTHING, SEVERAL, RemotePart, words

_LONGEST = 500  # characters of a text that are taken
_LARGEST = Decimal(10) ** 15
_ROW = "row"


def beside(
    rows: Sequence[Mapping[str, str]],
    part: RemotePart,
    columns: Sequence[Column],
    said: Iterable[Mapping[str, str]],
    asked: Collection[str],
    missing: Collection[str],
) -> list[dict[str, str]]:
    """The rows with the ``columns`` of a remote part filled in, a text each, "" for none.

    ``said``: the solutions that came, as ``read`` gives them; ``asked``: the keys that were to be asked about,
    ``missing`` those of them on which there was no answer. A column of several values holds all of them; of the others,
    texts that differ stand side by side, and of numbers and dates that differ none is shown. Where ``newest`` is said,
    only the solutions in which that column is latest count for these.
    """
    names = [column.name for column in columns]
    schema = dict.fromkeys([KEY, *names], pl.String)
    solutions = pl.DataFrame([{name: one.get(name) or None for name in schema} for one in said], schema=schema)
    pairs = [(number, key) for number, row in enumerate(rows) for key in row[part.key].split() if key in asked]
    keys = pl.DataFrame(pairs, schema={_ROW: pl.Int64, KEY: pl.String}, orient="row")
    found = keys.join(solutions, on=KEY, how="inner")
    lists = [name for name, column in zip(names, columns, strict=True) if column.type in LISTS]
    held = _held(found, lists) | _held(_newest(found, part.newest), [name for name in names if name not in lists])
    fates = _fates(keys, found, missing)
    return [_row(row, number, part, columns, held, fates.get(number, NOT_SENT)) for number, row in enumerate(rows)]


def _newest(found: pl.DataFrame, newest: str) -> pl.DataFrame:
    """Of the solutions of each row those of the latest date; those without one where none has any."""
    if not newest:
        return found
    latest = pl.col(newest).max().over(_ROW)
    return found.filter(pl.col(newest).eq_missing(latest))


def _held(found: pl.DataFrame, names: Sequence[str]) -> dict[str, dict[int, list[str]]]:
    """Column -> row -> its different values, sorted."""
    grouped = found.group_by(_ROW).agg(pl.col(name).drop_nulls().unique().sort() for name in names)
    return {name: dict(zip(grouped[_ROW], grouped[name].to_list(), strict=True)) for name in names}


def _fates(keys: pl.DataFrame, found: pl.DataFrame, missing: Collection[str]) -> dict[int, str]:
    """What became of the rows that have a key that was to be sent."""
    lacking = set(keys.filter(pl.col(KEY).is_in(list(missing)))[_ROW])
    there = set(found[_ROW])
    return {row: MISSING if row in lacking else ANSWERED if row in there else NOTHING for row in keys[_ROW].unique()}


def _row(
    row: Mapping[str, str],
    number: int,
    part: RemotePart,
    columns: Sequence[Column],
    held: Mapping[str, Mapping[int, list[str]]],
    fate: str,
) -> dict[str, str]:
    made = dict(row)
    for column in columns:
        several = held[column.name].get(number, [])
        if column.type in LISTS:
            made[column.name] = " ".join(sorted({one for text in several for one in text.split()}))
        elif column.type == "text":
            made[column.name] = " | ".join(several)
        else:
            made[column.name] = several[0] if len(several) == 1 else ""
            fate = SEVERAL if len(several) > 1 and fate == ANSWERED else fate
    made[part.status] = fate
    return made | {part.said(lang): words(fate, lang) for lang in LANGUAGES}


def _number(text: str) -> str:
    """Raises ``ValueError``, also for a number that no population, area or count has and a spreadsheet cannot hold."""
    plain = values.decimal(text)
    if abs(Decimal(plain)) >= _LARGEST:
        raise ValueError(text)
    return plain


def _whole(text: str) -> str:
    return values.integer(_number(text))


def _plain(text: str) -> str:
    """A text on one line, without what a terminal or a spreadsheet would obey."""
    return " ".join("".join(one if one.isprintable() else " " for one in text[:_LONGEST]).split())


_READ: Mapping[str, Callable[[str], str]] = {
    "integer": _whole,
    "decimal": _number,
    "interval": lambda text: values.interval(text).text,
    "text": _plain,
    "codes": _plain,
}


def read(
    bindings: Iterable[Mapping[str, Mapping[str, str]]], columns: Sequence[Column], asked: Collection[str]
) -> tuple[list[dict[str, str]], int]:
    """The solutions of an endpoint as texts of the types of our columns, and how many values were none of these.

    A solution for a key that was not asked about counts as one, too, and is left out.
    """
    found: list[dict[str, str]] = []
    unread = 0
    for one in bindings:
        told = {name: term.get("value", "") for name, term in one.items()}
        if told.get(KEY) not in asked:
            unread += 1
            continue
        values_of, wrong = _values(told, columns)
        found.append({KEY: told[KEY], **values_of})
        unread += wrong
    return found, unread


def _values(told: Mapping[str, str], columns: Sequence[Column]) -> tuple[dict[str, str], int]:
    found, wrong = {}, 0
    for column in columns:
        try:
            found[column.name] = _READ[column.type](told[column.name]) if column.name in told else ""
        except ValueError:
            wrong += 1
    return found, wrong
