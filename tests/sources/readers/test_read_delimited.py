"""Text tables: no letter is read wrong in silence, and what stands above and below the table is told."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import cells, refusal, rejected

from amazongraph.sources.readers import read_file
from amazongraph.sources.readers.delimited import read_delimited

# --- encodings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "row"),
    [
        pytest.param("a,b\nAsháninka,Ñ".encode()[:-1], 2, id="cut inside a letter"),
        pytest.param("a,b\nñandú,1\n".encode() + b"caf\xe9,2\n", 3, id="one line in another encoding"),
        pytest.param(b"\xef\xbb\xbfa,b\n\xe9,1\n", 2, id="not what its mark says"),
    ],
)
def test_damaged_utf8_is_refused_and_never_read_as_other_letters(content: bytes, row: int, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    assert (refusal(path).key, refusal(path).row) == ("read.encoding", row)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("pueblo;n\nAsháninka;1\nIñapari;2\n", id="letters"),
        pytest.param("pueblo;n\n«CAFÉ» de São João;1\n", id="capitals before a closing mark, a sequence of UTF-8"),
        pytest.param("pueblo;n\n“Ñ” – 5 €;1\n", id="typographic signs"),
    ],
)
def test_windows_1252_is_read_as_it_is(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode("cp1252"))
    table = read_file(path)
    assert table.notes["encoding"] == "windows-1252"
    assert cells(table)[0][0] == text.split("\n")[1].split(";")[0]


def test_what_has_zero_bytes_and_no_mark_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("a,b\n1,2\n".encode("utf-16-le"))
    assert refusal(path).key == "read.not-text"


# --- the table in its file ---------------------------------------------------------------------------


def test_lines_above_the_header_are_skipped_on_request_and_told() -> None:
    data = "Cuadro 1, hectáreas\n\nFuente: DEVIDA\nzona;ha\nVRAEM;1,5\nuna;dos;tres\n".encode()
    table = read_delimited(Path("x.csv"), data, preamble=3)
    assert (table.columns, cells(table)) == (("zona", "ha"), [("VRAEM", "1,5")])
    assert [record.number for record in table.records] == [5]
    assert rejected(table) == [("table.width", 6, "")]
    assert table.notes == {"encoding": "utf-8", "separator": "semicolon", "preamble": "3"}


def test_a_preamble_beyond_the_file_leaves_no_header(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert refusal(path, preamble=9).key == "read.no-header"


def test_a_title_above_the_header_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Cuadro 1\na;b\n1;2\n", encoding="utf-8")
    assert refusal(path).text("es").endswith("si empieza más abajo, diga con preamble cuántas líneas saltar.")
    assert cells(read_file(path, preamble=1)) == [("1", "2")]


def test_notes_at_the_foot_stay_and_are_told() -> None:
    data = b"a,b,c\n1,2,3\nlone,,\n4,5,6\n* estimado,,\nFuente: DEVIDA,,\n"
    table = read_delimited(Path("x.csv"), data)
    assert cells(table)[-1] == ("Fuente: DEVIDA", "", "")
    assert table.notes["footnotes"] == "5, 6"


@pytest.mark.parametrize("data", [b"a,b\n1,2\nlast,\n", b"a,b,c\n1,2,3\n4,,\n"], ids=["two columns", "a number"])
def test_a_record_that_may_be_data_is_no_note(data: bytes) -> None:
    assert "footnotes" not in read_delimited(Path("x.csv"), data).notes


def test_a_line_for_excel_says_the_separator() -> None:
    table = read_delimited(Path("x.csv"), b"sep=;\r\na,a;b\r\n1;2\r\n")
    assert (table.columns, cells(table), table.records[0].number) == (("a,a", "b"), [("1", "2")], 3)


def test_blank_lines_above_the_header_are_passed_over() -> None:
    table = read_delimited(Path("x.csv"), b"\n\na;b\n1;2\n")
    assert (cells(table), table.records[0].number) == ([("1", "2")], 4)


def test_a_header_may_hold_a_line_break() -> None:
    table = read_delimited(Path("x.csv"), b'"a\n,,,";b\n1;2\n')
    assert (table.columns, cells(table), table.records[0].number) == (("a\n,,,", "b"), [("1", "2")], 3)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way(end: str) -> None:
    table = read_delimited(Path("x.csv"), end.join(["a,b", "1,2", '"x', 'y",3', "4,5"]).encode())
    assert [record.number for record in table.records] == [2, 3, 5]


def test_a_cell_may_be_as_long_as_a_shape() -> None:
    (row,) = cells(read_delimited(Path("x.csv"), b'a,b\n"' + b"x" * 200_000 + b'",1\n'))
    assert len(row[0]) == 200_000


def test_columns_without_a_name_are_counted() -> None:
    table = read_delimited(Path("x.csv"), b",a,,b\n0,1,2,3\n")
    assert (cells(table), table.notes["unnamed"]) == ([("1", "3")], "2")


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE html><title>Error, 404</title>",
        "\ufeff<html><table>",
        '<?xml version="1.0"?><kml/>',
        "\n<TABLE border=1>",
    ],
)
def test_a_web_page_in_place_of_a_table_is_told(content: str, tmp_path: Path) -> None:
    path = tmp_path / "x.xls"
    path.write_text(content, encoding="utf-8")
    assert refusal(path).key == "read.markup"


def test_a_name_that_begins_with_a_less_than_sign_is_no_web_page(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("<5 ha,>5 ha\n1,2\n", encoding="utf-8")
    assert cells(read_file(path)) == [("1", "2")]


# --- there and back ----------------------------------------------------------------------------------

# Text that is not blank at its ends, line breaks and separators inside; of letters that Windows-1252 has.
CELL = st.text(st.sampled_from("aZñÁ€“0 ,;\t\"'\n"), max_size=5).map(str.strip)


@given(
    st.lists(st.tuples(CELL, CELL, CELL), max_size=5),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8-sig", "utf-16", "cp1252"]),
    st.integers(0, 3),
)
def test_every_cell_comes_back(
    rows: list[tuple[str, str, str]], separator: str, end: str, encoding: str, preamble: int
) -> None:
    out = io.StringIO(newline="")
    out.write(f"Cuadro{end}" * preamble)
    # A letter beyond ASCII that forms no UTF-8, so that the encoding can be told.
    csv.writer(out, delimiter=separator, lineterminator=end).writerows([("uno", "año", "tres"), *rows])
    table = read_delimited(Path("x.csv"), out.getvalue().encode(encoding), preamble)
    assert (table.columns, table.rejects) == (("uno", "año", "tres"), [])
    assert cells(table) == [row for row in rows if any(row)]


@pytest.mark.parametrize("end", ["3,4", "3,4,", '3,"4"'])
def test_a_file_that_ends_within_a_row_is_cut_short(end: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"a,b,c,d\n1,2,3,4\n{end}", encoding="utf-8")
    problem = refusal(path)
    assert (problem.key, problem.row) == ("table.cut", 3)


@pytest.mark.parametrize("end", ["3,4\n", "Fuente: DEVIDA", "1,2,3,4,5"])
def test_a_row_with_a_line_break_or_a_note_at_the_foot_is_not(end: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"a,b,c,d\n1,2,3,4\n{end}", encoding="utf-8")
    assert rejected(read_file(path)) == [("table.width", 3, "")]
