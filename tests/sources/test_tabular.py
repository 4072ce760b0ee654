"""Strict reading of a CSV table: every line is accounted for, and every problem has its line and column."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.tabular import Row, read_table

REQUIRED, OPTIONAL = ("key", "name"), ("note",)


def table(folder: Path, data: str | bytes) -> Path:
    path = folder / "things.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def read(folder: Path, data: str | bytes) -> list[Row]:
    return read_table(table(folder, data), REQUIRED, OPTIONAL)


def problems(folder: Path, data: str | bytes) -> list[tuple[str, int, str]]:
    """What is told of a table: message, line and column, all of the one file."""
    with pytest.raises(SourceError) as caught:
        read(folder, data)
    assert {problem.file for problem in caught.value.problems} == {"things.csv"}
    return [(problem.key, problem.row, problem.column) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("key,name\na,Uno\nb,Dos\n", id="plain"),
        pytest.param("key,name\na,Uno\nb,Dos", id="without a last line end"),
        pytest.param("key,name\r\na,Uno\r\nb,Dos\r\n", id="line ends of Windows"),
        pytest.param("\ufeffkey,name\na,Uno\nb,Dos\n", id="with a byte-order mark"),
        pytest.param('"key","name"\n"a","Uno"\n"b","Dos"\n', id="all cells quoted"),
        pytest.param("key,name\na , Uno\n b,Dos \n", id="spaces around the cells"),
        pytest.param("name,key\nUno,a\nDos,b\n", id="columns in another order"),
    ],
)
def test_one_table_written_in_many_ways(data: str, tmp_path: Path) -> None:
    assert read(tmp_path, data) == [Row(2, {"key": "a", "name": "Uno"}), Row(3, {"key": "b", "name": "Dos"})]


def test_cells_may_hold_commas_quotes_and_accents(tmp_path: Path) -> None:
    data = 'key,name\na,"Ríos Apurímac, Ene y Mantaro, ""VRAEM"""\n'
    assert read(tmp_path, data)[0].cells["name"] == 'Ríos Apurímac, Ene y Mantaro, "VRAEM"'


def test_a_column_that_may_be_absent_is_read_where_it_is(tmp_path: Path) -> None:
    assert read(tmp_path, "key,name,note\na,Uno,x\n") == [Row(2, {"key": "a", "name": "Uno", "note": "x"})]


def test_a_table_of_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    assert read(tmp_path, "key,name\n") == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param("", [("table.column-missing", 1, "key"), ("table.column-missing", 1, "name")], id="an empty file"),
        pytest.param("key\na\n", [("table.column-missing", 1, "name")], id="a column is missing"),
        pytest.param("key,name,name\na,b,c\n", [("table.column-twice", 1, "name")], id="a column stands twice"),
        pytest.param("key,name,nota\na,b,c\n", [("table.column-unknown", 1, "nota")], id="an unknown column"),
        pytest.param("key,name,\na,b,c\n", [("table.column-unnamed", 1, "")], id="a column without a name"),
        pytest.param("key,name,,\na,b,,\n", [("table.column-unnamed", 1, "")], id="columns a spreadsheet left over"),
        pytest.param(
            "key,key,nota\na,b,c\n",
            [
                ("table.column-twice", 1, "key"),
                ("table.column-missing", 1, "name"),
                ("table.column-unknown", 1, "nota"),
            ],
            id="three things wrong with the header",
        ),
        pytest.param("key;name\na;b\n", [("table.separator", 1, "")], id="semicolons"),
        pytest.param("key,name\na,b\nc\n", [("table.width", 3, "")], id="a short row"),
        pytest.param("key,name\na,b,c\n", [("table.width", 2, "")], id="a long row"),
        pytest.param("key,name\na,b\n\nc,d\n", [("table.width", 3, "")], id="a blank line"),
        pytest.param("key,name\na\nb,c\nd,e,f\n", [("table.width", 2, ""), ("table.width", 4, "")], id="two bad rows"),
        pytest.param('key,name\na,"x\ny"\nb,c\n', [("table.line-break", 2, "")], id="a line break in a cell"),
        pytest.param(
            'key,name\na,"x\n\ny"\nb,c\nd\n',
            [("table.line-break", 2, ""), ("table.width", 6, "")],
            id="lines are counted on after a line break in a cell",
        ),
        pytest.param('key,name\na,b\nc,"d\ne,f\ng,h\n', [("table.torn", 3, "")], id="a quotation mark left open"),
        pytest.param(
            'key,name\na,b\nc,"d\ne,f\ng,"h"\n',
            [("table.torn", 3, "")],
            id="a quotation mark closed by another's start",
        ),
        pytest.param('key,name\na,"b"c\n', [("table.torn", 2, "")], id="text after a closing quotation mark"),
        pytest.param('"key,name\na,b\n', [("table.torn", 1, "")], id="a torn header"),
        pytest.param(
            'key,name\na\nb,"c\n', [("table.width", 2, ""), ("table.torn", 3, "")], id="what came before is told too"
        ),
        pytest.param("key,name\na,Perú\n".encode("latin-1"), [("table.encoding", 2, "")], id="another encoding"),
        pytest.param("key,name\n".encode("utf-16"), [("table.encoding", 1, "")], id="two bytes a letter"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    data: str | bytes, told: list[tuple[str, int, str]], tmp_path: Path
) -> None:
    assert problems(tmp_path, data) == told


def test_a_row_of_the_wrong_width_says_both_counts(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        read(tmp_path, "key,name\na,b,c\n")
    assert caught.value.problems == (Problem("table.width", "things.csv", 2, values={"found": 3, "expected": 2}),)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        read_table(tmp_path / "things.csv", REQUIRED)
    assert caught.value.problems == (Problem("table.absent", "things.csv"),)


def test_a_file_that_another_program_holds(tmp_path: Path) -> None:
    # A folder in its place is refused by every system, as a file open in a spreadsheet is by Windows.
    (tmp_path / "things.csv").mkdir()
    with pytest.raises(SourceError) as caught:
        read_table(tmp_path / "things.csv", {"key"})
    assert [problem.key for problem in caught.value.problems] == ["table.closed"]
    assert "things.csv" in caught.value.text("es")


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=12).map(str.strip)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=6))
def test_what_a_spreadsheet_writes_is_read_back(rows: list[tuple[str, str]], tmp_path: Path) -> None:
    path = tmp_path / "things.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([REQUIRED, *rows])
    expected = [Row(line, {"key": key, "name": name}) for line, (key, name) in enumerate(rows, start=2)]
    assert read_table(path, REQUIRED) == expected
