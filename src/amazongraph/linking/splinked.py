"""Pairs found by Splink, for two sources of a hundred thousand things each. Needs the extra ``splink``.

Splink only says which pairs are worth scoring; the score, its explanation and the judgements are the same as ever. Its
model has our weights and learns nothing, so that the same sources give the same pairs. It runs in DuckDB, or, for
sources that outgrow one machine, on Spark, which needs the extra ``spark`` besides.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import polars as pl
from rapidfuzz.distance import JaroWinkler

from amazongraph.errors import SettingsError
from amazongraph.extras import needed
from amazongraph.linking.entities import Entity
from amazongraph.linking.keys import skeleton, whole_key
from amazongraph.linking.names import normal, parse, telling
from amazongraph.linking.scoring import weights
from amazongraph.spark import EXTRA, Configuration, session

LEAST_LIKELY = 0.0001
TABLES = ("a_own", "b_others")  # in the order of the letters, in which Splink puts the two of a pair
_CELL = 0.03  # degrees
_RANDOM = 0.00001  # of two things drawn at random, that they are one


def splink_pairs(
    own: Sequence[Entity], others: Sequence[Entity], engine: str = "single", configuration: Configuration = ()
) -> pl.DataFrame:
    """Rows of ``own`` and of ``others`` (columns ``row``, ``row_other``) that Splink holds for possible.

    ``engine``: one of ``settings.ENGINES``; Spark is told ``configuration``. Raises ``SettingsError`` or ``ExtraError``
    where an extra is not installed, and ``EngineError`` for what goes wrong in Spark.
    """
    try:
        from splink import Linker
    except ImportError as error:
        raise SettingsError("link.splink") from error
    empty = pl.DataFrame(schema={"row": pl.Int64, "row_other": pl.Int64})
    if not own or not others:
        return empty
    with _on_spark(configuration) if engine == "spark" else _in_duckdb() as database:
        tables = [
            database.register(_table(side).to_arrow(), table_name=name)
            for side, name in zip((own, others), TABLES, strict=True)
        ]
        linker = Linker(tables, _settings(), log_level=logging.ERROR)
        found = linker.inference.predict(threshold_match_probability=LEAST_LIKELY, warning_mode="never")
        rows = found.as_record_list()
    pairs = [(int(one["unique_id_l"]), int(one["unique_id_r"])) for one in rows]
    return pl.DataFrame(pairs, schema=empty.schema, orient="row").unique().sort("row", "row_other")


@contextmanager
def _in_duckdb() -> Iterator[Any]:
    from splink import DuckDBAPI

    yield DuckDBAPI()


@contextmanager
def _on_spark(configuration: Configuration) -> Iterator[Any]:
    """Splink on Spark, with the measure of likeness that DuckDB has: Splink's own for Spark halves an odd number of
    letters that changed places, which the others round down, and some pairs would fall to another level.
    """
    needed("pyspark", EXTRA)
    backend = needed("splink.backends.spark", "splink").SparkAPI

    with session(configuration) as spark:
        spark.udf.register("jaro_winkler", _likeness, "double")
        try:
            yield backend(spark_session=spark, break_lineage_method="persist", register_udfs_automatically=False)
        finally:
            for name in TABLES:
                spark.catalog.dropTempView(name)


def _likeness(one: str | None, other: str | None) -> float | None:
    return None if one is None or other is None else JaroWinkler.similarity(one, other)


def _table(side: Sequence[Entity]) -> pl.DataFrame:
    """What is compared, a row for each name of each thing."""
    return pl.DataFrame(
        [_row(number, one, name) for number, one in enumerate(side) for name in one.names],
        schema={
            "unique_id": pl.Int64,
            "name": pl.String,
            "whole": pl.String,
            "word": pl.String,
            "family": pl.String,
            "department": pl.String,
            "longitude": pl.Float64,
            "latitude": pl.Float64,
            "cell": pl.String,
        },
        orient="row",
    )


def _row(number: int, one: Entity, name: str) -> tuple[Any, ...]:
    taken = parse(name)
    words = sorted(telling(taken), key=len, reverse=True)
    departments = {unit[:2] for unit in one.units}
    point = one.point or (None, None)
    cell = f"{one.point[0] // _CELL:.0f} {one.point[1] // _CELL:.0f}" if one.point else None
    return (
        number,
        normal(name),
        whole_key(taken),
        skeleton(words[0]) if words else None,
        one.family,
        departments.pop() if len(departments) == 1 else None,
        *point,
        cell,
    )


def _settings() -> Any:
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=_RANDOM,
        blocking_rules_to_generate_predictions=[
            block_on("family", "whole"),
            block_on("family", "word", "department"),
            block_on("family", "cell"),
        ],
        comparisons=[_names(), _distances(), _departments()],
        retain_matching_columns=False,
    )


def _names() -> Any:
    from splink import comparison_level_library as level
    from splink import comparison_library as library

    rows = [row for row in weights()["name"] if 0 < row["least"] < 1]
    graded = [level.JaroWinklerLevel("name", row["least"]) for row in rows]
    levels = [_weighted(one, row) for one, row in zip(graded, rows, strict=True)]
    same = level.ExactMatchLevel("name").configure(m_probability=weights()["name"][0]["m"], u_probability=0.0001)
    return library.CustomComparison(
        [level.NullLevel("name"), same, *levels, _weighted(level.ElseLevel(), weights()["name"][-1])], "name"
    )


def _distances() -> Any:
    from splink import comparison_level_library as level
    from splink import comparison_library as library

    *near, far = weights()["distance"]
    levels = [_weighted(level.DistanceInKMLevel("latitude", "longitude", row["most"]), row) for row in near]
    return library.CustomComparison(
        [level.NullLevel("latitude"), *levels, _weighted(level.ElseLevel(), far)], "distance"
    )


def _departments() -> Any:
    from splink import comparison_level_library as level
    from splink import comparison_library as library

    said = weights()["unit"]
    same, other = (
        _weighted(level.ExactMatchLevel("department"), said["department"]),
        _weighted(level.ElseLevel(), said["other"]),
    )
    return library.CustomComparison([level.NullLevel("department"), same, other], "department")


def _weighted(level: Any, row: dict[str, Any]) -> Any:
    return level.configure(m_probability=row["m"], u_probability=row["u"])
