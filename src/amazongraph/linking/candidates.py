"""Which pairs are worth a look: those that share a word or a code in one place, and what lies side by side.

Never all pairs: 2,000 things against 30,000 would be 60 million. The keys are joined as frames and places compared as
columns; only what is left is scored.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from amazongraph.linking.entities import ADMIN, Entity
from amazongraph.linking.keys import keys_of
from amazongraph.linking.scoring import Scale, Score, best_names, score

FAR = 60.0  # kilometres beyond which two places are not compared
BESIDE = 3.0  # kilometres within which they are, whatever their names begin with
LEAST_ALIKE = 0.5  # of the names, unless a code is shared
KEPT = 5  # candidates of one thing, the most likely first
LEAST_LIKELY = 0.01
_CELL = 0.03  # degrees, a little over ``BESIDE``
_KM = 111.2  # in a degree of latitude


Finder = Callable[[Sequence[Entity], Sequence[Entity]], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair that may be one thing, and how likely it is. ``margin``: by how many bits it beats the next candidate of
    either side; 60 where there is none.
    """

    one: Entity
    other: Entity
    score: Score
    margin: float = 60.0


def candidates(own: Sequence[Entity], others: Sequence[Entity], find: Finder | None = None) -> list[Candidate]:
    """The pairs of ``own`` and ``others`` that may be one thing, the most likely of each of ``own`` first.

    ``find`` gives the pairs to score, as rows of both (``row``, ``row_other``); ours, unless told otherwise.
    """
    scale = Scale.of(own, others)
    scored: list[Candidate] = []
    for row, column in (find or _pairs)(own, others).iter_rows():
        one, other = own[row], others[column]
        if _may_be_one(one, other) and (one.codes & other.codes or best_names(one, other)[0] >= LEAST_ALIKE):
            scored.append(Candidate(one, other, score(one, other, scale)))
    likely = [one for one in scored if one.score.probability >= LEAST_LIKELY]
    return _first(_with_margins(list(_once(likely))))


def _may_be_one(one: Entity, other: Entity) -> bool:
    """Not a thing and itself, not two that one source holds apart, and not a province and a district."""
    levels = one.family == ADMIN and one.types and other.types and not set(one.types) & set(other.types)
    return one.iri != other.iri and not levels and not set(one.sources) & set(other.sources)


