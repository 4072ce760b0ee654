"""Bad input: every kind of mistake in a table is told once, to a person, and changes nothing that users see.

Each case breaks one thing in a copy of the curated tables and builds from it. The message names the file, the line in
it, the column and what to do, in Spanish and in English.
"""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import build_from

from amazongraph.errors import SourceError
from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import find_question
from amazongraph.releases import current
from amazongraph.settings import Settings

Change = Callable[[Path, str, str, str], None]
Words = tuple[str, ...]


@dataclass(frozen=True)
class Fault:
    """Where a table was broken, and the words that a person needs to hear in each language."""

    file: str
    row: int
    column: str
    es: Words
    en: Words

    def place(self, lang: str) -> str:
        words = {"es": ("fila", "columna"), "en": ("row", "column")}[lang]
        row = f", {words[0]} {self.row}" if self.row else ""
        return f"{self.file}{row}{f', {words[1]} {self.column}' if self.column else ''}: "


def read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")


def write_lines(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def line_of(path: Path, key: str) -> int:
    """The line of the row with that key, counted as an editor does: the header is line 1."""
    return next(number for number, line in enumerate(read_lines(path), start=1) if line.startswith(f"{key},"))


def edit_line(path: Path, number: int, edit: Callable[[str], str]) -> None:
    lines = read_lines(path)
    lines[number - 1] = edit(lines[number - 1])
    write_lines(path, lines)


# The file as a whole, and its rows as lines.


def missing_column(folder: Path) -> Fault:
    edit_line(folder / "figures.csv", 1, lambda header: header.replace(",bound,", ",bounds_to_be,"))
    lines = read_lines(folder / "figures.csv")
    position = lines[0].split(",").index("bounds_to_be")
    # The cells before it hold no comma, so that a plain split takes out the whole column.
    write_lines(folder / "figures.csv", [drop(line, position) for line in lines])
    return Fault("figures.csv", 1, "bound", ("falta la columna. Agréguela",), ("the column is missing. Add it",))


def drop(line: str, position: int) -> str:
    cells = line.split(",")
    return ",".join(cells[:position] + cells[position + 1 :])


def duplicate_header(folder: Path) -> Fault:
    edit_line(folder / "areas.csv", 1, lambda header: header.replace("name_en", "name_es"))
    edit_line(folder / "areas.csv", 1, lambda header: header + ",name_en")
    return Fault(
        "areas.csv", 1, "name_es", ("aparece dos veces en el encabezado. Deje una.",), ("stands twice in the header.",)
    )


def unknown_column(folder: Path) -> Fault:
    path = folder / "reserves.csv"
    write_lines(
        path, [line and f"{line},{'nota' if number == 0 else ''}" for number, line in enumerate(read_lines(path))]
    )
    return Fault(
        "reserves.csv", 1, "nota", ("no se conoce esta columna. Corrija su nombre",), ("not known. Mend its name",)
    )


def short_row(folder: Path) -> Fault:
    row = line_of(folder / "people_codes.csv", "arabela-glottocode-arab1268")
    edit_line(folder / "people_codes.csv", row, lambda line: line.rpartition(",")[0])
    return Fault(
        "people_codes.csv",
        row,
        "",
        ("tiene 7 celdas y el encabezado 8. Revise las comas",),
        ("has 7 cells and the header 8. Check the commas",),
    )


def long_row(folder: Path) -> Fault:
    row = line_of(folder / "people_codes.csv", "arabela-glottocode-arab1268")
    edit_line(folder / "people_codes.csv", row, lambda line: line + ",x")
    return Fault(
        "people_codes.csv",
        row,
        "",
        ("tiene 9 celdas y el encabezado 8. Revise las comas",),
        ("has 9 cells and the header 8. Check the commas",),
    )


def torn_row(folder: Path) -> Fault:
    row = line_of(folder / "admin_units.csv", "250301")
    edit_line(folder / "admin_units.csv", row, lambda line: line.replace(",district,", ',"district,'))
    return Fault(
        "admin_units.csv",
        row,
        "",
        ("la fila está rota", "Revise si falta cerrar unas comillas."),
        ("the row is torn", "Check for a quotation mark that is not closed."),
    )


def line_break_in_a_cell(folder: Path) -> Fault:
    row = line_of(folder / "communities.csv", "cleyton")
    edit_line(folder / "communities.csv", row, lambda line: line.replace(",Cleyton,", ',"Cley\nton",'))
    return Fault(
        "communities.csv",
        row,
        "",
        ("contiene un salto de línea. Escríbala en una sola línea.",),
        ("holds a line break. Write it on one line.",),
    )


def wrong_encoding(folder: Path) -> Fault:
    path = folder / "victims.csv"
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.encode("latin-1"))
    row = next(number for number, line in enumerate(text.split("\n"), start=1) if not line.isascii())
    return Fault("victims.csv", row, "", ("no está en UTF-8. Guárdelo como",), ("is not in UTF-8. Save it as",))


