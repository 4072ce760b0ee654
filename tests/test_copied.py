"""All of a release on a server comes as files: the same as here, whatever the pieces, and with little of it held."""

import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from amazongraph import copied, pushing, sorted_lines, terms
from amazongraph.described import DESCRIBED, PUSHED, TOLD, ways
from amazongraph.export.formats import FORMATS
from amazongraph.export.selection import whole
from amazongraph.quads import claimed, data_sets
from amazongraph.releases import STATEMENTS, Release, current
from amazongraph.served import served
from amazongraph.settings import Settings

sys.path.insert(0, str(Path(__file__).parent / "linking"))

from endpoints import oxigraph_of
from interference import Fault, Request, between

PIECES = [(50_000, 100_000, 100), (300, 500, 3), (2_000, 70, 4)]


def here(small: Settings) -> Release:
    found = current(small)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def graphs(small: Settings) -> dict[str, list[ox.Triple]]:
    """The triples of each graph as a server has them, in an order of its own."""
    told: dict[str, list[str]] = {}
    for graph, triple in pushing._graphs(here(small), "public"):
        told.setdefault(graph, []).append(triple)
    return {graph: _parsed(triples[::-1]) for graph, triples in told.items()}


def _parsed(triples: list[str]) -> list[ox.Triple]:
    text = "".join(f"{triple} .\n" for triple in triples)
    return [ox.Triple(*quad.triple) for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES)]


def pieces_of(monkeypatch: pytest.MonkeyPatch, quads: int, lines: int, files: int) -> None:
    monkeypatch.setattr(copied, "_AT_ONCE", quads)
    monkeypatch.setattr(sorted_lines, "_HELD", lines)
    monkeypatch.setattr(sorted_lines, "_OPEN", files)


@pytest.mark.parametrize("pieces", PIECES)
def test_the_files_are_those_of_the_release(
    small: Settings,
    graphs: dict[str, list[ox.Triple]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pieces: tuple[int, int, int],
) -> None:
    pieces_of(monkeypatch, *pieces)
    folder = here(small).profile()
    known = pl.read_parquet(folder / STATEMENTS)

    def dump(graph: str, read: Callable[[Iterator[ox.Triple]], object]) -> object:
        # Servers may give a triple twice, and an answer may break off and come again.
        read(iter(graphs[graph][:7]))
        return read(iter([*graphs[graph], *graphs[graph][:3]]))

    of_release = set(graphs) - {DESCRIBED, terms.BASE + "graph/accepted"}
    copied.copied(of_release, dump, ways(known)[0], tmp_path)
    assert (tmp_path / "graph.nq").read_bytes() == (folder / "graph.nq").read_bytes()
    about = (folder / "about.nq").read_text(encoding="utf-8").splitlines()
    assert (tmp_path / "about.nq").read_text(encoding="utf-8").splitlines() == sorted(set(about))
    # What has no claim node has no text as published there.
    as_written = pl.when(claimed(data_sets(known.lazy()))).then(pl.col("as_written"))
    found = pl.read_parquet(tmp_path / STATEMENTS)
    assert_frame_equal(found.with_columns(as_written), known.select(TOLD).with_columns(as_written))
    assert {path.name for path in tmp_path.iterdir()} == {"graph.nq", "about.nq", STATEMENTS}


@pytest.fixture(scope="module")
def address(
    small: Settings, graphs: dict[str, list[ox.Triple]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A server that has the release as a push leaves it."""
    folder = tmp_path_factory.mktemp("served")
    store = ox.Store(str(folder))
    said = [f'<{PUSHED}> <http://purl.org/dc/terms/identifier> "{here(small).id}"']
    said += [f'<{PUSHED}> <{terms.ag("profile")}> "public"']
    for graph, triples in {**graphs, PUSHED: _parsed(said)}.items():
        store.extend(ox.Quad(*triple, ox.NamedNode(graph)) for triple in triples)
    store.flush()
    del store
    with oxigraph_of(folder) as found:
        yield found


@pytest.mark.parametrize("form", ["nquads", "trig", "csv", "ftm"])
def test_what_leaves_is_the_same_byte_for_byte(
    small: Settings, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    pieces_of(monkeypatch, *PIECES[1])
    broken: list[int] = []

    def once(request: Request) -> Fault | None:
        """The first of the graphs breaks off."""
        if "CONSTRUCT" in request.target + request.body.decode() and not broken:
            broken.append(request.number)
            return Fault(cut=0.5)
        return None

    with between(address, once) as proxy:
        for number, one in enumerate((here(small), served(proxy.query))):
            FORMATS[form].exporter()(whole(one, "public", "es"), tmp_path / str(number))
    assert broken
    assert (tmp_path / "1").read_bytes() == (tmp_path / "0").read_bytes()


LINES = st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=4))


@given(lines=LINES, held=st.integers(1, 5), files=st.integers(2, 3))
@tries(max_examples=60)
def test_lines_are_put_in_order_each_once(lines: list[str], held: int, files: int) -> None:
    with pytest.MonkeyPatch.context() as patched, TemporaryDirectory() as folder:
        pieces_of(patched, 1, held, files)
        found = list(sorted_lines.in_order((f"{line}\n" for line in lines), Path(folder)))
        assert list(Path(folder).iterdir()) == []
    assert found == sorted({f"{line}\n" for line in lines})


def test_no_more_than_a_piece_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces_of(monkeypatch, 1, 1_000, 10)
    lines = (f"{number * 7919 % 40_009:08} {'x' * 200}\n" for number in range(40_009))
    tracemalloc.start()
    try:
        count = sum(1 for _ in sorted_lines.in_order(lines, tmp_path))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 40_009
    assert peak < 2_000_000, "of ten million bytes"