def _once(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Each pair the first time only: things compared among themselves meet from both sides."""
    met: set[frozenset[str]] = set()
    for one in found:
        pair = frozenset((one.one.iri, one.other.iri))
        if pair not in met:
            met.add(pair)
            yield one


def _with_margins(found: list[Candidate]) -> list[Candidate]:
    """Each with the bits between it and the best rival of either side."""
    best: dict[tuple[bool, str], list[tuple[float, str, str]]] = {}
    for one in found:
        for side, iri in ((False, one.one.iri), (True, one.other.iri)):
            best.setdefault((side, iri), []).append((one.score.bits, one.one.iri, one.other.iri))
    top = {key: sorted(ranked, reverse=True)[:2] for key, ranked in best.items()}
    return [_with_margin(one, top[False, one.one.iri], top[True, one.other.iri]) for one in found]


def _with_margin(one: Candidate, *ranked: list[tuple[float, str, str]]) -> Candidate:
    pair = one.one.iri, one.other.iri
    rivals = [bits for side in ranked for bits, *ids in side if tuple(ids) != pair]
    margin = min((one.score.bits - bits for bits in rivals), default=60.0)
    return Candidate(one.one, one.other, one.score, round(margin, 2))


def _first(found: list[Candidate]) -> list[Candidate]:
    """The ``KEPT`` most likely of each thing."""
    ranked = sorted(found, key=lambda one: (one.one.iri, -one.score.bits, one.other.iri))
    taken: dict[str, int] = {}
    kept: list[Candidate] = []
    for one in ranked:
        taken[one.one.iri] = taken.get(one.one.iri, 0) + 1
        if taken[one.one.iri] <= KEPT:
            kept.append(one)
    return kept


def _pairs(own: Sequence[Entity], others: Sequence[Entity]) -> pl.DataFrame:
    """Rows of ``own`` and of ``others`` that share a key or lie side by side, and whose places do not exclude it."""
    left, right = _places(own), _places(others)
    keyed = _keys(own).join(_keys(others), on="key", suffix="_other").select("row", "row_other").unique()
    beside = _cells(own, around=True).join(_cells(others), on=["x", "y"], suffix="_other").select("row", "row_other")
    near = _measured(beside.unique(), left, right).filter(pl.col("far") <= BESIDE)
    far = pl.col("far") <= FAR
    one_department = pl.col("departments").list.set_intersection("departments_other").list.len() > 0
    told = pl.col("departments").list.len().gt(0) & pl.col("departments_other").list.len().gt(0)
    code = pl.col("coded")
    coded = keyed.join(_shared_codes(own, others), on=["row", "row_other"], how="left")
    measured = _measured(coded.with_columns(pl.col("coded").fill_null(False)), left, right)
    fitting = measured.filter(code | pl.when(pl.col("far").is_not_null()).then(far).otherwise(~told | one_department))
    kept = pl.concat([fitting.select(near.columns), near]) if near.height else fitting
    same = (pl.col("family") == pl.col("family_other")) | (pl.col("family") == "") | (pl.col("family_other") == "")
    return kept.filter(same).select("row", "row_other").unique().sort("row", "row_other")


def _shared_codes(own: Sequence[Entity], others: Sequence[Entity]) -> pl.DataFrame:
    one, other = _codes(own), _codes(others)
    joined = one.join(other, on="key", suffix="_other").select("row", "row_other").unique()
    return joined.with_columns(coded=pl.lit(True))


def _keys(entities: Sequence[Entity]) -> pl.DataFrame:
    rows = [(row, key) for row, one in enumerate(entities) for key in sorted(keys_of(one))]
    return pl.DataFrame(rows, schema={"row": pl.Int64, "key": pl.String}, orient="row")


def _codes(entities: Sequence[Entity]) -> pl.DataFrame:
    rows = [(row, code) for row, one in enumerate(entities) for code in sorted(one.codes)]
    return pl.DataFrame(rows, schema={"row": pl.Int64, "key": pl.String}, orient="row")


def _places(entities: Sequence[Entity]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "row": range(len(entities)),
            "family": [one.family for one in entities],
            "longitude": [one.point[0] if one.point else None for one in entities],
            "latitude": [one.point[1] if one.point else None for one in entities],
            "reach": [one.reach for one in entities],
            "departments": [sorted({unit[:2] for unit in one.units}) for one in entities],
        },
        schema={
            "row": pl.Int64,
            "family": pl.String,
            "longitude": pl.Float64,
            "latitude": pl.Float64,
            "reach": pl.Float64,
            "departments": pl.List(pl.String),
        },
    )


def _measured(pairs: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """The pairs with ``far``, about how many kilometres lie between, and what is known of both places."""
    renamed = right.rename({name: f"{name}_other" for name in right.columns})
    joined = pairs.join(left, on="row").join(renamed, on="row_other")
    north = (pl.col("latitude") - pl.col("latitude_other")) * _KM
    east = (pl.col("longitude") - pl.col("longitude_other")) * _KM * pl.col("latitude").radians().cos()
    return joined.with_columns(far=(north.pow(2) + east.pow(2)).sqrt() - pl.col("reach") - pl.col("reach_other"))


def _cells(entities: Sequence[Entity], *, around: bool = False) -> pl.DataFrame:
    """The cell of the grid that each lies in; with ``around`` the eight about it as well."""
    steps: Iterable[int] = (-1, 0, 1) if around else (0,)
    rows = [
        (row, int(one.point[0] // _CELL) + east, int(one.point[1] // _CELL) + north)
        for row, one in enumerate(entities)
        if one.point
        for east in steps
        for north in steps
    ]
    return pl.DataFrame(rows, schema={"row": pl.Int64, "x": pl.Int64, "y": pl.Int64}, orient="row")