def semicolons(folder: Path) -> Fault:
    path = folder / "norms.csv"
    write_lines(path, [line.replace(",", ";") for line in read_lines(path)])
    return Fault(
        "norms.csv",
        1,
        "",
        ("separadas por punto y coma. Guarde la tabla separada por comas.",),
        ("separated by semicolons. Save the table separated by commas.",),
    )


def duplicated_id(folder: Path) -> Fault:
    path = folder / "case_statuses.csv"
    first = line_of(path, "gys7vl6p-2023-08-inforeg-saw")
    lines = read_lines(path)
    write_lines(path, [*lines[:-1], lines[first - 1], ""])
    return Fault(
        "case_statuses.csv",
        len(lines),
        "key",
        (f"«gys7vl6p-2023-08-inforeg-saw» ya está en la fila {first}. Dé otra clave",),
        (f'"gys7vl6p-2023-08-inforeg-saw" already stands in row {first}. Give the new row another key.',),
    )


def missing_file(folder: Path) -> Fault:
    (folder / "reserve_facts.csv").unlink()
    return Fault(
        "reserve_facts.csv", 0, "", ("no se encuentra el archivo. Devuélvalo",), ("the file is not there. Put it back",)
    )


def missing_table_of_entities(folder: Path) -> Fault:
    (folder / "organisations.csv").unlink()
    return Fault(
        "organisations.csv", 0, "", ("no se encuentra el archivo. Devuélvalo",), ("the file is not there. Put it back",)
    )


FILES = [
    pytest.param(fault, id=fault.__name__.replace("_", " "))
    for fault in (
        missing_column,
        duplicate_header,
        unknown_column,
        short_row,
        long_row,
        torn_row,
        line_break_in_a_cell,
        wrong_encoding,
        semicolons,
        duplicated_id,
        missing_file,
        missing_table_of_entities,
    )
]


def in_cell(file: str, key: str, column: str, value: str, es: str, en: str, *, name: str) -> object:
    """A case with one cell rewritten."""
    return pytest.param(file, key, column, value, (es,), (en,), id=name)


