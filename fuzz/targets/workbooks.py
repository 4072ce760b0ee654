"""Workbooks: the parts of an Excel file, its XML, and the archive around it; and old ones (Excel 97-2003)."""

import io
import struct
import zipfile
from functools import cache
from pathlib import Path

from dice import Dice, mutated
from harness import BrokenPromiseError, check_problem, in_words, put, same
from openpyxl import Workbook

from amazongraph.sources.readers import read_file
from targets.delimited import HEADER, ROWS

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ja">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
CELLS = (
    '<c r="A1" t="inlineStr"><is><t>x</t></is></c>',
    '<c r="XFD1"><v>1</v></c>',
    '<c r="ZZZZZZ9"><v>1</v></c>',
    "<c/>",
    '<c r="A1" t="s"><v>99999</v></c>',
    '<c r="A1" t="s"><v>-1</v></c>',
    '<c r="A1" t="d"><v>2024-02-30</v></c>',
    '<c r="A1" t="e"><v>#REF!</v></c>',
    '<c r="A1"><f>1+1</f></c>',
    '<c r="B1" s="1"><v>1e400</v></c>',
    '<c r="B1" s="1"><v>-1</v></c>',
    '<c r="B1" s="1"><v>2958466</v></c>',
    '<c r="B1" t="b"><v>7</v></c>',
    '<c r="B1"><v>NaN</v></c>',
    '<c r="B1" s="999"><v>1</v></c>',
    '<c r="1B"><v>1</v></c>',
    '<c r="B1" t="?"><v>x</v></c>',
    '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
    '<row r="2000000000"/>',
    '<row r="-5"/>',
    '<row r="0"/>',
    '<row r="x"/>',
    '<row r="2"><c r="B2"><v>5</v></c></row>',
    "&j;",
    "&#0;",
    "<!-- -->",
    "<![CDATA[x]]>",
    "</row>",
    '<c r="A1" t="n"><v>9007199254740993</v></c>',
    "<row>",
    '<mergeCell ref="A1:XFD9"/>',
    "<v>" + "9" * 400 + "</v>",
)
SEEDS = [
    bytes([0]),
    b"\x01\x02\x03",
    b"\x02" + bytes(range(30)),
    b"\x03\x05\x01\x02\x0e\x10",
    b"\x04" * 20,
    b"\xfe\x01\x02",
    b"PK\x03\x04",
]


def target(data: bytes) -> None:
    """A workbook whose parts were changed, or an old one with some bytes changed, or the bytes as they are."""
    dice = Dice(data[1:])
    if data[:1] == b"\xfe":
        path = put("libro.xls", _old(dice))
    else:
        path = put("libro.xlsx", data if data[:2] == b"PK" else _packed(dice))
    with in_words():
        table = read_file(path, preamble=0 if not dice else dice.below(2))
        numbers = [one.number for one in table.records] + [one.row for one in table.rejects]
        if len(set(numbers)) != len(numbers):
            raise BrokenPromiseError(f"a row counted twice: {sorted(numbers)}")
        for problem in table.rejects:
            check_problem(problem)
        for one in table.records:
            same("the columns of a record", set(one.cells), set(table.columns))


@cache
def _parts() -> dict[str, bytes]:
    book = Workbook()
    sheet = book.active
    for row in (HEADER, *ROWS):
        sheet.append([_cell(one) for one in row])
    sheet.append(["250303", "=1+1", "#N/A", "2020-07-23", True])
    book.create_sheet("otra").append(["x"])
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _cell(text: str) -> object:
    return float(text) if text.isdigit() else text


def _packed(dice: Dice) -> bytes:
    parts = dict(_parts())
    while dice:
        name = dice.pick(sorted(parts) or ["x"])
        said = parts.get(name, b"")
        what = dice.below(9)
        if what < 3:
            name, said = "xl/worksheets/sheet1.xml", parts.get("xl/worksheets/sheet1.xml", b"")
            at = said.find(dice.pick((b"<c ", b"</row>", b"<row", b"</sheetData>")), dice.below(300))
            parts[name] = said[: max(at, 0)] + dice.pick(CELLS).encode() + said[max(at, 0) :]
        elif what == 3:
            parts[name] = LAUGHS.encode() + said.partition(b"?>")[2].replace(b"</t>", b"&j;</t>").replace(
                b"<v>", b"<v>&j;"
            )
        elif what == 4:
            parts.pop(name, None)
        elif what == 5:
            parts[dice.pick(("../x", "xl/worksheets/sheet1.xml", "content.xml", "xl/vbaProject.bin", "/abs"))] = said
        elif what == 6:
            parts[name] = said.replace(b'"', b"'", dice.below(3)).replace(b"0", dice.take(2), dice.below(4))
        else:
            parts[name] = mutated(said, dice, 4)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, said in parts.items():
            archive.writestr(name, said)
    data = made.getvalue()
    return data if len(dice.data) % 5 else mutated(data, Dice(dice.data[::-1]), 3)


def _old(dice: Dice) -> bytes:
    """The old workbook of the tests, with numbers of its headers and some bytes changed."""
    data = bytearray((Path(__file__).parents[2] / "tests" / "sources" / "readers" / "old.xls").read_bytes())
    while dice:
        at = dice.below(len(data) - 8) if dice.below(2) else dice.below(512)
        put_in = dice.pick(
            (dice.take(1), b"\xff\xff\xff\xff", struct.pack("<I", dice.below(9)), b"\0\0", struct.pack("<d", 1e300))
        )
        data[at : at + len(put_in)] = put_in
    return bytes(data[: dice.below(len(data))]) if dice.data[-1:] == b"\xff" else bytes(data)
