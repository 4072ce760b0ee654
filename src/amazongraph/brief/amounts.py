"""Published figures of a place or a thing, and of what lies in and around it, with bound, period and who says them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import polars as pl

from amazongraph import terms
from amazongraph.brief.model import Section, Statement
from amazongraph.brief.reading import Reading
from amazongraph.brief.words import date_text, last_day, listed, number_text
from amazongraph.figures import Figure, alike, read
from amazongraph.messages import text

_OF_ONE = 4  # figures of one indicator in a table; the others are counted
_OWN = 40
_OF_AROUND = 3
_AROUND = 20
_AREAS = 6  # names in a cell
_FIRST = (
    *("communities-affected", "communities-without-title", "communities-without-recognition", "communities-titled"),
    *("killings", "coca-area", "airstrips-reported", "coca-eradicated", "airstrips-disabled"),
)
_EXACTLY = terms.concept("bound", "exactly")
Parts = Mapping[str, Sequence[str]]


def of_place(reading: Reading, iri: str) -> Section:
    """The figures whose area is this place and no other."""
    figures = _figures(reading, [iri])
    own = [one for one in figures if one.area == {iri}]
    shown, left = _newest(reading, own, _OF_ONE)
    left += len(shown[_OWN:])
    return _section(reading, "figures", text("brief.figures", reading.lang), shown[:_OWN], left, where=False)


def around(reading: Reading, iri: str, inside: set[str]) -> Section:
    """The newest figures of each indicator of what lies in a place, and of what it lies in or shares a figure with."""
    above = [place for place in reading.above(iri) if "ag:Country" not in reading.classes(place)]
    figures = _figures(reading, [iri, *above, *inside])
    own = {one.indicator for one in figures if one.area == {iri}}
    # Of the units above, only what is not said of the place itself.
    others = [one for one in figures if one.area != {iri} and (one.area & inside or one.indicator not in own)]
    by_place, left = _newest(reading, others, 1)

    def nearness(group: list[Figure]) -> tuple[bool, bool, int]:
        return not group[0].area <= inside, len(group[0].area) > 1, -int(_last(group[0]).replace("-", "") or 0)

    chosen = [
        sorted(groups, key=nearness)[:_OF_AROUND]
        for _, groups in groupby(by_place, key=lambda group: group[0].indicator)
    ]
    # What is told of places inside comes before what is only told of larger ones.
    chosen.sort(key=lambda groups: nearness(groups[0])[0])
    kept = [group for groups in chosen for group in groups]
    left += len(by_place) - len(kept[:_AROUND])
    return _section(reading, "around", text("brief.around", reading.lang), kept[:_AROUND], left, where=True)


def stated_by(reading: Reading, figures: Iterable[str]) -> Section:
    """Some figures, wherever they are of."""
    known = _read(reading, sorted(set(figures)))
    shown, left = _newest(reading, known, _OF_ONE)
    return _section(reading, "figures", text("brief.figures", reading.lang), shown, left, where=True)


def _figures(reading: Reading, places: Iterable[str]) -> list[Figure]:
    return _read(reading, reading.pointing(places, "ag:area")["canonical"].unique().to_list())


def _read(reading: Reading, iris: list[str]) -> list[Figure]:
    rows = reading.frame.filter(pl.col("canonical").is_in(iris) & pl.col("verdict").is_in(("accepted", "contested")))
    return [one for one in read(rows) if not one.deprecated]


def _newest(reading: Reading, figures: Sequence[Figure], most: int) -> tuple[list[list[Figure]], int]:
    """Figures that say one thing together, the newest of each indicator and area; and how many are left out."""
    by_indicator: dict[tuple[str, frozenset[str]], list[list[Figure]]] = defaultdict(list)
    for group in alike(figures):
        by_indicator[group[0].indicator, group[0].area if most == 1 else frozenset()].append(group)
    shown: list[list[Figure]] = []
    for groups in by_indicator.values():
        groups.sort(key=lambda group: (_last(group[0]), group[0].iri), reverse=True)
        shown += groups[:most]
    left = sum(len(groups) for groups in by_indicator.values()) - len(shown)
    return sorted(shown, key=lambda group: _rank(reading, group[0])), left


def _rank(reading: Reading, figure: Figure) -> tuple[int, str, int]:
    key = terms.key_of(figure.indicator)
    place = _FIRST.index(key) if key in _FIRST else len(_FIRST)
    last = _last(figure).replace("-", "")
    return place, reading.name(figure.indicator), -int(last or 0)


def _last(figure: Figure) -> str:
    return max((last_day(date) for date in figure.period | figure.as_of), default="")


def _section(
    reading: Reading, key: str, title: str, shown: Sequence[Sequence[Figure]], left: int, *, where: bool
) -> Section:
    columns = ("brief.figure", *(("brief.where",) if where else ()), "brief.when", "brief.counted", "brief.who")
    return Section(
        key,
        title,
        tuple(_statement(reading, group, where=where) for group in shown),
        tuple(text(name, reading.lang) for name in columns),
        note=text("brief.figures-note", reading.lang),
        left_out=text("brief.more-figures", reading.lang, count=left) if left else "",
        nothing=text("brief.no-figures" if key == "figures" else "brief.no-around", reading.lang),
    )


def _statement(reading: Reading, group: Sequence[Figure], *, where: bool) -> Statement:
    first, parts = group[0], _parts(reading, group)
    indicator = reading.name(first.indicator)
    indicator = indicator[:1].upper() + indicator[1:]
    amount, when = amount_text(reading, first), _when(reading, first)
    areas = sorted(first.area)
    place = reading.placed(areas[0]) if len(areas) == 1 else listed(reading.names(areas), reading.lang, _AREAS)
    place = place or text("brief.not-said", reading.lang)
    counted = listed(reading.names(first.population), reading.lang)
    documents = tuple(dict.fromkeys([*parts["statedIn"], *parts["alsoReportedIn"]]))
    who = listed(reading.names(parts["attributedTo"]) or reading.publishers(documents), reading.lang, 4)
    cells = (amount, *((place,) if where else ()), when, counted, who)
    told = [f"{indicator}: {amount}", *([place] if where else []), when, counted, who]
    return Statement(", ".join(filter(None, told)) + ".", documents, cells=cells, group=indicator, latest=_last(first))


def _parts(reading: Reading, group: Sequence[Figure]) -> dict[str, list[str]]:
    names = ("statedIn", "alsoReportedIn", "attributedTo")
    return {name: [value for one in group for value in reading.values(one.iri, f"ag:{name}")] for name in names}


def amount_text(reading: Reading, figure: Figure) -> str:
    """The value of a figure with its bound and unit: ``at least 274 communities``."""
    value, low, high = (number_text(min(values, default="")) for values in figure.amount)
    number = value or text("answer.range", reading.lang, first=low, last=high)
    bounds = reading.names(figure.bound - {_EXACTLY})
    unit = listed(reading.names(figure.unit), reading.lang)
    # The names of units are plurals.
    return " ".join(filter(None, [*bounds, number, f"({unit})" if number == "1" else unit]))


def _when(reading: Reading, figure: Figure) -> str:
    dates = sorted(figure.period) or sorted(figure.as_of)
    return listed([date_text(one, reading.lang) for one in dates], reading.lang) or text("brief.undated", reading.lang)