CELLS = [
    in_cell(
        "incidents.csv", "2ta5r2gr", "document", "spv-dv",
        "ningún documento tiene la clave «spv-dv». Agréguelo a documents.csv o corrija la clave.",
        'no document has the key "spv-dv". Add it to documents.csv or mend the key.',
        name="unknown document key",
    ),
    in_cell(
        "figures.csv", "kill-001", "document", "dtee",
        "ningún documento tiene la clave «dtee». Agréguelo a documents.csv",
        'no document has the key "dtee". Add it to documents.csv',
        name="unknown document key in a column that is a statement besides",
    ),
    in_cell(
        "reserves.csv", "reserva-isconahua", "also_in", "mong-16; mong-61",
        "ningún documento tiene la clave «mong-61». Agréguelo a documents.csv",
        'no document has the key "mong-61". Add it to documents.csv',
        name="unknown document key in a list",
    ),
    in_cell(
        "figures.csv", "kill-008", "attributed_to", "aidesepp",
        "nada tiene la clave «aidesepp» (organization). Las más parecidas: aidesep",
        'nothing has the key "aidesepp" (organization). The nearest: aidesep',
        name="unknown organisation key",
    ),
    in_cell(
        "incidents.csv", "mxvmspy7", "link_by", "cartt",
        "nada tiene la clave «cartt» (organization). Las más parecidas: cart",
        'nothing has the key "cartt" (organization). The nearest: cart',
        name="unknown organisation key that several columns rest on",
    ),
    in_cell(
        "claims.csv", "report-2025-credited-dte", "subject", "report:report-2025",
        "nada tiene la clave «report-2025» (report). Agregue la fila",
        'nothing has the key "report-2025" (report). Add the row',
        name="unknown subject",
    ),
    in_cell(
        "figures.csv", "kill-001", "unit", "people",
        "«people» no está en el vocabulario unit. Use una de sus claves (ontology/vocab/unit.ttl).",
        '"people" is not in the vocabulary unit. Use one of its keys (ontology/vocab/unit.ttl).',
        name="unknown concept",
    ),
    in_cell(
        "claims.csv", "report-2025-credited-dte", "standing", "certain",
        "«certain» no está en el vocabulario standing. Use una de sus claves",
        '"certain" is not in the vocabulary standing. Use one of its keys',
        name="unknown standing",
    ),
    in_cell(
        "reserves.csv", "reserva-isconahua", "kind", "reserve",
        "«reserve» no es un tipo conocido. Use uno de estos: indigenous-reserve, requested-reserve, territorial-",
        '"reserve" is not a known kind. Use one of these: indigenous-reserve, requested-reserve, territorial-reserve',
        name="unknown kind",
    ),
    in_cell(
        "people_codes.csv", "achuar-glottocode-achu1248", "property", "glotocode",
        "«glotocode» no es una propiedad de esta tabla. Use una de estas: glottocode, iso639-3.",
        '"glotocode" is not a property of this table. Use one of these: glottocode, iso639-3.',
        name="unknown property",
    ),
    in_cell(
        "incidents.csv", "2ta5r2gr", "date", "2023-02-30",
        "«2023-02-30» no es una fecha que exista. Escriba 2020, 2020-07, 2020-07-23 o un intervalo",
        '"2023-02-30" is not a date that exists. Write 2020, 2020-07, 2020-07-23 or an interval',
        name="bad date",
    ),
    in_cell(
        "claims.csv", "meuod7kg-date-2020-07-22-boltxe7", "value", "22/07/2020",
        "«22/07/2020» no es una fecha que exista. Escriba 2020, 2020-07",
        '"22/07/2020" is not a date that exists. Write 2020, 2020-07',
        name="bad date as the value of a claim",
    ),
    in_cell(
        "incidents.csv", "66ig7gaw", "place", "010299 Imaza",
        "010299 no es un código INEI de departamento, provincia o distrito. Consulte admin_units.csv.",
        "010299 is not an INEI code of a department, province or district. See admin_units.csv.",
        name="unknown INEI code",
    ),
    in_cell(
        "incidents.csv", "66ig7gaw", "place", "010205 Curimaná",
        "el código 010205 es «Imaza», no «Curimaná». Corrija el código o el nombre.",
        'the code 010205 is "Imaza", not "Curimaná". Mend the code or the name.',
        name="code and name that disagree",
    ),
    in_cell(
        "incidents.csv", "66ig7gaw", "place", "010205",
        "al código 010205 le falta el nombre. Escriba «010205 Imaza».",
        'the code 010205 lacks its name. Write "010205 Imaza".',
        name="code without a name",
    ),
    in_cell(
        "incidents.csv", "66ig7gaw", "place", "Imaza",
        "«Imaza» no dice de qué lugar se trata: 010205 Imaza. Escriba el que dice la fuente",
        '"Imaza" does not tell which place it is: 010205 Imaza. Write the one the source means',
        name="name without a code",
    ),
    in_cell(
        "incidents.csv", "66ig7gaw", "place", "ucayali",
        "«ucayali» no dice de qué lugar se trata: 1606 Ucayali; 25 Ucayali; devida-bajo-ucayali.",
        '"ucayali" does not tell which place it is: 1606 Ucayali; 25 Ucayali; devida-bajo-ucayali.',
        name="name of a department, a province and a zone",
    ),
    in_cell(
        "incidents.csv", "66ig7gaw", "place", "Macondo",
        "no se conoce el lugar «Macondo». Escriba el código INEI y el nombre («25 Ucayali»), o la clave de areas.csv",
        'the place "Macondo" is not known. Write the INEI code and the name ("25 Ucayali"), or the key of areas.csv',
        name="name of nothing known",
    ),
    in_cell(
        "case_statuses.csv", "mmpbixmm-2021-07-lr-ml", "key", "Mario Marcos 2021",
        "«Mario Marcos 2021» no sirve como clave. Use minúsculas sin tilde, cifras y guiones",
        '"Mario Marcos 2021" does not serve as a key. Use lower case without accents, digits and hyphens',
        name="bad key",
    ),
    in_cell(
        "victims.csv", "33xabbql", "key", "jefe-rio-tambo",
        "«jefe-rio-tambo» no sirve como clave. Use minúsculas sin tilde, cifras y guiones (ocho letras o cifras al",
        '"jefe-rio-tambo" does not serve as a key. Use lower case without accents, digits and hyphens (eight random',
        name="a key that carries meaning where it must not",
    ),
    in_cell(
        "documents.csv", "dte", "url", "https://www.downtoearth.org.in/drug trafficking",
        "«https://www.downtoearth.org.in/drug trafficking» no es una dirección web. Escriba la que empieza por https://",
        '"https://www.downtoearth.org.in/drug trafficking" is not a web address. Write the one that begins with https://',
        name="bad IRI",
    ),
    in_cell(
        "documents.csv", "dte", "url", "https://www.downtoearth.org.in/100%",
        "«https://www.downtoearth.org.in/100%» no es una dirección web. Escriba",
        '"https://www.downtoearth.org.in/100%" is not a web address. Write',
        name="bad IRI that looks well",
    ),
    in_cell(
        "documents.csv", "dte", "url", "por confirmar",
        "«por confirmar» no es una dirección web. Escriba la que empieza por https:// o deje la celda vacía.",
        '"por confirmar" is not a web address. Write the one that begins with https:// or leave the cell empty.',
        name="placeholder text as address",
    ),
    in_cell(
        "documents.csv", "dte", "url", "N/A",
        "«N/A» ocupa el lugar de un dato que falta. Deje la celda vacía.",
        '"N/A" stands in place of a missing value. Leave the cell empty.',
        name="placeholder word as address",
    ),
    in_cell(
        "communities.csv", "cleyton", "other_names", "Cleytón; s/d",
        "«Cleytón; s/d» ocupa el lugar de un dato que falta. Deje la celda vacía.",
        '"Cleytón; s/d" stands in place of a missing value. Leave the cell empty.',
        name="placeholder word in a cell",
    ),
    in_cell(
        "communities.csv", "cleyton", "other_names", "Cleytón; ",
        "en la lista «Cleytón;» sobra un punto y coma. Quítelo.",
        'the list "Cleytón;" has a semicolon too many. Take it out.',
        name="a list with a gap",
    ),
    in_cell(
        "figures.csv", "kill-001", "value", "1.226,5",
        "«1.226,5» no es un número. Escríbalo con punto decimal y sin separador de miles.",
        '"1.226,5" is not a number. Write it with a decimal point and no thousands separator.',
        name="bad number",
    ),
    in_cell(
        "admin_units.csv", "0101", "latitude", "6° 13' S",
        "«6° 13' S» no es un número. Escríbalo con punto decimal",
        "\"6° 13' S\" is not a number. Write it with a decimal point",
        name="bad coordinate",
    ),
    in_cell(
        "admin_units.csv", "0101", "latitude", "",
        "la celda está vacía y es necesaria. Complétela.",
        "the cell is empty and is needed. Fill it in.",
        name="half a position",
    ),
    in_cell(
        "incidents.csv", "2ta5r2gr", "countable", "sí",
        "«sí» no es yes ni no. Escriba una de esas dos palabras.",
        '"sí" is neither yes nor no. Write one of these two words.',
        name="bad boolean",
    ),
    in_cell(
        "incidents.csv", "2ta5r2gr", "level", "5",
        "«5» no es un nivel. Use un número de 0 (público) a 4 (lo más reservado).",
        '"5" is not a level. Use a number from 0 (public) to 4 (the most sensitive).',
        name="bad level",
    ),
    in_cell(
        "incidents.csv", "2ta5r2gr", "level", "público",
        "«público» no es un nivel. Use un número de 0 (público) a 4 (lo más reservado).",
        '"público" is not a level. Use a number from 0 (public) to 4 (the most sensitive).',
        name="a level in words",
    ),
    in_cell(
        "documents.csv", "dte", "language", "inglés",
        "«inglés» no es el código de una lengua. Escriba dos o tres letras, como es o en.",
        '"inglés" is not the code of a language. Write two or three letters, such as es or en.',
        name="bad language",
    ),
    in_cell(
        "figures.csv", "kill-001", "unit", "",
        "la celda está vacía y es necesaria. Complétela.",
        "the cell is empty and is needed. Fill it in.",
        name="a needed cell left blank",
    ),
    in_cell(
        "incidents.csv", "2ta5r2gr", "document", "",
        "la celda está vacía y es necesaria. Complétela.",
        "the cell is empty and is needed. Fill it in.",
        name="a row that cites no document",
    ),
    in_cell(
        "claims.csv", "report-2025-credited-dte", "subject", "",
        "la celda está vacía y es necesaria. Complétela.",
        "the cell is empty and is needed. Fill it in.",
        name="a claim about nothing",
    ),
]  # fmt: skip


