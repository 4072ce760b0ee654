"""Alerts are counted in territories while the file streams by: right, told by line, as visible as the outlines."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from alerts import DAY, HEADER, KINDS, NEIGHBOURS, counted, outline
from frames import is_a, say
from frames import references as curated_references
from small_tables import workspace

from amazongraph import ontology, statements, terms
from amazongraph.build import build
from amazongraph.errors import SourceError
from amazongraph.sources.contract import Extract, References
from amazongraph.sources.counted import Counted, with_outlines
from amazongraph.sources.counting import POINTS, add_up, aggregate, territories
from amazongraph.sources.curated import FOLDER, tables
from amazongraph.sources.datasets import dataset, loader
from amazongraph.sources.readers.stream import open_stream


def place(key: str) -> str:
    return terms.entity("area", key)


@pytest.fixture(scope="module")
def references() -> References:
    """What the reference data defines, and two neighbours under a larger territory."""
    known = curated_references(FOLDER)
    keys = known.keys["area"] | {one.place.rpartition("/")[2] for one in NEIGHBOURS} | {"other"}
    return replace(known, keys={**known.keys, "area": keys}, outlines=NEIGHBOURS)


def figures(extract: Extract) -> dict[tuple[str, str, str], int]:
    """(Territory, month, confidence) -> the value of its figure."""
    said: dict[str, dict[str, str]] = {}
    for subject, predicate, value in extract.statements.select("subject", "predicate", "object").iter_rows():
        said.setdefault(subject, {})[terms.key_of(predicate)] = value
    return {
        (
            terms.key_of(one["area"]),
            one["period"],
            one["population"].rpartition("-")[2],
        ): int(one["value"])
        for one in said.values()
        if one.get("type") == terms.ag("Figure")
    }


def test_counts_are_those_of_arithmetic_whatever_the_batches(tmp_path: Path, references: References) -> None:
    chance = random.Random(5)
    alerts = [
        (chance.uniform(-76, -72), chance.uniform(-10, -6), f"2024-0{chance.randint(1, 3)}", chance.choice(KINDS))
        for _ in range(2000)
    ]
    expected: Counter[tuple[str, str, str]] = Counter()
    outside = 0
    for lon, lat, month, kind in alerts:
        within = [
            name
            for name, west, side in (("left", -75, 1), ("right", -74, 1), ("both", -75, 2))
            if west <= lon <= west + side and -9 <= lat <= -9 + side
        ]
        expected.update((name, month, kind) for name in within)
        outside += not within
    source = counted(tmp_path, *(f"{lat},{lon},{month}-15,{kind}" for lon, lat, month, kind in alerts))
    extract = source.read(references)
    assert figures(extract) == dict(expected)
    assert (extract.rows, extract.rejects) == (2000, ())
    assert [(one.key, count) for one, count in extract.left_out] == [("count.outside", outside)]
    frame = pl.DataFrame(
        [(number, lon, lat, month, kind) for number, (lon, lat, month, kind) in enumerate(alerts)],
        schema=POINTS,
        orient="row",
    )
    known = territories(references.outlines)
    whole = add_up([aggregate(frame, known)])
    assert whole.equals(add_up(aggregate(part, known) for part in frame.iter_slices(7)))
    assert whole["points"].sum() == sum(expected.values()) + outside


def test_a_figure_says_what_it_counts_and_who_says_so(tmp_path: Path, references: References) -> None:
    extract = counted(tmp_path, "-8.5,-74.5,2024-02-10,HIGH", "-8.5,-74.5,2024-02-29,high").read(references)
    figure = terms.entity("figure", "gfw-integrated-area-left-2024-02-high")
    own = extract.statements.filter(pl.col("subject") == figure)
    said = {terms.key_of(predicate): value for predicate, value in own.select("predicate", "object").iter_rows()}
    said.pop("comment")
    assert said == {
        "type": terms.ag("Figure"),
        "statedIn": terms.entity("document", "gfw-integrated-alerts"),
        "attributedTo": terms.entity("organization", "wri"),
        "indicator": terms.concept("indicator", "forest-alerts"),
        "unit": terms.concept("unit", "alerts"),
        "bound": terms.concept("bound", "exactly"),
        "population": terms.concept("population", "alerts-gfw-integrated-high"),
        "area": place("left"),
        "period": "2024-02",
        "value": "2",
    }
    assert set(own["source"]) == {terms.entity("document", "gfw-integrated-alerts")}
    rows = extract.places.join(own.select("id"), on="id", how="semi")["row"]
    assert set(rows) == {2}, "the line of the first alert counted"


def test_each_bad_row_is_told_with_its_line(tmp_path: Path, references: References) -> None:
    good = ["-8.5,-74.5,2024-02-10,high"] * 500
    bad = [
        "x,-74.5,2024-02-10,high",
        "-8.5,,2024-02-10,high",
        "-8.5,-74.5,2024-02-30,high",
        "-8.5,-74.5,2024-02-10,sure",
        "",
        "-74.5,-8.5,2024-02-10,high",
        "10,20,2024-02-10,high",
        "-8.5,-74.5",
    ]
    extract = replace_limit(counted(tmp_path, *good, *bad, *good), 0.1).read(references)
    assert extract.rows == 1007, "a blank line is no row"
    assert [(one.row, one.column, one.key) for one in sorted(extract.rejects, key=lambda one: one.row)] == [
        (502, "latitude", "cell.decimal"),
        (503, "longitude", "cell.empty"),
        (504, "gfw_integrated_alerts__date", "cell.interval"),
        (505, "gfw_integrated_alerts__confidence", "file.code"),
        (507, "longitude", "shape.swapped"),
        (508, "longitude", "shape.elsewhere"),
        (509, "", "table.width"),
    ]
    assert figures(extract) == {("left", "2024-02", "high"): 1000, ("both", "2024-02", "high"): 1000}
    for lang in ("es", "en"):
        assert all("{" not in one.text(lang) for one in extract.rejects)


def replace_limit(source: Counted, limit: float) -> Counted:
    shape = replace(source.loader.shape, rejects=limit)
    return replace(source, loader=replace(source.loader, shape=shape))


def test_too_many_bad_rows_stop_it(tmp_path: Path, references: References) -> None:
    source = counted(tmp_path, *["-8.5,-74.5,2024-02-10,high"] * 50, *["-8.5,-74.5,soon,high"] * 2)
    with pytest.raises(SourceError) as stopped:
        source.read(references)
    first, *rest = stopped.value.problems
    assert (first.key, first.values["found"], first.values["rows"]) == ("file.rejects", 2, 52)
    assert [one.row for one in rest] == [52, 53]


def test_lines_count_where_a_cell_holds_a_line_break_or_a_sign_of_the_separator(
    tmp_path: Path, references: References
) -> None:
    header = f'"note";{HEADER.replace(",", ";")}'
    lines = (
        '"a\nb";-8,5;-74,5;2024-02-10;high',
        '"c";-8,5;-74,5;never;high',
        *['"d";-8,5;-74,5;2024-02-10;high'] * 200,
    )
    extract = counted(tmp_path, *lines, header=header).read(references)
    assert [(one.row, one.key) for one in extract.rejects] == [(4, "cell.interval")]
    assert figures(extract) == {("left", "2024-02", "high"): 201, ("both", "2024-02", "high"): 201}


def test_the_file_is_read_as_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "alerts.csv"
    path.write_text("a,b\n" + "1,2\n" * 10 + '"open', encoding="utf-8")
    batches = open_stream(path).batches({"a": "a"}, size=4)
    assert next(batches).rows["line"].to_list() == [2, 3, 4, 5]
    assert next(batches).rows["a"].to_list() == ["1"] * 4
    with pytest.raises(SourceError, match=r"alerts\.csv"):
        list(batches)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "read.empty"),
        (b"<html><body>Not found</body></html>", "read.not-csv"),
        (b'{"data": []}', "read.not-csv"),
        (b"latitude\n1\n", "read.no-header"),
        (b"latitude,longitude\n1,2\n", "file.column-missing"),
        (b"a,\xff\0\n", "read.not-text"),
    ],
)
def test_what_is_no_table_of_alerts_is_one_line(
    tmp_path: Path, references: References, content: bytes, key: str
) -> None:
    source = counted(tmp_path)
    source.path.write_bytes(content)
    with pytest.raises(SourceError) as stopped:
        source.read(references)
    assert stopped.value.problems[0].key == key


def test_a_count_is_as_visible_as_the_outline_it_was_made_in(tmp_path: Path, references: References) -> None:
    drawn = (
        outline("left", -75, -9, 1, mark=3),
        outline("right", -75, -9, 1, forbidden=True),
        outline("both", -75, -9, 1, mark=None),
        # Of two outlines of one place the one that most people may see.
        outline("other", -75, -9, 1, mark=1),
        outline("other", -80, -9, 9, mark=4),
    )
    lines = ("-8.5,-74.5,2024-02-10,high", "-8.5,-78,2024-02-10,high")
    extract = counted(tmp_path, *lines).read(replace(references, outlines=drawn))
    rows = extract.statements.filter(pl.col("predicate") == terms.ag("area"))
    found = {
        terms.key_of(area): (mark, may)
        for area, mark, may in rows.select("object", "mark", "redistribution").iter_rows()
    }
    assert found == {"left": (3, "allowed"), "right": (0, "forbidden"), "both": (4, "allowed"), "other": (1, "allowed")}
    assert extract.left_out[0][1] == 1


def test_nothing_is_counted_in_a_reserve_that_was_only_asked_for() -> None:
    rows = []
    for name, kind in (("asked", "RequestedReserve"), ("decreed", "IndigenousReserve"), ("unit", "District")):
        node = terms.entity("geometry", name)
        wkt = {"datatype": terms.GEO + "wktLiteral"}
        rows += [
            is_a(place(name), terms.ag(kind)),
            say(place(name), terms.GEO + "hasGeometry", node, object_kind="iri"),
            say(node, terms.GEO + "asWKT", "POLYGON ((-75 -9, -74 -9, -74 -8, -75 -9))", **wkt),
        ]
    extract = Extract(statements.make(rows), statements.empty_places(), 3)
    handed, digest = with_outlines(References({}, {}, {}), [extract], ontology.load())
    assert [one.place for one in handed.outlines] == [place("decreed")]
    assert digest == with_outlines(References({}, {}, {}), [extract], ontology.load())[1]


COMMUNITIES = """{"type": "FeatureCollection", "features": [{"type": "Feature",
"properties": {"nom_comuni": "Inventada", "area_titul": 1}, "geometry": {"type": "Polygon",
"coordinates": [[[-75, -9], [-74, -9], [-74, -8], [-75, -8], [-75, -9]]]}}]}"""


def test_a_build_counts_in_the_territories_of_another_layer(tmp_path: Path) -> None:
    layer = tmp_path / "communities.geojson"
    layer.write_text(COMMUNITIES, encoding="utf-8")
    alerts = counted(tmp_path, "-8.5,-74.5,2024-02-10,high", "-8.5,-70,2024-02-10,high")
    territory = dataset(loader("comunidades-nativas", tmp_path), layer, DAY)
    needed = [one for one in tables() if one.card.key in {"organisations", "documents", "admin_units", "areas"}]
    settings = workspace(tmp_path)
    # Whatever the order in which they were added.
    receipt = build(settings, sources=[alerts, territory, *needed])
    frame = pl.read_parquet(Path(receipt.folder) / "public" / "statements.parquet")
    figure = terms.entity("figure", "gfw-integrated-area-inventada-s0850w07450-2024-02-high")
    value = frame.filter((pl.col("subject") == figure) & (pl.col("predicate") == terms.ag("value")))
    assert value.select("object", "verdict").rows() == [("1", "accepted")]
    assert frame.filter(pl.col("source").str.ends_with("gfw-integrated-alerts"))["subject"].unique().to_list() == [
        figure
    ]
    assert next(one.left_out for one in receipt.sources if one.source == "gfw-integrated-alerts") == 1
    again = build(settings, sources=[territory, alerts, *needed])
    assert (again.release, all(one.cached for one in again.sources)) == (receipt.release, True)
    # The counts follow the outlines, though neither the file nor its mapping changed.
    layer.write_text(COMMUNITIES.replace("-9", "-8.4"), encoding="utf-8")
    moved = build(settings, sources=[dataset(loader("comunidades-nativas", tmp_path), layer, DAY), alerts, *needed])
    assert next(one for one in moved.sources if one.source == "gfw-integrated-alerts").cached is False


def test_only_the_ends_of_lines_end_a_header(tmp_path: Path) -> None:
    path = tmp_path / "alerts.csv"
    path.write_text('"a\u2028x","b\x85y"\n1,2\n', encoding="utf-8", newline="")
    stream = open_stream(path)
    assert stream.columns == ("a\u2028x", "b\x85y")
    assert next(stream.batches({"a": "a\u2028x"})).rows["line"].to_list() == [2]
