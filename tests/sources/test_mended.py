"""Rows that are handed out to be mended come back to the place they were taken from, or to none."""

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazongraph.errors import SourceError
from amazongraph.sources.mended import handed_out, put_back

TABLE = 'key,name,place\r\none,Uno,16 Loreto\r\ntwo,"Dos, o más",\r\nthree,Tres,25 Ucayali\r\n'


def files(folder: Path, table: str = TABLE, rows: str = "") -> tuple[Path, Path]:
    paths = folder / "things.csv", folder / "rows.csv"
    for path, content in zip(paths, (table, rows), strict=True):
        path.write_bytes(content.encode())
    return paths


def test_a_row_is_handed_out_with_its_place_and_the_reason() -> None:
    (row,) = csv.DictReader(io.StringIO(handed_out(TABLE, {3: "Falta el lugar."})))
    mark = row.pop("mend")
    assert row == {"key": "two", "name": "Dos, o más", "place": "", "reason": "Falta el lugar."}
    assert mark.startswith("3-")


def test_nothing_is_handed_out_of_a_sound_table() -> None:
    assert handed_out(TABLE, {}) == ""


def test_a_mended_row_takes_its_place_and_every_other_byte_stays(tmp_path: Path) -> None:
    table, rows = files(
        tmp_path, "\ufeff" + TABLE, handed_out(TABLE, {3: "x"}).replace('"Dos, o más",', "Dos,12 Junín")
    )
    assert put_back(table, rows) == 1
    assert table.read_bytes() == ("\ufeff" + TABLE.replace('"Dos, o más",', "Dos,12 Junín")).encode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rows.csv", "things.csv"]


def test_a_table_that_cannot_be_replaced_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As while a spreadsheet holds it open on Windows."""
    table, rows = files(tmp_path, TABLE, handed_out(TABLE, {3: "x"}).replace('"Dos, o más",', "Dos,12 Junín"))

    def held(self: Path, target: Path) -> Path:
        raise PermissionError(13, "in use", str(target))

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(PermissionError):
        put_back(table, rows)
    assert table.read_bytes() == TABLE.encode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rows.csv", "things.csv"]


def test_a_key_may_be_what_is_mended(tmp_path: Path) -> None:
    table = "key,name\none,Uno\none,Otro\n"
    paths = files(tmp_path, table, handed_out(table, {3: "twice"}).replace("one,Otro", "two,Otro"))
    put_back(*paths)
    assert paths[0].read_text(encoding="utf-8") == "key,name\none,Uno\ntwo,Otro\n"


def test_rows_that_are_left_out_or_come_in_another_order_do_no_harm(tmp_path: Path) -> None:
    head, *rest = handed_out(TABLE, {2: "x", 3: "x", 4: "x"}).splitlines(keepends=True)
    paths = files(tmp_path, TABLE, head + rest[2].replace("Tres", "3") + rest[0].replace("Uno", "1"))
    assert put_back(*paths) == 2
    assert paths[0].read_bytes().decode() == TABLE.replace("Tres", "3").replace("Uno", "1")


def test_a_short_row_comes_back_whole(tmp_path: Path) -> None:
    table = "key,name,place\none,Uno\n"
    paths = files(tmp_path, table, handed_out(table, {2: "x"}).replace("one,Uno,,", "one,Uno,16 Loreto,"))
    put_back(*paths)
    assert paths[0].read_text(encoding="utf-8") == "key,name,place\none,Uno,16 Loreto\n"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: rows.replace("mend", "mended"), "columna mend"),
        (lambda rows: rows.replace("place", "lugar"), "no son filas de esa tabla"),
        (lambda rows: rows.replace("3-", "x-"), "no se sabe de qué fila"),
        (lambda rows: rows + rows.splitlines(keepends=True)[1], "dos filas dicen ser la fila 3"),
        (lambda rows: rows.replace("3-", "2-"), "la fila 2 de things.csv cambió"),
        (lambda rows: rows.replace("3-", "99-"), "la fila 99 de things.csv cambió"),
        (lambda rows: rows + "four\n", "1"),
        (lambda rows: rows + '"open\n', "rows.csv"),
        (lambda rows: rows.replace("Dos", "D\nos"), "salto de línea"),
        (lambda rows: "", "columna mend"),
    ],
    ids=[
        "no mark",
        "other columns",
        "bad mark",
        "twice",
        "another place",
        "no place",
        "narrow",
        "torn",
        "in two lines",
        "empty",
    ],
)
def test_what_cannot_be_put_back_is_told_and_nothing_is_written(change, words, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    table, rows = files(tmp_path, TABLE, change(handed_out(TABLE, {3: "x"})))
    with pytest.raises(SourceError) as caught:
        put_back(table, rows)
    assert words in caught.value.text("es")
    assert table.read_bytes() == TABLE.encode()


def test_a_row_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    table, rows = files(tmp_path, TABLE.replace("Dos", "2"), handed_out(TABLE, {3: "x"}))
    with pytest.raises(SourceError, match="has changed since"):
        put_back(table, rows)


@pytest.mark.parametrize("absent", [0, 1])
def test_an_absent_file_is_told(absent: int, tmp_path: Path) -> None:
    paths = files(tmp_path, TABLE, handed_out(TABLE, {3: "x"}))
    paths[absent].unlink()
    with pytest.raises(SourceError):
        put_back(*paths)


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).map(str.strip)


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6), data=st.data())
def test_rows_that_come_back_unchanged_change_nothing(rows: list[tuple[str, str, str]], data: st.DataObject) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([("key", "name", "place"), *rows])
    lines = data.draw(st.sets(st.integers(2, len(rows) + 1)))
    given_out = handed_out(out.getvalue(), dict.fromkeys(lines, "reason"))
    with tempfile.TemporaryDirectory() as folder:
        paths = files(Path(folder), out.getvalue(), given_out)
        if lines:
            assert put_back(*paths) == len(lines)
        assert paths[0].read_bytes().decode() == out.getvalue()