@pytest.fixture
def settings(reference: Settings, tmp_path: Path) -> Settings:
    """A workspace where nothing was published; what was read of the unbroken tables is at hand, to save time."""
    shutil.copytree(reference.graph / "cache", tmp_path / "graph" / "cache")
    return Settings(tmp_path, tmp_path / "graph", "es")


def refused(settings: Settings, folder: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        build_from(settings, folder)
    return caught.value


def assert_told(error: SourceError, fault: Fault) -> None:
    """One message, in each language, with its place first, the words that help, and no place in it left empty."""
    assert error.exit_code == 3
    for lang, words in (("es", fault.es), ("en", fault.en)):
        told = error.text(lang)
        assert told.startswith(fault.place(lang))
        assert told.count("\n") == 0, told
        assert all(word in told for word in words), told
        assert not re.search(r"«\s*»|\"\s*\"|\(\s*\)|[{}]|None|  |: $", told), told


def assert_nothing_published(settings: Settings) -> None:
    assert not (settings.graph / "current").exists()
    assert not (settings.graph / "releases").exists()
    assert not list(settings.graph.glob(".staging-*"))


@pytest.mark.parametrize("fault", FILES)
def test_a_broken_file_is_told_and_nothing_is_published(
    fault: Callable[[Path], Fault], settings: Settings, curated: Path
) -> None:
    made = fault(curated)
    assert_told(refused(settings, curated), made)
    assert_nothing_published(settings)


@pytest.mark.parametrize(("file", "key", "column", "value", "es", "en"), CELLS)
def test_a_bad_cell_is_told_and_nothing_is_published(
    file: str,
    key: str,
    column: str,
    value: str,
    es: Words,
    en: Words,
    settings: Settings,
    curated: Path,
    change: Change,
) -> None:
    row = line_of(curated / file, key)
    change(curated / file, key, column, value)
    assert_told(refused(settings, curated), Fault(file, row, column, es, en))
    assert_nothing_published(settings)


def test_problems_of_several_files_are_told_together(settings: Settings, curated: Path, change: Change) -> None:
    change(curated / "incidents.csv", "2ta5r2gr", "date", "2023-02-30")
    change(curated / "incidents.csv", "66ig7gaw", "place", "010205 Curimaná")
    change(curated / "figures.csv", "kill-001", "unit", "people")
    error = refused(settings, curated)
    assert [line.split(":")[0] for line in error.text("es").splitlines()] == [
        f"figures.csv, fila {line_of(curated / 'figures.csv', 'kill-001')}, columna unit",
        f"incidents.csv, fila {line_of(curated / 'incidents.csv', '2ta5r2gr')}, columna date",
        f"incidents.csv, fila {line_of(curated / 'incidents.csv', '66ig7gaw')}, columna place",
    ]
    assert_nothing_published(settings)


def test_broken_files_are_told_together(settings: Settings, curated: Path) -> None:
    broken = {fault.file: fault for fault in (semicolons(curated), missing_file(curated), wrong_encoding(curated))}
    lines = refused(settings, curated).text("en").splitlines()
    assert [line.partition(",")[0].partition(":")[0] for line in lines] == sorted(broken)
    assert_nothing_published(settings)


def test_of_two_hundred_bad_cells_the_first_are_told_and_the_others_counted(settings: Settings, curated: Path) -> None:
    path = curated / "admin_units.csv"
    lines = read_lines(path)
    write_lines(path, [re.sub(r",0$", ",9", line) if number < 201 else line for number, line in enumerate(lines)])
    told = refused(settings, curated).text("es").splitlines()
    assert len(told) == 21
    assert told[0].startswith("admin_units.csv, fila 2, columna level: «9» no es un nivel.")
    assert told[-1] == "… y 180 problemas más."


@pytest.fixture
def published(reference: Settings, tmp_path: Path) -> Settings:
    """A workspace of its own with the reference release in it."""
    root = tmp_path / "published"
    shutil.copytree(reference.graph, root / "graph")
    return Settings(root, root / "graph", "es")


@pytest.mark.parametrize("fault", [torn_row, wrong_encoding, semicolons, duplicated_id, missing_file])
def test_the_old_release_still_answers(fault: Callable[[Path], Fault], published: Settings, curated: Path) -> None:
    def answer() -> list[dict[str, str]]:
        release = current(published)
        assert release is not None
        return ask(release, find_question(release, "murder-counts")).rows

    before, name = answer(), (published.graph / "current").read_bytes()
    fault(curated)
    refused(published, curated)
    assert (published.graph / "current").read_bytes() == name
    assert len(list((published.graph / "releases").iterdir())) == 1
    assert answer() == before != []


def test_what_was_mended_builds(published: Settings, curated: Path, change: Change) -> None:
    change(curated / "incidents.csv", "2ta5r2gr", "date", "2023-02-30")
    refused(published, curated)
    change(curated / "incidents.csv", "2ta5r2gr", "date", "2024-04-19")
    receipt = build_from(published, curated)
    assert (receipt.new, receipt.release) == (False, current(published).id)  # type: ignore[union-attr]
